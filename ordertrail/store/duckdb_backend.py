"""The embedded engine: one DuckDB file, held by one process."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from ordertrail.domain.errors import DomainError, StoreDown, StoreLocked
from ordertrail.store import transfer
from ordertrail.store.duckdb_dialect import NAME, BufferedConnection
from ordertrail.store.prepared_files import prepared_of
from ordertrail.store.sayings import first_line

REOPENINGS: Final = 40
_LOCKED_SIGNS: Final = ("Could not set lock", "used by another process")
_DAMAGED_SIGNS: Final = ("Corrupt database file", "checksum", "Could not read")
_RETRY_SIGNS: Final = ("Conflict on", "write-write conflict", "Duplicate key", "PRIMARY KEY or UNIQUE constraint")
_SEALED_SIGNS: Final = ("Read-only file system", "Permission denied")
_DISK_SIGNS: Final = ("Could not write", "No space left", *_SEALED_SIGNS)


class _Attached:
    def __init__(self, name: str, path: Path) -> None:
        self._name = name
        self._path = path

    def open(self, connection: Connection, *tables: str) -> str:
        return self._name

    def prepared(self, connection: Connection) -> tuple[str, str] | None:
        files = prepared_of(self._path)
        if not files.whole:
            return None
        orders, lines = (f"read_parquet({transfer.quoted(path)})" for path in files)
        return orders, lines


class DuckDB:
    """One file, held by one process; all connections are cursors of one."""

    name = "duckdb"
    serial = True
    combines = True
    pool = 64
    limit = 0

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.shown = str(path) if path else ":memory:"
        self.fallen = False
        self._attaching = threading.Lock()
        self._attached: dict[Path, tuple[str, int]] = {}
        self._numbered = 0
        self._deeds = threading.Lock()
        self._under_way: set[str] = set()
        self._root = self._open(path)
        self.engine = create_engine(
            f"{NAME.replace('.', '+')}://",
            creator=lambda: BufferedConnection(self._root.cursor()),
            # A transaction left open is undone when its connection closes; a second ROLLBACK would be an error.
            pool_reset_on_return=None,
            poolclass=QueuePool,
            pool_size=16,
            max_overflow=self.pool - 16,
        )

    @staticmethod
    def _open(path: Path | None) -> duckdb.DuckDBPyConnection:
        config: dict[str, Any] = {"preserve_insertion_order": "false"}
        try:
            return duckdb.connect(str(path) if path else ":memory:", config=config)
        except duckdb.Error as error:
            said = str(error)
            if isinstance(error, duckdb.IOException) and any(sign in said for sign in _LOCKED_SIGNS):
                raise StoreLocked("store_locked", file=str(path)) from None
            sealed = any(sign in said for sign in _SEALED_SIGNS)
            code = "store_sealed" if sealed else "store_unreadable"
            raise DomainError(code, file=str(path), why=first_line(error)) from None

    def is_conflict(self, error: DBAPIError) -> bool:
        return any(sign in str(error.orig) for sign in _RETRY_SIGNS)

    def trouble(self, error: SQLAlchemyError) -> StoreDown | None:
        """A file that cannot be written undoes one commit; at a checkpoint it fells the whole engine."""
        if not isinstance(error, DBAPIError):
            return StoreDown("store_busy") if isinstance(error, PoolTimeout) else None
        why = first_line(error.orig or error)
        if isinstance(error.orig, duckdb.FatalException):
            self.fallen = True
            return StoreDown("store_fallen", file=str(self.path), why=why)
        if any(sign in why for sign in _DAMAGED_SIGNS):
            return StoreDown("store_unreadable", file=str(self.path), why=why)
        if isinstance(error.orig, duckdb.IOException) or any(sign in why for sign in _DISK_SIGNS):
            return StoreDown("store_unwritable", file=str(self.path), why=why)
        return None

    def undecided(self, error: DBAPIError) -> StoreDown | None:
        """A commit that failed is undone, unless the whole engine fell: ``trouble`` tells of that."""
        return None

    def reopen(self) -> None:
        """The old engine lives on while any connection of it is held; until it is gone, opening gives it back."""
        self.engine.dispose()
        self._root.close()
        self._attached.clear()
        why = ""
        for _ in range(REOPENINGS):
            try:
                self._root = self._open(self.path)
                self._root.execute("SELECT count(*) FROM meta")
            except (duckdb.Error, DomainError) as error:
                why = first_line(error)
                self._root.close()
                gc.collect()
                time.sleep(0.05)
            else:
                self.fallen = False
                return
        raise StoreDown("store_fallen", file=str(self.path), why=why)

    def pool_for(self, workers: int) -> int:
        return self.pool

    def check_rights(self, connection: Connection) -> None:
        """Who could open the file may write it."""

    @contextmanager
    def source(self, path: Path) -> Iterator[_Attached]:
        """Several files may be open at once; one file that several ask for is attached once."""
        name = self._attach(path)
        try:
            yield _Attached(name, path)
        finally:
            self._detach(path)

    def _attach(self, path: Path) -> str:
        with self._attaching:
            if path not in self._attached:
                self._numbered += 1
                quoted, name = str(path).replace("'", "''"), f"attached_{self._numbered}"
                self._root.cursor().execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")
                self._attached[path] = (name, 0)
            name, users = self._attached[path]
            self._attached[path] = (name, users + 1)
            return name

    def _detach(self, path: Path) -> None:
        with self._attaching:
            name, users = self._attached.pop(path, ("", 0))
            if users > 1:
                self._attached[path] = (name, users - 1)
            elif users and not self.fallen:  # an engine that fell has let go of it
                self._root.cursor().execute(f"DETACH DATABASE IF EXISTS {name}")

    def lock_known(self, connection: Connection, table: str = "incoming") -> None:
        """There are no row locks: of two transactions that change one row the later fails, and is tried again."""

    def stop(self, connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.interrupt()

    def in_turn(self, connection: Connection, deed: str) -> None:
        """One transaction writes at a time anyway."""

    def keep_out(self, connection: Connection, tables: Sequence[str]) -> None:
        """The file is held by this process alone."""

    def export_table(self, connection: Connection, table: str, columns: Mapping[str, str], path: Path) -> None:
        transfer.file_to_parquet(connection, table, columns, path)

    def import_table(self, connection: Connection, table: str, columns: Mapping[str, str], path: Path) -> None:
        transfer.parquet_to_file(connection, table, columns, path)

    @contextmanager
    def alone(self, deed: str) -> Iterator[bool]:
        with self._deeds:
            mine = deed not in self._under_way
            self._under_way.add(deed)
        try:
            yield mine
        finally:
            if mine:
                self._under_way.discard(deed)

    def settle(self) -> None:
        self._root.execute("CHECKPOINT")

    def close(self) -> None:
        self.engine.dispose()
        self._root.close()
