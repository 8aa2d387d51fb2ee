"""Writes an answer as a Svarrapport message, as this or that laboratory's system would."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from html import escape

from infreg.vocabulary.answer import (
    Answer,
    Coded,
    Message,
    Party,
    Provider,
    Result,
    Specimen,
    Susceptibility,
    Value,
    ValueKind,
)
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.time import in_oslo

_OID = "2.16.578.1.12.4.1.1."
_NAMESPACES = {
    "1.3": "http://www.kith.no/xmlstds/labsvar/2008-12-01",
    "1.4": "http://www.kith.no/xmlstds/labsvar/2012-02-15",
}
_MSGHEAD = "http://www.kith.no/xmlstds/msghead/2006-05-24"
_SERVICE_TYPES = {"N": "Ny", "M": "Endring", "C": "Kansellering", "H": "Historikk", "A": "Tillegg"}
_STATUSES = {"F": "Endelig rapport", "P": "Foreløpig rapport", "A": "Tilleggsrapport", "S": "Planlagt"}
_DISCIPLINES = {"MBIO": "Medisinsk mikrobiologi"}
_NUMBER_NAMES = {"FNR": "Fødselsnummer", "DNR": "D-nummer", "HNR": "H-nummer", "FHN": "Felles hjelpenummer"}
_SEXES = {"male": "1", "female": "2"}
_SEX_NAMES = {"1": "Mann", "2": "Kvinne"}
_MESSAGE_TYPES = {"SVAR_LAB": "Svarrapport-Laboratoriemedisin", "S": "Svarrapport"}
_RECEIVER = Party("Folkehelseinstituttet, MSIS-labdatabasen", "140170", "HER")
_COMPARATORS = {"<": "LT", "<=": "LE", ">": "GT", ">=": "GE"}


@dataclass(frozen=True, slots=True)
class Style:
    """How a laboratory's system writes: the version of the standard, rows under each other (`nested`) or
    beside each other, an envelope (MsgHead) around, the encoding, declared or not, with a mark or without,
    an element a line or all in one."""

    version: str = "1.4"
    nested: bool = False
    envelope: bool = False
    encoding: str = "UTF-8"
    declared: bool = True
    mark: bool = False
    lines: bool = True


PLAIN = Style()


def write(message: Message, style: Style = PLAIN) -> bytes:
    """The message in the style's XML; its first answer alone, as 1.4 has room for one."""
    between = "\n" if style.lines else ""
    body = between.join(filter(None, _message(message, style)))
    if style.envelope:
        body = _enveloped(message, body)
    if style.declared:
        body = f'<?xml version="1.0" encoding="{style.encoding}"?>{between}{body}'
    content = body.encode(style.encoding, "xmlcharrefreplace")
    return b"\xef\xbb\xbf" + content if style.mark else content


def _message(message: Message, style: Style) -> Iterator[str]:
    answer = message.answers[0]
    yield f'<Message xmlns="{_NAMESPACES[style.version]}">'
    yield _code("Type", message.message_type, _MESSAGE_TYPES)
    yield f"<MIGversion>v{style.version} {_NAMESPACES[style.version][-10:]}</MIGversion>"
    yield _time("GenDate", message.generated_at)
    yield _text("MsgId", message.message_id)
    yield "<ServReport>"
    yield _code("ServType", answer.service_type, _SERVICE_TYPES)
    yield _time("IssueDate", answer.issued_at)
    yield _code("Status", answer.status, _STATUSES)
    yield _code("MsgDescr", answer.discipline, _DISCIPLINES)
    yield _text("ServProvId", answer.answer_id)
    for comment in answer.comments:
        yield _coded("CodedComment", comment)
    if answer.patient.number or answer.results or answer.specimens:
        yield from _patient(answer, style)
    yield f"<ServProvider>{_health_provider(message.sender)}</ServProvider>"
    yield f"<Requester>{_health_provider(answer.requester)}</Requester>"
    yield "</ServReport>"
    yield "</Message>"


