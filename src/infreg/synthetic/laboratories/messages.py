"""Versions of answers as messages: who sends them about whom, under which ids, and when they leave."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from infreg.synthetic.events import Person, Requester, Sampled
from infreg.synthetic.laboratories.answers import Content
from infreg.synthetic.laboratories.clock import Silence, aware, leaves, local
from infreg.synthetic.laboratories.laboratory import Laboratory, Own
from infreg.synthetic.laboratories.versions import Version
from infreg.synthetic.laboratories.wording import OID
from infreg.vocabulary.answer import Answer, Coded, Message, Party, Patient, Provider, Specimen
from infreg.vocabulary.identifiers import NationalId, NumberType
from infreg.vocabulary.moment import Moment

_MARKS = {
    "MSIS-M": "MSIS-melding - klinikermelding skal sendes",
    "MSIS-UM": "MSIS-melding - klinikermelding skal ikke sendes",
    "MSIS-AV": "MSIS – Ikke meldepliktig",
    "TA": "Telefonsvar avgitt",
    "VA": "Vesentlig avvik fra tidligere svar",
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it leaves. `kind` is the truth's word for it; `own` the words in it that nobody knows."""

    message: Message
    laboratory: Laboratory
    sampled: Sampled
    kind: str
    leaves: datetime
    content: Content | None
    own: tuple[Own, ...]
    stands: bool

    @property
    def answer_id(self) -> str:
        return self.message.answers[0].answer_id


@dataclass(frozen=True, slots=True)
class Filed:
    """An answer's place in its laboratory: its own id, and the specimen's number."""

    answer_id: str
    requester: Provider


def messages(
    laboratory: Laboratory,
    sampled: Sampled,
    filed: Filed,
    course: Sequence[Version],
    silent: Sequence[Silence],
) -> Iterator[Sent]:
    """Every message of an answer's versions. Those that leave after the last day are never sent."""
    answer_id, place = filed.answer_id, 0
    for version in course:
        if version.anew:
            answer_id, place = f"{answer_id}B", 0
        place += 1
        answer = _answer(laboratory, sampled, replace(filed, answer_id=answer_id), version, course[0].at)
        message = _message(laboratory, answer, version.at, place)
        first = _sent(laboratory, sampled, version, message, leaves(version.at, silent))
        yield first
        if version.again:
            left = leaves(max(version.again, first.leaves + timedelta(minutes=1)), silent)
            yield replace(first, kind="resend", leaves=left)
        if version.repeated:
            place += 1
            twin = _message(laboratory, answer, version.repeated, place)
            left = leaves(version.repeated, silent)
            yield replace(first, kind="duplicate", message=twin, leaves=left)


def _sent(
    laboratory: Laboratory, sampled: Sampled, version: Version, message: Message, left: datetime
) -> Sent:
    told = message.answers[0].results
    content = version.content if told else None
    own = version.content.own if told else ()
    return Sent(message, laboratory, sampled, version.kind, left, content, own, version.stands)


def _message(laboratory: Laboratory, answer: Answer, at: datetime, place: int) -> Message:
    said = f"{laboratory.key}/{answer.answer_id}/{place}"
    if laboratory.ids == "order":
        message_id = f"{answer.answer_id}-{'abcdefghijkl'[place]}"
    else:
        message_id = _uuid(hashlib.sha256(said.encode()).hexdigest())
    version = f"svarrapport-{laboratory.style.version}"
    made = f"msghead-1.2+{version}" if laboratory.style.envelope else version
    generated = Moment(aware(at))
    return Message(made, message_id, laboratory.message_type, generated, laboratory.provider, (answer,))


#: Every second figure of a message's id becomes a letter: nothing in it looks like a person's number.
_LETTERS = str.maketrans("0123456789", "abcdefabcd")


def _uuid(digest: str) -> str:
    mixed = "".join(each.translate(_LETTERS) if place % 2 else each for place, each in enumerate(digest[:32]))
    return f"{mixed[:8]}-{mixed[8:12]}-{mixed[12:16]}-{mixed[16:20]}-{mixed[20:]}"


def _answer(
    laboratory: Laboratory, sampled: Sampled, filed: Filed, version: Version, issued: datetime
) -> Answer:
    """What is told. A cancellation may name nobody, and then tells nothing."""
    content, named = version.content, version.person is not None
    at = Moment(aware(issued if version.service_type == "M" else version.at))
    return Answer(
        answer_id=filed.answer_id,
        service_type=version.service_type,
        status=version.status,
        discipline="MBIO",
        issued_at=at,
        laboratory=laboratory.provider,
        requester=filed.requester,
        patient=_patient(laboratory, version.person, sampled) if version.person else Patient(),
        specimens=(_specimen(laboratory, sampled, content),) if named else (),
        results=content.results if named else (),
        susceptibilities=content.susceptibilities if named else (),
        comments=tuple(Coded(OID + "8269", None, mark, _MARKS[mark]) for mark in version.marks),
    )


def _specimen(laboratory: Laboratory, sampled: Sampled, content: Content) -> Specimen:
    taken = Moment(sampled.at)
    if not laboratory.habits.clock:
        taken = Moment(aware(datetime.combine(local(sampled.at), time())), date_only=True)
    return Specimen(content.results[0].specimen or "1", content.specimen, taken)


def _patient(laboratory: Laboratory, person: Person, sampled: Sampled) -> Patient:
    """Under the number in use when the specimen was taken; a hospital's own where there is none yet."""
    day = local(sampled.at).date()
    number = person.number_on(day) or NationalId(f"H{person.id.upper()}", NumberType.HNR)
    habits = laboratory.habits
    born = Moment(aware(datetime.combine(person.born, time())), date_only=True) if habits.births else None
    return Patient(
        number=number,
        id_type=number.type.value,
        name=person.name,
        birth_date=born,
        sex=person.sex,
        municipality=person.municipality_on(day) if habits.homes else None,
    )


def provider(requester: Requester) -> Provider:
    """Who took the specimen, as laboratories name them."""
    ward = Party(requester.ward) if requester.ward else None
    return Provider(Party(requester.name, requester.her_id, "HER"), ward, telephone=requester.telephone)
