"""A handful of answers to look at: one laboratory, a few everyday findings, a correction."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from infreg.synthetic.svarrapport import write
from infreg.vocabulary.answer import (
    Answer,
    Coded,
    Concentration,
    Message,
    Party,
    Patient,
    Provider,
    Result,
    Specimen,
    Susceptibility,
    Value,
    ValueKind,
)
from infreg.vocabulary.identifiers import NationalId, NumberType
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.person_number import completed

_OID = "2.16.578.1.12.4.1.1."
LABORATORY = Party("Fjordlaboratoriet", "990017", "HER")
_SENDER = Provider(LABORATORY, Party("Medisinsk mikrobiologi", "990018", "HER"))
_SURGERY = Provider(Party("Nordlia legesenter", "990101", "HER"), telephone="20990101")  # nobody's
_WARD = Provider(Party("Fjord sykehus, medisinsk avdeling", "990102", "HER"))
_SIR = {"S": "Sensitiv, standarddose", "I": "Sensitiv, økt eksponering", "R": "Resistent"}
_AGENTS = {
    "ampicillin": ("NPU06045", "Us-Ampicillin"),
    "mecillinam": ("NPU06044", "Us-Mecillinam"),
    "trimethoprim": ("NPU06047", "Us-Trimetoprim"),
    "nitrofurantoin": ("NPU06048", "Us-Nitrofurantoin"),
}
#: (name, sex, day month+80 year, running number): nobody can have these numbers.
_PEOPLE = (
    ("Prøve, Petra", "female", "148575", 402),
    ("Tenkt, Tor", "male", "038452", 317),
    ("Eksempel, Eli", "female", "228891", 268),
    ("Påfunn, Pål", "male", "098160", 155),
    ("Dikta, Dagny", "female", "288249", 244),
)


def handful(now: datetime) -> Iterator[tuple[str, bytes]]:
    """(name, Svarrapport 1.4) of answers generated in the days before `now`; the same `now`, the same
    bytes. The last one corrects the first."""
    taken = now - timedelta(days=4, hours=6)
    yield "urinkultur.xml", write(_urine(now - timedelta(days=3), taken, status="P"))
    yield "blodkultur.xml", write(_blood(now - timedelta(days=2)))
    yield "hals-negativ.xml", write(_throat(now - timedelta(days=1)))
    yield "covid.xml", write(_covid(now - timedelta(hours=9)))
    yield "lokal-tekst.xml", write(_local(now - timedelta(hours=5)))
    yield "lokalt-navn.xml", write(_own_name(now - timedelta(hours=4)))
    yield "urinkultur-endelig.xml", write(_urine(now - timedelta(hours=2), taken, status="F"))


def first_person() -> NationalId:
    """Whose urine the handful begins with. Nobody can have the number."""
    number = _patient(0).number
    if number is None:
        raise TypeError("everybody of the handful has a number")
    return number


def _urine(generated: datetime, taken: datetime, status: str) -> Message:
    """Two organisms of one specimen, each with its own resistance; the final answer adds a MIC."""
    final = status == "F"
    specimen = Specimen("26FL0001", Coded(_OID + "8351", code="U", display="Urin"), Moment(taken))
    results = (
        _organism("1", "Escherichia coli", "26FL0001"),
        _result("1.1", "1", "26FL0001", Coded(system=_OID + "8212", text="Mengde"), ">100 000 CFU/ml"),
        _organism("2", "Klebsiella pneumoniae", "26FL0001"),
        _result("2.1", "2", "26FL0001", Coded(system=_OID + "8212", text="Mengde"), ">10 000 CFU/ml"),
    )
    rows = [
        _susceptible("1", "ampicillin", "R"),
        _susceptible("1", "mecillinam", "S", Decimal("0.25") if final else None),
        _susceptible("1", "trimethoprim", "S"),
        _susceptible("1", "nitrofurantoin", "S"),
        _susceptible("2", "ampicillin", "R"),
        _susceptible("2", "trimethoprim", "I"),
    ]
    answer = replace(
        _answer("fjord-1", 0, generated, ("U", "Urin", "26FL0001"), results),
        specimens=(specimen,),
        susceptibilities=tuple(rows),
        status=status,
        service_type="M" if final else "N",
    )
    return _message(f"handful-urine-{status}", generated, answer)


def _blood(generated: datetime) -> Message:
    results = (_organism("1", "Staphylococcus aureus", "26FL0002", "NPU29593", "B-Bakterier dyrkning"),)
    answer = _answer("fjord-2", 1, generated, ("B", "Blod", "26FL0002"), results, _WARD)
    return _message("handful-blood", generated, answer)


def _throat(generated: datetime) -> Message:
    culture = Coded(system=_OID + "7280", code="NPU17637", display="Hals-Bakterier dyrkning")
    results = (_result("1", None, "26FL0003", culture, "Ingen vekst av patogene bakterier"),)
    answer = _answer("fjord-3", 2, generated, ("HALS", "Hals", "26FL0003"), results)
    return _message("handful-throat", generated, answer)


def _covid(generated: datetime) -> Message:
    test = Coded(system=_OID + "7280", code="NPU59390", display="SARS-CoV-2 antigen")
    found = Coded(system=_OID + "8340", code="POS", display="Påvist")
    result = Result("1", None, "26FL0004", test, Value(ValueKind.CODED, coded=found))
    answer = _answer("fjord-4", 3, generated, ("HNX", "Nasofarynks", "26FL0004"), (result,))
    return _message("handful-covid", generated, answer)


def _own_name(generated: datetime) -> Message:
    """A microbe by the laboratory's own short name: stored and shown, and counted when somebody maps it."""
    test = Coded(system=_OID + "8212", text="Dyrkning")
    results = (_result("1", None, "26FL0006", test, "KLEBPN-fj"),)
    answer = _answer("fjord-6", 1, generated, ("U", "Urin", "26FL0006"), results)
    return _message("handful-own-name", generated, answer)


