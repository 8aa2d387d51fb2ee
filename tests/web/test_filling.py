"""What was typed is put back into whatever form a page has, and nothing else of the page changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.doors.web.filling import Fields, fill

pytestmark = pytest.mark.requirement("NOIS-4-1")

HERE = "/sak/1"


def form(inside: str, attributes: str = "") -> str:
    return f'<p>æ &amp; ø</p>\n<form method="post" {attributes}>{inside}</form>\n<p>slutt</p>'


def filled(page: str, fields: Fields, action: str = HERE) -> str:
    return fill(page, HERE, action, fields)[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<input name="a">', '<input name="a" value="x &lt;&quot;y">'),
        ('<input name="a" value="old" type="text">', '<input name="a" value="x &lt;&quot;y" type="text">'),
        ("<INPUT name=a required />", '<input name="a" required value="x &lt;&quot;y">'),
        (
            '<textarea name="a" rows="3">old</textarea>',
            '<textarea name="a" rows="3">\nx &lt;&quot;y</textarea>',
        ),
        ('<textarea name="a"></textarea>', '<textarea name="a">\nx &lt;&quot;y</textarea>'),
    ],
)
def test_what_was_typed_stands_in_its_field(before: str, after: str) -> None:
    assert filled(form(before), {"a": ['x <"y']}) == form(after)


def test_what_was_chosen_is_chosen_and_nothing_beside_it() -> None:
    before = (
        '<input type="radio" name="a" value="1" checked><input type="radio" name="a" value="2">'
        '<input type="checkbox" name="b"><input type="checkbox" name="c" value="x" checked>'
        '<select name="d"><option value="" selected>-</option><option value="7">sju</option></select>'
    )
    after = (
        '<input type="radio" name="a" value="1"><input type="radio" name="a" value="2" checked="">'
        '<input type="checkbox" name="b" checked=""><input type="checkbox" name="c" value="x" checked>'
        '<select name="d"><option value="">-</option><option value="7" selected="">sju</option></select>'
    )
    page, placed = fill(form(before), HERE, HERE, {"a": ["2"], "b": ["on"], "d": ["7"]})
    assert page == form(after)
    assert placed == {"a", "b", "d"}


@pytest.mark.parametrize("kind", ["hidden", "submit", "password", "file", "button", "image"])
def test_what_nobody_types_stays_as_the_page_says_now(kind: str) -> None:
    page = form(f'<input type="{kind}" name="a" value="now">')
    assert fill(page, HERE, HERE, {"a": ["then"]}) == (page, frozenset())


def test_fields_of_one_name_are_filled_in_their_order() -> None:
    page = form('<input name="a"><input name="a"><input name="a">')
    after = form('<input name="a" value="1"><input name="a" value="2"><input name="a" value="">')
    assert filled(page, {"a": ["1", "2"]}) == after


def test_only_the_form_that_was_sent_is_filled() -> None:
    others = form('<input name="a">', 'action="/annet"') + '<form action="/sak/1"><input name="a"></form>'
    sent = form('<input name="a">', 'action="/sak/1"')
    assert filled(others + sent, {"a": ["x"]}) == others + sent.replace('name="a"', 'name="a" value="x"')
    assert fill(others, HERE, HERE, {"a": ["x"]}) == (others, frozenset())


def test_of_forms_that_are_sent_to_one_place_the_one_with_the_same_hidden_fields_is_filled() -> None:
    rows = [form(f'<input type="hidden" name="row" value="{row}"><input name="a">') for row in (1, 2, 3)]
    page = filled("".join(rows), {"row": ["2"], "a": ["x"]})
    assert page == rows[0] + rows[1].replace('name="a"', 'name="a" value="x"') + rows[2]


def test_a_field_may_stand_outside_its_form() -> None:
    page = '<input name="a" form="f"><form id="f" method="post"></form><input name="a">'
    assert filled(page, {"a": ["x"]}) == page.replace('form="f"', 'form="f" value="x"')


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\0")))
def test_a_text_breaks_out_of_no_field(text: str) -> None:
    page, placed = fill(
        form('<textarea name="a"></textarea><input name="b">'), HERE, HERE, {"a": [text], "b": [text]}
    )
    assert placed == {"a", "b"}
    assert page.count("<") == form('<textarea name="a"></textarea><input name="b">').count("<")
    assert page.endswith("</form>\n<p>slutt</p>")
