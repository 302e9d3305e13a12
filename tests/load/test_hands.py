"""Many hands at once, beside dashboards and a landing: no change lost, none doubled.

ORDERTRAIL_LOAD_SECONDS: how long each lasts; ``make soak`` gives them longer.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ordertrail.analytics.filters import Filters
from ordertrail.analytics.kpi import kpis
from ordertrail.analytics.orders import order_rows
from ordertrail.domain.errors import DomainError, StaleEdit
from ordertrail.store.engine import Store
from tests.books import NOW, Done, check_books, check_indexes, land_file, toggle
from tests.conftest import ENGINES

SECONDS = float(os.environ.get("ORDERTRAIL_LOAD_SECONDS", "2"))
ENOUGH = 8
MANY = [str(number) for number in range(40)]


@pytest.fixture(params=ENGINES)
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Forty paid orders on disk."""
    target: Any = tmp_path / "a.duckdb"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        target = server.database(request.getfixturevalue("laid_out"))
    store = Store(target, zone="Asia/Shanghai", base_currency="CNY")
    land_file(store, tmp_path / "first.duckdb", "first.csv", MANY)
    yield store
    store.close()
    if request.param == "postgresql":
        server.drop(target)


class Crowd:
    """Threads that work until the time is up, or, on a slow machine, until enough is done; what went wrong."""

    def __init__(self) -> None:
        self.done: list[Done] = []
        self.busy = 0
        self.errors: list[BaseException] = []
        self.until = self.latest = 0.0
        self._threads: list[threading.Thread] = []

    def add(self, work: Callable[[], None]) -> None:
        def run() -> None:
            try:
                while not self.errors and time.monotonic() < (self.until if len(self.done) >= ENOUGH else self.latest):
                    work()
            except BaseException as error:
                self.errors.append(error)

        self._threads.append(threading.Thread(target=run))

    def finish(self) -> None:
        self.until = time.monotonic() + SECONDS
        self.latest = self.until + 40
        for thread in self._threads:
            thread.start()
        for thread in self._threads:
            thread.join(SECONDS + 100)
        assert not any(thread.is_alive() for thread in self._threads)
        if self.errors:
            raise self.errors[0]


def clerk(store: Store, crowd: Crowd, numbers: list[str], seed: int) -> Callable[[], None]:
    chance, seen = random.Random(seed), dict.fromkeys(numbers, 1)

    def edit() -> None:
        no = chance.choice(numbers)
        try:
            done = toggle(store, no, seen[no])
        except StaleEdit as stale:
            seen[no] = stale.current["version"]
        except DomainError as refusal:
            assert refusal.code == "store_busy"
            crowd.busy += 1
        else:
            crowd.done.append(done)
            seen[no] = done[1]

    return edit


def onlooker(store: Store) -> Callable[[], None]:
    filters = Filters.from_query("?preset=90d", NOW.date())

    def look() -> None:
        with store.read() as connection:
            assert len(kpis(connection, filters, NOW)) > 3
            _, total = order_rows(connection, filters, now=NOW, limit=50)
            assert total == len(MANY)

    return look


@pytest.mark.parametrize("hands", [8, 32])
def test_many_hands_on_one_order(filled: Store, hands: int) -> None:
    crowd = Crowd()
    for number in range(hands):
        crowd.add(clerk(filled, crowd, ["7"], number))
    crowd.add(onlooker(filled))
    crowd.finish()
    assert len(crowd.done) > 5
    check_books(filled, crowd.done)
    with filled.read() as connection:
        version = connection.execute(text("SELECT version FROM orders WHERE channel_order_no = '7'")).scalar_one()
    assert version == 1 + len(crowd.done)


@pytest.mark.parametrize("hands", [8, 32])
def test_many_hands_on_many_orders_beside_landings(filled: Store, hands: int, tmp_path: Path) -> None:
    crowd, landed = Crowd(), []

    def land_again() -> None:
        """A file that knows a new city of every order, and believes that all are cancelled."""
        number = len(landed)
        name = f"again{number}.csv"
        try:
            told = land_file(filled, tmp_path / "again.duckdb", name, MANY, city=f"City {number}", stage="cancelled")
        except DomainError as refusal:
            assert refusal.code == "store_busy"
        else:
            landed.append((name, told))
        time.sleep(0.2)

    for no in MANY:
        crowd.done.append(toggle(filled, no, 1))
    for number in range(hands):
        crowd.add(clerk(filled, crowd, MANY, number))
    crowd.add(onlooker(filled))
    crowd.add(land_again)
    crowd.finish()
    assert landed and len(crowd.done) > len(MANY) + 5
    check_books(filled, crowd.done)
    check_indexes(filled)
    with filled.read() as connection:
        run = connection.execute
        assert run(text("SELECT sum(version) FROM orders")).scalar_one() == len(MANY) * (1 + len(landed)) + len(
            crowd.done
        )
        for name, told in landed:
            given = {"name": name, "source": f"{name}:%"}
            written = run(text("SELECT count(*) FROM order_events WHERE source LIKE :source"), given).scalar_one()
            disputed = run(text("SELECT count(*) FROM conflicts WHERE import_id = :name"), given).scalar_one()
            assert (told.new, told.changed + told.conflict, told.unchanged) == (0, len(MANY), 0)
            assert (written, disputed) == (len(MANY), told.conflict)
        assert run(text("SELECT count(*) FROM orders WHERE stage = 'cancelled'")).scalar_one() == 0
        assert run(text("SELECT count(DISTINCT city) FROM orders")).scalar_one() == 1
