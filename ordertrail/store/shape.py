"""What the tables of a layout look like, and what can be counted in them on either engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from ordertrail.store import migrations
from ordertrail.store.dialect import open_backend

Columns = dict[str, str]

# Kind of a column -> what is counted beside its known values. All of it gives equal results on both engines.
_COUNTED: Final[dict[str, dict[str, str]]] = {
    "number": {"sum": "sum({c})"},
    "text": {"length": "sum(length({c}))"},
    "time": {"first": "min({c})", "last": "max({c})"},
    "boolean": {"true": "sum(CASE WHEN {c} THEN 1 ELSE 0 END)"},
    "other": {},
}


@cache
def shape_of(layout: int) -> dict[str, Columns]:
    """The tables of a layout with their columns and DuckDB's types, as its own steps make them."""
    backend = open_backend(None)
    try:
        with backend.engine.begin() as connection:
            for number in sorted(migrations.STEPS):
                if number <= layout:
                    migrations.apply(connection, number, backend.name)
            found = connection.exec_driver_sql(
                "SELECT table_name, column_name, data_type FROM information_schema.columns "
                "WHERE table_schema = current_schema() "
                "ORDER BY table_name, ordinal_position"
            ).all()
    finally:
        backend.close()
    shape: dict[str, Columns] = {}
    for table, column, kind in found:
        shape.setdefault(table, {})[column] = kind
    return shape


def measure(
    first_row: Callable[[str], Sequence[Any]], relation: str, columns: Mapping[str, str]
) -> tuple[int, dict[str, dict[str, Any]]]:
    """Rows of ``relation``; for each column how many values are known, and their sum, length or bounds.

    ``first_row`` runs a query. Equal contents give equal figures on both engines.
    """
    wanted = [
        (name, label, form.format(c=f'"{name}"'))
        for name, kind in columns.items()
        for label, form in {"known": "count({c})", **_COUNTED[_family(kind)]}.items()
    ]
    found = first_row(f"SELECT count(*), {', '.join(form for _, _, form in wanted)} FROM {relation}")
    figures: dict[str, dict[str, Any]] = {name: {} for name in columns}
    for (name, label, _), value in zip(wanted, found[1:], strict=True):
        figures[name][label] = int(value) if label == "known" else _plain(value)
    return int(found[0]), figures


def _family(kind: str) -> str:
    if kind.startswith(("DECIMAL", "BIGINT", "INTEGER")):
        return "number"
    return {"VARCHAR": "text", "TIMESTAMP": "time", "DATE": "time", "BOOLEAN": "boolean"}.get(kind, "other")


def _plain(value: Any) -> str | None:
    """A figure in one way of writing, whatever the engine's own."""
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
