"""Tables to Parquet files and back; a server's rows travel as CSV, whose shape both engines agree on.

In such a CSV file an unquoted \\N is NULL, every other cell is quoted and may hold any line break.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

import duckdb
from sqlalchemy import Connection

_PARQUET: Final = "(FORMAT parquet, COMPRESSION zstd)"
_CSV_IN: Final = (
    "header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\n', "
    "nullstr = '\\N', allow_quoted_nulls = false, parallel = false, max_line_size = 1073741824"
)
_CSV_OUT: Final = "(FORMAT csv, HEADER false, NULLSTR '\\N', FORCE_QUOTE *)"


def file_to_parquet(connection: Connection, table: str, columns: Mapping[str, str], path: Path) -> None:
    """An embedded table to a Parquet file, as the connection's transaction sees it."""
    connection.exec_driver_sql(f"COPY (SELECT {names(columns)} FROM {table}) TO {quoted(path)} {_PARQUET}")


def parquet_to_file(connection: Connection, table: str, columns: Mapping[str, str], path: Path) -> None:
    """A Parquet file into an embedded table."""
    listed = names(columns)
    connection.exec_driver_sql(f"INSERT INTO {table} ({listed}) SELECT {listed} FROM read_parquet({quoted(path)})")


def server_to_parquet(connection: Connection, table: str, columns: Mapping[str, str], path: Path) -> None:
    """A server's table to a Parquet file; ``columns``: name -> DuckDB's type."""
    shape = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    with NamedTemporaryFile(suffix=".csv", dir=path.parent) as file, duckdb.connect() as bridge:
        copy_out(connection, f"SELECT {names(columns)} FROM {table}", Path(file.name))
        cells = f"read_csv({quoted(Path(file.name))}, columns = {{{shape}}}, {_CSV_IN})"
        bridge.execute(f"COPY (SELECT * FROM {cells}) TO {quoted(path)} {_PARQUET}")


def parquet_to_server(connection: Connection, table: str, columns: Mapping[str, str], path: Path) -> None:
    """A Parquet file into a server's table."""
    listed = names(columns)
    with NamedTemporaryFile(suffix=".csv", dir=path.parent) as file, duckdb.connect() as bridge:
        rows = f"SELECT {listed} FROM read_parquet({quoted(path)})"
        bridge.execute(f"COPY ({rows}) TO {quoted(Path(file.name))} {_CSV_OUT}")
        copy_in(connection, f"{table} ({listed})", Path(file.name))


def copy_in(connection: Connection, table: str, path: Path) -> None:
    """Load a CSV file through PostgreSQL's COPY."""
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv, NULL '\\N')") as copy,
        path.open("rb") as file,
    ):
        while block := file.read(1 << 20):
            copy.write(block)


def copy_out(connection: Connection, query: str, path: Path) -> None:
    """Write what a query finds to a CSV file through PostgreSQL's COPY."""
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv, NULL '\\N', FORCE_QUOTE *)") as copy,
        path.open("wb") as file,
    ):
        for block in copy:
            file.write(block)


def names(columns: Mapping[str, str]) -> str:
    """The columns as a select list."""
    return ", ".join(f'"{name}"' for name in columns)


def quoted(path: Path) -> str:
    """The path as a literal of SQL."""
    return "'" + str(path).replace("'", "''") + "'"