def _local(generated: datetime) -> Message:
    """Words of the laboratory's own, no code at all."""
    test = Coded(system=_OID + "8212", text="Norovirus PCR (lokal analyse 4411)")
    results = (_result("1", None, "26FL0005", test, "Påvist"),)
    answer = _answer("fjord-5", 4, generated, ("F", "Feces", "26FL0005"), results, _WARD)
    return _message("handful-local", generated, answer)


def _message(message_id: str, generated: datetime, answer: Answer) -> Message:
    own = f"{message_id}-{generated:%Y%m%d}"  # another day's handful is other messages
    return Message("svarrapport-1.4", own, "SVAR_LAB", Moment(generated), _SENDER, (answer,))


def _answer(
    answer_id: str,
    person: int,
    generated: datetime,
    specimen: tuple[str, str, str],
    results: tuple[Result, ...],
    requester: Provider = _SURGERY,
) -> Answer:
    """A first and final answer."""
    code, display, number = specimen
    taken = Specimen(
        number, Coded(_OID + "8351", code=code, display=display), Moment(generated - timedelta(hours=30))
    )
    return Answer(
        answer_id=answer_id,
        service_type="N",
        status="F",
        discipline="MBIO",
        issued_at=Moment(generated),
        laboratory=_SENDER,
        requester=requester,
        patient=_patient(person),
        specimens=(taken,),
        results=results,
    )


def _patient(person: int) -> Patient:
    name, sex, date, running = _PEOPLE[person]
    digits = next(number for n in range(running, running + 50) for number in completed(f"{date}{n}")[:1])
    return Patient(NationalId(digits, NumberType.FNR), "FNR", name, None, sex, "3201")


def _organism(
    key: str, name: str, specimen: str, code: str = "NPU06073", display: str = "U-Bakterier dyrkning"
) -> Result:
    return _result(key, None, specimen, Coded(system=_OID + "7280", code=code, display=display), name)


def _result(key: str, parent: str | None, specimen: str, investigation: Coded, text: str) -> Result:
    return Result(key, parent, specimen, investigation, Value(ValueKind.TEXT, text=text))


def _susceptible(organism: str, agent: str, sir: str, mic: Decimal | None = None) -> Susceptibility:
    code, display = _AGENTS[agent]
    return Susceptibility(
        organism_result=organism,
        agent=Coded(system=_OID + "7280", code=code, display=display),
        sir=sir,
        sir_text=_SIR[sir],
        mic=Concentration(mic) if mic is not None else None,
        specimen="26FL0001",
    )
