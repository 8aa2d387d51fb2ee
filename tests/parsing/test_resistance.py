"""Whom a resistance row belongs to, and what it says, law by law, on messages of our own."""

from decimal import Decimal

import pytest

from infreg.vocabulary.answer import Coded, Concentration, ValueKind
from tests.parsing import made_messages as made
from tests.parsing.understanding import ECOLI, KLEBSIELLA, only_answer

pytestmark = pytest.mark.requirement("NIR-2")


@pytest.mark.requirement("NIR-4")
def test_a_resistance_row_belongs_to_the_organism_it_refers_to() -> None:
    rows = made.resistance("Ampicillin", "R", ref="1") + made.resistance("Ampicillin", "S", ref="2")
    answer, codes = only_answer(ECOLI + KLEBSIELLA + rows)
    assert [(each.organism_result, each.sir) for each in answer.susceptibilities] == [("1", "R"), ("2", "S")]
    assert [each.organism and each.organism.name for each in answer.results] == [
        "Escherichia coli",
        "Klebsiella pneumoniae",
    ]
    assert codes == []


@pytest.mark.requirement("NIR-4")
def test_a_resistance_row_inside_an_organism_belongs_to_it() -> None:
    inside = made.resistance("Ampicillin", "R") + made.row(made.text("Rik vekst"), asked="Mengde")
    answer, codes = only_answer(made.row(made.text("Escherichia coli"), id="F", inside=inside))
    assert answer.susceptibilities[0].organism_result == "F"
    assert [(each.id, each.parent) for each in answer.results] == [("F", None), ("F.2", "F")]
    assert codes == []


def test_a_reference_outweighs_the_place_of_a_resistance_row() -> None:
    inside = made.resistance("Ampicillin", "R", ref="2")
    answer, _ = only_answer(made.row(made.text("Escherichia coli"), id="1", inside=inside) + KLEBSIELLA)
    assert answer.susceptibilities[0].organism_result == "2"


def test_a_reference_to_growth_reaches_the_microbe_that_was_identified() -> None:
    growth = made.row(made.text("Vekst"), id="D")
    microbe = made.row(made.text("Escherichia coli"), id="F", ref="D", asked="Identifikasjon")
    answer, codes = only_answer(growth + microbe + made.resistance("Ampicillin", "R", ref="D"))
    assert answer.susceptibilities[0].organism_result == "F"
    assert [each.organism is not None for each in answer.results] == [False, True]
    assert answer.results[1].parent == "D"
    assert codes == []


def test_growth_of_two_microbes_does_not_say_which_was_tested() -> None:
    growth = made.row(made.text("Vekst"), id="D")
    microbes = "".join(
        made.row(made.text(name), ref="D", asked="Identifikasjon")
        for name in ("Escherichia coli", "Proteus mirabilis")
    )
    answer, codes = only_answer(growth + microbes + made.resistance("Ampicillin", "R", ref="D"))
    assert answer.susceptibilities[0].organism_result is None
    assert codes == ["resistance-without-organism"]


def test_a_group_between_the_microbe_and_its_resistance_rows_is_passed_through() -> None:
    group = made.row(made.text("", heading="RSB"), asked="", inside=made.resistance("Ampicillin", "R"))
    answer, _ = only_answer(made.row(made.text("Escherichia coli"), id="1", inside=group))
    assert answer.susceptibilities[0].organism_result == "1"
    assert answer.results[1].value.kind == ValueKind.NONE


@pytest.mark.parametrize(
    ("words", "mic"),
    [
        ("0,25", Concentration(Decimal("0.25"))),
        (">256", Concentration(Decimal(256), ">")),
        ("<=0,016", Concentration(Decimal("0.016"), "<=")),
        ("≤ 0.5 mg/L", Concentration(Decimal("0.5"), "<=")),
        ("=4", Concentration(Decimal(4))),
    ],
)
def test_a_concentration_is_read_as_laboratories_write_it(words: str, mic: Concentration) -> None:
    answer, _ = only_answer(ECOLI + made.resistance("Mecillinam", "S", ref="1", words=words))
    assert answer.susceptibilities[0].mic == mic
    assert answer.susceptibilities[0].text is None


@pytest.mark.parametrize("words", ["sjekkes", "0,25/4", "1e9", "١٢", "-1"])
def test_words_that_are_no_concentration_stay_words(words: str) -> None:
    answer, _ = only_answer(ECOLI + made.resistance("Mecillinam", "S", ref="1", words=words))
    assert answer.susceptibilities[0].mic is None
    assert answer.susceptibilities[0].text == words


