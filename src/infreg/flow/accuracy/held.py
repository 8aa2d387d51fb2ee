"""What the register holds, thing by thing, to account for what its measures say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg

from infreg.definitions.places import Places
from infreg.flow.accuracy import measuring, truth
from infreg.flow.accuracy.measuring import Compared
from infreg.flow.accuracy.true_counts import Sides, Stratum
from infreg.flow.definitions import find_book
from infreg.flow.population import standard
from infreg.storage import accuracy, accuracy_strata
from infreg.storage.accuracy_strata import HeldCase, HeldFinding, Received
from infreg.vocabulary.accuracy import AnswerKey, Reason, SentMessage
from infreg.vocabulary.distance import Side
from infreg.vocabulary.reception import Status
from infreg.vocabulary.time import in_oslo

Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Held:
    """All of it. `statuses` tell what became of the messages of answers that do not stand; `her_ids` are the
    laboratories' by their numbers here; `weights` are the standard population's by age group."""

    compared: Compared
    cases: Mapping[str, HeldCase]
    readings: Mapping[str, Mapping[str, str]]
    findings: tuple[HeldFinding, ...]
    standing: Mapping[AnswerKey, int]
    received: Mapping[AnswerKey, Received]
    sent: Mapping[AnswerKey, list[SentMessage]]
    statuses: Mapping[tuple[str, str], Status]
    her_ids: Mapping[str, str]
    county_of: Mapping[str, str]
    weights: Mapping[str, int]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The disease of a case, the organism of an isolate, by id."""
        return {each.id: each.name for pairs in self.compared.matched.values() for each in pairs.held}

    @cached_property
    def _senders(self) -> frozenset[tuple[str, str | None]]:
        negative = (each for each in self.findings if each.counts and each.outcome == "negative")
        return frozenset((each.answer[0], each.organism) for each in negative)

    def is_decided(self, one: HeldFinding) -> bool:
        """Whether a finding is positive or negative, of a laboratory that has sent a negative of the
        organism: such are counted in a positivity."""
        counted = one.counts and one.organism and one.outcome in {"positive", "negative"}
        return bool(counted) and (one.answer[0], one.organism) in self._senders

    def absent(self, answer: AnswerKey) -> Reason | None:
        """Why an answer does not stand; None when it does."""
        if answer in self.standing:
            return None
        fared = {self.statuses.get((each.laboratory, each.message_id)) for each in self.sent.get(answer, ())}
        if fared <= {None}:
            return Reason.MESSAGE_NOT_RECEIVED
        if Status.HELD in fared:
            return Reason.HELD
        return Reason.REJECTED if fared <= {None, Status.REJECTED} else Reason.SET_ASIDE

    def by_her_id(self, sides: Sides) -> Sides:
        """The same strata, laboratories named as they name themselves."""
        named: dict[Stratum, Side] = {}
        for (laboratory,), side in sides.items():
            named[(self.her_ids.get(laboratory, laboratory),)] = side
        return named


def find_held(connection: Connection, folder: Path) -> Held:
    """Reads all of it. Raises TruthUnusable."""
    book, today = find_book(connection), in_oslo(datetime.now(UTC)).date()
    standing = accuracy_strata.standing(connection)
    sent = truth.messages_but(folder, standing.keys())
    messages = {(each.laboratory, each.message_id) for several in sent.values() for each in several}
    compared = measuring.compare(connection, folder)
    return Held(
        compared=compared,
        cases={each.id: each for each in accuracy_strata.cases(connection)},
        readings=accuracy_strata.isolate_readings(connection),
        findings=tuple(accuracy_strata.findings(connection)),
        standing=standing,
        received=accuracy_strata.received(connection),
        sent=sent,
        statuses=accuracy.find_statuses(connection, messages),
        her_ids=accuracy_strata.her_ids(connection),
        county_of={
            place.municipality: place.county_today
            for place in Places(book, today).every
            if place.county_today
        },
        weights=standard(book),
    )
