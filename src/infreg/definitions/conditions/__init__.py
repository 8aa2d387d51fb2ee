"""The closed language of conditions: skips, cross-field checks, case definitions, rules.

A condition says whether something holds, with names, values, `and`, `or`, `not`, comparisons, `in`,
`known(x)` and `days(a, b)` (b − a), and nothing else:

    marker == "igg" and result in ["positive", "weak"]
    known(discharged) and days(operated, discharged) > 30
    18 <= age < 65 or not vaccinated or sampled >= day("2024-01-31")

It is typed when it is loaded, and never fails afterwards; what is unknown stays unknown. From the one text
come the check, the skip, FHIR's enableWhen and the manual's sentence.
"""

from infreg.definitions.conditions.condition import Condition, parse
from infreg.definitions.conditions.faults import ConditionFault
from infreg.definitions.conditions.kinds import Kind, Type
from infreg.definitions.conditions.questionnaire import enable_when
from infreg.definitions.conditions.syntax import RESERVED
from infreg.definitions.conditions.wording import wording

__all__ = ["RESERVED", "Condition", "ConditionFault", "Kind", "Type", "enable_when", "parse", "wording"]
