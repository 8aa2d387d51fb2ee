"""Rows without decisions. Every column says how sensitive it is (`help_text`), every table about persons
or institutions is born with a policy (`policies.py`).

Words: `unit` is the institution whose row it is and the policies' column. `known_from` and `known_to` are
knowledge time; a version is closed and another inserted, never rewritten. Sensitivity: open (no person
or institution), institution, person (pseudonymous, about one person), account.
"""

from infreg.storage.models.access import Assignment, AuditEvent, ProtectedPerson
from infreg.storage.models.accounts import Installation, Institution, User
from infreg.storage.models.answers import Answer, Result, Specimen, Susceptibility
from infreg.storage.models.cases import Case, CaseDecision, CaseEvidence, CaseQuestion, StalePerson
from infreg.storage.models.casework import Decision, SamePerson, Stale
from infreg.storage.models.codes import Definition, Mapping
from infreg.storage.models.fields import Numeric
from infreg.storage.models.findings import Finding, Isolate, IsolateSource, IsolateTest, Term
from infreg.storage.models.log import AuditCheckpoint, AuditLeaf
from infreg.storage.models.login import LoginAttempt, RecoveryCode, SecondFactor
from infreg.storage.models.population import PopulationRow, PopulationWeight, PopulationYear
from infreg.storage.models.warehouse import Changed

__all__ = [
    "Answer",
    "Assignment",
    "AuditCheckpoint",
    "AuditEvent",
    "AuditLeaf",
    "Case",
    "CaseDecision",
    "CaseEvidence",
    "CaseQuestion",
    "Changed",
    "Decision",
    "Definition",
    "Finding",
    "Installation",
    "Institution",
    "Isolate",
    "IsolateSource",
    "IsolateTest",
    "LoginAttempt",
    "Mapping",
    "Numeric",
    "PopulationRow",
    "PopulationWeight",
    "PopulationYear",
    "ProtectedPerson",
    "RecoveryCode",
    "Result",
    "SamePerson",
    "SecondFactor",
    "Specimen",
    "Stale",
    "StalePerson",
    "Susceptibility",
    "Term",
    "User",
]
