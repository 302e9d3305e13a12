"""The two engines, and all that differs between them.

Everything else in the store is written once, in SQL that both understand.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final, Protocol

import duckdb
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidatePoolError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from ordertrail.domain.errors import DomainError, StoreDown, StoreLocked
from ordertrail.store import transfer
from ordertrail.store.duckdb_dialect import NAME, BufferedConnection

POOL: Final = {"poolclass": QueuePool, "pool_size": 16, "max_overflow": 48}
OLDEST_POSTGRES: Final = 15
# SQLSTATEs: serialization failure, deadlock, unique violation (two made the same order), lock not available.
_RETRY_STATES: Final = ("40001", "40P01", "23505", "55P03")
_LOCKED_SIGNS: Final = ("Could not set lock", "used by another process")
_DAMAGED_SIGNS: Final = ("Corrupt database file", "checksum", "Could not read")
_RETRY_SIGNS: Final = ("Conflict on", "write-write conflict", "Duplicate key", "PRIMARY KEY or UNIQUE constraint")
_READ_ONLY: Final = "25006"
_NO_RIGHT: Final = "42501"
_DISK_SIGNS: Final = ("Could not write", "No space left", "Read-only file system")
REOPENINGS: Final = 40
# Seconds after which a server may have cut an idle session.
RESTED: Final = 1.0


class Source(Protocol):
    """Drafts of a staging file, to be read through any connection."""

    def open(self, connection: Connection) -> str:
        """The schema in which the connection finds draft_orders, draft_lines, draft_rows and held."""


class Backend(Protocol):
    """An engine. ``serial``: one transaction writes at a time, so the writer's order is the order of commits.

    ``combines``: rows of several orders may be locked by one statement.
    """

    name: str
    serial: bool
    combines: bool
    engine: Engine
    fallen: bool

    def is_conflict(self, error: DBAPIError) -> bool:
        """Whether another transaction was faster, so that a second try may succeed."""

    def trouble(self, error: DBAPIError) -> StoreDown | None:
        """What to tell if the engine itself failed, not the statement. ``fallen`` if it must be opened anew."""

    def reopen(self) -> None:
        """Open a fallen engine anew. Raises StoreDown if that is not possible yet."""

    def source(self, path: Path) -> Any:
        """Context manager: the drafts of the DuckDB file at ``path`` as a Source."""

    def lock_known(self, connection: Connection) -> None:
        """Keep other writers from the orders that stand in the temporary table incoming."""

    def in_turn(self, connection: Connection, deed: str) -> None:
        """Let transactions that name the same ``deed`` pass one after the other."""

    def alone(self, deed: str) -> AbstractContextManager[bool]:
        """Whether nobody else is at the same ``deed``; if so, none can begin it before the end."""

    def keep_out(self, connection: Connection, tables: Sequence[str]) -> None:
        """Let nobody else read or write these tables until the transaction ends."""

    def export_table(self, connection: Connection, table: str, columns: Mapping[str, str], path: Path) -> None:
        """Write the table, as the transaction sees it, to a Parquet file; ``columns``: name -> DuckDB's type."""

    def import_table(self, connection: Connection, table: str, columns: Mapping[str, str], path: Path) -> None:
        """Load such a file into the empty table within the transaction."""

    def settle(self) -> None:
        """Bring what was committed into the store's own file, where the engine keeps a log beside it."""

    def close(self) -> None:
        """Let go of the store."""


def open_backend(target: Path | str | None) -> Backend:
    """``target``: a DuckDB file, None for one in memory, or the URL of a PostgreSQL database.

    Raises StoreLocked, DomainError store_unreadable, store_unreachable, store_engine_unknown, store_engine_old.
    """
    if isinstance(target, str):
        return Postgres(target)
    return DuckDB(target)


class _Attached:
    def __init__(self, name: str) -> None:
        self._name = name

    def open(self, connection: Connection) -> str:
        return self._name


