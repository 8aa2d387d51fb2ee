"""What each can do to each table, written by hand: a right that is added or taken away must be written here.

A table that is not named under a word is seen, added to, changed or deleted from by nobody through that login
(`-`), or is tried and shows nothing (none). `some` is a proper part of what there is.
"""

from collections.abc import Mapping

from tests.storage.reaching import NOTHING, Reached, Table

CASES = "case case_decision case_evidence case_question"
BELOW = "answer finding isolate isolate_source isolate_test result specimen susceptibility term"
SEALED = "sealed.receipt sealed.waiting"

#: What a login may try at all; the policies say on which rows.
SEE: Mapping[str, str] = {
    "app": f"audit_checkpoint audit_event audit_leaf {CASES} {BELOW} decision institution mapping "
    f"protected_person same_person stale stale_person {SEALED} sealed.message sealed.outcome",
    "lookup": "answer finding institution isolate isolate_test result specimen susceptibility term",
    "municipal": f"{CASES} finding institution protected_person same_person",
    "intake": f"audit_checkpoint audit_event audit_leaf {CASES} {BELOW} decision institution mapping "
    f"protected_person same_person stale stale_person {SEALED} sealed.message sealed.original sealed.outbox "
    "sealed.outcome",
    "auditor": "audit_checkpoint audit_event audit_leaf",
    "insight": "answer case finding institution isolate isolate_test protected_person same_person specimen",
}
ADD: Mapping[str, str] = {
    "app": f"audit_event {CASES} decision mapping same_person stale stale_person {SEALED} sealed.original",
    "lookup": "",
    "municipal": "",
    "intake": f"audit_checkpoint audit_event audit_leaf {CASES} {BELOW} institution mapping protected_person "
    f"stale stale_person {SEALED} sealed.message sealed.original sealed.outbox sealed.outcome",
    "auditor": "audit_event",
    "insight": "",
}
_CLOSED = "known_to"
_UNDONE = "known_to undone_because undone_by"
#: By login and table: the columns that may be changed.
CHANGE: Mapping[str, Mapping[str, str]] = {
    "app": {
        "case": _CLOSED,
        "case_decision": _UNDONE,
        "case_question": _CLOSED,
        "mapping": _UNDONE,
        "same_person": _UNDONE,
    },
    "intake": {
        "answer": "known_to aside_from",
        # What the law erases, all of it at once: a column alone changes nothing.
        "audit_event": "relation subject object reason salt",
        "case": _CLOSED,
        "case_decision": _UNDONE,
        "case_question": _CLOSED,
        "finding": _CLOSED,
        "isolate": _CLOSED,
        "mapping": _UNDONE,
        "protected_person": _CLOSED,
        "stale": "unit",
        "stale_person": "subject",
        "term": _CLOSED,
        "sealed.message": "receipt",
        "sealed.outcome": _CLOSED,
        "sealed.waiting": "again",
    },
}
DELETE: Mapping[str, str] = {"intake": "stale stale_person sealed.waiting"}


class Rows:
    """Of which tables somebody reaches some rows, and of which all."""

    def __init__(self, *, some: str = "", all: str = "") -> None:
        self._some, self._all = set(some.split()), set(all.split())

    def of(self, table: str) -> str:
        return "all" if table in self._all else "some" if table in self._some else "none"


#: By actor: what they see, and what they may add to and change.
SEES: Mapping[str, Rows] = {
    "laboratory": Rows(
        # What waits was delivered by others.
        some=f"{BELOW} institution stale sealed.receipt sealed.message sealed.outcome",
        all="mapping protected_person same_person",
    ),
    "laboratory of none": Rows(all="mapping protected_person same_person"),
    "registry officer": Rows(
        all=f"{CASES} {BELOW} decision institution mapping protected_person same_person stale stale_person "
        f"{SEALED} sealed.message sealed.outcome"
    ),
    "municipal medical officer": Rows(all="protected_person same_person"),
    # The one decision there is was made about a case of the municipality.
    "municipal medical officer who reads cases": Rows(
        some="case case_evidence finding", all="case_decision institution protected_person same_person"
    ),
    "clinician": Rows(all="protected_person same_person"),
    "clinician who looks up": Rows(
        # One person alone has isolates that were tested.
        some="answer finding isolate result specimen term",
        all="institution isolate_test susceptibility",
    ),
    "epidemiologist": Rows(
        all=f"{CASES} {BELOW} decision institution mapping protected_person same_person stale stale_person "
        f"{SEALED} sealed.message sealed.outcome"
    ),
    "person": Rows(some="audit_event", all="institution protected_person same_person"),
    "supervisor": Rows(all="audit_checkpoint audit_event audit_leaf institution"),
    "nobody": Rows(),
    "reception": Rows(all=SEE["intake"]),
    "auditor at the machine": Rows(all=SEE["auditor"]),
    "insight": Rows(),
    "refresh": Rows(all=SEE["insight"]),
}
#: Everybody may write what they do into the log, in their own name.
_LOG = "audit_event"
ADDS: Mapping[str, Rows] = {
    "laboratory": Rows(some="sealed.receipt sealed.original", all=_LOG),
    # That the log was looked at, and nothing else.
    "auditor at the machine": Rows(),
    "registry officer": Rows(all=ADD["app"]),
    "reception": Rows(all=ADD["intake"]),
}
CHANGES: Mapping[str, Rows] = {
    "registry officer": Rows(all=" ".join(CHANGE["app"])),
    "reception": Rows(all=" ".join(CHANGE["intake"].keys() - {"audit_event"})),
}
DELETES: Mapping[str, Rows] = {"reception": Rows(all=DELETE["intake"])}


def expected(actor: str, login: str, table: Table) -> Reached:
    """What somebody must be able to do to a table, and no more."""
    schema, _, name = table.name.replace('"', "").partition(".")
    here = name if schema == "registry" else f"{schema}.{name}"
    columns = CHANGE.get(login, {}).get(here)
    return Reached(
        see=SEES[actor].of(here) if here in SEE[login].split() else NOTHING,
        add=ADDS.get(actor, Rows(all=_LOG)).of(here) if here in ADD[login].split() else NOTHING,
        change=f"{CHANGES.get(actor, Rows()).of(here)}: {columns}" if columns else NOTHING,
        delete=DELETES.get(actor, Rows()).of(here) if here in DELETE.get(login, "").split() else NOTHING,
    )
