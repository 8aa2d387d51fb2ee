"""Every problem a parser gives is told in words, at the level it has."""

import string

import pytest

from infreg.definitions import problem_texts
from infreg.parsing.reading import LEVELS, MOST_PROBLEMS, Findings, problem
from infreg.vocabulary.problem import Level

pytestmark = pytest.mark.requirement("B-2")

# The arguments each code is given; all others have none.
ARGUMENTS = {
    "content-too-large": {"megabytes"},
    "element-misplaced": {"element"},
    "element-missing": {"element"},
    "element-misspelt": {"element"},
    "element-out-of-order": {"element"},
    "element-repeated": {"element"},
    "problems-omitted": {"count"},
    "xml-encoding-wrong": {"line", "column"},
    "xml-not-well-formed": {"line", "column"},
    "xml-text-too-long": {"line", "column"},
    "xml-too-deep": {"line", "column", "limit"},
    "xml-too-many-attributes": {"limit"},
    "xml-too-many-elements": {"limit"},
}


@pytest.mark.parametrize("code", LEVELS)
def test_a_problem_has_its_words_in_both_languages_at_its_level(code: str) -> None:
    assert problem_texts.level_of(code) == LEVELS[code]
    for language in ("nb", "en"):
        for part in problem_texts.templates(code, language):
            wanted = {name for _, name, _, _ in string.Formatter().parse(part) if name}
            assert wanted <= ARGUMENTS.get(code, set())


def test_a_thousand_problems_are_counted_and_the_gravest_is_not_lost() -> None:
    findings = Findings()
    for number in range(1000):
        findings.add("patient-missing" if number == 999 else "date-unreadable")
    found = findings.all()
    assert len(found) == MOST_PROBLEMS + 1
    assert found[-1].code == "problems-omitted"
    assert found[-1].level == Level.REJECTED
    assert found[-1].arguments == {"count": 900}


def test_a_code_without_a_level_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        problem("no-such-code")
