"""The manual's clauses: as a person would say them, and never two meanings in the same words."""

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given

from infreg.definitions.conditions import Condition, Type, parse, wording
from infreg.definitions.conditions.tree import Joined, Tree, joined, printed
from tests.definitions.conditions.made_conditions import NAMES, TREES, made

pytestmark = pytest.mark.requirement("B-6")

DECLARED = {**NAMES, "marker": Type.text({"igg", "igm", "iga"})}
WORDS = {
    "marker": {"nb": "markør", "en": "the marker"},
    "result": {"nb": "svaret", "en": "the result"},
    "earlier_result": {"nb": "det forrige svaret", "en": "the earlier result"},
    "age": {"nb": "alderen", "en": "age"},
    "mic": {"nb": "MIC-verdien", "en": "MIC"},
    "sampled": {"nb": "prøvedatoen", "en": "the sampling day"},
    "admitted": {"nb": "innleggelsesdatoen", "en": "the day of admission"},
    "icu": {"nb": "intensivopphold", "en": "intensive care"},
    "vaccinated": {"nb": "vaksinert", "en": "vaccinated"},
    "flags": {"nb": "resistensfunnet", "en": "the resistance found"},
}
VALUES = {
    "marker": {
        code: {"nb": said, "en": said} for code, said in (("igg", "IgG"), ("igm", "IgM"), ("iga", "IgA"))
    },
    "result": {
        "positive": {"nb": "positivt", "en": "positive"},
        "negative": {"nb": "negativt", "en": "negative"},
    },
    "vaccinated": {
        "yes": {"nb": "pasienten er vaksinert", "en": "the patient is vaccinated"},
        "no": {"nb": "pasienten er ikke vaksinert", "en": "the patient is not vaccinated"},
    },
}
SAID = [
    (
        'marker == "igg" and result == "positive"',
        "markør er IgG og svaret er positivt",
        "the marker is IgG and the result is positive",
    ),
    ('result != "positive"', "svaret er ikke positivt", "the result is not positive"),
    ('not result == "positive"', "svaret er ikke positivt", "the result is not positive"),
    ('result == "weak"', "svaret er «weak»", "the result is “weak”"),
    ('marker in ["igg", "igm", "iga"]', "markør er IgG, IgM eller IgA", "the marker is IgG, IgM or IgA"),
    ('marker in ["igg"]', "markør er IgG", "the marker is IgG"),
    ('marker not in ["igg"]', "markør er ikke IgG", "the marker is not IgG"),
    ("marker in []", "aldri", "never"),
    ("marker not in []", "alltid", "always"),
    ("yes", "alltid", "always"),
    (
        'not result in ["positive", "negative"]',
        "svaret er verken positivt eller negativt",
        "the result is neither positive nor negative",
    ),
    (
        'marker in ["igg", "igm"] and result == "positive"',
        "markør er IgG eller IgM, og svaret er positivt",
        "the marker is IgG or IgM, and the result is positive",
    ),
    ("mic < 0.25", "MIC-verdien er mindre enn 0,25", "MIC is less than 0.25"),
    ("18 <= age", "alderen er minst 18", "age is at least 18"),
    ("age <= 17", "alderen er høyst 17", "age is at most 17"),
    ("not age <= 17", "alderen er større enn 17", "age is more than 17"),
    ("mic == -1.5", "MIC-verdien er −1,5", "MIC is −1.5"),
    (
        'sampled < day("2024-05-17")',
        "prøvedatoen er før 17. mai 2024",
        "the sampling day is before 17 May 2024",
    ),
    (
        'sampled >= day("2024-01-31")',
        "prøvedatoen er tidligst 31. januar 2024",
        "the sampling day is 31 January 2024 or later",
    ),
    (
        "sampled <= admitted",
        "prøvedatoen er senest innleggelsesdatoen",
        "the sampling day is the day of admission or earlier",
    ),
    (
        "sampled == admitted",
        "prøvedatoen er lik innleggelsesdatoen",
        "the sampling day is the same as the day of admission",
    ),
    (
        "result != earlier_result",
        "svaret er ulik det forrige svaret",
        "the result is other than the earlier result",
    ),
    (
        "2 < days(admitted, sampled)",
        "antall dager fra innleggelsesdatoen til prøvedatoen er større enn 2",
        "the number of days from the day of admission to the sampling day is more than 2",
    ),
    ('"ESBL" in flags', "resistensfunnet inneholder «ESBL»", "the resistance found includes “ESBL”"),
    (
        'not "ESBL" in flags',
        "resistensfunnet inneholder ikke «ESBL»",
        "the resistance found does not include “ESBL”",
    ),
    ("known(sampled)", "prøvedatoen er kjent", "the sampling day is known"),
    ("not known(sampled)", "prøvedatoen er ukjent", "the sampling day is unknown"),
    ("icu", "intensivopphold er ja", "intensive care is yes"),
    ("icu == no", "intensivopphold er nei", "intensive care is no"),
    ("icu in [yes, no]", "intensivopphold er ja eller nei", "intensive care is yes or no"),
    ("vaccinated", "pasienten er vaksinert", "the patient is vaccinated"),
    ("yes != vaccinated", "pasienten er ikke vaksinert", "the patient is not vaccinated"),
    (
        "icu and vaccinated and known(age)",
        "intensivopphold er ja, pasienten er vaksinert og alderen er kjent",
        "intensive care is yes, the patient is vaccinated and age is known",
    ),
    (
        "(icu or age < 1) and vaccinated",
        "enten intensivopphold er ja eller alderen er mindre enn 1, og pasienten er vaksinert",
        "either intensive care is yes or age is less than 1, and the patient is vaccinated",
    ),
    (
        "icu and age < 1 or vaccinated",
        "intensivopphold er ja og alderen er mindre enn 1, eller pasienten er vaksinert",
        "intensive care is yes and age is less than 1, or the patient is vaccinated",
    ),
    (
        "not (icu and (age < 1 or vaccinated))",
        "intensivopphold er nei, eller alderen er minst 1 og pasienten er ikke vaksinert",
        "intensive care is no, or age is at least 1 and the patient is not vaccinated",
    ),
    (
        "(known(age) or known(result)) and vaccinated or age == 1",
        "(enten alderen er kjent eller svaret er kjent, og pasienten er vaksinert), eller alderen er 1",
        "(either age is known or the result is known, and the patient is vaccinated), or age is 1",
    ),
    ('"a" == "b"', "«a» er «b»", "“a” is “b”"),
    ('note == "{a} {0}"', "note er «{a} {0}»", "note is “{a} {0}”"),
]


