"""The pages about what figures are made of: everything declared, for who may count it."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from infreg.doors.web import warehouse_words
from infreg.doors.web.coverage import Share
from infreg.doors.web.templatetags.codes import percent
from infreg.doors.web.templatetags.warehouse import within_sentence
from infreg.doors.web.warehouse_page import MOST_CODES
from infreg.flow import insight
from infreg.flow.describing import AGGREGATE
from infreg.vocabulary.warehouse import Column, Table, Texts
from tests.flow.made_warehouse import read, refreshed
from tests.register import Register
from tests.web.test_every_address import browser_of

pytestmark = pytest.mark.requirement("NIR-7", "NIR-12", "NOIS-4-1")

LANGUAGES = ("nb", "en")
TABLES = tuple(insight.tables())
#: By user, tables that are out of their reach.
OUT_OF_REACH = {
    "kommune": ("answer", "finding", "isolate", "susceptibility", "institution"),
    "lab": ("case",),
}


@pytest.fixture(scope="module")
def home(demo: Register, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose warehouse nobody else writes."""
    found = tmp_path_factory.mktemp("pages")
    refreshed(demo, found)
    return found


@pytest.fixture(autouse=True)
def there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFREG_HOME", str(home))


@pytest.fixture
def epi() -> Iterator[Client]:
    with browser_of("epi") as client:
        yield client


def page(client: Client, path: str, language: str = "nb") -> str:
    """What a visitor reads in a page's language."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(path)
    assert response.status_code == 200, path
    return html.unescape(response.content.decode())


def words(markup: str) -> str:
    """What is read of a page; a name within a sentence is no word of its own."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"</?code[^>]*>", "", markup)).split())


def said(texts: Texts, language: str) -> str:
    return texts[language].replace("`", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TABLES)
def test_every_declared_column_stands_on_its_page_with_its_sensitivity(
    epi: Client, name: str, language: str
) -> None:
    table, found = insight.tables()[name], page(epi, f"/varehus/{name}", language)
    with translation.override(language):
        for column, row in zip(table.columns, rows_of(found), strict=True):
            told = words(row)
            assert told.startswith(f"{said(column.title, language)} {column.name} "), column
            assert f" {warehouse_words.SENSITIVITIES[column.sensitivity]}" in told, column
            assert all(said(texts, language) in told for texts in (column.words or {}).values()), column
    for texts in (table.title, table.lag, *table.limitations):
        assert said(texts, language) in words(found)
    assert within_sentence(table.row[language]) in words(found)


def rows_of(found: str) -> list[str]:
    """The rows of a page's table of columns."""
    (table,) = re.findall(r'<table class="[^"]*held-columns.*?</table>', found, re.DOTALL)
    return re.findall(r'<tr role="row">(.*?)</tr>', table.partition("<tbody")[2], re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_measure_is_listed_for_who_reaches_the_country(epi: Client, language: str) -> None:
    found = page(epi, "/varehus", language)
    for table in insight.tables().values():
        assert f'href="/varehus/{table.name}"' in found
        assert table.row[language] in found
    with translation.override(language):
        for measure in insight.measures():
            (told,) = re.findall(rf'<li id="mal-{measure.name}">(.*?)</details>', found, re.DOTALL)
            for texts in (measure.title, measure.counts, *measure.limitations):
                assert said(texts, language) in words(told), measure.name
            if measure.shape != "count":
                assert said(measure.population, language) in words(told)
            for stratum in measure.strata:
                assert f"{warehouse_words.STRATA[stratum]} {stratum}" in words(told), stratum


@pytest.mark.parametrize("who", OUT_OF_REACH)
def test_a_table_out_of_reach_is_neither_listed_nor_found(who: str) -> None:
    with browser_of(who) as client:
        found = page(client, "/varehus")
        for name in OUT_OF_REACH[who]:
            assert f"/varehus/{name}" not in found
            assert client.get(f"/varehus/{name}").status_code == 404
        assert client.get("/varehus/made_up").status_code == 404
        listed = set(re.findall(r'href="/varehus/(\w+)"', found))
        assert {name for name in listed if not name.startswith(AGGREGATE)}
        for name in listed:
            page(client, f"/varehus/{name}")


def test_how_much_is_not_known_is_told_column_by_column(epi: Client, home: Path) -> None:
    rows, table = read(home, "finding"), insight.tables()["finding"]
    found = rows_of(page(epi, "/varehus/finding"))
    told = {column.name: words(row) for column, row in zip(table.columns, found, strict=True)}
    lacking = {name: sum(row[name] is None for row in rows) for name in told}
    some = [name for name, n in lacking.items() if 0 < n < len(rows) and name != "known_to"]
    assert some
    for name in some:
        share = percent(Share(lacking[name], len(rows))).replace("\u00a0", " ")
        assert told[name].endswith(f"Ikke kjent: {share} {lacking[name]} av {len(rows)}")
    assert not lacking["received"]
    assert told["received"].endswith("alltid kjent")
    assert told["known_to"].endswith("tom så lenge raden gjelder")


@pytest.mark.parametrize("who", ["kommune", "lab"])
def test_who_reads_a_part_is_shown_no_number_of_the_whole(who: str) -> None:
    parts = {"kommune": "case", "lab": "finding"}
    with browser_of(who) as client:
        found = words(page(client, f"/varehus/{parts[who]}").partition("<main")[2])
    assert "Du leser bare de radene rollen din gir tilgang til" in found
    assert not re.search(r"Det er \S+ rad|Målt:|Ikke kjent", found)


def test_short_lists_are_read_on_the_page_and_long_ones_where_they_stand(epi: Client) -> None:
    found = page(epi, "/varehus/case")
    assert re.search(r'Meslinger <code class="subtle">measles</code>', found)
    assert 'href="/definisjoner/organisms/organisms"' in found
    assert "Escherichia coli" not in found
    assert MOST_CODES < 1_000


def test_before_anything_is_written_it_says_so_and_shows_what_is_declared(
    epi: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INFREG_HOME", str(tmp_path))
    for path in ("/varehus", "/varehus/case"):
        assert "Ingenting er gjort klart for telling ennå." in page(epi, path)
    assert len(rows_of(page(epi, "/varehus/case"))) == len(insight.tables()["case"].columns)


def declared() -> Iterator[tuple[Table, Column]]:
    return ((table, column) for table in insight.tables().values() for column in table.columns)


def test_whatever_is_declared_is_said_in_both_languages() -> None:
    for table, column in declared():
        told = [table.title, table.row, table.lag, *table.limitations, column.title]
        told += (column.words or {}).values()
        assert all(texts.keys() >= set(LANGUAGES) and all(texts.values()) for texts in told), table.name
    for measure in insight.measures():
        texts = (measure.title, measure.counts, measure.population, *measure.limitations)
        assert all(each[language] for each in texts for language in LANGUAGES), measure.name
        assert warehouse_words.STRATA.keys() >= {*measure.strata, *measure.always}
        assert measure.shape.value in warehouse_words.SHAPES
