"""What a Svarrapport means, law by law, on messages of our own."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from infreg.parsing import parse
from infreg.vocabulary.answer import Answer, Coded, Concentration, Message, Party, ValueKind
from infreg.vocabulary.identifiers import NumberType
from infreg.vocabulary.moment import Moment
from infreg.vocabulary.problem import Level, Problem
from tests.parsing import made_messages as made

pytestmark = pytest.mark.requirement("NIR-2")


def understood(content: bytes) -> tuple[Message, tuple[Problem, ...]]:
    reading = parse(content)
    assert reading.message is not None
    return reading.message, reading.problems


def only_answer(rows: str = "", **parts: str) -> tuple[Answer, list[str]]:
    """The one answer of a message with these rows or parts, and the codes of its problems."""
    message, problems = understood(made.message(made.report(rows, **parts)))
    (answer,) = message.answers
    return answer, [problem.code for problem in problems]


ECOLI = made.row(made.text("Escherichia coli"), id="1")
KLEBSIELLA = made.row(made.text("Klebsiella pneumoniae"), id="2")


# --- Resistance -------------------------------------------------------------------------------------


@pytest.mark.requirement("NIR-4")
def test_a_resistance_row_belongs_to_the_organism_it_refers_to() -> None:
    rows = made.resistance("Ampicillin", "R", ref="1") + made.resistance("Ampicillin", "S", ref="2")
    answer, codes = only_answer(ECOLI + KLEBSIELLA + rows)
    assert [(each.organism_result, each.sir) for each in answer.susceptibilities] == [("1", "R"), ("2", "S")]
    assert [each.organism and each.organism.name for each in answer.results] == [
        "Escherichia coli",
        "Klebsiella pneumoniae",
    ]
    assert codes == []


@pytest.mark.requirement("NIR-4")
def test_a_resistance_row_inside_an_organism_belongs_to_it() -> None:
    inside = made.resistance("Ampicillin", "R") + made.row(made.text("Rik vekst"), asked="Mengde")
    answer, codes = only_answer(made.row(made.text("Escherichia coli"), id="F", inside=inside))
    assert answer.susceptibilities[0].organism_result == "F"
    assert [(each.id, each.parent) for each in answer.results] == [("F", None), ("F.2", "F")]
    assert codes == []


def test_a_reference_outweighs_the_place_of_a_resistance_row() -> None:
    inside = made.resistance("Ampicillin", "R", ref="2")
    answer, _ = only_answer(made.row(made.text("Escherichia coli"), id="1", inside=inside) + KLEBSIELLA)
    assert answer.susceptibilities[0].organism_result == "2"


def test_a_reference_to_growth_reaches_the_microbe_that_was_identified() -> None:
    growth = made.row(made.text("Vekst"), id="D")
    microbe = made.row(made.text("Escherichia coli"), id="F", ref="D", asked="Identifikasjon")
    answer, codes = only_answer(growth + microbe + made.resistance("Ampicillin", "R", ref="D"))
    assert answer.susceptibilities[0].organism_result == "F"
    assert [each.organism is not None for each in answer.results] == [False, True]
    assert answer.results[1].parent == "D"
    assert codes == []


def test_growth_of_two_microbes_does_not_say_which_was_tested() -> None:
    growth = made.row(made.text("Vekst"), id="D")
    microbes = "".join(
        made.row(made.text(name), ref="D", asked="Identifikasjon")
        for name in ("Escherichia coli", "Proteus mirabilis")
    )
    answer, codes = only_answer(growth + microbes + made.resistance("Ampicillin", "R", ref="D"))
    assert answer.susceptibilities[0].organism_result is None
    assert codes == ["resistance-without-organism"]


def test_a_group_between_the_microbe_and_its_resistance_rows_is_passed_through() -> None:
    group = made.row(made.text("", heading="RSB"), asked="", inside=made.resistance("Ampicillin", "R"))
    answer, _ = only_answer(made.row(made.text("Escherichia coli"), id="1", inside=group))
    assert answer.susceptibilities[0].organism_result == "1"
    assert answer.results[1].value.kind == ValueKind.NONE


@pytest.mark.parametrize(
    ("words", "mic"),
    [
        ("0,25", Concentration(Decimal("0.25"))),
        (">256", Concentration(Decimal(256), ">")),
        ("<=0,016", Concentration(Decimal("0.016"), "<=")),
        ("≤ 0.5 mg/L", Concentration(Decimal("0.5"), "<=")),
        ("=4", Concentration(Decimal(4))),
    ],
)
def test_a_concentration_is_read_as_laboratories_write_it(words: str, mic: Concentration) -> None:
    answer, _ = only_answer(ECOLI + made.resistance("Mecillinam", "S", ref="1", words=words))
    assert answer.susceptibilities[0].mic == mic
    assert answer.susceptibilities[0].text is None


@pytest.mark.parametrize("words", ["sjekkes", "0,25/4", "1e9", "١٢", "-1"])
def test_words_that_are_no_concentration_stay_words(words: str) -> None:
    answer, _ = only_answer(ECOLI + made.resistance("Mecillinam", "S", ref="1", words=words))
    assert answer.susceptibilities[0].mic is None
    assert answer.susceptibilities[0].text == words


def test_millimetres_are_a_zone_and_no_concentration() -> None:
    zone = made.resistance("Mecillinam", "S", ref="1", words="22").replace(
        "</TextResult>", "<Unit>mm</Unit></TextResult>"
    )
    answer, _ = only_answer(ECOLI + zone)
    assert (answer.susceptibilities[0].mic, answer.susceptibilities[0].zone_mm) == (None, Decimal(22))


def test_a_category_keeps_the_words_it_came_with() -> None:
    answer, _ = only_answer(ECOLI + made.resistance("Mecillinam", "I", ref="1"))
    assert (answer.susceptibilities[0].sir, answer.susceptibilities[0].sir_text) == (
        "I",
        "Sensitiv, økt eksponering",
    )


def test_a_resistance_row_without_category_is_an_agent_tested_without_answer() -> None:
    answer, codes = only_answer(ECOLI + made.resistance("Amfotericin B", "", ref="1"))
    assert (answer.susceptibilities[0].sir, answer.susceptibilities[0].agent.text) == (None, "Amfotericin B")
    assert codes == []


@pytest.mark.requirement("B-3")
def test_an_unknown_category_is_kept_as_words_and_never_rejected() -> None:
    answer, codes = only_answer(ECOLI + made.resistance("Mecillinam", "Positiv", ref="1"))
    assert (answer.susceptibilities[0].sir, answer.susceptibilities[0].sir_text) == (None, "Positiv")
    assert codes == ["resistance-code-unknown"]


def test_a_microbe_coded_in_the_resistance_list_is_still_a_microbe() -> None:
    code = made.coded("TextCode", code="ESCCOL", system=made.RESISTANCE, display="Escherichia coli")
    microbe = made.row(made.text("", code), id="1")
    answer, codes = only_answer(microbe + made.resistance("Ampicillin", "R", ref="1"))
    assert answer.results[0].organism is not None
    assert answer.results[0].organism.name == "Escherichia coli"
    assert codes == []


def test_a_resistance_row_that_refers_to_nothing_has_no_organism() -> None:
    answer, codes = only_answer(ECOLI + made.resistance("Ampicillin", "R", ref="9"))
    assert answer.susceptibilities[0].organism_result is None
    assert codes == ["result-reference-unknown", "resistance-without-organism"]


# --- Results ----------------------------------------------------------------------------------------


def test_a_repeated_result_id_is_replaced_and_no_reference_guesses_between_them() -> None:
    rows = ECOLI + made.row(made.text("Proteus mirabilis"), id="1")
    answer, codes = only_answer(rows + made.resistance("Ampicillin", "R", ref="1"))
    assert [each.id for each in answer.results] == ["1", "2"]
    assert answer.susceptibilities[0].organism_result is None
    assert codes == [
        "result-id-repeated",
        "result-id-repeated",
        "result-reference-unclear",
        "resistance-without-organism",
    ]


def test_a_made_id_never_takes_the_id_of_another_result() -> None:
    inside = made.row(made.text("Rik vekst"))
    rows = made.row(made.text("Vekst"), id="1", inside=inside) + made.row(made.text("x"), id="1.1")
    answer, _ = only_answer(rows + made.row(made.text("y"), id="4") + made.row(made.text("z")))
    assert [each.id for each in answer.results] == ["1", "1.1~2", "1.1", "4", "4~2"]


def test_results_that_refer_to_each_other_in_a_circle_lose_one_reference() -> None:
    inside = made.row(made.text("b"), id="B")
    rows = made.row(made.text("a"), id="A", ref="B", inside=inside) + made.row(
        made.text("c"), id="C", ref="C"
    )
    answer, codes = only_answer(rows)
    assert [(each.id, each.parent) for each in answer.results] == [("A", None), ("B", "A"), ("C", None)]
    assert codes == ["result-reference-circular", "result-reference-circular"]


def test_a_result_taken_back_is_not_part_of_the_answer() -> None:
    gone = made.row(made.text("Salmonella"), id="1", rest="").replace(
        "<Investigation>", '<ServType V="C"/><Investigation>'
    )
    message, problems = understood(made.message(made.report(gone + KLEBSIELLA)))
    assert [each.id for each in message.answers[0].results] == ["2"]
    assert [(each.code, each.level) for each in problems] == [("result-cancelled", Level.NOTE)]


@pytest.mark.parametrize(
    ("xml", "kind", "number", "high", "comparator", "unit"),
    [
        ('<NumResultValue V="5.9" U="mmol/L"/>', ValueKind.NUMBER, "5.9", None, None, "mmol/L"),
        ('<ArithmeticComp V="LT"/><NumResultValue V="0,5"/>', ValueKind.NUMBER, "0.5", None, "<", None),
        ('<ArithmeticComp V="GE"/><NumResultValue V="1E3"/>', ValueKind.NUMBER, "1E+3", None, ">=", None),
        ('<ArithmeticComp V="NE"/><NumResultValue V="5" U="g"/>', ValueKind.TEXT, None, None, None, "g"),
        ('<NumResultValue V="NaN"/>', ValueKind.TEXT, None, None, None, None),
        ("<NumResultValue/>", ValueKind.NONE, None, None, None, None),
    ],
)
def test_a_number_keeps_its_comparator_and_unit(
    xml: str, kind: ValueKind, number: str | None, high: str | None, comparator: str | None, unit: str | None
) -> None:
    answer, _ = only_answer(made.row(f"<NumResult>{xml}</NumResult>", id="1"))
    value = answer.results[0].value
    assert (value.kind, value.comparator, value.unit) == (kind, comparator, unit)
    assert (value.number and str(value.number), value.high) == (number, high)


def test_an_interval_has_two_ends() -> None:
    interval = '<Interval><Low V="1" U="g"/><High V="2" U="g"/></Interval>'
    value = only_answer(made.row(interval, id="1"))[0].results[0].value
    assert (value.kind, value.number, value.high, value.unit) == (
        ValueKind.INTERVAL,
        Decimal(1),
        Decimal(2),
        "g",
    )


def test_a_date_is_a_value_and_its_words_stay_when_it_cannot_be_read() -> None:
    rows = "".join(
        made.row(f'<DateResult><DateResultValue V="{day}"/></DateResult>', id=day[:2] + day[-1])
        for day in ("2026-02-03", "19xx-01-01")
    )
    answer, codes = only_answer(rows)
    assert answer.results[0].value.date == Moment(datetime(2026, 2, 2, 23, tzinfo=UTC), date_only=True)
    assert (answer.results[1].value.date, answer.results[1].value.text) == (None, "19xx-01-01")
    assert codes == ["date-unreadable"]


def test_a_coded_value_keeps_its_words() -> None:
    code = made.coded("TextCode", code="1", system="2.16.578.1.12.4.1.1.8340", display="Påvist")
    value = only_answer(made.row(made.text("Funnet", code), id="1"))[0].results[0].value
    assert (value.kind, value.text) == (ValueKind.CODED, "Funnet")
    assert value.coded == Coded("2.16.578.1.12.4.1.1.8340", None, "1", "Påvist", None)


def test_a_quantity_in_words_stays_words() -> None:
    value = only_answer(made.row(made.text(" >100.000 pr.ml."), id="1"))[0].results[0].value
    assert (value.kind, value.text) == (ValueKind.TEXT, ">100.000 pr.ml.")


def test_formatted_text_becomes_lines() -> None:
    xhtml = (
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>Ingen <b>sikker</b>\n vekst</p>'
        "av<br/>patogene</div> mikrober"
    )
    row = made.row(f"<TextResult><TextResultValue>{xhtml}</TextResultValue></TextResult>", id="1")
    assert only_answer(row)[0].results[0].value.text == "Ingen sikker vekst\nav\npatogene\nmikrober"


def test_a_file_in_a_result_is_no_text() -> None:
    file = '<b:Base64Container xmlns:b="http://www.kith.no/xmlstds/base64container">SGVp</b:Base64Container>'
    row = made.row(f"<TextResult><TextResultValue>{file}</TextResultValue></TextResult>", id="1")
    answer, codes = only_answer(row)
    assert (answer.results[0].value.kind, codes) == (ValueKind.NONE, ["attachment-unread"])


def test_the_national_code_is_taken_where_a_local_one_stands_before_it() -> None:
    ids = made.coded("Id", code="DYR", system=made.LOCAL) + made.coded("Id", code="NPU06073", system=made.NLK)
    row = f"<ResultItem><Investigation>{ids}</Investigation></ResultItem>"
    assert only_answer(row)[0].results[0].investigation.code == "NPU06073"


def test_comments_and_status_follow_their_result() -> None:
    rest = '<StatusInvestigation V="3"/><Comment>Obs</Comment>'
    result = only_answer(made.row(made.text("Vekst"), id="1", rest=rest))[0].results[0]
    assert (result.status, result.comment) == ("3", "Obs")


def test_a_result_is_tied_to_its_specimen_and_so_is_what_stands_in_it() -> None:
    inside = made.row(made.text("Rik"))
    rest = "<RefAnalysedSubject>P1</RefAnalysedSubject>"
    answer, _ = only_answer(made.row(made.text("Vekst"), id="1", rest=rest, inside=inside))
    assert [each.specimen for each in answer.results] == ["P1", "P1"]


def test_a_result_of_a_specimen_that_is_not_there_has_none() -> None:
    answer, codes = only_answer(
        made.row(made.text("Vekst"), rest="<RefAnalysedSubject>P9</RefAnalysedSubject>")
    )
    assert (answer.results[0].specimen, codes) == (None, ["specimen-unknown"])


# --- The report around them -------------------------------------------------------------------------


def test_a_specimen_keeps_its_code_and_its_words() -> None:
    kind = made.coded("TypeCoded", code="U", system="2.16.578.1.12.4.1.1.8351", display="Urin")
    subject = made.SPECIMEN.replace("<Type>Urin</Type>", f"<Type>Midtstråle</Type>{kind}")
    specimen = only_answer(subject=subject)[0].specimens[0]
    assert specimen.type == Coded("2.16.578.1.12.4.1.1.8351", None, "U", "Urin", "Midtstråle")
    assert specimen.collected_at == Moment(datetime(2026, 2, 3, 7, 30, tzinfo=UTC))


def test_specimens_without_a_usable_id_are_given_one() -> None:
    nameless = "<AnalysedSubject><Type>Blod</Type></AnalysedSubject>"
    answer, codes = only_answer(subject=made.SPECIMEN * 2 + nameless)
    assert [each.id for each in answer.specimens] == ["P1", "P1~2", "3"]
    assert codes == ["specimen-id-repeated", "specimen-id-missing"]


def test_the_patient_is_what_the_message_says_and_nothing_more() -> None:
    patient = only_answer()[0].patient
    assert patient.number is not None
    assert (patient.number.reveal(), patient.number.type) == ("03851598730", NumberType.FNR)
    assert (patient.birth_date, patient.sex, patient.municipality) == (None, None, None)
    assert "03851598730" not in repr(patient)


@pytest.mark.parametrize(("code", "sex"), [("1", "male"), ("2", "female"), ("9", "9")])
def test_sex_birth_and_address_are_read(code: str, sex: str) -> None:
    person = (
        f'<Sex V="{code}"/><DateOfBirth V="1915-05-03"/><OffId>038515 98730</OffId><TypeOffId V="DUF"/>'
        '<Address><Type V="H"/><StreetAdr>Lia 1</StreetAdr><PostalCode>0001</PostalCode><City>By</City>'
        '<County V="0301"/></Address>'
    )
    patient = only_answer(person=person)[0].patient
    assert patient.number is not None
    assert (patient.number.reveal(), patient.id_type) == ("03851598730", "DUF")
    assert (patient.sex, patient.municipality, patient.address) == (sex, "0301", "Lia 1, 0001 By")
    assert patient.birth_date is not None
    assert patient.birth_date.date_only


def hcp(name: str, number: str = "", kind: str = "HER") -> str:
    ids = f'<Id>{number}</Id><TypeId V="{kind}"/>' if number else ""
    return f"<HCP><Inst><Name>{name}</Name>{ids}</Inst></HCP>"


def test_the_requester_is_named_by_the_responsible_and_numbered_by_the_addressed() -> None:
    responsible = f'<ResponsibleHcp><Relation V="REK"/>{hcp("BAKKEN  legekontor")}</ResponsibleHcp>'
    answer, _ = only_answer(person=made.PATIENT + responsible)
    assert answer.requester.institution == Party("BAKKEN  legekontor", "7002", "HER")


def test_another_institutions_number_is_not_borrowed() -> None:
    responsible = f'<ResponsibleHcp><Relation V="REK"/>{hcp("Lia legekontor")}</ResponsibleHcp>'
    answer, _ = only_answer(person=made.PATIENT + responsible)
    assert answer.requester.institution == Party("Lia legekontor", None, None)


def test_without_a_responsible_requester_the_addressed_one_stands() -> None:
    other = f'<ResponsibleHcp><Relation V="FLE"/>{hcp("Lia legekontor", "1")}</ResponsibleHcp>'
    answer, _ = only_answer(person=made.PATIENT + other)
    assert answer.requester.institution == Party("Bakken legekontor", "7002", "HER")


@pytest.mark.parametrize(
    ("relation", "performer", "laboratory"),
    [
        ("LAB", hcp("Referanselab", "7009"), "Referanselab"),
        ("LAB", "<HCP><HCProf><Name>Kari Prøve</Name></HCProf></HCP>", "Fjellaboratoriet"),
        ("ARP", hcp("Seksjon for dyrkning"), "Fjellaboratoriet"),
        ("ARP", hcp("Referanselab", "7009"), "Referanselab"),
        ("AHP", hcp("Referanselab", "7009"), "Fjellaboratoriet"),
    ],
)
def test_the_laboratory_is_the_institution_that_performed(
    relation: str, performer: str, laboratory: str
) -> None:
    after = f'<RelServProv><Relation V="{relation}"/>{performer}</RelServProv>'
    message, _ = understood(made.message(made.report(after=after)))
    assert message.answers[0].laboratory.institution is not None
    assert message.answers[0].laboratory.institution.name == laboratory
    assert message.sender.institution == Party("Fjellaboratoriet", "7001", "HER")


def test_a_provider_has_institution_department_and_professional() -> None:
    inside = (
        "<Inst><Name>Sykehuset</Name><Dept><Name>Mikrobiologi</Name><Id>M</Id><TypeId V='LAV'/></Dept>"
        "<HCPerson><Name>Ola Test</Name></HCPerson>"
        "<AdditionalId><Id>999</Id><Type V='ENH'/></AdditionalId></Inst>"
    )
    message, _ = understood(
        made.message(made.report(laboratory=f"<ServProvider><HCP>{inside}</HCP></ServProvider>"))
    )
    assert message.sender.institution == Party("Sykehuset", "999", "ENH")
    assert message.sender.department == Party("Mikrobiologi", "M", "LAV")
    assert message.sender.professional == Party("Ola Test")


# --- Times ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "at", "date_only"),
    [
        ("2017-09-13T15:04:01", datetime(2017, 9, 13, 13, 4, 1, tzinfo=UTC), False),
        ("2017-01-13T15:04:01", datetime(2017, 1, 13, 14, 4, 1, tzinfo=UTC), False),
        ("2017-09-13T15:04:01.1234567Z", datetime(2017, 9, 13, 15, 4, 1, 123456, tzinfo=UTC), False),
        ("2017-09-13T15:04:01-02:00", datetime(2017, 9, 13, 17, 4, 1, tzinfo=UTC), False),
        ("2017-09-13", datetime(2017, 9, 12, 22, tzinfo=UTC), True),
        ("2017-09-13+02:00", datetime(2017, 9, 12, 22, tzinfo=UTC), True),
        # The hour that comes twice is the first; the hour that never comes is the one after.
        ("2017-10-29T02:30:00", datetime(2017, 10, 29, 0, 30, tzinfo=UTC), False),
        ("2017-03-26T02:30:00", datetime(2017, 3, 26, 1, 30, tzinfo=UTC), False),
    ],
)
def test_a_time_without_zone_is_oslos_and_a_day_is_no_midnight(
    said: str, at: datetime, date_only: bool
) -> None:
    answer, codes = only_answer(issued=f'<IssueDate V="{said}"/>')
    assert answer.issued_at == Moment(at, date_only)
    assert codes == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("19xx-xx-xx", "date-unreadable"),
        ("20170913", "date-unreadable"),
        ("2017-W37-3", "date-unreadable"),
        ("2017-02-30", "date-unreadable"),
        ("0001-01-01T00:00:00", "date-unreadable"),
        ("2017-09-13 15:04:01", "date-unreadable"),
        ("2017-09", "date-incomplete"),
        ("2017", "date-incomplete"),
    ],
)
def test_a_date_that_cannot_be_read_is_left_out_and_told_by_place_only(said: str, code: str) -> None:
    message, (problem,) = understood(made.message(made.report(issued=f'<IssueDate V="{said}"/>')))
    assert message.answers[0].issued_at is None
    assert (problem.code, problem.at, dict(problem.arguments)) == (code, "/Message/ServReport/IssueDate", {})


# --- Liberties and faults ---------------------------------------------------------------------------


def test_a_place_counts_among_its_likes_and_names_nothing_strange() -> None:
    rows = ECOLI + made.row(made.text("x"), rest="<RefAnalysedSubject>P9</RefAnalysedSubject>")
    _, (problem,) = understood(made.message(made.report(rows)))
    assert problem.at == "/Message/ServReport/Patient/ResultItem[2]"


def test_a_misspelt_element_is_told() -> None:
    assert only_answer(ECOLI.replace("ResultItem>", "ResultItm>"))[1] == ["element-unknown"]


def test_a_code_written_as_text_is_read_with_a_warning() -> None:
    answer, codes = only_answer(service="<ServType>M</ServType>")
    assert (answer.service_type, codes) == ("M", ["code-as-text"])


@pytest.mark.parametrize(
    ("content", "code", "level"),
    [
        (made.message(""), "report-missing", Level.REJECTED),
        (made.message(made.report(), namespace=""), "namespace-missing", Level.REJECTED),
        (
            made.message(made.report(), namespace="http://www.kith.no/xmlstds/labsvar/1999-01-01"),
            "version-unknown",
            Level.REJECTED,
        ),
        (made.message(made.report(id="")), "report-id-missing", Level.REJECTED),
        (made.message(made.report(patient="")), "patient-missing", Level.REJECTED),
        (made.message(made.report(patient="<Animal/>")), "subject-not-a-person", Level.HELD),
        (made.message(made.report(rows="<Patient/>")), "patient-in-patient", Level.HELD),
    ],
)
def test_a_message_that_cannot_be_used_can_still_be_answered(content: bytes, code: str, level: Level) -> None:
    message, problems = understood(content)
    assert (message.message_id, message.message_type, message.answers) == ("M-1", "SVAR_LAB", ())
    assert [(problem.code, problem.level) for problem in problems] == [(code, level)]


@pytest.mark.parametrize("head", ["", "<MsgId/>", "<MsgId> </MsgId>"])
def test_a_message_without_an_id_cannot_be_answered(head: str) -> None:
    reading = parse(made.message(made.report(), head=head))
    assert reading.message is None
    assert reading.problems[-1].code == "message-id-missing"


def test_a_cancellation_needs_no_patient() -> None:
    answer, codes = only_answer(service='<ServType V="C"/>', patient="")
    assert (answer.service_type, answer.answer_id, answer.patient.number, codes) == ("C", "S-1", None, [])


def test_what_is_missing_is_named() -> None:
    _, problems = understood(
        made.message(
            made.report(status="", laboratory="", person="<OffId/>"),
            head="<MIGversion>v1.3</MIGversion><MsgId>M</MsgId>",
        )
    )
    assert [(problem.code, problem.arguments.get("element")) for problem in problems] == [
        ("element-missing", "GenDate"),
        ("version-disagrees", None),
        ("element-missing", "ServProvider"),
        ("element-missing", "Status"),
        ("patient-number-missing", None),
    ]


# --- Version 1.3 and several reports ------------------------------------------------------------------


def test_version_1_3_holds_several_reports() -> None:
    reports = made.report(ECOLI) + made.report(KLEBSIELLA, id="<ServProvId>S-2</ServProvId>")
    message, problems = understood(made.message(reports, version="1.3"))
    assert message.format == "svarrapport-1.3"
    assert [answer.answer_id for answer in message.answers] == ["S-1", "S-2"]
    assert problems == ()


@pytest.mark.requirement("B-2")
def test_one_bad_report_never_stops_a_good_one() -> None:
    message, (problem,) = understood(
        made.message(made.report(patient="") + made.report(ECOLI), version="1.3")
    )
    assert [answer.answer_id for answer in message.answers] == ["S-1"]
    assert (problem.code, problem.at) == ("patient-missing", "/Message/ServReport[1]")


def test_version_1_3_may_leave_out_the_report_id() -> None:
    message, problems = understood(made.message(made.report(id="") * 2, version="1.3"))
    assert [answer.answer_id for answer in message.answers] == ["M-1:1", "M-1:2"]
    assert {problem.code for problem in problems} == {"report-id-made"}


def test_several_reports_in_version_1_4_are_a_liberty() -> None:
    reports = made.report() + made.report(id="<ServProvId>S-2</ServProvId>")
    message, (problem,) = understood(made.message(reports))
    assert (len(message.answers), problem.code) == (2, "reports-several")


def test_two_reports_of_one_id_wait_for_a_person() -> None:
    message, (problem,) = understood(made.message(made.report() * 2, version="1.3"))
    assert (len(message.answers), problem.code, problem.level) == (1, "report-id-repeated", Level.HELD)


# --- Size -------------------------------------------------------------------------------------------


def test_a_message_wrong_in_every_row_is_read_to_its_end() -> None:
    bad = made.row(made.text("x"), id="1", ref="1", rest="<RefAnalysedSubject>P9</RefAnalysedSubject>")
    message, problems = understood(made.message(made.report(bad * 3000)))
    assert len(message.answers[0].results) == 3000
    assert problems[-1].code == "problems-omitted"


def test_rows_as_deep_as_xml_goes_are_read() -> None:
    rows = ""
    for _ in range(240):
        rows = made.row("", inside=rows)
    answer, _ = only_answer(rows)
    assert len(answer.results) == 240
