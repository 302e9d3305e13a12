"""Reads of a large store on both engines: one order, a page of the list, its size, how fast it opens.

``python -m tests.benchmarks.reads``; ORDERTRAIL_BENCH_ORDERS sets the number of orders (1,000,000).
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import text

from ordertrail.analytics import overview
from ordertrail.analytics.filters import Filters
from ordertrail.analytics.orders import order_rows
from ordertrail.services.context import utc_now
from ordertrail.store.engine import Store
from ordertrail.store.orders import get_order
from tests.benchmarks.filling import fill
from tests.postgres import running

TIMES = 40
OPTIONS = {"zone": "Asia/Shanghai", "base_currency": "CNY"}


def _times(work: Callable[[int], Any], times: int = TIMES) -> str:
    """p50 and p95 in ms."""
    taken = []
    for number in range(times):
        start = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - start) * 1e3)
    taken.sort()
    return f"{statistics.median(taken):.1f} / {taken[int(len(taken) * 0.95) - 1]:.1f}"


def _resident() -> float:
    """Memory of this process now, MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _measure(store: Store, orders: int) -> dict[str, str]:
    dice = random.Random(1)
    numbers = [dice.randrange(orders) for _ in range(TIMES)]
    channels = ("shopify", "amazon", "taobao", "tmall", "douyin", "manual")
    now = utc_now()
    recent = Filters.from_query("?preset=90d&channel=taobao", now.date())

    def one(number: int) -> None:
        i = numbers[number]
        with store.read() as connection:
            found = get_order(connection, channels[i % 6], f"B{1_000_000_000 + i}")
        assert found is not None and found.lines and found.events

    def bare(number: int) -> None:
        i = numbers[number]
        key = f"CAST(md5('{channels[i % 6]}|B{1_000_000_000 + i}') AS UUID)"
        with store.engine.connect() as connection:
            for table in ("orders", "order_lines", "order_events"):
                connection.execute(text(f"SELECT * FROM {table} WHERE order_id = {key}")).all()

    def page(filters: Filters, sort: list[tuple[str, str]]) -> Callable[[int], Any]:
        def read(_: int) -> None:
            with store.read() as connection:
                order_rows(connection, filters, now=now, sort=sort, offset=0, limit=100, column_filters={})

        return read

    def figures(_: int) -> None:
        with store.read() as connection:
            overview.kpis(connection, recent, now)

    return {
        "one order with lines and events, ms p50 / p95": _times(one),
        "the same three statements, bare": _times(bare),
        "first page, newest first": _times(page(Filters(), []), 10),
        "page of 90 days and one channel, by total": _times(page(recent, [("total", "desc")]), 10),
        "six figures of 90 days and one channel": _times(figures, 10),
    }


def _opening(target: Path | str) -> str:
    start = time.perf_counter()
    store = Store(target, **OPTIONS)
    store.is_empty()
    took = time.perf_counter() - start
    store.close()
    return f"{took * 1e3:.0f}"


def bench_reads(folder: Path, orders: int) -> None:
    """Fill a store of each engine and print what reading it costs."""
    found: dict[str, dict[str, str]] = {}
    path = folder / "large.duckdb"
    store = Store(path, **OPTIONS)
    start = time.perf_counter()
    fill(store, orders)
    filled = time.perf_counter() - start
    found["DuckDB"] = _measure(store, orders) | {"memory after these, MiB": f"{_resident():.0f}"}
    store.close()
    found["DuckDB"] |= {
        "filled in, s": f"{filled:.0f}",
        "size, MiB": f"{path.stat().st_size / 2**20:.0f}",
        "opens in, ms": _opening(path),
    }
    with running() as server:
        url = server.database()
        store = Store(url, **OPTIONS)
        start = time.perf_counter()
        fill(store, orders)
        filled = time.perf_counter() - start
        found["PostgreSQL"] = _measure(store, orders) | {"memory after these, MiB": f"{_resident():.0f}"}
        with store.read() as connection:
            size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        store.close()
        found["PostgreSQL"] |= {
            "filled in, s": f"{filled:.0f}",
            "size, MiB": f"{size / 2**20:.0f}",
            "opens in, ms": _opening(url),
        }
    print(f"\n| {orders:,} orders | DuckDB | PostgreSQL |\n| --- | ---: | ---: |")
    for name in found["DuckDB"]:
        print(f"| {name} | {found['DuckDB'][name]} | {found['PostgreSQL'][name]} |", flush=True)


if __name__ == "__main__":
    with TemporaryDirectory(prefix="ordertrail-bench-") as name:
        bench_reads(Path(name), int(os.environ.get("ORDERTRAIL_BENCH_ORDERS", "1000000")))
