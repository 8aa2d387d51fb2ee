"""The lists that columns take their codes from."""

from collections.abc import Mapping

import pytest

from infreg.definitions.code_lists import CodeList, UnknownList, code_list
from infreg.definitions.shipped import shipped_definitions
from infreg.flow import insight

pytestmark = pytest.mark.requirement("B-6")

DECLARED = sorted(
    {column.codes for table in insight.tables().values() for column in table.columns if column.codes}
)


def shipped(name: str) -> CodeList:
    return code_list(shipped_definitions(), name)


def called(name: str) -> Mapping[str, Mapping[str, str]]:
    return {each.code: each.text for each in shipped(name).codes}


@pytest.mark.parametrize("name", DECLARED)
def test_every_list_that_a_column_names_is_there_with_texts_in_both_languages(name: str) -> None:
    found = shipped(name)
    assert found.codes
    assert len({each.code for each in found.codes}) == len(found.codes)
    assert all(each.text["nb"] and each.text["en"] for each in found.codes)
    assert found.title["nb"]
    assert found.title["en"]


def test_a_code_is_called_what_its_list_calls_it() -> None:
    assert called("organisms")["ESCCOL"] == {"nb": "Escherichia coli", "en": "Escherichia coli"}
    assert called("specimens")["abscess-liver"] == {"nb": "Leverabscess", "en": "Liver abscess"}
    assert called("volven-8202")["BLD"]["en"] == "Diagnostic imaging"


def test_each_disease_is_a_code_of_its_own_by_the_title_of_its_definition() -> None:
    found = shipped("diseases")
    assert found.definition is None
    assert called("diseases")["measles"] == {"nb": "Meslinger", "en": "Measles"}


def test_a_number_that_is_no_longer_in_use_stays_a_code() -> None:
    municipalities = called("municipalities")
    assert municipalities["0301"]["nb"] == "Oslo"
    assert municipalities["0219"]["nb"] == "Bærum"
    assert called("counties")["01"]["nb"] == "Østfold"


def test_a_list_that_nobody_has_defined_is_told_of() -> None:
    with pytest.raises(UnknownList):
        shipped("made-up")
