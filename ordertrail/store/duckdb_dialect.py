"""duckdb-engine's dialect, mended where SQLAlchemy's own habits would lose rows or fail."""

from __future__ import annotations

from collections import deque
from typing import Any

import duckdb
from duckdb_engine import ConnectionWrapper, Dialect
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGExecutionContext

NAME = "duckdb.ordertrail"


class BufferedCursor:
    """Fetches each result at once: two open results on one DuckDB connection silently truncate each other."""

    arraysize = 1

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._rows: deque[Any] = deque()
        self.description: Any = None
        self.rowcount = -1

    def execute(self, statement: str, parameters: Any = None, context: Any = None) -> None:
        result = self._connection.execute(statement, parameters) if parameters else self._connection.execute(statement)
        self.description = result.description
        self._rows = deque(result.fetchall() if result.description else ())
        self.rowcount = self._changed()

    def executemany(self, statement: str, parameters: Any = None, context: Any = None) -> None:
        self._connection.executemany(statement, list(parameters or ()))
        self.description, self.rowcount = None, -1
        self._rows.clear()

    def _changed(self) -> int:
        """DuckDB answers INSERT, UPDATE and DELETE with one row: how many rows it touched."""
        if self.description and len(self.description) == 1 and self.description[0][0] == "Count" and self._rows:
            count = self._rows[0][0]
            self.description = None
            self._rows.clear()
            return int(count)
        return -1

    def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        rows = list(self._rows)
        self._rows.clear()
        return rows

    def close(self) -> None:
        self._rows.clear()


class BufferedConnection(ConnectionWrapper):
    """A DBAPI connection over one DuckDB cursor."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__(connection)
        self._duckdb = connection

    def cursor(self) -> BufferedCursor:  # type: ignore[override]
        return BufferedCursor(self._duckdb)


class _Compiler(PGCompiler):
    def for_update_clause(self, select: Any, **kw: Any) -> str:
        """DuckDB has no row locks; the store lets one writer in at a time."""
        return ""


class OrdertrailDialect(Dialect):
    """DuckDB with compiled statements kept, buffered results and row counts."""

    statement_compiler = _Compiler
    execution_ctx_cls = PGExecutionContext  # type: ignore[assignment] # psycopg2 parts are of no use to DuckDB
    supports_statement_cache = True
    supports_sane_rowcount = True
    # Otherwise amounts travel as floats, which hold 15 to 17 of their 18 digits.
    supports_native_decimal = True
    supports_sane_multi_rowcount = False

    def is_disconnect(self, error: Any, connection: Any, cursor: Any) -> bool:
        """A fatal error leaves the whole instance unusable."""
        return isinstance(error, duckdb.FatalException)


registry.register(NAME, __name__, "OrdertrailDialect")
