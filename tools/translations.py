"""Compiles the pages' translations, and finds what is not translated. Needs no gettext programs.

Texts are written in English in code and templates; Norwegian stands in `locale/nb`. `compile` writes each
.po as .mo; `check` changes nothing, and fails on a text without a translation, on one that is marked
fuzzy, on one that no page uses any more, and on a translation whose placeholders differ from its text's.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
DOORS = ROOT / "src/infreg/doors"
LOCALE = DOORS / "web/locale"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")

Key = tuple[str | None, str]


def main(arguments: list[str]) -> int:
    if arguments == ["compile"]:
        return compile_all()
    if arguments == ["check"]:
        return check_all()
    sys.exit("Say: python tools/translations.py compile|check")


def compile_all() -> int:
    for po in catalogues():
        with po.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(po))
        print(f"translations: {po.relative_to(ROOT)} compiled")
    return 0


def check_all() -> int:
    used = dict(find_texts())
    faults = [fault for po in catalogues() for fault in find_faults(read(po), used, po)]
    for fault in faults:
        print(fault)
    if not faults:
        print(f"translations: {len(used)} texts, all translated")
    return 1 if faults else 0


def catalogues() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, locale=po.parent.parent.name, domain="django")


def find_texts() -> Iterator[tuple[Key, str]]:
    """Every text that pages can show, by context and msgid, with where it stands."""
    for file in sorted((*DOORS.rglob("*.py"), *DOORS.rglob("*.html"))):
        place = str(file.relative_to(ROOT))
        for line, text, _, context in extract("python", as_python(file), keywords=KEYWORDS):
            msgid = text[0] if isinstance(text, tuple) else text
            yield (context, msgid), f"{place}:{line}"


def as_python(file: Path) -> io.BytesIO:
    """The file as Python whose calls hold the texts. Django turns a template into such calls amid X's; the
    parentheses keep Python's tokenizer from reading sense into its indentation."""
    source = file.read_text("utf-8")
    if file.suffix == ".html":
        source = f"({templatize(source)})"
    return io.BytesIO(source.encode())


def find_faults(catalog: Catalog, used: dict[Key, str], po: Path) -> Iterator[str]:
    known = {(message.context, singular(message)): message for message in catalog if message.id}
    name = po.relative_to(ROOT)
    for key in sorted(used.keys() - known.keys(), key=str):
        yield f"{used[key]}: “{key[1]}” stands not in {name}. Add it there, with its translation."
    for key in sorted(known.keys() - used.keys(), key=str):
        yield f"{name}:{known[key].lineno}: no page says “{key[1]}” any more. Take it out."
    for message in (known[key] for key in known if key in used):
        yield from (f"{name}:{message.lineno}: “{singular(message)}” {fault}" for fault in faults_of(message))
    if catalog.obsolete:
        yield f"{name}: {len(catalog.obsolete)} texts are marked obsolete (#~). Take them out."


def faults_of(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield "is marked fuzzy. Look it over and take the mark away."
    translations = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not all(translations):
        yield "has no translation. Write it."
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    wanted = set(_PLACEHOLDER.findall(" ".join(ids)))
    for translation in filter(None, translations):
        if strange := set(_PLACEHOLDER.findall(translation)) - wanted:
            yield f"has placeholders its text lacks: {', '.join(sorted(strange))}. Rename them."
        if isinstance(message.id, str) and wanted - set(_PLACEHOLDER.findall(translation)):
            yield "leaves out a placeholder of its text. Put it in."


def singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
