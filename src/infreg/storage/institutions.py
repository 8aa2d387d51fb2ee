"""Institutions: found by their official identifier, met for the first time in a message or a command."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

from infreg.storage.connection import every_unit, reach_units
from infreg.vocabulary.answer import Party

#: The identifier type of an institution that no message names by number.
NAMED_ONLY = "NAME"
#: The installation itself: who delivers when an operator receives files by hand.
HERE = Party(name="Levert på stedet", id="local", id_type="LOCAL")


def meet(
    connection: "psycopg.Connection[Any]", parties: Sequence[Party], now: datetime
) -> dict[tuple[str, str], int]:
    """Finds or creates institutions and lets the rest of the transaction reach them. Returns their ids
    by `key_of`. Call it with the parties of a whole batch: it is a handful of statements."""
    wanted = sorted({(*key_of(party), party.name or party.id or "") for party in parties})
    if not wanted:
        return {}
    by_key = {name[:2]: name for name in reversed(wanted)}
    rows = sorted(by_key.values())
    connection.execute(
        """
        INSERT INTO registry.institution (id_type, identifier, name, known_from)
        SELECT t, i, n, %s FROM unnest(%s::text[], %s::text[], %s::text[]) AS new (t, i, n)
        WHERE NOT EXISTS (SELECT FROM registry.institution AS k WHERE k.id_type = t AND k.identifier = i)
        ORDER BY t, i -- or two batches that meet the same ones could wait for each other in a circle
        ON CONFLICT DO NOTHING
        """,
        (now, *[list(column) for column in zip(*rows, strict=True)]),
    )
    found = connection.execute(
        """
        SELECT id_type, identifier, id FROM registry.institution
        WHERE (id_type, identifier) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
        """,
        ([row[0] for row in rows], [row[1] for row in rows]),
    ).fetchall()
    # Another worker may have met one of them since this transaction was told whom it reaches.
    reach_units(connection, every_unit(connection))
    return {(row[0], row[1]): int(row[2]) for row in found}


def unit_of(connection: "psycopg.Connection[Any]", party: Party, now: datetime) -> int:
    """The id of one institution, met for the first time if need be; the transaction reaches it from here."""
    found = find_unit(connection, party)
    if found is None:
        return meet(connection, [party], now)[key_of(party)]
    # Another process may have met it since this transaction was told whom it reaches.
    reach_units(connection, every_unit(connection))
    return found


def find_unit(connection: "psycopg.Connection[Any]", party: Party) -> int | None:
    """The id of one institution; None when the context does not reach it, or nobody has met it."""
    row = connection.execute(
        "SELECT id FROM registry.institution WHERE id_type = %s AND identifier = %s", key_of(party)
    ).fetchone()
    return int(row[0]) if row else None


def find_party(connection: "psycopg.Connection[Any]", unit: int) -> Party | None:
    """An institution as its name and identifier; None when the context does not reach it."""
    row = connection.execute(
        "SELECT name, identifier, id_type FROM registry.institution WHERE id = %s", (unit,)
    ).fetchone()
    return Party(*row) if row else None


def names(connection: "psycopg.Connection[Any]") -> dict[int, str]:
    """What the institutions that the context shows are called, by id."""
    rows = connection.execute("SELECT id, name FROM registry.institution ORDER BY id")
    return {int(row[0]): str(row[1]) for row in rows}


def key_of(party: Party) -> tuple[str, str]:
    """(identifier type, identifier): what makes two parties the same institution. Without an identifier
    the name stands in, under a type of its own."""
    if party.id:
        return (party.id_type or "XXX", party.id)
    return (NAMED_ONLY, party.name or "")
