"""What an engine must be able to do; all that differs between the two stands behind this.

Everything else in the store is written once, in SQL that both understand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ordertrail.domain.errors import StoreDown
from ordertrail.store.duckdb_backend import DuckDB
from ordertrail.store.postgres_backend import Postgres


class Source(Protocol):
    """Drafts of a staging file, to be read through any connection."""

    def open(self, connection: Connection, *tables: str) -> str:
        """The schema in which the connection finds draft_orders, draft_lines, draft_rows and held, or ``tables``."""

    def prepared(self, connection: Connection) -> tuple[str, str] | None:
        """Relations of the orders and lines that were prepared; None where they were not, or otherwise than now."""


class Backend(Protocol):
    """An engine. ``serial``: one transaction writes at a time, so the writer's order is the order of commits.

    ``combines``: rows of several orders may be locked by one statement. ``shown``: its place, without a password.
    ``pool``: connections that this process opens at most; ``limit``: those of all processes, 0 where there is none.
    """

    name: str
    serial: bool
    combines: bool
    engine: Engine
    fallen: bool
    shown: str
    pool: int
    limit: int

    def is_conflict(self, error: DBAPIError) -> bool:
        """Whether another transaction was faster, so that a second try may succeed."""

    def trouble(self, error: SQLAlchemyError) -> StoreDown | None:
        """What to tell if the engine itself failed, not the statement. ``fallen`` if it must be opened anew."""

    def undecided(self, error: DBAPIError) -> StoreDown | None:
        """What to tell if nobody knows whether the commit that ended with ``error`` was kept."""

    def pool_for(self, workers: int) -> int:
        """Connections that each of so many processes may open."""

    def reopen(self) -> None:
        """Open a fallen engine anew. Raises StoreDown if that is not possible yet."""

    def check_rights(self, connection: Connection) -> None:
        """Raise StoreDown if tables could not be made here."""

    def source(self, path: Path) -> Any:
        """Context manager: the drafts of the DuckDB file at ``path`` as a Source."""

    def lock_known(self, connection: Connection, table: str = "incoming") -> None:
        """Keep other writers from the orders that stand in the temporary ``table``."""

    def stop(self, connection: Connection) -> None:
        """Break off, from another thread, the statement that the connection is at; its transaction is undone."""

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


@contextmanager
def transaction(backend: Backend) -> Iterator[Connection]:
    """All of it is kept, or, on any exception, none; StoreDown store_undecided where nobody knows which."""
    done = False
    try:
        with backend.engine.begin() as connection:
            yield connection
            done = True
    except DBAPIError as error:
        undecided = backend.undecided(error) if done else None
        if undecided is None:
            raise
        raise undecided from error


def open_backend(target: Path | str | None, pool: int = 0) -> Backend:
    """``target``: a DuckDB file, None for one in memory, or the URL of a PostgreSQL database.

    ``pool``: connections to the server at most; 0: chosen by the server's limit.
    Raises StoreLocked, StoreDown, DomainError store_unreadable, store_sealed, store_engine_unknown,
    store_url_unreadable, store_engine_old, store_encoding.
    """
    if isinstance(target, str):
        return Postgres(target, pool)
    return DuckDB(target)
