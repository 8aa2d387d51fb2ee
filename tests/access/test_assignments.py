"""What counts at a moment of what an account was given: every way that it may not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from infreg.access.assignments import (
    TARGETS,
    Assignment,
    AssignmentKind,
    Reached,
    State,
    Target,
    Terms,
    reached,
    state,
    targets_of,
)
from infreg.access.roles import (
    CLINICIAN,
    EPIDEMIOLOGIST,
    LABORATORY,
    MUNICIPAL_MEDICAL_OFFICER,
    NOBODYS,
    PERSON,
    ROLES,
    SUPERVISOR,
    WITHOUT_ACCESS,
    Permission,
    Reach,
    Role,
)

pytestmark = pytest.mark.requirement("NIR-17", "NOIS-1-4", "NOIS-4-1")

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
GIVEN = Assignment(
    AssignmentKind.REGULAR, NOON, id=1, account="kari", because="prøve", by="drift", known_from=NOON - HOUR
)
BAERUM = replace(GIVEN, municipality="3201")
NOTHING = Terms()


@pytest.mark.parametrize(
    ("assignment", "at", "terms", "expected"),
    [
        (BAERUM, NOON - timedelta(microseconds=1), NOTHING, State.COMING),
        (BAERUM, NOON, NOTHING, State.IN_FORCE),
        (replace(BAERUM, known_from=NOON + HOUR), NOON, NOTHING, State.COMING),
        (
            replace(BAERUM, valid_to=NOON + HOUR),
            NOON + HOUR - timedelta(microseconds=1),
            NOTHING,
            State.IN_FORCE,
        ),
        (replace(BAERUM, valid_to=NOON + HOUR), NOON + HOUR, NOTHING, State.OVER),
        (replace(BAERUM, known_to=NOON + HOUR), NOON, NOTHING, State.IN_FORCE),
        (replace(BAERUM, known_to=NOON + HOUR), NOON + HOUR, NOTHING, State.ENDED),
        (replace(BAERUM, agreement="drift"), NOON, NOTHING, State.NO_AGREEMENT),
        (replace(BAERUM, agreement="drift"), NOON, Terms(agreements=frozenset({"drift"})), State.IN_FORCE),
        (replace(GIVEN, office="follo"), NOON, NOTHING, State.NO_OFFICE),
        (replace(GIVEN, office="follo"), NOON, Terms({"follo": frozenset({"3207"})}), State.IN_FORCE),
    ],
)
def test_it_counts_from_its_first_to_before_its_last_moment_on_what_it_leans(
    assignment: Assignment, at: datetime, terms: Terms, expected: State
) -> None:
    assert state(assignment, at, terms) is expected


@pytest.mark.parametrize(
    ("role", "given", "expected"),
    [
        (LABORATORY, replace(GIVEN, unit=7), Reached(units=frozenset({7}))),
        (MUNICIPAL_MEDICAL_OFFICER, BAERUM, Reached(municipalities=frozenset({"3201"}))),
        (
            MUNICIPAL_MEDICAL_OFFICER,
            replace(GIVEN, office="follo"),
            Reached(municipalities=frozenset({"3207", "3212"})),
        ),
        (CLINICIAN, replace(GIVEN, unit=7), Reached(units=frozenset({7}))),
        (CLINICIAN, GIVEN, Reached()),
        (EPIDEMIOLOGIST, GIVEN, Reached()),
        (SUPERVISOR, GIVEN, Reached()),
        (PERSON, replace(GIVEN, subject=b"x"), Reached(subjects=frozenset({b"x"}))),
        # What is another role's gives nothing, and so no access at all.
        (LABORATORY, GIVEN, None),
        (LABORATORY, BAERUM, None),
        (EPIDEMIOLOGIST, replace(GIVEN, unit=7), None),
        (PERSON, GIVEN, None),
        (WITHOUT_ACCESS[0], GIVEN, None),
        # Beside the rest, never instead of it.
        (MUNICIPAL_MEDICAL_OFFICER, replace(GIVEN, sees_protected=True), None),
        (LABORATORY, replace(GIVEN, sees_protected=True), None),
    ],
)
def test_a_role_reaches_what_fits_it_alone(role: Role, given: Assignment, expected: Reached | None) -> None:
    terms = Terms({"follo": frozenset({"3207", "3212"})})
    assert reached(role, [given], NOON, terms) == expected
    assert reached(role, [], NOON, terms) is None
    assert reached(role, [replace(given, known_to=NOON)], NOON, terms) is None


def test_everything_in_force_comes_together() -> None:
    given = [
        BAERUM,
        replace(GIVEN, municipality="3203", kind=AssignmentKind.DEPUTY, valid_to=NOON + HOUR),
        replace(GIVEN, municipality="0301", valid_from=NOON + HOUR),
        replace(GIVEN, sees_protected=True),
    ]
    assert reached(MUNICIPAL_MEDICAL_OFFICER, given, NOON, NOTHING) == Reached(
        municipalities=frozenset({"3201", "3203"}), sees_protected=True
    )
    assert reached(MUNICIPAL_MEDICAL_OFFICER, given, NOON + HOUR, NOTHING) == Reached(
        municipalities=frozenset({"3201", "0301"}), sees_protected=True
    )


def test_only_who_may_open_names_may_be_given_what_protected_addresses_hide() -> None:
    assert {role.code for role in ROLES.values() if Target.PROTECTED in targets_of(role)} == {
        role.code for role in ROLES.values() if role.may(Permission.REVEAL)
    }


def test_every_reach_has_its_targets_and_who_has_no_purpose_none() -> None:
    assert set(TARGETS) == set(Reach)
    assert all(targets_of(role) == frozenset() for role in WITHOUT_ACCESS)
    assert all(bool(targets_of(role)) == bool(role.purposes) for role in ROLES.values())
    assert {role.code for role in NOBODYS} == {"reception", "refresh", "operator"}


def test_a_pseudonym_does_not_show_itself() -> None:
    assert "hemmelig" not in repr(replace(GIVEN, subject=b"hemmelig"))
    assert "hemmelig" not in repr(Reached(subjects=frozenset({b"hemmelig"})))