class DuckDB:
    """One file, held by one process; all connections are cursors of one."""

    name = "duckdb"
    serial = True
    combines = True

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.fallen = False
        self._attaching = threading.Lock()
        self._deeds = threading.Lock()
        self._under_way: set[str] = set()
        self._root = self._open(path)
        self.engine = create_engine(
            f"{NAME.replace('.', '+')}://",
            creator=lambda: BufferedConnection(self._root.cursor()),
            # A transaction left open is undone when its connection closes; a second ROLLBACK would be an error.
            pool_reset_on_return=None,
            **POOL,
        )

    @staticmethod
    def _open(path: Path | None) -> duckdb.DuckDBPyConnection:
        config: dict[str, Any] = {"preserve_insertion_order": "false"}
        try:
            return duckdb.connect(str(path) if path else ":memory:", config=config)
        except duckdb.IOException as error:
            if any(sign in str(error) for sign in _LOCKED_SIGNS):
                raise StoreLocked("store_locked", file=str(path)) from None
            raise DomainError("store_unreadable", file=str(path), why=first_line(error)) from None
        except duckdb.Error as error:
            raise DomainError("store_unreadable", file=str(path), why=first_line(error)) from None

    def is_conflict(self, error: DBAPIError) -> bool:
        return any(sign in str(error.orig) for sign in _RETRY_SIGNS)

    def trouble(self, error: DBAPIError) -> StoreDown | None:
        """A file that cannot be written undoes one commit; at a checkpoint it fells the whole engine."""
        why = first_line(error.orig or error)
        if isinstance(error.orig, duckdb.FatalException):
            self.fallen = True
            return StoreDown("store_fallen", file=str(self.path), why=why)
        if any(sign in why for sign in _DAMAGED_SIGNS):
            return StoreDown("store_unreadable", file=str(self.path), why=why)
        if isinstance(error.orig, duckdb.IOException) or any(sign in why for sign in _DISK_SIGNS):
            return StoreDown("store_unwritable", file=str(self.path), why=why)
        return None

    def reopen(self) -> None:
        """The old engine lives on while any connection of it is held; until it is gone, opening gives it back."""
        self.engine.dispose()
        self._root.close()
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

    @contextmanager
    def source(self, path: Path) -> Iterator[Source]:
        quoted, name = str(path).replace("'", "''"), "attached_file"
        with self._attaching:
            self._root.cursor().execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")
            try:
                yield _Attached(name)
            finally:
                self._root.cursor().execute(f"DETACH {name}")

    def lock_known(self, connection: Connection) -> None:
        """There are no row locks: of two transactions that change one row the later fails, and is tried again."""

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


class _Copied:
    """Copies the drafts into temporary tables of each connection that asks."""

    TABLES: Final = ("draft_orders", "draft_lines", "draft_rows", "held")

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, connection: Connection) -> str:
        with duckdb.connect(str(self._path), read_only=True) as staging:
            for table in self.TABLES:
                self._copy(staging, connection, table)
        return "pg_temp"

    def _copy(self, staging: duckdb.DuckDBPyConnection, connection: Connection, table: str) -> None:
        described = staging.execute(f"DESCRIBE {table}").fetchall()
        shape = ", ".join(f'"{name}" {"TEXT" if kind == "VARCHAR" else kind}' for name, kind, *_ in described)
        connection.execute(text(f"DROP TABLE IF EXISTS pg_temp.{table}"))
        connection.execute(text(f"CREATE TEMP TABLE {table} ({shape})"))
        with NamedTemporaryFile(suffix=".csv", dir=self._path.parent) as file:
            staging.execute(f"COPY {table} TO '{file.name}' (FORMAT csv, HEADER false, NULLSTR '\\N', FORCE_QUOTE *)")
            transfer.copy_in(connection, f"pg_temp.{table}", Path(file.name))
        connection.execute(text(f"ANALYZE pg_temp.{table}"))