def test_millimetres_are_a_zone_and_no_concentration() -> None:
    zone = made.resistance("Mecillinam", "S", ref="1", words="22").replace(
        "</TextResult>", "<Unit>mm</Unit></TextResult>"
    )
    answer, _ = only_answer(ECOLI + zone)
    assert (answer.susceptibilities[0].mic, answer.susceptibilities[0].zone_mm) == (None, Decimal(22))


def test_a_category_keeps_the_words_it_came_with() -> None:
    answer, _ = only_answer(ECOLI + made.resistance("Mecillinam", "I", ref="1"))
    assert (answer.susceptibilities[0].sir, answer.susceptibilities[0].sir_text) == (
        "I",
        "Sensitiv, økt eksponering",
    )


def test_a_resistance_row_without_category_is_an_agent_tested_without_answer() -> None:
    answer, codes = only_answer(ECOLI + made.resistance("Amfotericin B", "", ref="1"))
    assert (answer.susceptibilities[0].sir, answer.susceptibilities[0].agent.text) == (None, "Amfotericin B")
    assert codes == []


@pytest.mark.requirement("B-3")
def test_an_unknown_category_is_kept_as_words_and_never_rejected() -> None:
    answer, codes = only_answer(ECOLI + made.resistance("Mecillinam", "Positiv", ref="1"))
    assert (answer.susceptibilities[0].sir, answer.susceptibilities[0].sir_text) == (None, "Positiv")
    assert codes == ["resistance-code-unknown"]


def test_a_microbe_coded_in_the_resistance_list_is_still_a_microbe() -> None:
    code = made.coded("TextCode", code="ESCCOL", system=made.RESISTANCE, display="Escherichia coli")
    microbe = made.row(made.text("", code), id="1")
    answer, codes = only_answer(microbe + made.resistance("Ampicillin", "R", ref="1"))
    assert answer.results[0].organism is not None
    assert answer.results[0].organism.name == "Escherichia coli"
    assert codes == ["resistance-list-misused"]


@pytest.mark.requirement("B-3")
@pytest.mark.parametrize(("said", "name"), [("STAURE", "S. aureus"), ("NOBRAS", "Nocardia"), ("Positiv", "")])
@pytest.mark.parametrize("heading", ["LR", "RSB"])
def test_what_is_no_category_is_a_coded_finding_wherever_it_stands(
    said: str, name: str, heading: str
) -> None:
    code = made.coded("TextCode", code=said, system=made.RESISTANCE, display=name)
    answer, codes = only_answer(made.row(made.text("", code, heading), id="1"))
    (result,) = answer.results
    assert (result.value.kind, answer.susceptibilities) == (ValueKind.CODED, ())
    assert result.value.coded == Coded(made.RESISTANCE, None, said, name or None, None)
    assert codes == ["resistance-list-misused"]


def test_a_microbe_coded_under_the_heading_of_resistance_is_what_others_refer_to() -> None:
    code = made.coded("TextCode", code="STAURE", system=made.RESISTANCE, display="Staphylococcus aureus")
    growth = made.row(made.text("Vekst"), id="D")
    microbe = made.row(made.text("", code, "RSB"), id="1", ref="D")
    answer, _ = only_answer(growth + microbe + made.resistance("Oksacillin", "S", ref="1"))
    assert [each.organism and each.organism.name for each in answer.results] == [
        None,
        "Staphylococcus aureus",
    ]
    assert [(each.organism_result, each.sir) for each in answer.susceptibilities] == [("1", "S")]


def test_a_category_written_as_text_is_read_with_a_warning() -> None:
    answer, codes = only_answer(ECOLI + made.resistance("Ampicillin", "", ref="1", words="R"))
    assert (answer.susceptibilities[0].sir, codes) == ("R", ["resistance-category-as-text"])


def test_a_category_without_a_name_keeps_the_words_beside_it() -> None:
    bare = made.row(
        made.text("Intermediær", made.coded("TextCode", code="I", system=made.RESISTANCE), "RSB"), ref="1"
    )
    answer, _ = only_answer(ECOLI + bare)
    (row,) = answer.susceptibilities
    assert (row.sir, row.sir_text, row.text) == ("I", "Intermediær", None)


def test_a_quantity_is_no_microbe() -> None:
    quantity = made.row(made.text(">100.000 pr.ml."), id="Q", ref="1", asked="Mengde")
    answer, _ = only_answer(ECOLI + quantity + made.resistance("Ampicillin", "R", ref="Q"))
    assert answer.susceptibilities[0].organism_result == "1"


def test_a_resistance_row_that_refers_to_nothing_has_no_organism() -> None:
    answer, codes = only_answer(ECOLI + made.resistance("Ampicillin", "R", ref="9"))
    assert answer.susceptibilities[0].organism_result is None
    assert codes == ["result-reference-unknown", "resistance-without-organism"]
