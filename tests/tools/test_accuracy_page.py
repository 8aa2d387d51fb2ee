"""The page on accuracy says what was measured, before and after words were explained."""

from tools.accuracy import Asked, Measured, page

ASKED = Asked(messages=1000, persons=500, months=12, seed=7, most=50)


def row(kind: str, truth: int, found: int, register: int, **more: object) -> dict[str, object]:
    return {
        "kind": kind,
        "truth": truth,
        "found": found,
        "register": register,
        "sensitivity": found / truth,
        "sensitivity_lower": max(0.0, found / truth - 0.01),
        "ppv": found / register if register else None,
        "ppv_lower": found / register - 0.01 if register else None,
        "missed": truth - found,
        "invented": register - found,
        "explained": [],
    } | more


WHY = [
    {
        "fault": "missed",
        "reason": "word-unmapped",
        "count": 3,
        "terms": [],
        "examples": [{"laboratory": "990017", "message_id": "M1"}],
    }
]
BEFORE = [row("cases", 100, 90, 90), row("isolates", 50, 0, 0)]
AFTER = [
    row("cases", 100, 97, 98, explained=WHY),
    row("isolates", 50, 50, 50),
    row("cases", 100, 97, 98, disease="measles", explained=WHY),
    *(row("isolates", 50 - place, 1, 1, organism=f"ORG{place:03}") for place in range(45)),
]


def test_the_page_says_how_it_was_made_and_every_figure_with_its_bound() -> None:
    said = page(ASKED, Measured(BEFORE, AFTER, "50 words looked up")).splitlines()
    assert "infreg synthetic write norway --messages 1000 --persons 500 --months 12 --seed 7" in said
    assert "50 words looked up" in said
    figures = "| 100 | 90 | 90.0 % | 89.0 % | 100.0 % | 99.0 % | 10 | 0 |"
    assert f"| cases, before any word is explained {figures}" in said
    assert "| isolates, before any word is explained | 50 | 0 | 0.0 % | 0.0 % |  |  | 50 | 0 |" in said
    measles = "| measles | 100 | 98 | 97.0 % | 96.0 % | 98.9 % | 97.9 % | 3 | 1 | 3 word-unmapped |"
    assert measles in said
    (reason,) = (line for line in said if line.startswith("| cases | missed |"))
    assert reason.endswith("| 3 | `990017/M1` |")
    assert "`word-unmapped`: a word that no definition" in reason


def test_rare_organisms_are_summed_up_and_none_is_lost() -> None:
    said = page(ASKED, Measured(BEFORE, AFTER, "")).splitlines()
    named = [line for line in said if line.startswith("| ORG")]
    assert len(named) == 40
    assert named == sorted(named)
    (rest,) = (line for line in said if line.startswith("| 5 rarer"))
    assert rest.startswith(f"| 5 rarer | {sum(50 - place for place in range(40, 45))} | 5 |")


def distance(measure: str, *by: str, **more: object) -> dict[str, object]:
    return {
        "kind": "distance",
        "measure": measure,
        "by": list(by),
        "scale": "relative",
        "strata": 3,
        "equal": 3,
        "median": 0.0,
        "apart": [],
        "why": [],
        "note": "",
    } | more


def test_measures_stand_with_how_far_they_are_and_why() -> None:
    side = {"denominator": None, "value": None}
    apart = {
        "strata": {"disease": "measles", "year": "2026"},
        "truth": {"numerator": 8, **side},
        "register": {"numerator": 7, **side},
        "distance": 0.125,
    }
    why = [{"reason": "place-unknown", "fewer": 1, "more": 0}]
    far = distance("cases", "disease", "year", equal=2, apart=[apart], why=why, note="As far as known.")
    silent = {"kind": "silent", "measure": "tests", "because": "It was not told."}
    before = [*BEFORE, distance("cases", "disease", "year", equal=1)]
    said = page(ASKED, Measured(before, [*AFTER, far, distance("answers"), silent], "")).splitlines()
    measures = said[said.index("## Measures") :]
    figures = "| 3 | 2 | 1 | 0.0 % | 12.5 % | measles 2026: 8 in truth, 7 held |"
    assert f"| cases | disease, year {figures}" in measures
    assert "| answers |  | 3 | 3 |  | 0.0 % | 0.0 % |  |" in measures
    (reason,) = (line for line in measures if line.startswith("| cases by disease, year | `place-unknown`"))
    assert reason.endswith("| 1 | 0 |")
    assert "- cases: As far as known." in measures
    assert "- tests: It was not told." in measures
    assert said.count("infreg warehouse refresh") == 2, "before each time it is measured"
