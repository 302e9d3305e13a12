"""Killed at random moments: what was acknowledged is there once, imports are whole or absent, the store opens.

ORDERTRAIL_KILLS: how many kills in all (20); ``make soak`` asks for 200. ORDERTRAIL_SEED repeats their moments.
"""

from __future__ import annotations

import math
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ordertrail.store import migrations
from ordertrail.store.archive_read import read_archive
from ordertrail.store.dialect import open_backend
from ordertrail.store.engine import Store
from tests.books import Done, check_books, check_indexes, land_file
from tests.conftest import ENGINES
from tests.crash.worker import NEW, ORDERS
from tests.postgres import SAFE, Server, running

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("ORDERTRAIL_KILLS", "20"))
SEED = int(os.environ.get("ORDERTRAIL_SEED", "20261124"))

# Of twenty kills.
OF_THE_CLIENT = [
    ("duckdb", "edit", 4), ("duckdb", "import", 3), ("duckdb", "backup", 2), ("duckdb", "migrate", 2),
    ("postgresql", "edit", 2), ("postgresql", "import", 2), ("postgresql", "backup", 1), ("postgresql", "migrate", 1),
]  # fmt: skip
OF_THE_SERVER = [("edit", 2), ("import", 1)]


def share(of_twenty: int) -> int:
    return math.ceil(KILLS * of_twenty / 20)


@pytest.fixture(scope="module")
def safe() -> Iterator[Server]:
    """A server that keeps what it has acknowledged."""
    with running(SAFE) as server:
        yield server


