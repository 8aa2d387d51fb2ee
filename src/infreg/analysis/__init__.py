"""Figures from the warehouse, for analysts who write Python.

    from infreg import analysis

    shelf = analysis.open_shelf("eva")
    print(shelf.measure("cases", by=("disease", "year")))

A shelf answers with the rights of the account that opens it, and every question is logged. The rest of this
package is the measures' machinery: declared tables in, counts and rates out, on any engine.
"""

from importlib.metadata import entry_points

from infreg.analysis.shelf import Answer, Shelf

__all__ = ["Answer", "Shelf", "open_shelf"]


def open_shelf(
    user: str, *, password: str | None = None, code: str | None = None, engine: str = "duckdb"
) -> Shelf:
    """Logs an account in and opens its shelf. Password, and the code of a second factor, are asked for in
    the terminal where they are not given. `engine`: duckdb or spark.

    Raises PermissionError where the account is refused, RuntimeError where the installation cannot be used;
    the message says what to do.
    """
    # Who keeps the shelf stands far above this stage, and is named by the installed package, not imported:
    # a stage that knew a door would be a way past the actor, the log and the scope.
    [door] = entry_points(group="infreg.analysis", name="shelf")
    opened: Shelf = door.load()(user, password=password, code=code, engine=engine)
    return opened
