"""What a result of a Svarrapport means, law by law, on messages of our own."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from infreg.vocabulary.answer import Coded, Organism, Value, ValueKind
from infreg.vocabulary.moment import Moment
from tests.parsing import made_messages as made
from tests.parsing.understanding import ECOLI, KLEBSIELLA, only_answer

pytestmark = pytest.mark.requirement("NIR-2")


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


def cancelled(row: str, said: str = '<ServType V="C"/>') -> str:
    return row.replace("<Investigation>", f"{said}<Investigation>", 1)


def test_a_result_taken_back_stays_and_says_so() -> None:
    gone = cancelled(made.row(made.text("Salmonella"), id="1", inside=made.row(made.text("Rik"))))
    answer, codes = only_answer(gone + KLEBSIELLA)
    assert [(each.id, each.service_type) for each in answer.results] == [
        ("1", "C"),
        ("1.1", "C"),
        ("2", None),
    ]
    assert codes == []


@pytest.mark.requirement("NIR-4")
def test_a_resistance_row_taken_back_stays_and_says_so() -> None:
    gone = cancelled(made.resistance("Ampicillin", "R", ref="1"))
    changed = cancelled(made.resistance("Ampicillin", "S", ref="1"), '<ServType V="M" DN="Endring"/>')
    answer, _ = only_answer(ECOLI + gone + changed)
    assert [(each.sir, each.service_type) for each in answer.susceptibilities] == [("R", "C"), ("S", "M")]


def test_a_row_that_replaces_a_cancelled_one_keeps_its_id_and_is_the_one_referred_to() -> None:
    gone = cancelled(made.row(made.text("Proteus mirabilis"), id="1"))
    answer, codes = only_answer(gone + ECOLI + made.resistance("Ampicillin", "R", ref="1"))
    assert [(each.id, each.value.text) for each in answer.results] == [
        ("1~2", "Proteus mirabilis"),
        ("1", "Escherichia coli"),
    ]
    assert (answer.susceptibilities[0].organism_result, codes) == ("1", [])


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


def test_a_number_in_words_is_a_number_and_its_words() -> None:
    value = only_answer(made.row(made.text(" >100.000 pr.ml."), id="1"))[0].results[0].value
    assert value == Value(ValueKind.NUMBER, ">100.000 pr.ml.", None, Decimal(100000), None, ">", "pr.ml.")


def test_a_number_beside_its_unit_is_a_number() -> None:
    row = made.row(made.text("1.234")).replace("</TextResult>", "<Unit>mg/L</Unit></TextResult>")
    value = only_answer(row)[0].results[0].value
    assert value == Value(ValueKind.NUMBER, "1.234", number=Decimal(1234), unit="mg/L")


def test_a_number_that_could_be_two_stays_words_and_is_told() -> None:
    answer, codes = only_answer(made.row(made.text("1.234"), id="1"))
    assert (answer.results[0].value, codes) == (Value(ValueKind.TEXT, "1.234"), ["number-ambiguous"])


def test_two_units_that_disagree_make_no_number() -> None:
    row = made.row(made.text("5 mg/L")).replace("</TextResult>", "<Unit>mmol/L</Unit></TextResult>")
    value = only_answer(row)[0].results[0].value
    assert (value.kind, value.text, value.unit) == (ValueKind.TEXT, "5 mg/L", "mmol/L")


def test_formatted_text_becomes_lines() -> None:
    xhtml = (
        '<div xmlns="http://www.w3.org/1999/xhtml"><p>Ingen <b>sikker</b>\n vekst</p>'
        "av<br/>patogene</div> mikrober"
    )
    row = made.row(f"<TextResult><TextResultValue>{xhtml}</TextResultValue></TextResult>", id="1")
    assert only_answer(row)[0].results[0].value.text == "Ingen sikker vekst\nav\npatogene\nmikrober"


@pytest.mark.parametrize(
    ("xhtml", "text"),
    [
        ("<b>Ingen</b> <i>vekst</i>", "Ingen vekst"),
        ("H<sub>2</sub>O", "H2O"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\nb"),
        ("<html><head><title>t</title><style>p {}</style></head><body>a</body></html>", "a"),
        ("<pre>a\n  b</pre>c\nd", "a\nb\nc d"),
        ("<p>a</p>\n<p/>\n<ul><li>b</li><li>c</li></ul>", "a\nb\nc"),
    ],
)
def test_words_of_formatted_text_never_run_together(xhtml: str, text: str) -> None:
    value = f'<TextResultValue><div xmlns="http://www.w3.org/1999/xhtml">{xhtml}</div></TextResultValue>'
    answer, codes = only_answer(made.row(f"<TextResult>{value}</TextResult>", id="1"))
    assert (answer.results[0].value.text, codes) == (text, [])


def test_strange_elements_in_a_text_set_their_words_apart() -> None:
    row = made.row("<TextResult><TextResultValue><l>a</l><l>b</l></TextResultValue></TextResult>")
    assert only_answer(row)[0].results[0].value.text == "a\nb"


def test_a_file_beside_the_report_is_told_and_not_read() -> None:
    file = "<b:Base64Container xmlns:b='http://www.kith.no/xmlstds/base64container'>SGVp</b:Base64Container>"
    document = f"<RefDoc><MsgType V='A'/><Content>{file}</Content></RefDoc>"
    answer, codes = only_answer(id=f"<ServProvId>S-1</ServProvId>{document}")
    assert (answer.answer_id, codes) == ("S-1", ["attachment-unread"])


def test_the_reports_coded_comments_are_kept() -> None:
    oid = "2.16.578.1.12.4.1.1.8269"
    marks = "".join(made.coded("CodedComment", code=code, system=oid) for code in ("MSIS-M", "TA"))
    answer, codes = only_answer(id=f"<ServProvId>S-1</ServProvId>{marks}")
    assert answer.comments == (Coded(oid, None, "MSIS-M"), Coded(oid, None, "TA"))
    assert codes == []


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


def test_a_specimen_that_is_not_there_keeps_the_name_it_was_given() -> None:
    answer, codes = only_answer(
        made.row(made.text("Vekst"), rest="<RefAnalysedSubject>P9</RefAnalysedSubject>")
    )
    assert (answer.results[0].specimen, codes) == ("P9", ["specimen-unknown"])


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Escherichia coli Over 100 000 pr. ml", "Escherichia coli"),
        ("STAPHYLOCOCCUS  AUREUS", "Staphylococcus aureus"),
        ("Klebsiella pneumoniae >10 000 CFU/ml", "Klebsiella pneumoniae"),
        ("Salmonella Typhimurium", "Salmonella Typhimurium"),
        ("MRSA", "MRSA"),
    ],
)
def test_a_microbes_name_is_read_without_its_amount(said: str, name: str) -> None:
    rows = made.row(made.text(said), id="1") + made.resistance("Ampicillin", "R", ref="1")
    organism = only_answer(rows)[0].results[0].organism
    assert organism == Organism(name)
