"""Status edits with event and outbox by many clients, beside each bare engine doing the same statements.

The bare engine gets the best discipline we know: one drain that reads, updates and inserts as many edits at once as
there are clients; on PostgreSQL, up to eight clients, as many plain psycopg connections, which are faster there.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from itertools import count, islice
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import duckdb
import psycopg
from sqlalchemy import text

from ordertrail.app import open_context
from ordertrail.domain.actor import local_owner
from ordertrail.domain.order import order_id
from ordertrail.services.change_status import change_status
from ordertrail.services.context import Context
from ordertrail.settings import Settings
from tests.postgres import SAFE, running

ACTOR = local_owner("bench")
CLIENTS = (1, 8, 32, 200)
NOW = datetime(2026, 11, 24, 3, 0)
FILL = (
    "INSERT INTO orders (order_id, channel, channel_order_no, stage, placed_at, search, version, origin, staff_stage, "
    "created_at, updated_at) SELECT CAST(md5('manual|B' || CAST(i AS TEXT)) AS UUID), 'manual', "
    "'B' || CAST(i AS TEXT), 'paid', TIMESTAMP '2026-11-20', 'b', 1, 'hand', FALSE, TIMESTAMP '2026-11-20', "
    "TIMESTAMP '2026-11-20' FROM {numbers}"
)
NUMBERS = {"duckdb": "range({n}) t(i)", "postgresql": "generate_series(0, {n} - 1) t(i)"}
STATE = {
    "order_id": "UUID", "version": "INTEGER", "stage": "TEXT", "updated_at": "TIMESTAMP", "paid_at": "TIMESTAMP",
    "shipped_at": "TIMESTAMP", "delivered_at": "TIMESTAMP", "closed_at": "TIMESTAMP", "cancelled_at": "TIMESTAMP",
}  # fmt: skip
EVENT = {
    "order_id": "UUID", "version": "INTEGER", "occurred_at": "TIMESTAMP", "actor": "TEXT", "kind": "TEXT",
    "from_value": "TEXT", "to_value": "TEXT", "note": "TEXT", "source": "TEXT",
}  # fmt: skip
OUTBOX = {
    "order_id": "UUID", "outbox_id": "UUID", "place": "INTEGER", "seq": "BIGINT", "occurred_at": "TIMESTAMP",
    "body": "TEXT",
}  # fmt: skip


def _unnest(kinds: dict[str, str]) -> str:
    return "SELECT " + ", ".join(f"unnest(CAST(? AS {kind}[])) AS {name}" for name, kind in kinds.items())


DRAIN_UPDATE = (
    f"UPDATE orders SET {', '.join(f'{name} = s.{name}' for name in STATE if name != 'order_id')}, "
    f"staff_stage = TRUE FROM ({_unnest(STATE)}) s WHERE orders.order_id = s.order_id"
)
DRAIN_EVENTS = f"INSERT INTO order_events ({', '.join(EVENT)}) {_unnest(EVENT)}"
DRAIN_OUTBOX = f"INSERT INTO outbox ({', '.join(OUTBOX)}) {_unnest(OUTBOX)}"
ROUNDS = 3

Edit = Callable[[str], Any]


def fill(ctx: Context, orders: int) -> None:
    engine = ctx.store.backend.name
    with ctx.store.unit_of_work() as uow:
        uow.connection.execute(text(FILL.format(numbers=NUMBERS[engine].format(n=orders))))
    ctx.store.backend.settle()


def timed(clients: Sequence[Edit], orders: Sequence[str]) -> tuple[float, list[float]]:
    """Edits a second, and what each took in ms; every client takes the next order as soon as it is done."""
    waiting, lock, took, failed = iter(orders), threading.Lock(), [], []

    def work(edit: Edit) -> None:
        while True:
            with lock:
                no = next(waiting, None)
            if no is None:
                return
            start = time.perf_counter()
            try:
                edit(no)
            except Exception as error:
                failed.append(error)
                return
            took.append((time.perf_counter() - start) * 1e3)

    threads = [threading.Thread(target=work, args=(edit,)) for edit in clients]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return len(orders) / (time.perf_counter() - start), sorted(took)


def ours(ctx: Context) -> Edit:
    return lambda no: change_status(ctx, ACTOR, "manual", no, "preparing", 1)


def bare_postgres(connection: Any) -> Edit:
    state = ", ".join(f"{name} = %({name})s" for name in STATE if name != "order_id")

    def edit(no: str) -> None:
        key = order_id("manual", no)
        with connection.transaction():
            cells = connection.execute(
                f"SELECT {', '.join(STATE)} FROM orders WHERE order_id = %s FOR UPDATE", (key,)
            ).fetchone()
            row = dict(zip(STATE, cells, strict=True)) | {"version": 2, "stage": "preparing", "updated_at": NOW}
            connection.execute(f"UPDATE orders SET {state}, staff_stage = TRUE WHERE order_id = %(order_id)s", row)
            connection.execute(
                f"INSERT INTO order_events ({', '.join(EVENT)}) VALUES (%s, 2, %s, 'owner', 'stage_changed', 'paid', "
                "'preparing', NULL, 'bench')",
                (key, NOW),
            )
            connection.execute(
                "INSERT INTO outbox (order_id, outbox_id, place, occurred_at, body) "
                "VALUES (%s, %s, 1, clock_timestamp(), %s)",
                (key, uuid4(), _body(no)),
            )

    return edit


class BareDrain:
    """One thread that drains a queue: what waits is read, updated, inserted and committed together."""

    def __init__(self, run: Callable[..., Any], *, numbered: bool) -> None:
        self._run_sql = run
        self._waiting: SimpleQueue[tuple[str, threading.Event] | None] = SimpleQueue()
        self._seq = run("SELECT coalesce(max(seq), 0) FROM outbox").fetchall()[0][0] if numbered else None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def edit(self, no: str) -> None:
        done = threading.Event()
        self._waiting.put((no, done))
        done.wait()

    def stop(self) -> None:
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while first := self._waiting.get():
            batch = [first]
            while len(batch) < 64 and not self._waiting.empty():
                batch.append(self._waiting.get())
            self._commit([no for no, _ in batch])
            for _, done in batch:
                done.set()

    def _commit(self, batch: list[str]) -> None:
        run = self._run_sql
        keys = [order_id("manual", no) for no in batch]
        run("BEGIN")
        found = run(f"SELECT {', '.join(STATE)} FROM orders WHERE order_id IN ({', '.join('?' for _ in keys)})", keys)
        rows = [dict(zip(STATE, cells, strict=True)) for cells in found.fetchall()]
        after = [row | {"version": 2, "stage": "preparing", "updated_at": NOW} for row in rows]
        run(DRAIN_UPDATE, [[row[name] for row in after] for name in STATE])
        run(DRAIN_EVENTS, _columns([_event(row["order_id"]) for row in rows]))
        told = [
            (key, uuid4(), 1, None if self._seq is None else self._seq + n, NOW, _body(no))
            for n, (key, no) in enumerate(zip(keys, batch, strict=True), 1)
        ]
        run(DRAIN_OUTBOX, _columns(told))
        run("COMMIT")
        if self._seq is not None:
            self._seq += len(batch)


def _event(key: UUID) -> tuple[Any, ...]:
    return key, 2, NOW, "owner", "stage_changed", "paid", "preparing", None, "bench"


def _body(no: str) -> str:
    return json.dumps({"channel": "manual", "no": no, "version": 2, "stage": "preparing"})


def _columns(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def compare(engine: str, clients: int, ours: Sequence[Edit], bare: Sequence[Edit], fresh: Iterator[str]) -> None:
    """Print the median of rounds that take turns, so that both meet the same noise of the machine."""
    edits_a_round = 200 if clients == 1 else 800
    rates: dict[str, list[float]] = {"ours": [], "bare": []}
    took: list[float] = []
    for _ in range(ROUNDS):
        for name, clerks in (("ours", ours), ("bare", bare)):
            rate, each = timed(clerks, list(islice(fresh, edits_a_round)))
            rates[name].append(rate)
            took += each if name == "ours" else []
    took.sort()
    rate, plain = (statistics.median(rates[name]) for name in ("ours", "bare"))
    shown = f"{rate:.0f} (p50 {statistics.median(took):.1f} ms, p99 {took[int(len(took) * 0.99)]:.1f} ms)"
    print(
        f"| status edits a second, {engine}, {clients} clients | {shown} | {plain:.0f} | {rate / plain:.2f} |",
        flush=True,
    )


def bench_duckdb(orders: int, folder: Path) -> None:
    settings = Settings(data_dir=folder / "edits")
    ctx = open_context(settings)
    fill(ctx, orders)
    ctx.store.close()
    copy = folder / "bare.duckdb"
    shutil.copyfile(settings.database_path, copy)
    ctx, fresh = open_context(settings), (f"B{n}" for n in count())
    with duckdb.connect(str(copy), config={"preserve_insertion_order": "false"}) as connection:
        drain = BareDrain(connection.execute, numbered=True)
        try:
            for clients in CLIENTS:
                compare("DuckDB", clients, [ours(ctx)] * clients, [drain.edit] * clients, fresh)
        finally:
            drain.stop()
            ctx.store.close()


def bench_postgres(orders: int, folder: Path) -> None:
    """On a server that waits for the disk as a company's does."""
    with running(SAFE) as server:
        url = server.database()
        ctx, fresh = (
            open_context(Settings(data_dir=folder / "edits-pg", database_url=url), upgrade=True),
            (f"B{n}" for n in count()),
        )
        try:
            fill(ctx, orders)
            for clients in CLIENTS:
                bare = _many_connections if clients <= 8 else _one_drain
                with bare(url, clients) as clerks:
                    compare("PostgreSQL", clients, [ours(ctx)] * clients, clerks, fresh)
        finally:
            ctx.store.close()


@contextmanager
def _many_connections(url: str, clients: int) -> Iterator[list[Edit]]:
    with ExitStack() as held:
        connections = [held.enter_context(psycopg.connect(url, autocommit=True)) for _ in range(clients)]
        yield [bare_postgres(connection) for connection in connections]


@contextmanager
def _one_drain(url: str, clients: int) -> Iterator[list[Edit]]:
    with psycopg.connect(url, autocommit=True) as connection:
        drain = BareDrain(
            lambda sql, *given: connection.execute(sql.replace("?", "%s"), *given, prepare=True), numbered=False
        )
        try:
            yield [drain.edit] * clients
        finally:
            drain.stop()


def bench_edits(orders: int, folder: Path) -> None:
    """Print the lines of both engines; ``orders`` stand in each store."""
    bench_duckdb(orders, folder)
    bench_postgres(orders, folder)


if __name__ == "__main__":
    with TemporaryDirectory(prefix="ordertrail-bench-") as name:
        bench_edits(int(os.environ.get("ORDERTRAIL_BENCH_ORDERS", "1000000")), Path(name))
