"""On the page of an answer: what the register makes of it, beside what the laboratory wrote."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from infreg.vocabulary.mapping import ShownFinding, ShownIsolate, ShownTest
from tests.web.conftest import Register
from tests.web.made_codes import KOLI, PUSS
from tests.web.made_pages import EARLIER, RECEIPT, answer, message
from tests.web.test_pages import seen

HERE = f"/leveranser/{RECEIPT}"
FOUND = ShownFinding(
    results=("1",),
    organism="Escherichia coli",
    organism_code="ESCCOL",
    outcome="positive",
    method="culture",
    screening=False,
    quantity=None,
    flags=("ESBL",),
    rule="grew",
    rule_text={"nb": "Mikroben vokste.", "en": "The microbe grew."},
    counts=True,
    unmapped=(),
    day=date(2026, 3, 14),
)
UNKNOWN = replace(
    FOUND, organism=None, outcome=None, flags=(), method=None, counts=False, unmapped=(KOLI, PUSS)
)
ISOLATE = ShownIsolate(
    organism="Escherichia coli",
    organism_code="ESCCOL",
    specimen="urin",
    day=date(2026, 3, 14),
    quantity=None,
    flags=("ESBL",),
    typing=("ST131",),
    method="culture",
    care="primary",
    receipts=(str(RECEIPT), str(EARLIER)),
    tested=(
        ShownTest("Mecillinam", "MEC", "S", None, "<=", Decimal("0.25"), None),
        ShownTest("us-noe", None, None, "Se kommentar", None, None, Decimal(22)),
    ),
)


@pytest.fixture(autouse=True)
def delivered(register: Register) -> Register:
    register.messages = {str(RECEIPT): message(answer())}
    return register


@pytest.mark.requirement("B-3", "NIR-4")
def test_a_finding_is_a_sentence_with_the_rule_that_decided(register: Register, client: Client) -> None:
    register.codes.findings = (FOUND,)
    told = seen(client.get(HERE).content)
    assert "Registeret har lest ett funn, og det telles." in told
    assert "Escherichia coli : påvist, dyrkning ESBL Hvorfor: Mikroben vokste." in told


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("positive", "påvist"),
        ("negative", "ikke påvist"),
        ("inconclusive", "ubestemt"),
        ("immunity", "immunitet"),
        ("previous", "tidligere påvist"),
        ("screening", "reaktiv i screening"),
    ],
)
@pytest.mark.requirement("B-3")
def test_every_outcome_has_its_word(register: Register, client: Client, outcome: str, said: str) -> None:
    register.codes.findings = (replace(FOUND, outcome=outcome),)
    assert f"Escherichia coli : {said}, dyrkning" in seen(client.get(HERE).content)


@pytest.mark.requirement("B-3")
def test_what_does_not_count_says_which_words_are_not_understood(register: Register, client: Client) -> None:
    register.codes.findings = (FOUND, UNKNOWN)
    response = client.get(HERE).content
    told = seen(response)
    assert "Registeret har lest 2 funn. 1 av dem telles." in told
    assert "U-Bakterier dyrkning : ikke avgjort" in told
    assert "Telles ikke ennå Ordene «escherichia koli» og «puss fra tå» er ikke forstått." in told
    assert f'href="/koder/{KOLI.id}"' in response.decode()


@pytest.mark.requirement("B-3")
def test_what_no_rule_decides_is_told_so(register: Register, client: Client) -> None:
    register.codes.findings = (replace(UNKNOWN, unmapped=()),)
    assert "Telles ikke Ingen regel avgjør hva det sier." in seen(client.get(HERE).content)


@pytest.mark.requirement("NIR-4")
def test_an_isolate_is_shown_with_what_helps_against_it_and_where_else_it_is_told_of(
    register: Register, client: Client
) -> None:
    register.codes.isolates = (ISOLATE,)
    response = client.get(HERE).content
    told = seen(response)
    assert "Urin, tatt 14. mars 2026 · dyrkning · rekvirert av primærhelsetjenesten" in told
    assert "Typing: ST131" in told
    assert "Mecillinam S Sensitiv, standarddose ≤ 0,25 mg/L" in told
    assert "us-noe (ikke forstått) Se kommentar 22 mm" in told
    assert f"Også omtalt i {EARLIER}" in told
    assert response.decode().count(f'href="/leveranser/{RECEIPT}"') == 0


@pytest.mark.requirement("B-3")
def test_an_answer_without_findings_says_so_and_one_that_stands_no_more_says_nothing(
    register: Register, client: Client
) -> None:
    assert "Registeret har ikke lest noen funn i denne leveransen." in seen(client.get(HERE).content)
    for gone in (message(), message(answer(withdrawn=True)), message(answer(superseded_by=EARLIER))):
        register.messages = {str(RECEIPT): gone}
        assert "Registeret har ikke lest" not in seen(client.get(HERE).content)
