"""What the words that definitions choose from are called on pages: methods, outcomes, ranks and the like."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from infreg.vocabulary.ages import AGE5

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OUTCOMES: "dict[str, StrOrPromise]" = {
    "positive": pgettext_lazy("outcome", "found"),
    "negative": pgettext_lazy("outcome", "not found"),
    "inconclusive": pgettext_lazy("outcome", "inconclusive"),
    "immunity": pgettext_lazy("outcome", "immunity"),
    "previous": pgettext_lazy("outcome", "found before"),
    "screening": pgettext_lazy("outcome", "reactive in screening"),
}
METHODS: "dict[str, StrOrPromise]" = {
    "culture": pgettext_lazy("method", "culture"),
    "nat": pgettext_lazy("method", "nucleic acid test (PCR)"),
    "antigen": pgettext_lazy("method", "antigen"),
    "antibody": pgettext_lazy("method", "antibodies"),
    "microscopy": pgettext_lazy("method", "microscopy"),
    "toxin": pgettext_lazy("method", "toxin"),
    "typing": pgettext_lazy("method", "typing"),
    "resistance": pgettext_lazy("method", "resistance"),
    "other": pgettext_lazy("method", "another method"),
}
MARKERS: "dict[str, StrOrPromise]" = {
    "igm": "IgM",
    "igg": "IgG",
    "iga": "IgA",
    "total": pgettext_lazy("marker", "total antibodies"),
    "antigen": pgettext_lazy("marker", "antigen"),
    "nucleic-acid": pgettext_lazy("marker", "nucleic acid"),
    "anti-hbs": "anti-HBs",
    "anti-hbc": "anti-HBc",
    "hbsag": "HBsAg",
    "hbeag": "HBeAg",
    "resistance-gene": pgettext_lazy("marker", "resistance gene"),
    "other": pgettext_lazy("marker", "another marker"),
}
SAYS: "dict[str, StrOrPromise]" = OUTCOMES | {
    "negation": pgettext_lazy("says", "negation"),
    "doubt": pgettext_lazy("says", "doubt"),
    "weak": pgettext_lazy("says", "weakly"),
    "growth": pgettext_lazy("says", "growth"),
    "current": pgettext_lazy("says", "infection now"),
    "rise": pgettext_lazy("says", "rising antibodies"),
    "confirmed": pgettext_lazy("says", "confirmed"),
    "normal-flora": pgettext_lazy("says", "normal flora"),
    "mixed-flora": pgettext_lazy("says", "mixed flora"),
    "contamination": pgettext_lazy("says", "contamination"),
    "not-done": pgettext_lazy("says", "not done"),
    "insufficient": pgettext_lazy("says", "too little or unfit material"),
    "sufficient": pgettext_lazy("says", "enough material"),
    "see-comment": pgettext_lazy("says", "see the comment"),
    "others": pgettext_lazy("says", "others than those named"),
    "sought": pgettext_lazy("says", "what was looked for"),
    "aside": pgettext_lazy("says", "something beside the finding"),
    "advice": pgettext_lazy("says", "advice"),
    "control": pgettext_lazy("says", "a new specimen is wanted"),
    "flag": pgettext_lazy("says", "a trait of the microbe, such as ESBL"),
    "amount": pgettext_lazy("says", "amount"),
    "object": pgettext_lazy("says", "something other than a microbe"),
    "none": pgettext_lazy("says", "nothing about findings"),
}
RANKS: "dict[str, StrOrPromise]" = {
    "species": pgettext_lazy("rank", "species"),
    "subspecies": pgettext_lazy("rank", "subspecies"),
    "serotype": pgettext_lazy("rank", "serotype"),
    "genus": pgettext_lazy("rank", "genus"),
    "family": pgettext_lazy("rank", "family"),
    "group": pgettext_lazy("rank", "group"),
    "complex": pgettext_lazy("rank", "complex"),
    "virus": pgettext_lazy("rank", "virus"),
    "toxin": pgettext_lazy("rank", "toxin"),
    "none": pgettext_lazy("rank", "no organism"),
}
ORGANISM_KINDS: "dict[str, StrOrPromise]" = {
    "bacterium": pgettext_lazy("organism", "bacterium"),
    "virus": pgettext_lazy("organism", "virus"),
    "fungus": pgettext_lazy("organism", "fungus"),
    "parasite": pgettext_lazy("organism", "parasite"),
    "prion": pgettext_lazy("organism", "prion"),
    "none": pgettext_lazy("organism", "no organism"),
}
ORGANISATION_KINDS: "dict[str, StrOrPromise]" = {
    "regional-authority": pgettext_lazy("organisation", "regional health authority"),
    "health-trust": pgettext_lazy("organisation", "health trust"),
    "hospital": pgettext_lazy("organisation", "hospital"),
    "day-surgery": pgettext_lazy("organisation", "day-surgery clinic"),
    "nursing-home": pgettext_lazy("organisation", "nursing home"),
    "laboratory": pgettext_lazy("organisation", "laboratory"),
    "municipality": pgettext_lazy("organisation", "municipality"),
    "office": pgettext_lazy("organisation", "office"),
    "authority": pgettext_lazy("organisation", "authority"),
    "other": pgettext_lazy("organisation", "another organisation"),
}
NAME_ORIGINS: "dict[str, StrOrPromise]" = {
    "name": pgettext_lazy("name", "name"),
    "synonym": pgettext_lazy("name", "synonym"),
    "abbreviation": pgettext_lazy("name", "abbreviation"),
    "misspelling": pgettext_lazy("name", "misspelling"),
    "norwegian": pgettext_lazy("name", "Norwegian name"),
    "former": pgettext_lazy("name", "former name"),
}
SITES: "dict[str, StrOrPromise]" = {
    "blood": pgettext_lazy("site", "blood"),
    "cns": pgettext_lazy("site", "central nervous system"),
    "urinary": pgettext_lazy("site", "urinary tract"),
    "respiratory-upper": pgettext_lazy("site", "upper airways"),
    "respiratory-lower": pgettext_lazy("site", "lower airways"),
    "gastrointestinal": pgettext_lazy("site", "stomach and bowel"),
    "genital": pgettext_lazy("site", "genitals"),
    "skin": pgettext_lazy("site", "skin"),
    "wound": pgettext_lazy("site", "wound"),
    "tissue": pgettext_lazy("site", "tissue"),
    "bone-joint": pgettext_lazy("site", "bones and joints"),
    "eye": pgettext_lazy("site", "eye"),
    "ear": pgettext_lazy("site", "ear"),
    "body-fluid": pgettext_lazy("site", "body fluid"),
    "environment": pgettext_lazy("site", "environment"),
    "other": pgettext_lazy("site", "elsewhere"),
}
SCOPES: "dict[str, StrOrPromise]" = {
    "whole": pgettext_lazy("scope", "the whole value"),
    "anywhere": pgettext_lazy("scope", "anywhere in the value"),
}
ROW_MEANINGS: "dict[str, StrOrPromise]" = {
    "finding": pgettext_lazy("row", "finding"),
    "amount": pgettext_lazy("row", "amount"),
    "comment": pgettext_lazy("row", "comment"),
    "conclusion": pgettext_lazy("row", "conclusion"),
}
CARE: "dict[str, StrOrPromise]" = {
    "laboratory": pgettext_lazy("care", "laboratory"),
    "primary": pgettext_lazy("care", "primary care"),
    "specialist": pgettext_lazy("care", "specialist care"),
}
STATUSES: "dict[str, StrOrPromise]" = {
    "verified": pgettext_lazy("definition", "verified"),
    "unverified": pgettext_lazy("definition", "not verified"),
}
CLASSIFICATIONS: "dict[str, StrOrPromise]" = {
    "confirmed": pgettext_lazy("case", "confirmed"),
    "probable": pgettext_lazy("case", "probable"),
}
CASE_STATES: "dict[str, StrOrPromise]" = {
    "infection": pgettext_lazy("case", "infection"),
    "carriage": pgettext_lazy("case", "carriage"),
}
GROUPS: "dict[str, StrOrPromise]" = {
    "A": pgettext_lazy("group", "A: notified by name"),
    "B": pgettext_lazy("group", "B: notified without name"),
    "C": pgettext_lazy("group", "C: notified in numbers alone"),
}
#: By the column that chooses.
OF_COLUMN: "dict[str, dict[str, StrOrPromise]]" = {
    "outcome": OUTCOMES,
    "method": METHODS,
    "marker": MARKERS,
    "says": SAYS,
    "rank": RANKS,
    "kind": ORGANISM_KINDS | ORGANISATION_KINDS,
    "how": NAME_ORIGINS,
    "site": SITES,
    "scope": SCOPES,
    "means": ROW_MEANINGS,
    "care": CARE,
    "status": STATUSES,
    "class": CLASSIFICATIONS,
    "state": CASE_STATES,
    "group": GROUPS,
    "age": {group: group.replace("-", "–") for group in AGE5},
}
_REFERENCES: "dict[str, StrOrPromise]" = {
    "organisms": _("Organism"),
    "agents": _("Agent"),
    "specimens": _("Specimen"),
}
_COLUMNS: "dict[str, StrOrPromise]" = {
    "code": _("Code"),
    "name": pgettext_lazy("column", "Name"),
    "rank": pgettext_lazy("column", "Rank"),
    "parent": pgettext_lazy("column", "Belongs to"),
    "kind": pgettext_lazy("column", "Kind"),
    "nb": pgettext_lazy("column", "Norwegian"),
    "en": pgettext_lazy("column", "English"),
    "text": _("Text"),
    "how": pgettext_lazy("column", "What kind of name"),
    "system": _("Code system"),
    "display": pgettext_lazy("column", "The system's words"),
    "atc": "ATC",
    "group": pgettext_lazy("column", "Group"),
    "site": pgettext_lazy("column", "Where in the body"),
    "sterile": pgettext_lazy("column", "Sterile"),
    "ucum": "UCUM",
    "method": pgettext_lazy("column", "Method"),
    "marker": pgettext_lazy("column", "Marker"),
    "screening": pgettext_lazy("column", "Screening"),
    "says": pgettext_lazy("column", "Means"),
    "scope": pgettext_lazy("column", "Holds for"),
    "means": pgettext_lazy("column", "Means"),
    "care": pgettext_lazy("column", "Who asks"),
    "number": pgettext_lazy("column", "Number"),
    "county": pgettext_lazy("column", "County"),
    "x": pgettext_lazy("column", "Column on the map"),
    "y": pgettext_lazy("column", "Row on the map"),
    "population": pgettext_lazy("column", "Inhabitants"),
    "neighbours": pgettext_lazy("column", "Neighbours"),
    "year": pgettext_lazy("column", "Year"),
    "age": pgettext_lazy("column", "Age"),
    "female": pgettext_lazy("column", "Women and girls"),
    "male": pgettext_lazy("column", "Men and boys"),
    "weight": pgettext_lazy("column", "Weight"),
    "successor": pgettext_lazy("column", "Successor"),
    "day": pgettext_lazy("column", "Day"),
    "share": pgettext_lazy("column", "Share"),
    "version": _("Version"),
    "class": pgettext_lazy("column", "Class"),
    "state": pgettext_lazy("column", "State"),
    "alert": pgettext_lazy("column", "Alert at once"),
    "clinician_notice": pgettext_lazy("column", "Clinicians notify"),
    "organisms": pgettext_lazy("column", "Caused by"),
    "excluded": pgettext_lazy("column", "But not by"),
    "episode_days": pgettext_lazy("column", "A new case after so many days"),
    "states": pgettext_lazy("column", "Infection and carriage apart"),
    "municipalities": pgettext_lazy("column", "Municipalities"),
    "register": pgettext_lazy("column", "Register"),
    "controller": pgettext_lazy("column", "Controller"),
    "processor": pgettext_lazy("column", "Processor"),
    "reference": pgettext_lazy("column", "Filed as"),
}


def column_name(name: str, refers_to: str | None = None) -> "StrOrPromise":
    """A column's heading. `agent` is a microbe where microbes are looked for, a medicine elsewhere: what it
    refers to says which."""
    return _COLUMNS.get(name) or _REFERENCES.get(refers_to or "") or name


def value_text(column: str, value: str) -> "StrOrPromise":
    """A chosen value in words; itself where it is no choice."""
    return OF_COLUMN.get(column, {}).get(value, value)
