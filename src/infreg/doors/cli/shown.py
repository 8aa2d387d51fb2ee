"""`infreg show --json`: a promise to other programs, so every name stands here as it is printed."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from infreg.vocabulary.answer import Coded, Party
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.shown import (
    ShownAnswer,
    ShownMessage,
    ShownPatient,
    ShownResult,
    ShownSpecimen,
    ShownSusceptibility,
    ShownVersion,
)
from infreg.vocabulary.time import in_oslo


def as_promised(shown: ShownMessage) -> dict[str, Any]:
    """A message as plain values. Null where the message does not say."""
    return {
        "receipt": str(shown.receipt),
        "format": shown.format,
        "message_id": shown.message_id,
        "generated_at": _time(shown.generated_at),
        "received_at": _time(shown.received_at),
        "sender": _party(shown.sender),
        "answers": [_answer(answer) for answer in shown.answers],
    }


def _answer(answer: ShownAnswer) -> dict[str, Any]:
    return {
        "answer_id": answer.answer_id,
        "service_type": answer.service_type,
        "status": answer.status,
        "discipline": answer.discipline,
        "replaces": str(answer.replaces) if answer.replaces else None,
        "superseded_by": str(answer.superseded_by) if answer.superseded_by else None,
        "withdrawn": answer.withdrawn,
        "versions": [_version(version) for version in answer.versions],
        "requester": _party(answer.requester),
        "patient": _patient(answer.patient),
        "specimens": [_specimen(specimen) for specimen in answer.specimens],
        "results": [_result(result) for result in answer.results],
        "susceptibilities": [_susceptibility(row) for row in answer.susceptibilities],
    }


def _version(version: ShownVersion) -> dict[str, Any]:
    return {
        "receipt": str(version.receipt),
        "service_type": version.service_type,
        "status": version.status,
        "generated_at": _time(version.generated_at),
        "known_from": _time(version.known_from),
    }


def _party(party: Party | None) -> dict[str, Any]:
    party = party or Party()
    return {"name": party.name, "id": party.id, "id_type": party.id_type}


def _patient(patient: ShownPatient) -> dict[str, Any]:
    return {
        "pseudonym": patient.pseudonym,
        "id_type": patient.id_type,
        "sex": patient.sex,
        "birth_year": patient.birth_year,
        "municipality": patient.municipality,
    }


def _specimen(specimen: ShownSpecimen) -> dict[str, Any]:
    return {
        "id": specimen.id,
        "type": _coded(specimen.type),
        "collected_at": _moment(specimen.collected_at),
    }


def _coded(coded: Coded) -> dict[str, Any]:
    return {
        "system": coded.system,
        "version": coded.version,
        "code": coded.code,
        "display": coded.display,
        "text": coded.text,
    }


def _result(result: ShownResult) -> dict[str, Any]:
    value = result.value
    return {
        "id": result.id,
        "parent": result.parent,
        "specimen": result.specimen,
        "investigation": _coded(result.investigation),
        "value": {
            "kind": value.kind.value,
            "text": value.text,
            "code": value.coded.code if value.coded else None,
            "number": _number(value.number),
            "comparator": value.comparator,
            "unit": value.unit,
        },
        "organism": {"code": result.organism.code, "name": result.organism.name} if result.organism else None,
        "status": result.status,
    }


def _susceptibility(row: ShownSusceptibility) -> dict[str, Any]:
    mic = {"comparator": row.mic_comparator, "value": _number(row.mic_value)}
    return {
        "organism_result": row.organism_result,
        "organism": row.organism,
        "agent": {"code": row.agent.code, "display": row.agent.display or row.agent.text, "atc": row.atc},
        "sir": row.sir,
        "mic": mic if row.mic_value is not None else None,
        "zone_mm": _number(row.zone_mm),
    }


def _number(number: Decimal | None) -> float | int | None:
    """JSON has one kind of number; whole ones print without a point, as far as readers count exactly."""
    if number is None:
        return None
    whole = abs(number) < 2**53 and number == number.to_integral_value()
    return int(number) if whole else float(number)


def _time(time: datetime | None) -> str | None:
    return in_oslo(time).isoformat() if time else None


def _moment(moment: Moment | None) -> str | None:
    """A day without a clock is printed as a day: it is not midnight."""
    if moment is None:
        return None
    local = in_oslo(moment.at)
    return local.date().isoformat() if moment.date_only else local.isoformat()
