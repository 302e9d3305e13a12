"""The store: many readers, and writers whose work is whole or not at all, on either engine."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ordertrail.domain.errors import DomainError, StoreDown
from ordertrail.domain.work import breakable
from ordertrail.store import migrations, outbox
from ordertrail.store.combiner import Combiner
from ordertrail.store.dialect import open_backend, transaction
from ordertrail.store.feed import BulkChange, Change, ChangeFeed, Subscription
from ordertrail.store.search import renew_orders
from ordertrail.store.tables import meta, orders

T = TypeVar("T")

TRIES: Final = 8
LONGEST_PAUSE: Final = 0.5


class Overtaken(Exception):
    """What a unit of work had found no longer holds, since another transaction was faster: it is tried anew."""


@dataclass
class UnitOfWork:
    """One transaction. What is given to ``publish`` is written to the outbox with it and told after the commit."""

    connection: Connection
    store: Store
    changes: list[Change | BulkChange] = field(default_factory=list)

    def publish(self, change: Change | BulkChange) -> None:
        self.changes.append(change)

    def in_turn(self, deed: str) -> None:
        """Wait until no other transaction of any process is at the same ``deed``; it is free again at the end."""
        self.store.backend.in_turn(self.connection, deed)


class Store:
    """Opens ``target``: a DuckDB file, None for one in memory, or a PostgreSQL URL.

    An empty database is laid out; an older layout is brought up to date with ``upgrade``, which embedded stores are
    by default, after ``before_upgrade`` was called with the old number. With ``look`` alone nothing is written: an
    empty database is refused as store_empty. ``pool``: connections to a server at most, 0 for a number by its limit.
    ``zone`` (business time zone) and ``base_currency`` shape stored columns, so a store keeps those it was made with.
    Raises what ``open_backend`` does, or DomainError store_newer, store_older, store_foreign, store_other_setting.
    """

    def __init__(
        self,
        target: Path | str | None,
        *,
        zone: str,
        base_currency: str,
        upgrade: bool | None = None,
        before_upgrade: Callable[[Store, int], object] | None = None,
        look: bool = False,
        pool: int = 0,
    ) -> None:
        self.zone = zone
        self.base_currency = base_currency
        self.feed = ChangeFeed()
        self.backend = open_backend(target, pool)
        self.name = self.backend.shown
        self._writing = threading.RLock()
        self.combiner = Combiner(self._writing)
        self._starting = threading.Lock()
        self._relay: outbox.Relay | None = None
        self._before_close: list[Callable[[], None]] = []
        self._closed = False
        try:
            with self._reachable():
                if look:
                    self._refuse_empty()
                self._bring_up(self.backend.serial if upgrade is None else upgrade, before_upgrade)
                self._agree()
        except BaseException:
            self.close()
            raise

    @property
    def engine(self) -> Engine:
        return self.backend.engine

    def _layout(self) -> int:
        """Number of the last migration that was applied; 0 for an empty database."""
        with self.engine.connect() as connection:
            return migrations.layout_of(connection)

    def _refuse_empty(self) -> None:
        """Raises StoreDown where not even a store could be made."""
        if not self._layout():
            with self.engine.connect() as connection:
                self.backend.check_rights(connection)
            raise DomainError("store_empty", store=self.name)

    def _bring_up(self, upgrade: bool, before_upgrade: Callable[[Store, int], object] | None) -> None:
        found = self._layout()
        if found > migrations.NEWEST:
            raise DomainError("store_newer", file=self.name, found=found, known=migrations.NEWEST)
        if found == migrations.NEWEST:
            return
        if found and not upgrade:
            raise DomainError("store_older", file=self.name, found=found, needed=migrations.NEWEST)
        if found and before_upgrade:
            before_upgrade(self, found)
        steps = [number for number in sorted(migrations.STEPS) if number > found]
        # Of several that open a new database none may find it half made; an embedded one is settled after each step.
        for together in [steps] if not found and not self.backend.serial else [[number] for number in steps]:
            with transaction(self.backend) as connection:
                self.backend.in_turn(connection, "migrate")
                for number in together:
                    if migrations.layout_of(connection) < number:
                        migrations.apply(connection, number, self.backend.name)
                        if found and number == migrations.NEWEST:
                            renew_orders(connection)
            self.backend.settle()

    def _agree(self) -> None:
        """Keep zone, currency and name of a new store; refuse other ones of an old."""
        mine = {"zone": self.zone, "base_currency": self.base_currency, "store_id": uuid4().hex}
        with transaction(self.backend) as connection:
            kept = _kept(connection)
            if not mine.keys() <= kept.keys():
                # Of several that open a new store at once only the first writes.
                self.backend.in_turn(connection, "migrate")
                kept = _kept(connection)
            missing = [{"key": key, "value": value} for key, value in mine.items() if key not in kept]
            if missing:
                connection.execute(insert(meta), missing)
            last = outbox.last_number(connection)
        for key, setting in (("zone", "ORDERTRAIL_BUSINESS_TIMEZONE"), ("base_currency", "ORDERTRAIL_BASE_CURRENCY")):
            if kept.get(key, mine[key]) != mine[key]:
                raise DomainError("store_other_setting", name=setting, kept=kept[key], given=mine[key])
        self.feed.begin(kept.get("store_id", mine["store_id"]), last)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one moment of the store; it never waits for a writer."""
        self._check_open()
        with self._reachable(), self.engine.connect() as connection:
            if not self.backend.serial:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with breakable(lambda: self.backend.stop(connection)):
                yield connection

    @contextmanager
    def unit_of_work(self, *, aside: bool = False) -> Iterator[UnitOfWork]:
        """One transaction: all of it is kept, or, on any exception, none.

        Where the engine lets one writer in at a time, they wait for each other. Long work goes ``aside``: it keeps
        nobody waiting until its commit, and fails if another changed the same rows meanwhile.
        """
        serial = self.backend.serial
        with ExitStack() as turn:
            if serial and not aside:
                turn.enter_context(self._writing)
            self._check_open()
            with transaction(self.backend) as connection:
                work = UnitOfWork(connection, self)
                with breakable(lambda: self.backend.stop(connection)):
                    yield work
                if serial and aside:
                    turn.enter_context(self._writing)
                told = outbox.write(connection, work.changes, _now(), self.feed.sequence if serial else None)
            self.feed.tell(told)

    def attempt(self, fn: Callable[[UnitOfWork], T], *, aside: bool = False) -> T:
        """``fn`` in one unit of work, once. Raises Overtaken where another transaction was faster; StoreDown."""
        try:
            with self._reachable(), self.unit_of_work(aside=aside) as work:
                return fn(work)
        except DBAPIError as error:
            if self.backend.is_conflict(error):
                raise Overtaken from error
            raise

    def run(self, fn: Callable[[UnitOfWork], T], *, aside: bool = False) -> T:
        """``fn`` in a unit of work, tried anew when another transaction was faster; the last tries wait their turn.

        Raises DomainError store_busy, StoreDown.
        """
        return self.patiently(lambda number: self.attempt(fn, aside=aside and number < TRIES // 2))

    def patiently(self, step: Callable[[int], T]) -> T:
        """``step``, given the number of the try, again while it is Overtaken; then DomainError store_busy."""
        for number in range(1, TRIES + 1):
            try:
                return step(number)
            except Overtaken:
                if number < TRIES:
                    time.sleep(random.uniform(0, min(LONGEST_PAUSE, 0.02 * 2**number)))
        raise DomainError("store_busy")

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        """An engine that failed is a sentence, not a traceback; one that must be opened anew is."""
        if self.backend.fallen:
            self._revive()
        try:
            yield
        except SQLAlchemyError as error:
            trouble = self.backend.trouble(error)
            if trouble is None:
                raise
        else:
            return
        raise trouble

    def _revive(self) -> None:
        """What the failed engine may have kept of its last commit is told, so that the numbers go on from there."""
        with self._writing:
            if self.backend.fallen and not self._closed:
                self.backend.reopen()
                with self.engine.connect() as connection:
                    self.feed.tell(outbox.read_since(connection, self.feed.sequence))

    def source(self, path: Path) -> Any:
        """Context manager: the drafts of the staging file at ``path``, for any connection to open."""
        self._check_open()
        return self.backend.source(path)

    def follow(self) -> None:
        """Hear from now on also of what other processes write; raises DomainError store_unreachable."""
        if self.backend.serial:
            return
        with self._starting, self._reachable():
            if self._relay is None and not self._closed:
                relay = outbox.Relay(self.engine, self.feed)
                relay.start()
                self._relay = relay

    def subscribe(self) -> Subscription:
        """Changes from now on, of every process that writes to this store."""
        self.follow()
        return self.feed.subscribe()

    @contextmanager
    def alone(self, deed: str) -> Iterator[bool]:
        """Whether no other process or thread is at the same ``deed``; then none can begin it before the end."""
        self._check_open()
        with ExitStack() as held:
            with self._reachable():
                mine = held.enter_context(self.backend.alone(deed))
            yield mine

    def before_close(self, fn: Callable[[], None]) -> None:
        """Call ``fn`` when the store is closed, while it is still held."""
        self._before_close.append(fn)

    def changes_since(self, number: int, limit: int = outbox.MOST) -> list[tuple[int, dict[str, Any]]]:
        """Numbered changes after ``number``, in order and without gaps."""
        with self.read() as connection:
            return outbox.read_since(connection, number, limit)

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
        if self._relay:
            self._relay.stop()
        with self._writing:
            for fn in self._before_close:
                fn()
            self.backend.close()

    def _check_open(self) -> None:
        if self._closed:
            raise StoreDown("store_closed")


def _kept(connection: Connection) -> dict[str, str]:
    return {row.key: row.value for row in connection.execute(select(meta))}


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
