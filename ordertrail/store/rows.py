"""Rows for one statement, however many they are.

Each column is bound as one list. So the statement is compiled once, and the engine plans it once for all rows, where
``executemany`` would make it plan each row by itself. A single row is bound as it is, which both engines read faster.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text


class RowsStatement:
    """``compose`` makes a statement of the SQL of a table with the columns ``kinds`` (name -> SQL type)."""

    def __init__(self, kinds: Mapping[str, str], compose: Callable[[str], str]) -> None:
        self._names = tuple(kinds)
        one = ", ".join(f"CAST(:{name} AS {kind}) AS {name}" for name, kind in kinds.items())
        many = ", ".join(f"unnest(CAST(:{name} AS {kind}[])) AS {name}" for name, kind in kinds.items())
        self._one, self._many = (text(compose(f"SELECT {cells}")) for cells in (one, many))

    def execute(self, connection: Connection, rows: Sequence[Mapping[str, Any]], **given: Any) -> None:
        """Execute it once for all ``rows``; ``given`` are its other values."""
        if len(rows) == 1:
            connection.execute(self._one, {**{name: rows[0][name] for name in self._names}, **given})
        elif rows:
            connection.execute(self._many, {**{name: [row[name] for row in rows] for name in self._names}, **given})
