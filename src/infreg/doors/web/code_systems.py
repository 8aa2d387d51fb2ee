"""What code systems, and the codes of reception's small lists, are called on pages.

Volven's lists as Norway's format for laboratory answers uses them. When `definitions` holds code systems
with their dates and versions, this file's tables move there.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_VOLVEN = "2.16.578.1.12.4.1.1."
#: What a patient's sex is registered as, whatever the message's own code of it was.
SEX = "http://hl7.org/fhir/administrative-gender"

_SYSTEMS: "dict[str, tuple[str, StrOrPromise]]" = {
    SEX: ("FHIR AdministrativeGender", _("Sex")),
    "7010": ("NORPAT", _("Norwegian pathology code system")),
    "7110": ("ICD-10", _("Diseases and related health problems")),
    "7230": ("Volven 7230", ""),
    "7280": ("NLK", _("Norwegian laboratory code system")),
    "7306": ("Volven 7306", _("Status of a laboratory report")),
    "7309": ("Volven 7309", _("What kind of report")),
    "8116": ("Volven 8116", _("Type of personal identifier")),
    "8202": ("Volven 8202", _("Type of laboratory message")),
    "8212": ("Volven 8212", _("The laboratory's own words")),
    "8219": ("Volven 8219", _("Pathology investigations")),
    "8245": ("Volven 8245", _("Status of a result")),
    "8271": ("Volven 8271", _("Resistance")),
    "8340": ("Volven 8340", _("Text results, microbiology")),
    "8351": ("Volven 8351", _("Specimen")),
}

_SEXES: "dict[str, StrOrPromise]" = {
    "male": _("Male"),
    "female": _("Female"),
    "other": pgettext_lazy("sex", "Other"),
    "unknown": pgettext_lazy("sex", "Not known"),
}

_CODES: "dict[tuple[int, str], StrOrPromise]" = {
    (7306, "S"): _("Registered"),
    (7306, "P"): _("Preliminary"),
    (7306, "F"): _("Final"),
    (7306, "A"): _("Addition"),
    (7309, "N"): pgettext_lazy("report", "New"),
    (7309, "M"): pgettext_lazy("report", "Changed"),
    (7309, "C"): pgettext_lazy("report", "Cancelled"),
    (7309, "H"): pgettext_lazy("report", "Historic"),
    (7309, "A"): pgettext_lazy("report", "Addition"),
    (8116, "FNR"): _("National identity number"),
    (8116, "DNR"): _("D-number"),
    (8116, "FHN"): _("Shared emergency number"),
    (8116, "HNR"): _("The hospital's own number"),
    (8116, "DUF"): _("DUF number"),
    (8116, "XXX"): _("Another number"),
    (8202, "AN"): pgettext_lazy("discipline", "Other"),
    (8202, "BLD"): _("Diagnostic imaging"),
    (8202, "CLIN"): _("Medical biochemistry"),
    (8202, "CYTO"): _("Cytology"),
    (8202, "FARM"): _("Clinical pharmacology"),
    (8202, "HIST"): _("Histology"),
    (8202, "IMTR"): _("Immunology and transfusion medicine"),
    (8202, "LAB"): _("Laboratory medicine"),
    (8202, "MBIO"): _("Medical microbiology"),
    (8202, "MGEN"): _("Medical genetics"),
    (8202, "MPAT"): _("Molecular pathology"),
    (8202, "OBD"): _("Autopsy"),
    (8202, "PAT"): _("Pathology"),
    (8202, "RTG"): _("X-ray"),
    (8245, "1"): pgettext_lazy("result", "Revised"),
    (8245, "2"): pgettext_lazy("result", "Preliminary"),
    (8245, "3"): pgettext_lazy("result", "Final"),
    (8245, "4"): pgettext_lazy("result", "Addition"),
    (8245, "14"): pgettext_lazy("result", "Deleted"),
    (8245, "15"): pgettext_lazy("result", "In progress"),
    (8271, "S"): _("Susceptible, standard dose"),
    (8271, "I"): _("Susceptible, increased exposure"),
    (8271, "R"): _("Resistant"),
    (8271, "K"): _("See comment"),
}


def volven(number: int) -> str:
    """The OID of one of Volven's lists."""
    return f"{_VOLVEN}{number}"


def short_name(system: str | None) -> str | None:
    """What people call a code system (NLK, Volven 8351); None for one we do not know."""
    return _find(system)[0]


def long_name(system: str | None) -> "StrOrPromise | None":
    """What the system is a list of; None when unknown."""
    return _find(system)[1] or None


def find_text(number: int, code: str | None) -> "StrOrPromise | None":
    """A code of one of Volven's small lists in words; None for a code the list does not hold."""
    return _CODES.get((number, code or ""))


def find_system_text(system: str | None, code: str | None) -> "StrOrPromise | None":
    """The same, by the list's OID or address."""
    if system == SEX:
        return _SEXES.get(code or "")
    number = (system or "").removeprefix(_VOLVEN)
    return find_text(int(number), code) if number.isascii() and number.isdigit() else None


def _find(system: str | None) -> "tuple[str | None, StrOrPromise | None]":
    return _SYSTEMS.get((system or "").removeprefix(_VOLVEN), (None, None))