def _enveloped(message: Message, body: str) -> str:
    """The message in a MsgHead 1.2 of the same id and sender."""
    sender = message.sender
    inner = _organisation(sender.department, "") if sender.department else ""
    generated = message.generated_at
    at = in_oslo(generated.at).replace(tzinfo=None).isoformat(timespec="seconds") if generated else ""
    return (
        f'<MsgHead xmlns="{_MSGHEAD}"><MsgInfo><Type V="SVAR_LAB" DN="Svarrapport"/>'
        f"<MIGversion>v1.2 2006-05-24</MIGversion><GenDate>{at}</GenDate>"
        f"<MsgId>{escape(message.message_id)}</MsgId>"
        f"<Sender>{_organisation(sender.institution, inner)}</Sender>"
        f"<Receiver>{_organisation(_RECEIVER, '')}</Receiver></MsgInfo>"
        '<Document><RefDoc><MsgType V="XML" DN="XML-instans"/>'
        f"<Content>{body}</Content></RefDoc></Document></MsgHead>"
    )


@lru_cache(maxsize=256)
def _organisation(party: Party | None, inner: str) -> str:
    party = party or Party()
    ident = (
        f'<Ident><Id>{escape(party.id)}</Id><TypeId V="{party.id_type}" S="{_OID}9051"/></Ident>'
        if party.id
        else ""
    )
    return f"<Organisation>{_text('OrganisationName', party.name)}{ident}{inner}</Organisation>"


def _patient(answer: Answer, style: Style) -> Iterator[str]:
    patient = answer.patient
    yield "<Patient>"
    yield _code("Sex", _SEXES.get(patient.sex or ""), _SEX_NAMES)
    yield _day("DateOfBirth", patient.birth_date)
    yield _text("Name", patient.name)
    yield _text("OffId", patient.number.reveal() if patient.number else None)
    yield _code("TypeOffId", patient.id_type, _NUMBER_NAMES)
    if patient.municipality:
        lives = _code("County", patient.municipality)
        yield f'<Address><Type V="H" DN="Bostedsadresse"/>{lives}</Address>'
    for specimen in answer.specimens:
        yield _specimen(specimen)
    yield from _rows(answer, style)
    yield "</Patient>"


def _specimen(specimen: Specimen) -> str:
    """A code and the laboratory's name of it, or words of its own."""
    kind = specimen.type
    named = _coded("TypeCoded", kind) if kind.code or kind.display else _text("Type", kind.text)
    return (
        f"<AnalysedSubject><CollectedSample>{_taken(specimen.collected_at)}</CollectedSample>"
        f"{named}{_text('IdByServProvider', specimen.id)}</AnalysedSubject>"
    )


def _taken(moment: Moment | None) -> str:
    return (_day if moment and moment.date_only else _time)("CollectedDate", moment)


def _rows(answer: Answer, style: Style) -> Iterator[str]:
    """Rows that stand under another are told so, or stand in it."""
    if not style.nested:
        for result in answer.results:
            yield _result(result, result.parent, "")
        for row in answer.susceptibilities:
            yield _susceptibility(row, row.organism_result)
        return
    below: dict[str | None, list[Result]] = {}
    tested: dict[str | None, list[Susceptibility]] = {}
    for result in answer.results:
        below.setdefault(result.parent, []).append(result)
    for row in answer.susceptibilities:
        tested.setdefault(row.organism_result, []).append(row)
    for result in below.get(None, ()):
        yield _result(result, None, _inside(result, below, tested))


def _inside(
    result: Result,
    below: Mapping[str | None, Sequence[Result]],
    tested: Mapping[str | None, Sequence[Susceptibility]],
) -> str:
    rows = [_result(each, None, _inside(each, below, tested)) for each in below.get(result.id, ())]
    rows += [_susceptibility(each, None) for each in tested.get(result.id, ())]
    return "".join(rows)