class Postgres:
    """A database on a server; any number of processes write at once."""

    name = "postgresql"
    serial = False
    fallen = False

    def __init__(self, address: str) -> None:
        url = _server_url(address)
        self.shown = url.render_as_string(hide_password=True)
        # Numbers of an order are compared as they are written, not by the rules of a language.
        self.engine = create_engine(url, connect_args={"connect_timeout": 5}, **POOL)
        event.listen(self.engine, "connect", _utc)
        _ping_after_rest(self.engine)
        self._check()

    def _check(self) -> None:
        try:
            with self.engine.connect() as connection:
                found = int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000
                # Citus refuses FOR UPDATE on rows of several shards.
                self.combines = (
                    connection.execute(text("SELECT 1 FROM pg_extension WHERE extname = 'citus'")).first() is None
                )
        except SQLAlchemyError as error:
            self.engine.dispose()
            raise StoreDown("store_unreachable", url=self.shown, why=first_line(error.__cause__ or error)) from None
        if found < OLDEST_POSTGRES:
            self.engine.dispose()
            raise DomainError("store_engine_old", url=self.shown, found=found, needed=OLDEST_POSTGRES)

    def is_conflict(self, error: DBAPIError) -> bool:
        return getattr(error.orig, "sqlstate", None) in _RETRY_STATES

    def trouble(self, error: DBAPIError) -> StoreDown | None:
        """A server that went away has undone what was not committed; the pool finds it again by itself."""
        state = getattr(error.orig, "sqlstate", None)
        if state == _NO_RIGHT:
            return StoreDown("store_forbidden", url=self.shown, why=first_line(error.orig or error))
        refuses_writes = state == _READ_ONLY
        if self.is_conflict(error) or not (isinstance(error, OperationalError) or refuses_writes):
            return None
        return StoreDown("store_unreachable", url=self.shown, why=first_line(error.orig or error))

    def reopen(self) -> None:
        """The pool connects anew by itself."""

    @contextmanager
    def source(self, path: Path) -> Iterator[Source]:
        yield _Copied(path)

    def lock_known(self, connection: Connection) -> None:
        connection.execute(
            text(
                "SELECT count(*) FROM (SELECT o.order_id FROM orders o JOIN incoming i ON i.order_id = o.order_id "
                "ORDER BY o.order_id FOR UPDATE OF o) held"
            )
        )

    def in_turn(self, connection: Connection, deed: str) -> None:
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:deed))"), {"deed": deed})

    @contextmanager
    def alone(self, deed: str) -> Iterator[bool]:
        """The lock is the session's, so that it ends with a process that dies; no transaction is left open."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as session:
            given = {"deed": f"alone {deed}"}
            mine = bool(session.execute(text("SELECT pg_try_advisory_lock(hashtext(:deed))"), given).scalar_one())
            try:
                yield mine
            finally:
                if mine:
                    with suppress(OperationalError):  # a session that was cut has lost its locks
                        session.execute(text("SELECT pg_advisory_unlock(hashtext(:deed))"), given)

    def keep_out(self, connection: Connection, tables: Sequence[str]) -> None:
        connection.execute(text(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE"))

    def export_table(self, connection: Connection, table: str, columns: Mapping[str, str], path: Path) -> None:
        transfer.server_to_parquet(connection, table, columns, path)

    def import_table(self, connection: Connection, table: str, columns: Mapping[str, str], path: Path) -> None:
        transfer.parquet_to_server(connection, table, columns, path)
        connection.execute(text(f"ANALYZE {table}"))

    def settle(self) -> None:
        """The server keeps its own log."""

    def close(self) -> None:
        self.engine.dispose()


def shown_url(address: str) -> str:
    """``address`` without its password; as little as possible of what is no URL."""
    try:
        return make_url(address).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return address.split(":")[0][:40]


def _server_url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        raise DomainError("store_engine_unknown", engine=address.split(":")[0][:40]) from None
    except ValueError:
        raise DomainError("store_url_unreadable") from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise DomainError("store_engine_unknown", engine=url.get_backend_name())
    return url.set(drivername="postgresql+psycopg")


def _utc(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
    connection.commit()


def _ping_after_rest(engine: Engine) -> None:
    """A session that lay idle is tried before use, and if it is dead all are renewed; a busy one costs no question."""

    def rest(_connection: Any, record: Any) -> None:
        record.info["rested"] = time.monotonic()

    def wake(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("rested", time.monotonic()) > RESTED:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError from error

    event.listen(engine, "checkin", rest)
    event.listen(engine, "checkout", wake)


def first_line(error: BaseException) -> str:
    """What an engine says, without its stack of details."""
    return str(error).splitlines()[0] if str(error) else type(error).__name__
