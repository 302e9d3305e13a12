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

from ordertrail.domain.errors import DomainError
from ordertrail.store.tables import metadata

Run = Callable[[str], object]

STEPS: Final[dict[int, str]] = {
    int(module.name[1:5]): module.name for module in iter_modules(__path__) if module.name.startswith("m")
}
NEWEST: Final = max(STEPS)
# By these a store of any layout is told from another program's tables.
_MARKS: Final = {"meta": {"key", "value"}, "orders": {"order_id", "channel_order_no"}}
# Also of tables that this user may not read, which information_schema would hide.
_COLUMNS: Final = (
    "SELECT c.relname, a.attname FROM pg_catalog.pg_class c "
    "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid "
    "WHERE n.nspname = current_schema() AND a.attnum > 0"
)


def layout_of(connection: Connection) -> int:
    """Number of the last step that was applied; 0 for an empty database.

    Raises DomainError store_foreign where tables of another program have the names of ours.
    """
    columns = connection.execute(text(_COLUMNS)).all()
    found: dict[str, set[str]] = {}
    for table, column in columns:
        found.setdefault(table, set()).add(column)
    ours = {name: found[name] for name in metadata.tables if name in found}
    if not ours:
        return 0
    for table, needed in _MARKS.items():
        if not needed <= ours.get(table, set()):
            raise DomainError("store_foreign", table=table if table in ours else next(iter(ours)))
    kept = connection.execute(text("SELECT CAST(value AS TEXT) FROM meta WHERE CAST(key AS TEXT) = 'layout'")).scalar()
    if not (kept and kept.isdecimal()):
        raise DomainError("store_foreign", table="meta")
    return int(kept)


def apply(connection: Connection, number: int, engine: str) -> None:
    """Apply one step within the connection's transaction, and note its number."""
    step = import_module(f"{__name__}.{STEPS[number]}")
    step.up(lambda statement: connection.execute(text(statement)), engine)
    connection.execute(text("DELETE FROM meta WHERE key = 'layout'"))
    connection.execute(text("INSERT INTO meta (key, value) VALUES ('layout', :number)"), {"number": str(number)})