def told(condition: Condition, *, english: bool = False) -> str:
    return wording(condition, "en" if english else "nb", WORDS, VALUES)


@pytest.mark.parametrize(("text", "norwegian", "english"), SAID, ids=[row[0] for row in SAID])
def test_a_condition_is_told_in_both_languages(text: str, norwegian: str, english: str) -> None:
    condition = parse(text, DECLARED)
    assert told(condition) == norwegian
    assert told(condition, english=True) == english


@given(TREES)
def test_every_condition_has_its_words(tree: Tree) -> None:
    condition = made(printed(tree))
    for english in (False, True):
        said = told(condition, english=english)
        assert said.strip() == said
        assert said


LEAVES = ("icu", "known(age)", "vaccinated", "known(mic)", "known(note)")
LISTED = ('result in ["positive", "negative"]', *LEAVES[1:])


def shapes(leaves: Sequence[Tree], word: str) -> list[Tree]:
    """Every way to join the leaves, in their order, with `word` outermost."""
    if len(leaves) == 1:
        return [leaves[0]]
    other = "or" if word == "and" else "and"
    found: list[Tree] = []
    for cuts in product((False, True), repeat=len(leaves) - 1):
        groups: list[list[Tree]] = [[leaves[0]]]
        for leaf, cut in zip(leaves[1:], cuts, strict=True):
            groups.append([leaf]) if cut else groups[-1].append(leaf)
        if len(groups) > 1:
            found += [joined(word, parts) for parts in product(*(shapes(group, other) for group in groups))]
    return found


@pytest.mark.parametrize("texts", [LEAVES, LISTED, LISTED[:4]], ids=["plain", "with a list", "four"])
@pytest.mark.parametrize("english", [False, True], ids=["nb", "en"])
def test_two_meanings_are_never_told_alike(texts: tuple[str, ...], *, english: bool) -> None:
    leaves = [made(text).tree for text in texts]
    trees = shapes(leaves, "and") + shapes(leaves, "or")
    assert len(trees) == len(set(trees)) == {5: 90, 4: 22}[len(texts)]
    assert all(isinstance(tree, Joined) for tree in trees)
    assert len({told(made(printed(tree)), english=english) for tree in trees}) == len(trees)


def test_one_level_or_two_need_no_parentheses() -> None:
    for text in (
        "icu and vaccinated",
        "icu and (vaccinated or known(age))",
        "icu or vaccinated and known(age)",
    ):
        assert "(" not in told(made(text))