def _result(result: Result, parent: str | None, inside: str) -> str:
    asked = result.investigation
    named = f"<Investigation>{_coded('Id', asked)}</Investigation>" if asked != _UNNAMED else ""
    return (
        f"<ResultItem>{_value(result.value)}{_code('ServType', result.service_type, _SERVICE_TYPES)}{named}"
        f"{_text('Comment', result.comment)}{_text('IdResultItem', result.id)}"
        f"{_text('RefIdResultItem', parent)}{_code('StatusInvestigation', result.status)}"
        f"{_text('RefAnalysedSubject', result.specimen)}{inside}</ResultItem>"
    )


_UNNAMED = Coded()


def _value(value: Value) -> str:
    if value.kind is ValueKind.NONE:
        return ""
    if value.kind is ValueKind.NUMBER and value.text is None and value.number is not None:
        sign = _code("ArithmeticComp", _COMPARATORS.get(value.comparator or ""))
        unit = f" U={_quoted(value.unit)}" if value.unit else ""
        return f'<NumResult>{sign}<NumResultValue V="{value.number}"{unit}/></NumResult>'
    return (
        '<TextResult><Heading V="LR" DN="Laboratorieresultat"/>'
        f"{_text('TextResultValue', value.text)}{_coded('TextCode', value.coded)}</TextResult>"
    )


def _susceptibility(row: Susceptibility, organism: str | None) -> str:
    mic = f"{row.mic.comparator or ''}{_number(row.mic.value)}" if row.mic else None
    sir = Coded(system=_OID + "8271", code=row.sir, display=row.sir_text) if row.sir else None
    return (
        '<ResultItem><TextResult><Heading V="RSB" DN="Resistensbestemmelse"/>'
        f"{_text('TextResultValue', mic)}{_coded('TextCode', sir)}"
        f"</TextResult><Investigation>{_coded('Id', row.agent)}</Investigation>"
        f"{_text('RefIdResultItem', organism)}{_text('RefAnalysedSubject', row.specimen)}</ResultItem>"
    )


@lru_cache(maxsize=2048)
def _health_provider(provider: Provider) -> str:
    department = f"<Dept>{_party(provider.department)}</Dept>" if provider.department else ""
    professional = f"<HCPerson>{_party(provider.professional)}</HCPerson>" if provider.professional else ""
    inside = f"<Inst>{_party(provider.institution)}{department}{professional}</Inst>"
    return f"<HCP>{inside}{_telephone(provider.telephone)}</HCP>"


def _telephone(number: str | None) -> str:
    if number is None:
        return ""
    return f'<Address><Type V="WP" DN="Arbeidsadresse"/><TeleAddress V={_quoted(f"tel:{number}")}/></Address>'


def _party(party: Party | None) -> str:
    party = party or Party()
    return _text("Name", party.name) + _text("Id", party.id) + _code("TypeId", party.id_type)


def _text(tag: str, value: str | None) -> str:
    return f"<{tag}>{escape(value, quote=False)}</{tag}>" if value is not None else ""


def _quoted(value: str) -> str:
    return f'"{escape(value)}"'


def _code(tag: str, code: str | None, names: Mapping[str, str] | None = None) -> str:
    if code is None:
        return ""
    name = names.get(code) if names else None
    return f"<{tag} V={_quoted(code)}" + (f" DN={_quoted(name)}/>" if name else "/>")


def _coded(tag: str, coded: Coded | None) -> str:
    return f"<{tag}{_attributes(coded)}/>" if coded is not None else ""


@lru_cache(maxsize=20_000)
def _attributes(coded: Coded) -> str:
    named = {"V": coded.code, "S": coded.system, "DN": coded.display, "OT": coded.text}
    return "".join(f" {n}={_quoted(v)}" for n, v in named.items() if v is not None)


def _time(tag: str, moment: Moment | None) -> str:
    if moment is None:
        return ""
    return f'<{tag} V="{in_oslo(moment.at).replace(tzinfo=None).isoformat(timespec="seconds")}"/>'


def _day(tag: str, moment: Moment | None) -> str:
    return f'<{tag} V="{in_oslo(moment.at).date().isoformat()}"/>' if moment else ""


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
