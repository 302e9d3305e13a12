"""What finding orders costs in a large store on both engines: a page of a hundred and the count of all that match.

A row has the columns that are in sight at first.
``python -m tests.benchmarks.finding [duckdb] [postgresql]``; ORDERTRAIL_BENCH_ORDERS sets the number of orders
(1,000,000), ORDERTRAIL_BENCH_STORE a DuckDB file that ``filling`` has filled and that is kept. With
ORDERTRAIL_BENCH_SCATTERED orders do not lie in the order of their placing: then a page has its rows from everywhere.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from dashboard.components.order_columns import COLUMNS
from ordertrail.analytics.filters import Filters
from ordertrail.analytics.orders import order_rows
from ordertrail.services.context import utc_now
from ordertrail.store.engine import Store
from ordertrail.store.terms_keeper import bring_up
from tests.benchmarks.filling import fill
from tests.postgres import running

TIMES = 20
IN_SIGHT = [column.id for column in COLUMNS if column.shown]
OPTIONS = {"zone": "Asia/Shanghai", "base_currency": "CNY"}


def _words(orders: int) -> dict[str, Callable[[int], str]]:
    """Kind of search -> the word for the order of a number."""
    return {
        "whole order number": lambda i: f"B{1_000_000_000 + i}",
        "whole phone number": lambda i: f"138{10_000_000 + i % 89_999_999}",
        "last seven digits": lambda i: f"{10_000_000 + i % 89_999_999}"[-7:],
        "last four digits": lambda i: f"{10_000_000 + i % 89_999_999}"[-4:],
        "tracking number": lambda i: f"SF{1_000_000_000_000 + i * 37}",
        "pinyin": lambda i: ("wangweifang", "lijingna", "zhangyuxuan", "zengminjie")[i % 4],
        "pinyin initials": lambda i: ("wwf", "ljn", "zyx", "zmj")[i % 4],
        "Chinese name": lambda i: ("王伟芳", "李静娜", "张雨萱", "曾敏杰")[i % 4],
        "SKU": lambda i: f"sku-{i % 900}",
        "surname": lambda i: "王李张刘陈"[i % 5],
        "name and last four digits": lambda i: (
            f"{'王李张刘陈'[i % 5]} {10_000_000 + i % 89_999_999}"[:2] + f"{10_000_000 + i % 89_999_999}"[-4:]
        ),
        "part of a word (*)": lambda i: f"*{10_000_000 + i % 89_999_999}"[:7],
        "nothing like it": lambda i: f"zz{i}qq",
    }


def _rows(store: Store, orders: int) -> Iterator[tuple[str, str]]:
    dice = random.Random(1)
    now = utc_now()
    for kind, word in _words(orders).items():
        taken = []
        for _ in range(TIMES):
            sought = Filters(q=word(dice.randrange(orders)))
            start = time.perf_counter()
            with store.read() as connection:
                order_rows(connection, sought, now=now, in_sight=IN_SIGHT)
            taken.append((time.perf_counter() - start) * 1e3)
        taken.sort()
        yield kind, f"{statistics.median(taken):,.0f} / {taken[int(TIMES * 0.95) - 1]:,.0f}"


def bench_finding(engine: str, orders: int) -> None:
    """Print p50 / p95 in ms for each kind of search."""
    with ExitStack() as stack:
        kept = os.environ.get("ORDERTRAIL_BENCH_STORE")
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="ordertrail-bench-")))
        target: Path | str = Path(kept) if kept else folder / "large.duckdb"
        if engine == "postgresql":
            target = stack.enter_context(running()).database()
        store = Store(target, **OPTIONS)
        stack.callback(store.close)
        if store.is_empty():
            start = time.perf_counter()
            fill(store, orders, scattered="ORDERTRAIL_BENCH_SCATTERED" in os.environ)
            print(f"\nfilled in {time.perf_counter() - start:,.0f} s", flush=True)
        if isinstance(target, Path):
            before, start = target.stat().st_size, time.perf_counter()
            bring_up(store)
            store.backend.settle()
            taken, after = time.perf_counter() - start, target.stat().st_size
            print(
                f"index of terms: {taken:,.0f} s; store {before / 2**20:,.0f} -> {after / 2**20:,.0f} MiB", flush=True
            )
        if engine == "postgresql":
            with store.read() as connection:
                size = connection.execute(text("SELECT pg_relation_size('orders_search')")).scalar_one()
            print(f"index over the search text: {size / 2**20:,.0f} MiB")
        print(f"\n| {orders:,} orders, page and count, ms p50 / p95 | {engine} |\n| --- | ---: |")
        for kind, cost in _rows(store, orders):
            print(f"| {kind} | {cost} |", flush=True)


if __name__ == "__main__":
    for name in sys.argv[1:] or ("duckdb", "postgresql"):
        bench_finding(name, int(os.environ.get("ORDERTRAIL_BENCH_ORDERS", "1000000")))
