"""Any answer, written in any style that laboratories use, is read back equal."""

import base64
from dataclasses import dataclass, replace
from decimal import Decimal
from xml.sax.saxutils import escape

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, example, given, settings

from infreg.parsing import parse
from infreg.vocabulary.answer import Coded, Concentration, Organism, Result, Susceptibility, Value, ValueKind
from tests.parsing import made_messages as made

# Letters that XML, Norwegian and carelessness bring; no space at the ends, which parsing trims, and nothing
# that is a number and no word.
LETTERS = "abcæøåÆ<>&'\"é 1.,"
words = st.builds(
    lambda first, rest: (first + rest).rstrip(), st.sampled_from("abæøÆé"), st.text(LETTERS, max_size=12)
)
codes = st.text("ABC123", min_size=1, max_size=6)
signs = st.sampled_from([None, "<", "<=", ">", ">="])
service_types = st.sampled_from([None, "N", "M", "C", "H", "A"])


@dataclass(frozen=True)
class AgentTested:
    agent: Coded
    sir: str
    mic: Concentration | None
    service_type: str | None


@dataclass(frozen=True)
class Found:
    """A finding and its remark, the findings in it (quantities, further findings), and what it was tested
    against."""

    value: Value
    comment: str | None = None
    service_type: str | None = None
    inside: tuple["Found", ...] = ()
    tested: tuple[AgentTested, ...] = ()


@dataclass(frozen=True)
class Style:
    """A laboratory's habits."""

    nested: bool = False
    version: str = "1.4"
    encoding: str = "utf-8"
    envelope: str = ""
    thousands: str = ""
    pretty: str = ""


