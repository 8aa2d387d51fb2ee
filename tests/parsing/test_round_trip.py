"""Any small answer, written in either style that laboratories use, is read back equal."""

from dataclasses import dataclass
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from infreg.parsing import parse
from infreg.vocabulary.answer import Coded, Concentration, Organism, Result, Susceptibility, Value, ValueKind
from tests.parsing import made_messages as made

# Letters that XML, Norwegian and carelessness bring; no space at the ends, which parsing trims.
words = st.text("abcæøåÆ<>&'\"é 1.,", min_size=1, max_size=12).filter(lambda said: said == said.strip())
codes = st.text("ABC123", min_size=1, max_size=6)


@dataclass(frozen=True)
class AgentTested:
    agent: Coded
    sir: str
    mic: Concentration | None


@dataclass(frozen=True)
class Found:
    """A microbe, its quantities (rows in it), and what it was tested against."""

    name: str
    quantities: tuple[Value, ...]
    tested: tuple[AgentTested, ...]


amounts = st.decimals(0, 1000, places=3)
mics = st.builds(Concentration, amounts, st.sampled_from([None, "<", "<=", ">", ">="]))
agents = st.builds(lambda code, name: Coded(made.NLK, None, code, name, None), codes, words)
numbers = st.builds(
    lambda number, sign: Value(ValueKind.NUMBER, number=number, comparator=sign, unit="mg"),
    amounts,
    st.sampled_from([None, "<", "<=", ">", ">=", "="]),
)
texts = st.builds(lambda said: Value(ValueKind.TEXT, said), words)
coded = st.builds(
    lambda code, said: Value(ValueKind.CODED, said, Coded("9.9", None, code, "d", None)),
    codes,
    st.none() | words,
)
tests = st.builds(AgentTested, agents, st.sampled_from("SIRK"), st.none() | mics)
found = st.builds(
    Found,
    words,
    st.lists(texts | numbers | coded, max_size=2).map(tuple),
    st.lists(st.builds(AgentTested, agents, st.sampled_from("SIRK"), st.none() | mics), max_size=3).map(
        tuple
    ),
)


@given(microbes=st.lists(found, max_size=4), nested=st.booleans(), version=st.sampled_from(["1.3", "1.4"]))
@pytest.mark.requirement("NIR-2", "NIR-4")
def test_an_answer_written_flat_or_nested_is_read_back_equal(
    microbes: list[Found], nested: bool, version: str
) -> None:
    write = written_nested if nested else written_flat
    rows = "".join(write(number, each) for number, each in enumerate(microbes, start=1))
    reading = parse(made.message(made.report(rows), version=version))
    assert reading.message is not None
    assert reading.problems == ()
    (answer,) = reading.message.answers
    expected = [expectation(number, each) for number, each in enumerate(microbes, start=1)]
    assert answer.results == tuple(result for results, _ in expected for result in results)
    assert answer.susceptibilities == tuple(row for _, rows in expected for row in rows)


def expectation(number: int, microbe: Found) -> tuple[list[Result], list[Susceptibility]]:
    """What must be read, whatever the style."""
    asked, own = Coded(made.LOCAL, text="Dyrkning"), f"F{number}"
    named = Organism(microbe.name) if microbe.tested else None
    results = [Result(own, None, None, asked, Value(ValueKind.TEXT, microbe.name), named)]
    for position, value in enumerate(microbe.quantities):
        results.append(Result(f"{own}Q{position}", own, None, asked, value))
    tested = [Susceptibility(own, each.agent, each.sir, "d", each.mic) for each in microbe.tested]
    return results, tested


def written_nested(number: int, microbe: Found) -> str:
    tested = "".join(written_test(each, "") for each in microbe.tested)
    quantities = "".join(
        made.row(value_xml(value), id=f"F{number}Q{position}")
        for position, value in enumerate(microbe.quantities)
    )
    return made.row(made.text(microbe.name), id=f"F{number}", inside=quantities + tested)


def written_flat(number: int, microbe: Found) -> str:
    # The resistance rows come first: a reference may point forwards.
    tested = "".join(written_test(each, f"F{number}") for each in microbe.tested)
    quantities = "".join(
        made.row(value_xml(value), id=f"F{number}Q{position}", ref=f"F{number}")
        for position, value in enumerate(microbe.quantities)
    )
    return tested + made.row(made.text(microbe.name), id=f"F{number}") + quantities


def written_test(tested: AgentTested, ref: str) -> str:
    mic = f"{tested.mic.comparator or ''}{tested.mic.value}".replace(".", ",") if tested.mic else ""
    category = made.coded("TextCode", code=tested.sir, system=made.RESISTANCE, display="d")
    agent = made.coded(
        "Id", code=tested.agent.code or "", system=made.NLK, display=tested.agent.display or ""
    )
    investigation = f"<Investigation>{agent}</Investigation>"
    reference = f"<RefIdResultItem>{ref}</RefIdResultItem>" if ref else ""
    return f"<ResultItem>{made.text(mic, category, 'RSB')}{investigation}{reference}</ResultItem>"


def value_xml(value: Value) -> str:
    if value.kind is ValueKind.NUMBER:
        signs = {"<": "LT", "<=": "LE", ">": "GT", ">=": "GE", "=": "EQ"}
        sign = f'<ArithmeticComp V="{signs[value.comparator]}"/>' if value.comparator else ""
        return f'<NumResult>{sign}<NumResultValue V="{value.number}" U="{value.unit}"/></NumResult>'
    code = value.coded
    said = made.coded("TextCode", code=code.code or "", system=code.system or "", display="d") if code else ""
    return made.text(value.text or "", said)


def test_the_writer_writes_what_it_is_meant_to() -> None:
    microbe = Found("x", (Value(ValueKind.NUMBER, number=Decimal(1), unit="mg"),), ())
    assert (
        written_nested(1, microbe).count("<ResultItem>")
        == written_flat(1, microbe).count("<ResultItem>")
        == 2
    )
