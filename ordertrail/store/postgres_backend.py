"""The engine on a server: PostgreSQL, reached by any number of processes."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

import duckdb
from psycopg import Error as PsycopgError
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import NullPool, QueuePool

from ordertrail.domain.errors import DomainError, StoreDown
from ordertrail.settings import FEWEST_CONNECTIONS
from ordertrail.store import postgres_refusals, transfer
from ordertrail.store.address import server_url, shown_url
from ordertrail.store.prepared_files import prepared_of
from ordertrail.store.sayings import first_line

log = logging.getLogger(__name__)

OLDEST: Final = 15
STOP_SECONDS: Final = 5.0
# Connections: the most of a process, those it keeps at rest, and those that are left to others
# (commands beside the server, the administrator).
MOST: Final = 64
KEPT: Final = 16
SPARE: Final = 10
UNLOCK: Final = "SELECT pg_advisory_unlock(hashtext(:deed))"
# Seconds after which a server may have cut an idle session.
RESTED: Final = 1.0
# What a database or a role may set otherwise, and what rows are read and written by.
_SESSION: Final = (
    "SET TIME ZONE 'UTC'; SET client_encoding = 'UTF8'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; "
    "SET standard_conforming_strings = on; SET bytea_output = 'hex'; SET extra_float_digits = 1"
)
_FACTS: Final = text(
    "SELECT CAST(current_setting('server_version_num') AS INTEGER) / 10000 AS version, "
    "current_setting('server_encoding') AS encoding, "
    "CAST(current_setting('max_connections') AS INTEGER) "
    "- CAST(current_setting('superuser_reserved_connections') AS INTEGER) "
    "- coalesce(CAST(current_setting('reserved_connections', true) AS INTEGER), 0) AS slots, "
    "(SELECT rolconnlimit FROM pg_roles WHERE rolname = session_user) AS of_role, "
    "(SELECT datconnlimit FROM pg_database WHERE datname = current_database()) AS of_database, "
    "EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus') AS citus"
)


_TYPES: Final = {"VARCHAR": "TEXT", "DOUBLE": "DOUBLE PRECISION"}


class _Copied:
    """Copies the drafts into temporary tables of each connection that asks."""

    TABLES: Final = ("draft_orders", "draft_lines", "draft_rows", "held")
    PREPARED: Final = ("prepared_orders", "prepared_lines")

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self, connection: Connection, *tables: str) -> str:
        with duckdb.connect(str(self._path), read_only=True) as staging:
            for table in tables or self.TABLES:
                self._copy(staging, connection, table, table)
        return "pg_temp"

    def prepared(self, connection: Connection) -> tuple[str, str] | None:
        files = prepared_of(self._path)
        if not files.whole:
            return None
        with duckdb.connect(str(self._path), read_only=True) as reader:
            for table, path in zip(self.PREPARED, files, strict=True):
                self._copy(reader, connection, table, f"read_parquet({transfer.quoted(path)})")
        orders, lines = (f"pg_temp.{table}" for table in self.PREPARED)
        return orders, lines

    def _copy(self, staging: duckdb.DuckDBPyConnection, connection: Connection, table: str, rows: str) -> None:
        described = staging.execute(f"DESCRIBE FROM {rows}").fetchall()
        shape = ", ".join(f'"{name}" {_TYPES.get(kind, kind)}' for name, kind, *_ in described)
        connection.execute(text(f"DROP TABLE IF EXISTS pg_temp.{table}"))
        connection.execute(text(f"CREATE TEMP TABLE {table} ({shape})"))
        with NamedTemporaryFile(suffix=".csv", dir=self._path.parent) as file:
            staging.execute(
                f"COPY (FROM {rows}) TO '{file.name}' (FORMAT csv, HEADER false, NULLSTR '\\N', FORCE_QUOTE *)"
            )
            transfer.copy_in(connection, f"pg_temp.{table}", Path(file.name))
        connection.execute(text(f"ANALYZE pg_temp.{table}"))


class Postgres:
    """A database on a server; any number of processes write at once.

    ``limit``: connections that the server gives to all who ask; ``pool``: how many of them this process may open.
    """

    name = "postgresql"
    serial = False
    fallen = False

    def __init__(self, address: str, pool: int = 0) -> None:
        """``pool``: connections at most; 0: as many as the server's limit allows one process."""
        url = server_url(address)
        self.shown = shown_url(address)
        self._look(url)
        self.pool = pool or self.pool_for(1)
        kept = min(KEPT, self.pool)
        self.engine = _engine(url, poolclass=QueuePool, pool_size=kept, max_overflow=self.pool - kept)
        _ping_after_rest(self.engine)

    def _look(self, url: URL) -> None:
        """What must be known of the server before anything is asked of the database."""
        engine = None
        try:
            engine = _engine(url, poolclass=NullPool)
            with engine.connect() as connection:
                found = connection.execute(_FACTS).one()
        except SQLAlchemyError as error:
            raise self.trouble(error) or StoreDown("store_unreachable", **self._told(error)) from None
        finally:
            if engine:
                engine.dispose()
        if found.version < OLDEST:
            raise DomainError("store_engine_old", url=self.shown, found=found.version, needed=OLDEST)
        if found.encoding != "UTF8":
            raise DomainError("store_encoding", url=self.shown, found=found.encoding)
        # Citus refuses FOR UPDATE on rows of several shards.
        self.combines = not found.citus
        own = [each for each in (found.of_role, found.of_database) if each is not None and each >= 0]
        self.limit = min(found.slots, *own) if own else found.slots

    def pool_for(self, workers: int) -> int:
        return max(FEWEST_CONNECTIONS, min(MOST, (self.limit - SPARE) // workers))

    def is_conflict(self, error: DBAPIError) -> bool:
        return postgres_refusals.is_conflict(error)

    def trouble(self, error: SQLAlchemyError) -> StoreDown | None:
        """A server that went away has undone what was not committed; the pool finds it again by itself."""
        if isinstance(error, DBAPIError):
            code = postgres_refusals.refusal_code(error)
        else:
            code = "store_crowded" if isinstance(error, PoolTimeout) else None
        return StoreDown(code, **self._told(error)) if code else None

    def undecided(self, error: DBAPIError) -> StoreDown | None:
        if postgres_refusals.leaves_open(error):
            return StoreDown("store_undecided", **self._told(error))
        return None

    def _told(self, error: SQLAlchemyError) -> dict[str, str]:
        said = error.orig if isinstance(error, DBAPIError) else None
        return {"url": self.shown, "why": first_line(said or error)}

    def reopen(self) -> None:
        """The pool connects anew by itself."""

    def check_rights(self, connection: Connection) -> None:
        schema, may = connection.execute(
            text("SELECT current_schema(), has_schema_privilege(current_schema(), 'CREATE')")
        ).one()
        if not may:
            why = f"permission denied for schema {schema}" if schema else "no schema in search_path"
            raise StoreDown("store_forbidden", url=self.shown, why=why)

    @contextmanager
    def source(self, path: Path) -> Iterator[_Copied]:
        yield _Copied(path)

    def lock_known(self, connection: Connection, table: str = "incoming") -> None:
        connection.execute(
            text(
                f"SELECT count(*) FROM (SELECT o.order_id FROM orders o JOIN {table} i ON i.order_id = o.order_id "
                "ORDER BY o.order_id FOR UPDATE OF o) held"
            )
        )

    def stop(self, connection: Connection) -> None:
        """A server that cannot be asked to stop will notice by itself that nobody commits."""
        driver: Any = connection.connection.driver_connection
        try:
            driver.cancel_safe(timeout=STOP_SECONDS)
        except PsycopgError as error:
            log.warning("a statement could not be stopped: %s", first_line(error))

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
                    try:
                        session.execute(text(UNLOCK), given)
                    except SQLAlchemyError:
                        # Nobody may get a session that still has the lock: it ends, and its locks with it.
                        session.invalidate()

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


def _engine(url: URL, **pool: Any) -> Engine:
    """Text travels as UTF-8 whatever the surroundings say; every session reads and writes alike."""
    given = {"connect_timeout": 5, "client_encoding": "utf8"}
    engine = create_engine(url, connect_args=given, isolation_level="READ COMMITTED", **pool)
    event.listen(engine, "connect", _settle_session)
    return engine


def _settle_session(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SESSION)
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
