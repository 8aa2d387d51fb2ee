"""Rules for findings and cases as people read them: their own sentence, and their condition as a clause."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from infreg.definitions.conditions import ConditionFault, Type, parse, wording
from infreg.definitions.kinds.case_names import CASE_NAMES, CODED_NAMES
from infreg.definitions.kinds.rule_names import RULE_NAMES
from infreg.definitions.kinds.shape import Kind
from infreg.definitions.snapshot import Row
from infreg.doors.web.value_words import CARE, MARKERS, METHODS, OUTCOMES, SAYS, SITES, value_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


#: By kind of rules, which names their conditions may ask for, and the columns that say what a rule gives.
_ASKING: Mapping[str, tuple[Mapping[str, Type], tuple[str, ...]]] = {
    "finding-rules": (RULE_NAMES, ("outcome",)),
    "diseases": (CASE_NAMES, ("class", "state")),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its sentence in the page's language and in the other one, its condition as it is written, and
    as a clause; what it gives, in words."""

    id: str
    text: str
    other: str
    other_language: str
    when: str
    clause: str
    gives: "tuple[StrOrPromise, ...]"


def rules(
    kind: Kind, rows: Iterable[Row], named: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[Rule, ...]:
    """The rules in the order they are tried. `named` says what codes are called, by kind of definition."""
    language = _language()
    other = "nb" if language == "en" else "en"
    asking, giving = _ASKING[kind.name]
    return tuple(
        Rule(
            id=str(row["id"]),
            text=str(row[language]),
            other=str(row[other]),
            other_language=other,
            when=" ".join(str(row["when"]).split()),
            clause=_clause(str(row["when"]), asking, language, named or {}),
            gives=tuple(value_text(column, str(row[column])) for column in giving if row[column]),
        )
        for row in rows
    )


def _language() -> Literal["nb", "en"]:
    return "en" if translation.get_language() == "en" else "nb"


def _clause(
    when: str,
    asking: Mapping[str, Type],
    language: Literal["nb", "en"],
    named: Mapping[str, Mapping[str, str]],
) -> str:
    """The condition in words; empty where it asks for a name that rules may not ask for any more."""
    try:
        condition = parse(when, asking)
    except ConditionFault:
        return ""
    here: str = language
    names = {name: {here: words} for name, words in _names().items()}
    said = _values() | {name: named.get(kind, {}) for name, kind in CODED_NAMES.items()}
    values = {
        name: {value: {here: str(words)} for value, words in mine.items()} for name, mine in said.items()
    }
    return wording(condition, language, names, values)


def _names() -> dict[str, str]:
    return {
        "word": pgettext("rule", "the answer's word"),
        "source": pgettext("rule", "what says it"),
        "method": pgettext("rule", "the method"),
        "marker": pgettext("rule", "the marker"),
        "organism": pgettext("rule", "the microbe"),
        "specimen": pgettext("rule", "the specimen"),
        "site": pgettext("rule", "the place in the body"),
        "number": pgettext("rule", "the number"),
        "unit": pgettext("rule", "the unit"),
        "companion_igg": pgettext("rule", "IgG in the same answer"),
        "companion_igm": pgettext("rule", "IgM in the same answer"),
        "companion_total": pgettext("rule", "total antibodies in the same answer"),
        "companion_other": pgettext("rule", "another marker in the same answer"),
        "companion_nat": pgettext("rule", "nucleic acid in the same answer"),
        "outcome": pgettext("rule", "the outcome"),
        "groups": pgettext("rule", "the microbe with its groups"),
        "flags": pgettext("rule", "what the laboratory says of the microbe"),
        "resistant": pgettext("rule", "what the microbe is resistant to"),
        "care": pgettext("rule", "who asked for the test"),
        "age": pgettext("rule", "the age in years"),
    }


def _values() -> "dict[str, Mapping[str, StrOrPromise]]":
    """Words by value; of what is true or not, whole clauses. What an answer says stands in quotes: it is no
    part of the sentence."""
    outcomes = _quoted(OUTCOMES)
    says = SAYS | {"named": pgettext("says", "a microbe"), "number": pgettext("says", "a number")}
    return {
        "word": _quoted(says),
        "outcome": outcomes,
        "source": _sources(),
        "method": METHODS,
        "marker": MARKERS,
        "site": SITES,
        "care": CARE,
        **{f"companion_{each}": outcomes for each in ("igg", "igm", "total", "other", "nat")},
        **{name: {"yes": yes, "no": no} for name, (yes, no) in _clauses().items()},
    }


def _quoted(words: "Mapping[str, StrOrPromise]") -> "dict[str, StrOrPromise]":
    return {value: pgettext("quotes", "“%(words)s”") % {"words": said} for value, said in words.items()}


def _sources() -> dict[str, str]:
    return {
        "code": pgettext("source", "a code"),
        "text": pgettext("source", "the text"),
        "comment": pgettext("source", "the comment"),
        "mapping": pgettext("source", "an explanation"),
        "number": pgettext("source", "a number"),
    }


def _clauses() -> dict[str, tuple[str, str]]:
    return {
        "screening": (_("the investigation is screening"), _("the investigation is not screening")),
        "has_organism": (_("a microbe is named"), _("no microbe is named")),
        "flagged": (_("a trait such as ESBL is named"), _("no trait such as ESBL is named")),
        "investigation_known": (_("the investigation is known"), _("the investigation is not known")),
        "quantitative": (
            _("the investigation measures an amount"),
            _("the investigation measures no amount"),
        ),
        "number_known": (_("the value is a number"), _("the value is no number")),
        "below": (_("the value is less than the number"), _("the value is not less than the number")),
        "confirmed": (_("it is confirmed"), _("it is not confirmed")),
        "doubted": (_("the comment doubts it"), _("the comment does not doubt it")),
        "control_advised": (_("a new specimen is wanted"), _("no new specimen is wanted")),
        "sterile": (
            _("the specimen is from where there should be no microbes"),
            _("the specimen is not from where there should be no microbes"),
        ),
        "specimen_unmapped": (
            _("what was taken is told in words that are not understood"),
            _("what was taken is told in words that are understood, or not at all"),
        ),
        "marked": (
            _("the laboratory has marked the answer as notifiable"),
            _("the laboratory has not marked the answer as notifiable"),
        ),
    }
