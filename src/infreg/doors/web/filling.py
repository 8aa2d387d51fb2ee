"""Puts what was typed back into the fields of a page that is already made, whatever made it.

Only fields that people fill in: what a page hides in its forms (a digest of what was seen, a token) is as the
page says now. The page's own text between the fields is not touched.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

Fields = Mapping[str, Sequence[str]]
_NOT_TYPED = {"hidden", "submit", "button", "image", "reset", "file", "password"}
_CHOSEN = {"checkbox": "checked", "radio": "checked"}


@dataclass(slots=True)
class _Tag:
    """A start tag and where it stands. `inner`: the place of the text in a text area."""

    name: str
    attributes: dict[str, str | None]
    start: int
    end: int
    form: int = -1
    select: int = -1
    inner: tuple[int, int] | None = None

    def get(self, attribute: str) -> str:
        return self.attributes.get(attribute) or ""

    def written(self, **changed: str | None) -> str:
        """The tag anew; an attribute of None goes, one that is empty stands alone."""
        attributes = {**self.attributes, **changed}
        kept = {name: value for name, value in attributes.items() if name not in changed or value is not None}
        said = [name if value is None else f'{name}="{escape(value)}"' for name, value in kept.items()]
        return f"<{' '.join([self.name, *said])}>"


@dataclass(slots=True)
class _Found:
    forms: list[_Tag] = field(default_factory=list)
    controls: list[_Tag] = field(default_factory=list)
    options: list[_Tag] = field(default_factory=list)


def fill(page: str, address: str, action: str, fields: Fields) -> tuple[str, frozenset[str]]:
    """The page (it stands at `address`) with the fields of the form that is sent to `action` filled in; and
    the names of those that were."""
    found = _Reader(page).found
    form = _choose(found, address, action, fields)
    if form is None:
        return page, frozenset()
    edits, placed = [], set()
    for place, control in enumerate(found.controls):
        name = control.get("name")
        if control.form == form and name in fields and control.get("type").lower() not in _NOT_TYPED:
            placed.add(name)
            nth = sum(each.get("name") == name and each.form == form for each in found.controls[:place])
            edits += list(_edits(found, place, fields[name], nth))
    return _edited(page, edits), frozenset(placed)


def _choose(found: _Found, address: str, action: str, fields: Fields) -> int | None:
    """Of the forms that are sent there, the one whose hidden fields agree best with what was sent."""

    def agreeing(form: int) -> int:
        hidden = [each for each in found.controls if each.form == form and each.get("type") == "hidden"]
        return sum(each.get("value") in fields.get(each.get("name"), ()) for each in hidden)

    fitting = [
        place
        for place, form in enumerate(found.forms)
        if form.get("method").lower() == "post"
        and urlsplit(urljoin(address, form.get("action") or address)).path == urlsplit(action).path
    ]
    return max(fitting, key=agreeing, default=None)


Edit = tuple[int, int, str]


def _edits(found: _Found, place: int, values: Sequence[str], nth: int) -> Iterator[Edit]:
    control = found.controls[place]
    kind = control.get("type").lower()
    if control.name == "select":
        for option in found.options:
            if option.select == place:
                chosen = option.get("value") in values
                yield option.start, option.end, _marked(option, "selected", chosen=chosen)
    elif kind in _CHOSEN:
        chosen = (control.get("value") or "on") in values
        yield control.start, control.end, _marked(control, _CHOSEN[kind], chosen=chosen)
    elif control.name == "textarea" and control.inner:
        yield *control.inner, "\n" + escape(_at(values, nth))
    elif control.name == "input":
        yield control.start, control.end, control.written(value=_at(values, nth))


def _at(values: Sequence[str], nth: int) -> str:
    return values[nth] if nth < len(values) else ""


def _marked(tag: _Tag, mark: str, *, chosen: bool) -> str:
    return tag.written(**{mark: "" if chosen else None})


def _edited(page: str, edits: Sequence[Edit]) -> str:
    parts, here = [], 0
    for start, end, text in sorted(edits):
        parts += [page[here:start], text]
        here = end
    return "".join([*parts, page[here:]])


class _Reader(HTMLParser):
    """Finds forms and their fields, and where each stands in the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found = _Found()
        self._lines = [0, *(place + 1 for place, letter in enumerate(page) if letter == "\n")]
        self._form = self._select = -1
        self._elsewhere: list[tuple[_Tag, str]] = []
        self.feed(page)
        self.close()
        names = {form.get("id"): place for place, form in enumerate(self.found.forms)}
        for control, name in self._elsewhere:
            control.form = names.get(name, -1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or ""
        here = _Tag(tag, dict(attrs), self._here(), self._here() + len(written), self._form, self._select)
        if tag == "form":
            self._form = len(self.found.forms)
            self.found.forms.append(here)
        elif tag in ("input", "select", "textarea"):
            if "form" in here.attributes:
                self._elsewhere.append((here, here.get("form")))
            self._select = len(self.found.controls) if tag == "select" else -1
            self.found.controls.append(here)
        elif tag == "option":
            self.found.options.append(here)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = -1
        elif tag == "select":
            self._select = -1
        elif tag == "textarea" and self.found.controls:
            self.found.controls[-1].inner = (self.found.controls[-1].end, self._here())

    def _here(self) -> int:
        line, letter = self.getpos()
        return self._lines[line - 1] + letter
