"""What laboratory answers tell of infection: findings of an answer, isolates of a patient. Pure."""

from infreg.interpretation.codes import Codes
from infreg.interpretation.findings import interpret
from infreg.interpretation.grown import Interpreted, grows
from infreg.interpretation.isolates import FORWARDED_DAYS, isolates
from infreg.interpretation.mappings import Mappings
from infreg.interpretation.rules import WITHOUT_RULE

__all__ = [
    "FORWARDED_DAYS",
    "WITHOUT_RULE",
    "Codes",
    "Interpreted",
    "Mappings",
    "grows",
    "interpret",
    "isolates",
]
