"""Numbered steps that bring a store to the layout of this program; forward only, one file each for both engines.

A step is a module ``m<number>_<name>`` with ``up(run, engine)``: ``run`` executes one statement, ``engine`` is
``duckdb`` or ``postgresql``. A step that has landed is never changed.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from sqlalchemy import Connection, text

Run = Callable[[str], object]

STEPS: Final[dict[int, str]] = {
    int(module.name[1:5]): module.name for module in iter_modules(__path__) if module.name.startswith("m")
}
NEWEST: Final = max(STEPS)


def layout_of(connection: Connection) -> int:
    """Number of the last step that was applied; 0 for an empty database."""
    known = (
        "SELECT count(*) FROM information_schema.tables WHERE table_name = 'meta' AND table_schema = current_schema()"
    )
    found = connection.execute(text(known)).scalar_one()
    if not found:
        return 0
    kept = connection.execute(text("SELECT value FROM meta WHERE key = 'layout'")).scalar()
    return int(kept or 0)


def apply(connection: Connection, number: int, engine: str) -> None:
    """Apply one step within the connection's transaction, and note its number."""
    step = import_module(f"{__name__}.{STEPS[number]}")
    step.up(lambda statement: connection.execute(text(statement)), engine)
    connection.execute(text("DELETE FROM meta WHERE key = 'layout'"))
    connection.execute(text("INSERT INTO meta (key, value) VALUES ('layout', :number)"), {"number": str(number)})
