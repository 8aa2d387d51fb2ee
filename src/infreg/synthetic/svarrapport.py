"""Writes an answer as a Svarrapport 1.4 message, in the flat style most laboratories use."""

from decimal import Decimal
from html import escape

from infreg.vocabulary.answer import Answer, Coded, Message, Party, Provider, Result, Susceptibility
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.time import in_oslo

_NAMESPACE = "http://www.kith.no/xmlstds/labsvar/2012-02-15"
_OID = "2.16.578.1.12.4.1.1."
_SERVICE_TYPES = {"N": "Ny", "M": "Endring", "C": "Kansellering", "H": "Historikk", "A": "Tillegg"}
_STATUSES = {"F": "Endelig rapport", "P": "Foreløpig rapport", "A": "Tilleggsrapport", "S": "Planlagt"}
_DISCIPLINES = {"MBIO": "Medisinsk mikrobiologi"}
_NUMBER_NAMES = {"FNR": "Fødselsnummer", "DNR": "D-nummer"}


def write(message: Message) -> bytes:
    """The message as UTF-8 XML; its first answer alone, as 1.4 has room for one."""
    answer = message.answers[0]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<Message xmlns={_quoted(_NAMESPACE)}>",
        '<Type V="SVAR_LAB" DN="Svarrapport-Laboratoriemedisin"/>',
        "<MIGversion>v1.4 2012-02-15</MIGversion>",
        _time("GenDate", message.generated_at),
        _text("MsgId", message.message_id),
        "<ServReport>",
        _code("ServType", answer.service_type, _SERVICE_TYPES),
        _time("IssueDate", answer.issued_at),
        _code("Status", answer.status, _STATUSES),
        _code("MsgDescr", answer.discipline, _DISCIPLINES),
        _text("ServProvId", answer.answer_id),
        *_patient(answer),
        f"<ServProvider>{_health_provider(message.sender)}</ServProvider>",
        f"<Requester>{_health_provider(answer.requester)}</Requester>",
        "</ServReport>",
        "</Message>",
    ]
    return "\n".join(filter(None, lines)).encode()


def _patient(answer: Answer) -> list[str]:
    patient = answer.patient
    address = f'<Address><Type V="H" DN="Bostedsadresse"/>{_code("County", patient.municipality)}</Address>'
    return [
        "<Patient>",
        _code("Sex", {"male": "1", "female": "2"}.get(patient.sex or ""), {"1": "Mann", "2": "Kvinne"}),
        _day("DateOfBirth", patient.birth_date),
        _text("Name", patient.name),
        _text("OffId", patient.number.reveal() if patient.number else None),
        _code("TypeOffId", patient.id_type, _NUMBER_NAMES),
        address if patient.municipality else "",
        *_specimens(answer),
        *(_result(result) for result in answer.results),
        *(_susceptibility(row) for row in answer.susceptibilities),
        "</Patient>",
    ]


def _specimens(answer: Answer) -> list[str]:
    return [
        f"<AnalysedSubject><CollectedSample>{_taken(specimen.collected_at)}</CollectedSample>"
        f"{_coded('TypeCoded', specimen.type)}{_text('IdByServProvider', specimen.id)}</AnalysedSubject>"
        for specimen in answer.specimens
    ]


def _taken(moment: Moment | None) -> str:
    return (_day if moment and moment.date_only else _time)("CollectedDate", moment)


def _result(result: Result) -> str:
    return "".join(
        (
            '<ResultItem><TextResult><Heading V="LR" DN="Laboratorieresultat"/>',
            _text("TextResultValue", result.value.text),
            _coded("TextCode", result.value.coded),
            f"</TextResult><Investigation>{_coded('Id', result.investigation)}</Investigation>",
            _text("IdResultItem", result.id),
            _text("RefIdResultItem", result.parent),
            _text("RefAnalysedSubject", result.specimen),
            "</ResultItem>",
        )
    )


def _susceptibility(row: Susceptibility) -> str:
    mic = f"{row.mic.comparator or ''}{_number(row.mic.value)}" if row.mic else None
    sir = Coded(system=_OID + "8271", code=row.sir, display=row.sir_text) if row.sir else None
    return "".join(
        (
            '<ResultItem><TextResult><Heading V="RSB" DN="Resistensbestemmelse"/>',
            _text("TextResultValue", mic),
            _coded("TextCode", sir),
            f"</TextResult><Investigation>{_coded('Id', row.agent)}</Investigation>",
            _text("RefIdResultItem", row.organism_result),
            _text("RefAnalysedSubject", row.specimen),
            "</ResultItem>",
        )
    )


def _health_provider(provider: Provider) -> str:
    department = f"<Dept>{_party(provider.department)}</Dept>" if provider.department else ""
    professional = f"<HCPerson>{_party(provider.professional)}</HCPerson>" if provider.professional else ""
    return f"<HCP><Inst>{_party(provider.institution)}{department}{professional}</Inst></HCP>"


def _party(party: Party | None) -> str:
    party = party or Party()
    return _text("Name", party.name) + _text("Id", party.id) + _code("TypeId", party.id_type)


def _text(tag: str, value: str | None) -> str:
    return f"<{tag}>{escape(value)}</{tag}>" if value is not None else ""


def _quoted(value: str) -> str:
    return f'"{escape(value)}"'


def _code(tag: str, code: str | None, names: dict[str, str] | None = None) -> str:
    if code is None:
        return ""
    name = (names or {}).get(code)
    return f"<{tag} V={_quoted(code)}" + (f" DN={_quoted(name)}/>" if name else "/>")


def _coded(tag: str, coded: Coded | None) -> str:
    if coded is None:
        return ""
    named = {"V": coded.code, "S": coded.system, "DN": coded.display, "OT": coded.text}
    return f"<{tag}" + "".join(f" {n}={_quoted(v)}" for n, v in named.items() if v is not None) + "/>"


def _time(tag: str, moment: Moment | None) -> str:
    return f'<{tag} V="{in_oslo(moment.at):%Y-%m-%dT%H:%M:%S}"/>' if moment else ""


def _day(tag: str, moment: Moment | None) -> str:
    return f'<{tag} V="{in_oslo(moment.at):%Y-%m-%d}"/>' if moment else ""


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
