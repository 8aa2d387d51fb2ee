"""What is said of the warehouse on pages: how sensitive a column is, what it holds, what a measure is told
as, and what it may be asked by."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from infreg.vocabulary.warehouse import Kind, Sensitivity

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENSITIVITIES: "Mapping[Sensitivity, StrOrPromise]" = {
    Sensitivity.OPEN: pgettext_lazy("sensitivity", "open"),
    Sensitivity.INSTITUTION: pgettext_lazy("sensitivity", "institution"),
    Sensitivity.PERSON: pgettext_lazy("sensitivity", "person"),
}
KINDS: "Mapping[Kind, StrOrPromise]" = {
    Kind.TEXT: pgettext_lazy("kind of value", "Text"),
    Kind.INTEGER: pgettext_lazy("kind of value", "Whole number"),
    Kind.DAY: pgettext_lazy("kind of value", "Date, in Norway"),
    Kind.TIME: pgettext_lazy("kind of value", "Time, in UTC"),
    Kind.BOOLEAN: pgettext_lazy("kind of value", "Yes or no"),
}
#: By the names of `analysis.measure.Shape`.
SHAPES: "Mapping[str, StrOrPromise]" = {
    "count": _("A number."),
    "share": _("A share in per cent, with a 95 % interval (Wilson)."),
    "rate": _("Per 100,000, with a 95 % interval (exact, Poisson)."),
    "ratio": _("So many per person, without an interval."),
    "delay": _("Days: by when half have come, and nine of ten."),
}
#: A rate that is standardised has the interval of Fay and Feuer.
STANDARDISED: "StrOrPromise" = _("Per 100,000, with a 95 % interval (Fay and Feuer).")
STRATA: "Mapping[str, StrOrPromise]" = {
    "year": pgettext_lazy("stratum", "year"),
    "quarter": pgettext_lazy("stratum", "quarter"),
    "month": pgettext_lazy("stratum", "month"),
    "week": pgettext_lazy("stratum", "week"),
    "county": pgettext_lazy("stratum", "county"),
    "municipality": pgettext_lazy("stratum", "municipality"),
    "sex": pgettext_lazy("stratum", "sex"),
    "age": pgettext_lazy("stratum", "age in ten-year groups"),
    "age5": pgettext_lazy("stratum", "age in five-year groups"),
    "disease": pgettext_lazy("stratum", "disease"),
    "classification": pgettext_lazy("stratum", "how sure the case is"),
    "state": pgettext_lazy("stratum", "ill or carrying"),
    "group": pgettext_lazy("stratum", "MSIS group"),
    "organism": pgettext_lazy("stratum", "microbe"),
    "infected_in": pgettext_lazy("stratum", "place of infection"),
    "doubtful": pgettext_lazy("stratum", "waiting to be settled"),
    "laboratory": pgettext_lazy("stratum", "laboratory"),
    "method": pgettext_lazy("stratum", "method"),
    "specimen": pgettext_lazy("stratum", "specimen"),
    "outcome": pgettext_lazy("stratum", "outcome"),
    "discipline": pgettext_lazy("stratum", "discipline"),
    "care": pgettext_lazy("stratum", "who asked for the test"),
    "agent": pgettext_lazy("stratum", "agent"),
    "field": pgettext_lazy("stratum", "which piece of information"),
}