amounts = st.decimals(0, 1000, places=3)
whole = st.integers(0, 10**9).map(Decimal)
mics = st.builds(Concentration, amounts, signs)
agents = st.builds(lambda code, name: Coded(made.NLK, None, code, name, None), codes, words)
numbers = st.builds(
    lambda number, sign: Value(ValueKind.NUMBER, number=number, comparator=sign, unit="mg"), amounts, signs
)
# The words follow from the style.
written_numbers = st.builds(
    lambda number, sign, unit: Value(ValueKind.NUMBER, "", number=number, comparator=sign, unit=unit),
    amounts | whole,
    signs,
    st.sampled_from(["mg/L", "CFU/ml", "pr.ml.", "%", "CFU/1000 ml."]),
)
texts = st.builds(lambda said: Value(ValueKind.TEXT, said), words)
coded = st.builds(
    lambda code, said: Value(ValueKind.CODED, said, Coded("9.9", None, code, "d", None)),
    codes,
    st.none() | words,
)
tests = st.builds(AgentTested, agents, st.sampled_from("SIRK"), st.none() | mics, service_types)
leaves = st.builds(Found, texts | numbers | written_numbers | coded, st.none() | words, service_types)
found = st.recursive(
    leaves,
    lambda inner: st.builds(
        Found,
        texts,
        st.none() | words,
        st.sampled_from([None, "N", "M"]),
        st.lists(inner, max_size=2).map(tuple),
        st.lists(tests, max_size=2).map(tuple),
    ),
    max_leaves=4,
)
styles = st.builds(
    Style,
    nested=st.booleans(),
    version=st.sampled_from(["1.3", "1.4"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "iso-8859-1", "windows-1252", "utf-16", "utf-16-le"]),
    envelope=st.sampled_from(["", "Document", "PatientReport", "Base64"]),
    thousands=st.sampled_from(["", ".", " ", "\u00a0", "'"]),
    pretty=st.sampled_from(["", "\n  ", "\r\n\t"]),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(findings=st.lists(found, max_size=3), style=styles)
@example(
    findings=[Found(Value(ValueKind.NUMBER, "", number=Decimal(100000), comparator=">", unit="pr.ml."))],
    style=Style(thousands="."),
)
@pytest.mark.requirement("NIR-2", "NIR-4")
def test_an_answer_written_in_any_style_is_read_back_equal(findings: list[Found], style: Style) -> None:
    rows = "".join(written(f"F{number}", each, style, "") for number, each in enumerate(findings, start=1))
    reading = parse(enveloped(rows, style))
    assert reading.message is not None
    assert reading.problems == ()
    results: list[Result] = []
    susceptibilities: list[Susceptibility] = []
    for number, each in enumerate(findings, start=1):
        expect(f"F{number}", None, each, style, results, susceptibilities)
    (answer,) = reading.message.answers
    by_id = {each.id: each for each in answer.results}
    assert by_id == {each.id: each for each in results}
    assert sorted(answer.susceptibilities, key=repr) == sorted(susceptibilities, key=repr)
    if style.nested:
        assert list(answer.results) == results


def expect(
    own: str,
    parent: str | None,
    finding: Found,
    style: Style,
    results: list[Result],
    susceptibilities: list[Susceptibility],
    *,
    is_cancelled: bool = False,
) -> None:
    """What must be read, whatever the style; what stands in a cancelled row is cancelled with it."""
    named = Organism(finding.value.text or "") if finding.tested else None
    kind = finding.service_type or ("C" if is_cancelled and style.nested else None)
    value = finding.value
    if value.text == "":
        value = replace(value, text=in_words(value, style))
    asked = Coded(made.LOCAL, text="Dyrkning")
    results.append(Result(own, parent, None, asked, value, named, None, finding.comment, kind))
    for agent in finding.tested:
        inherited = agent.service_type or ("C" if kind == "C" and style.nested else None)
        row = Susceptibility(own, agent.agent, agent.sir, "d", agent.mic, service_type=inherited)
        susceptibilities.append(row)
    for number, each in enumerate(finding.inside):
        expect(f"{own}-{number}", own, each, style, results, susceptibilities, is_cancelled=kind == "C")


def written(own: str, finding: Found, style: Style, ref: str) -> str:
    """A finding and all that belongs to it, in each other or one after the other."""
    tested = "".join(written_test(each, "" if style.nested else own, style) for each in finding.tested)
    inside = "".join(
        written(f"{own}-{number}", each, style, "" if style.nested else own)
        for number, each in enumerate(finding.inside)
    )
    service = f'<ServType V="{finding.service_type}"/>' if finding.service_type else ""
    comment = f"<Comment>{escape(finding.comment)}</Comment>" if finding.comment else ""
    value = value_xml(finding.value, style) + service
    row = made.row(value, id=own, ref=ref, inside=tested + inside if style.nested else "")
    row = row.replace("</Investigation>", f"</Investigation>{comment}", 1)
    # Flat, the resistance rows come first: a reference may point forwards.
    return row if style.nested else tested + row + inside


def written_test(tested: AgentTested, ref: str, style: Style) -> str:
    mic = f"{tested.mic.comparator or ''}{tested.mic.value}".replace(".", ",") if tested.mic else ""
    category = made.coded("TextCode", code=tested.sir, system=made.RESISTANCE, display="d")
    name = tested.agent.display or ""
    agent = made.coded("Id", code=tested.agent.code or "", system=made.NLK, display=name)
    service = f'<ServType V="{tested.service_type}"/>' if tested.service_type else ""
    reference = f"<RefIdResultItem>{ref}</RefIdResultItem>" if ref else ""
    return (
        f"<ResultItem>{style.pretty}{made.text(mic, category, 'RSB')}{service}"
        f"<Investigation>{agent}</Investigation>{reference}</ResultItem>"
    )


def value_xml(value: Value, style: Style) -> str:
    if value.text == "":
        return made.text(in_words(value, style))
    if value.kind is ValueKind.NUMBER:
        names = {"<": "LT", "<=": "LE", ">": "GT", ">=": "GE", "=": "EQ"}
        sign = f'<ArithmeticComp V="{names[value.comparator]}"/>' if value.comparator else ""
        return f'<NumResult>{sign}<NumResultValue V="{value.number}" U="{value.unit}"/></NumResult>'
    code = value.coded
    said = made.coded("TextCode", code=code.code or "", system=code.system or "", display="d") if code else ""
    return made.text(value.text or "", said)


def in_words(value: Value, style: Style) -> str:
    """A number as the laboratory writes it: ">100.000 pr.ml."."""
    whole, _, decimals = str(value.number).partition(".")
    grouped = f"{int(whole):,}".replace(",", style.thousands)
    return f"{value.comparator or ''}{grouped}{',' if decimals else ''}{decimals} {value.unit}"


def enveloped(rows: str, style: Style) -> bytes:
    """The message in the style's envelope and encoding, which it declares truly."""
    declared = style.encoding.removesuffix("-sig").removesuffix("-le")
    declaration = f'<?xml version="1.0" encoding="{declared}"?>'
    body = made.message(made.report(rows), version=style.version).decode().replace("><", f">{style.pretty}<")
    if style.envelope == "Base64":
        inner = (declaration + body).encode(style.encoding)
        body = made.envelope(made.document(made.base64_container(base64.b64encode(inner).decode())))
    elif style.envelope:
        body = made.envelope(made.document(body), holder=style.envelope)
    return (declaration + body).encode(style.encoding)


def test_the_writer_writes_what_it_is_meant_to() -> None:
    value = Value(ValueKind.NUMBER, "", number=Decimal("12345.5"), comparator=">", unit="mg/L")
    assert in_words(value, Style(thousands=".")) == ">12.345,5 mg/L"
    inside = Found(Value(ValueKind.TEXT, "x"), inside=(Found(value),))
    for nested in (True, False):
        assert written("F", inside, Style(nested=nested), "").count("<ResultItem>") == 2
