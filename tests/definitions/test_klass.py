"""Statistics Norway's official lists become definitions, from the files that KLASS gives out."""

from datetime import date

import pytest

from infreg.definitions.klass import NotKlass, Wanted, from_klass
from infreg.definitions.reading import read

pytestmark = pytest.mark.requirement("B-6", "NOIS-1-8b")

HEAD = '"code","parentCode","level","name","shortName","presentationName","validFrom","validTo","notes"\n'
ROWS = (
    '"3201","32","2","Bærum","","","2024-01-01","",""\n'
    '"3024","30","2","Bærum","","","2020-01-01","2024-01-01",""\n'
    '"0219","02","2","Bærum","","","1838-01-01","2020-01-01",""\n'
    '"32","","1","Akershus","","","2024-01-01","",""\n'
)
TITLE = {"nb": "Kommuneinndeling «prøve»", "en": 'Municipalities "trial"'}


def wanted(kind: str = "code-system", since: date = date(2020, 1, 1)) -> Wanted:
    return Wanted(kind, "klass-131", 131, TITLE, since)


@pytest.mark.parametrize("kind", ["code-system", "municipalities"])
def test_a_list_of_klass_is_a_definition_that_can_be_read(kind: str) -> None:
    definition, faults = read(from_klass((HEAD + ROWS).encode(), wanted(kind)))
    assert not faults
    assert definition
    assert (definition.kind, definition.name, definition.status) == (kind, "klass-131", "verified")
    assert definition.title == TITLE


def test_a_code_holds_until_the_day_before_klass_ends_it_and_what_ended_before_is_left_out() -> None:
    definition, _ = read(from_klass((HEAD + ROWS).encode(), wanted()))
    assert definition
    days = {row["code"]: (row["valid_from"], row["valid_to"]) for row in definition.rows}
    assert days == {"3024": (date(2020, 1, 1), date(2023, 12, 31)), "3201": (date(2024, 1, 1), None)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_commas_semicolons_and_old_encodings_are_read_alike(encoding: str) -> None:
    plain = from_klass((HEAD + ROWS).encode(), wanted())
    other = (HEAD + ROWS).replace(",", ";").encode(encoding)
    assert from_klass(other, wanted()) == plain


def test_the_columns_of_a_range_of_days_are_read_too() -> None:
    ranged = HEAD.replace("validFrom", "validFromInRequestedRange").replace(
        "validTo", "validToInRequestedRange"
    )
    assert from_klass((ranged + ROWS).encode(), wanted()) == from_klass((HEAD + ROWS).encode(), wanted())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a,b\n1,2\n", "no column code and no column name"),
        (HEAD, "no codes"),
        (HEAD + '"3201","","2","","","","","",""\n', "Line 2 has no code or no name"),
        (HEAD + '"3201","","2","Bærum","","","i fjor","",""\n', "Line 2: validFrom is no day"),
    ],
)
def test_what_is_no_list_of_klass_is_told(content: str, says: str) -> None:
    with pytest.raises(NotKlass, match=says):
        from_klass(content.encode(), wanted())
