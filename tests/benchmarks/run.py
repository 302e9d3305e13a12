"""Figures of one run, each beside the bare engine doing the same work: ``make bench``.

ORDERTRAIL_BENCH_ORDERS sets the number of orders (1,000,000).
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from sqlalchemy import text

from etl.pipeline import import_many
from ordertrail.analytics import overview
from ordertrail.analytics.filters import Filters
from ordertrail.app import open_context
from ordertrail.domain.actor import local_owner
from ordertrail.services.context import Context
from ordertrail.settings import Settings
from tests.benchmarks.edits import bench_edits
from tests.benchmarks.files import write_template
from tests.benchmarks.imports import bench_imports

ACTOR = local_owner("bench")
TIMES = 7
# Orders of the imports here; by themselves they may be more: ``python -m tests.benchmarks.imports``.
IMPORTED = 200_000


def seconds(work: Callable[[], Any], times: int = 1) -> float:
    """Median wall time of ``times`` runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def line(name: str, ours: str, bare: str, ratio: float) -> None:
    print(f"| {name} | {ours} | {bare} | {ratio:.2f} |", flush=True)


def bench_overview(ctx: Context) -> None:
    today = ctx.now().date()
    filters = Filters.from_query("?preset=90d&channel=shopify,taobao", today)

    def ours() -> None:
        with ctx.store.read() as connection:
            overview.kpis(connection, filters, ctx.now())
            overview.trend(connection, filters, ctx.now(), "week", "channel")
            overview.stage_counts(connection, filters, ctx.now())
            overview.province_counts(connection, filters, ctx.now())
            overview.country_counts(connection, filters, ctx.now())
            overview.channel_table(connection, filters, ctx.now())

    where = (
        f"WHERE order_day BETWEEN DATE '{filters.start}' AND DATE '{filters.end}' AND channel IN ('shopify', 'taobao')"
    )
    statements = [
        "SELECT count(*), sum(base_total) FILTER (stage <> 'cancelled'), count(*) FILTER (promised_at < now()), "
        f"median(date_diff('minute', placed_at, delivered_at)) FROM orders {where}",
        f"SELECT date_trunc('week', order_day), channel, count(*), sum(base_total) FROM orders {where} GROUP BY 1, 2",
        f"SELECT stage, count(*) FROM orders {where} GROUP BY 1",
        f"SELECT region, count(*), sum(base_total) FROM orders {where} GROUP BY 1",
        f"SELECT country, count(*), sum(base_total) FROM orders {where} GROUP BY 1",
        f"SELECT channel, count(*), sum(base_total) FROM orders {where} GROUP BY 1",
    ]

    def bare() -> None:
        with ctx.store.read() as connection:
            for statement in statements:
                connection.execute(text(statement)).all()

    ours(), bare()
    took, plain = seconds(ours, TIMES), seconds(bare, TIMES)
    line("all figures of the overview after a filter, ms", f"{took * 1e3:.0f}", f"{plain * 1e3:.0f}", plain / took)


def main() -> None:
    orders = int(os.environ.get("ORDERTRAIL_BENCH_ORDERS", "1000000"))
    print(f"{orders:,} orders, {os.cpu_count()} cores, Python {sys.version.split()[0]}, DuckDB {duckdb.__version__}\n")
    print("| what | Ordertrail | bare engine | ratio |\n| --- | ---: | ---: | ---: |")
    with TemporaryDirectory(prefix="ordertrail-bench-") as name:
        folder = Path(name)
        with duckdb.connect() as connection:
            write_template(folder / "orders.csv", orders, connection)
        ctx = open_context(Settings(data_dir=folder / "data"))
        try:
            import_many(ctx, ACTOR, [folder / "orders.csv"])
            bench_overview(ctx)
        finally:
            ctx.store.close()
        bench_edits(orders, folder)
        size = (folder / "data" / "ordertrail.duckdb").stat().st_size / 2**20
        raw = (folder / "orders.csv").stat().st_size / 2**20
        bench_imports(min(orders, IMPORTED), folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    print(f"\nfile {raw:.0f} MiB, store {size:.0f} MiB, peak memory {peak:.0f} MiB")


if __name__ == "__main__":
    main()
