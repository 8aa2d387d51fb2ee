"""That no text of the pages lacks its Norwegian, and that the check would see it."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import translations

HERE = translations.LOCALE / "nb/LC_MESSAGES/django.po"


@pytest.mark.requirement("NOIS-1-8b", "B-2")
def test_every_text_of_the_pages_has_its_norwegian() -> None:
    used = dict(translations.find_texts())
    assert used
    assert list(translations.find_faults(translations.read(HERE), used, HERE)) == []


def faults(catalog: Catalog, *used: str) -> list[str]:
    return list(translations.find_faults(catalog, {(None, each): "x.html:1" for each in used}, HERE))


def test_a_text_without_a_translation_is_found() -> None:
    catalog = Catalog(locale="nb")
    catalog.add("Empty", "")
    (missing, empty) = faults(catalog, "Missing", "Empty")
    assert "“Missing” stands not in" in missing
    assert "has no translation" in empty


def test_a_translation_nobody_uses_is_found() -> None:
    catalog = Catalog(locale="nb")
    catalog.add("Old", "Gammel")
    (fault,) = faults(catalog)
    assert "no page says “Old” any more" in fault


def test_a_doubtful_translation_is_found() -> None:
    catalog = Catalog(locale="nb", fuzzy=False)
    catalog.add("New", "Ny", flags=["fuzzy"])
    (fault,) = faults(catalog, "New")
    assert "marked fuzzy" in fault


def test_a_translation_with_other_placeholders_is_found() -> None:
    catalog = Catalog(locale="nb")
    catalog.add("Came %(time)s", "Kom %(tid)s", flags=["python-format"])
    assert len(faults(catalog, "Came %(time)s")) == 2


def test_texts_in_templates_and_in_code_are_both_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('  <p>{% translate "One" %}\n {% blocktranslate %}Two {{ x }}{% endblocktranslate %}</p>')
    found = translations.as_python(page).getvalue()
    assert b"'One'" in found
    assert b"'Two %(x)s'" in found