class Scene:
    """A store, the processes that work on it, and what they were told is done."""

    def __init__(self, target: str, folder: Path, deed: str) -> None:
        self.target, self.folder, self.deed = target, folder, deed
        self.ledger = folder / "ledger"
        self.chance = random.Random(f"{SEED}{target.split(':')[0]}{deed}")

    def open(self) -> Store:
        place: Any = self.target if "://" in self.target else Path(self.target)
        return Store(place, zone="Asia/Shanghai", base_currency="CNY", upgrade=True)

    def fill(self) -> None:
        store = self.open()
        land_file(store, self.folder / "first.duckdb", "first", ORDERS)
        store.close()

    def lines(self) -> list[list[str]]:
        return [each.split() for each in self.ledger.read_text().splitlines()] if self.ledger.exists() else []

    def start(self) -> subprocess.Popen[bytes]:
        begun = sum(line == ["ready"] for line in self.lines())
        words = [sys.executable, "-m", "tests.crash.worker", self.deed, self.target, str(self.folder), str(self.ledger)]
        with (self.folder / "said").open("ab") as said:
            worker = subprocess.Popen(words, cwd=ROOT, stderr=said)
        self.until(lambda: sum(line == ["ready"] for line in self.lines()) > begun, worker)
        return worker

    def until(self, reached: Callable[[], bool], worker: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + 60
        while not reached():
            assert time.monotonic() < deadline and worker.poll() in (None, 0), (self.folder / "said").read_text()
            time.sleep(0.005)

    def pause(self) -> None:
        """A moment by chance; the laying of tables is over soon."""
        time.sleep(self.chance.uniform(0, 0.15 if self.deed == "migrate" else 0.8))

    def done(self) -> list[Done]:
        return [(line[1], int(line[2]), line[3]) for line in self.lines() if line[0] == "edit"]

    def named(self, what: str) -> list[str]:
        return [line[1] for line in self.lines() if line[0] == what]

    def check(self) -> None:
        store = self.open()
        try:
            check_books(store, self.done())
            check_indexes(store)
            check_imports(store, self.named("import"))
            check_backups(self.folder, self.named("backup"))
        finally:
            store.close()


def check_imports(store: Store, told: list[str]) -> None:
    """Each import by its name: all of its new orders with their lines, all of its changes, or nothing at all."""
    new_orders = (
        "SELECT o.import_id, count(*) FROM orders o JOIN order_lines l ON l.order_id = o.order_id "
        "JOIN order_events e ON e.order_id = o.order_id AND e.version = 1 AND e.kind = 'imported' "
        "WHERE o.channel_order_no LIKE 'f%' GROUP BY 1"
    )
    changes = (
        "SELECT split_part(source, chr(58), 1), count(*) FROM order_events WHERE kind = 'import_changed' GROUP BY 1"
    )
    with store.read() as connection:
        new, changed = (dict(connection.execute(text(each)).tuples().all()) for each in (new_orders, changes))
        old = text("SELECT count(DISTINCT city) FROM orders WHERE channel_order_no NOT LIKE 'f%'")
        cities = connection.execute(old).scalar_one()
    assert set(told) <= set(new)
    assert set(new.values()) <= {NEW} and set(changed.values()) <= {len(ORDERS)} and set(new) == set(changed)
    assert cities <= 1


def check_backups(folder: Path, told: list[str]) -> None:
    """A backup that has its name is whole."""
    found = {path.name for path in folder.glob("b*.zip")}
    assert set(told) <= found
    for name in found:
        read_archive(folder / name)


def kill(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait(30)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """The address of a new empty store of an engine."""

    def make(engine: str) -> str:
        assert engine in ENGINES
        if engine == "duckdb":
            return str(tmp_path / "a.duckdb")
        server: Server = request.getfixturevalue("safe")
        return server.database()

    return make


@pytest.mark.parametrize(("engine", "deed", "of_twenty"), [each for each in OF_THE_CLIENT if each[1] != "migrate"])
def test_a_killed_process_loses_nothing(
    place: Callable[[str], str], tmp_path: Path, engine: str, deed: str, of_twenty: int
) -> None:
    scene = Scene(place(engine), tmp_path, deed)
    scene.fill()
    for _ in range(share(of_twenty)):
        worker = scene.start()
        scene.pause()
        kill(worker)
        scene.check()
    assert scene.done() or KILLS < 20


@pytest.mark.parametrize(
    ("engine", "of_twenty"), [(each[0], each[2]) for each in OF_THE_CLIENT if each[1] == "migrate"]
)
def test_a_migration_that_is_killed_goes_on_at_the_next_start(
    place: Callable[[str], str], tmp_path: Path, engine: str, of_twenty: int
) -> None:
    for number in range(share(of_twenty)):
        folder = tmp_path / str(number)
        folder.mkdir()
        target = place(engine) if engine == "postgresql" else str(folder / "a.duckdb")
        backend = open_backend(target if "://" in target else Path(target))
        with backend.engine.begin() as connection:
            migrations.apply(connection, 1, backend.name)
            connection.execute(text("INSERT INTO meta VALUES ('zone', 'Asia/Shanghai'), ('base_currency', 'CNY')"))
        backend.settle()
        backend.close()
        scene = Scene(target, folder, "migrate")
        scene.chance.seed(SEED + number)
        worker = scene.start()
        scene.pause()
        kill(worker)
        scene.fill()
        scene.check()


@pytest.mark.parametrize(("deed", "of_twenty"), OF_THE_SERVER)
def test_a_killed_server_loses_nothing_and_its_clients_go_on(
    safe: Server, tmp_path: Path, deed: str, of_twenty: int
) -> None:
    scene = Scene(safe.database(), tmp_path, deed)
    scene.fill()
    worker = scene.start()
    try:
        for _ in range(share(of_twenty)):
            before = len(scene.done())
            scene.until(lambda before=before: len(scene.done()) > before, worker)
            scene.pause()
            safe.kill()
            told = scene.done()
            safe.start()
            # Whoever works on meanwhile adds to the books, so that they are looked at when it is quiet.
            scene.until(lambda told=told: len(scene.done()) > len(told), worker)
    finally:
        kill(worker)
    scene.check()
