"""Chains of joinings, followed to the end at any moment, as by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infreg.storage.warehouse.joined import Joining, follow

pytestmark = pytest.mark.requirement("B-5")

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(day: int) -> datetime:
    return START + timedelta(days=day)


@st.composite
def joinings(draw: st.DrawFn) -> list[Joining]:
    """Of up to six pseudonyms; each is joined to a higher one, some days, one at a time."""
    said = []
    for subject in range(5):
        days = draw(st.lists(st.integers(0, 20), max_size=6, unique=True).map(sorted))
        for begins, ends in zip(days[::2], [*days[1::2], None], strict=False):
            person = draw(st.integers(subject + 1, 5))
            said.append(Joining(subject, person, at(begins), None if ends is None else at(ends)))
    return draw(st.permutations(said))


def end_on(said: Sequence[Joining], subject: int, moment: datetime) -> int:
    """Whose a pseudonym was, found step by step."""
    for one in said:
        if (
            one.subject == subject
            and one.known_from <= moment
            and (not one.known_to or moment < one.known_to)
        ):
            return end_on(said, one.person, moment)
    return subject


@given(joinings())
def test_at_any_moment_a_pseudonym_leads_to_the_end_of_its_chain(said: list[Joining]) -> None:
    followed = follow(said)
    for day in range(-1, 22):
        for subject in range(6):
            held = [
                each.person
                for each in followed
                if each.subject == subject
                and each.known_from <= at(day)
                and (each.known_to is None or each.known_to > at(day))
            ]
            end = end_on(said, subject, at(day))
            assert held == ([] if end == subject else [end])


@given(joinings())
def test_what_leads_to_the_same_is_one_row_and_the_order_is_fixed(said: list[Joining]) -> None:
    followed = follow(said)
    assert followed == sorted(followed, key=lambda each: (each.subject, each.known_from))
    assert followed == follow(sorted(said, key=str))
    for one, next_one in pairwise(followed):
        same = one.subject == next_one.subject and one.person == next_one.person
        assert not (same and one.known_to == next_one.known_from)


def test_a_ring_that_nobody_could_make_ends_nowhere_and_is_survived() -> None:
    ring = [Joining(1, 2, START, None), Joining(2, 1, START, None)]
    assert [(each.subject, each.person) for each in follow(ring)] == [(1, 2), (2, 1)]
