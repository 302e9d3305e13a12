"""The store: one DuckDB file, many readers, one writer at a time."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

import duckdb
from sqlalchemy import Connection, Engine, create_engine, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from ordertrail.domain.errors import DomainError, StoreLocked
from ordertrail.store.dialect import NAME, BufferedConnection
from ordertrail.store.feed import BulkChange, Change, ChangeFeed, Subscription
from ordertrail.store.tables import meta, metadata, orders

T = TypeVar("T")

LAYOUT: Final = 1
TRIES: Final = 5
_CONFLICTS: Final = ("Conflict on", "write-write conflict")


@dataclass
class UnitOfWork:
    """One transaction. What is given to ``publish`` reaches open screens after the commit."""

    connection: Connection
    store: Store
    changes: list[Change | BulkChange] = field(default_factory=list)

    def publish(self, change: Change | BulkChange) -> None:
        self.changes.append(change)


class Store:
    """Opens the file at ``path`` (None: in memory) and makes its tables.

    ``zone`` (business time zone) and ``base_currency`` shape stored columns, so a store keeps those it was made with.
    Raises StoreLocked, or DomainError store_unreadable, store_newer, store_other_setting.
    """

    def __init__(self, path: Path | None, *, zone: str, base_currency: str) -> None:
        self.path = path
        self.zone = zone
        self.base_currency = base_currency
        self.feed = ChangeFeed()
        self._writing = threading.Lock()
        self._attaching = threading.Lock()
        self._closed = False
        self._root = self._open()
        self.engine = self._make_engine()
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _open(self) -> duckdb.DuckDBPyConnection:
        config: dict[str, Any] = {"preserve_insertion_order": "false"}
        try:
            return duckdb.connect(str(self.path) if self.path else ":memory:", config=config)
        except duckdb.IOException as error:
            if "lock" in str(error).lower():
                raise StoreLocked("store_locked", file=str(self.path)) from None
            raise DomainError("store_unreadable", file=str(self.path), why=_first_line(error)) from None
        except duckdb.Error as error:
            raise DomainError("store_unreadable", file=str(self.path), why=_first_line(error)) from None

    def _make_engine(self) -> Engine:
        return create_engine(
            f"{NAME.replace('.', '+')}://",
            creator=lambda: BufferedConnection(self._root.cursor()),
            poolclass=QueuePool,
            pool_size=16,
            max_overflow=48,
        )

    def _prepare(self) -> None:
        with self.engine.begin() as connection:
            metadata.create_all(connection, checkfirst=True)
            kept = {row.key: row.value for row in connection.execute(select(meta))}
            now = {"layout": str(LAYOUT), "zone": self.zone, "base_currency": self.base_currency}
            missing = [{"key": key, "value": value} for key, value in now.items() if key not in kept]
            if missing:
                connection.execute(insert(meta), missing)
        if int(kept.get("layout", LAYOUT)) > LAYOUT:
            raise DomainError("store_newer", file=str(self.path), found=kept["layout"], known=LAYOUT)
        for name, setting in (
            ("zone", "ORDERTRAIL_BUSINESS_TIMEZONE"),
            ("base_currency", "ORDERTRAIL_BASE_CURRENCY"),
        ):
            if kept.get(name, now[name]) != now[name]:
                raise DomainError("store_other_setting", name=setting, kept=kept[name], given=now[name])
        self._root.execute("CHECKPOINT")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one moment of the store; it never waits for a writer."""
        self._check_open()
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def unit_of_work(self) -> Iterator[UnitOfWork]:
        """One transaction: all of it is kept, or, on any exception, none. Writers wait for each other."""
        with self._writing:
            self._check_open()
            with self.engine.begin() as connection:
                work = UnitOfWork(connection, self)
                yield work
        self.feed.publish(work.changes)

    def run(self, fn: Callable[[UnitOfWork], T]) -> T:
        """``fn`` in a unit of work, tried anew when another transaction was faster. DomainError store_busy."""
        for attempt in range(1, TRIES + 1):
            try:
                with self.unit_of_work() as work:
                    return fn(work)
            except DBAPIError as error:
                if not any(sign in str(error.orig) for sign in _CONFLICTS):
                    raise
                if attempt < TRIES:
                    time.sleep(random.uniform(0, 0.02 * 2**attempt))
        raise DomainError("store_busy")

    @contextmanager
    def attached(self, path: Path) -> Iterator[str]:
        """Another DuckDB file as a schema that every connection can read; one at a time."""
        quoted, name = str(path).replace("'", "''"), "attached_file"
        with self._attaching:
            self._check_open()
            self._root.cursor().execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")
            try:
                yield name
            finally:
                self._root.cursor().execute(f"DETACH {name}")

    def subscribe(self) -> Subscription:
        """Changes from now on."""
        return self.feed.subscribe()

    def count_orders(self) -> int:
        """All orders in the store."""
        with self.read() as connection:
            return int(connection.execute(select(func.count()).select_from(orders)).scalar_one())

    def is_empty(self) -> bool:
        """Whether no order is in the store."""
        with self.read() as connection:
            return connection.execute(select(orders.c.order_id).limit(1)).first() is None

    def close(self) -> None:
        """Write everything to the file and let go of it; a write under way is waited for."""
        with self._writing:
            if self._closed:
                return
            self._closed = True
            if hasattr(self, "engine"):
                self.engine.dispose()
            self._root.close()

    def _check_open(self) -> None:
        if self._closed:
            raise DomainError("store_closed")


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
