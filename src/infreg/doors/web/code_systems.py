"""What code systems are called, as definitions say; and what pages call the codes of reception's small
lists, in fewer words than the lists do."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from infreg.access.actor import Actor
from infreg.definitions.snapshot import Row
from infreg.flow import definitions

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Rows of the definitions of code systems, by the system's OID or address.
Systems = Mapping[str, Row]

_VOLVEN = "2.16.578.1.12.4.1.1."
#: What a patient's sex is registered as, whatever the message's own code of it was.
SEX = "http://hl7.org/fhir/administrative-gender"

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


def find_systems(at_work: Actor) -> Systems:
    """The code systems that definitions know today."""
    today = definitions.book(at_work).as_of(timezone.localdate())
    return {str(row["system"]): row for row in today.rows("systems")}


def short_name(systems: Systems, system: str | None) -> str | None:
    """What people call a code system (NLK, Volven 8351); None for one we do not know."""
    known = systems.get(system or "")
    return str(known["name"]) if known else None


def long_name(systems: Systems, system: str | None) -> str:
    """What the system is a list of; empty when unknown."""
    known = systems.get(system or "")
    return str(known["en" if translation.get_language() == "en" else "nb"] or "") if known else ""


def find_text(number: int, code: str | None) -> "StrOrPromise | None":
    """A code of one of Volven's small lists in words; None for a code the list does not hold."""
    return _CODES.get((number, code or ""))


def find_system_text(system: str | None, code: str | None) -> "StrOrPromise | None":
    """The same, by the list's OID or address."""
    if system == SEX:
        return _SEXES.get(code or "")
    number = (system or "").removeprefix(_VOLVEN)
    return find_text(int(number), code) if number.isascii() and number.isdigit() else None
