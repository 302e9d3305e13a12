"""Files of all orders of a large store: rows a second, memory, first byte.

``python -m tests.benchmarks.exports``; ORDERTRAIL_BENCH_ORDERS sets the number of orders (1,000,000).
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from ordertrail.analytics.export import Choice
from ordertrail.app import open_context
from ordertrail.domain.actor import local_owner
from ordertrail.services.context import Context
from ordertrail.services.export_orders import Format, Rows, exported
from ordertrail.settings import Settings
from tests.benchmarks.filling import fill

FILES: Final[tuple[tuple[Format, Rows], ...]] = (("csv", "orders"), ("csv", "lines"), ("xlsx", "orders"))


def memory() -> float:
    """Peak memory of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bench(ctx: Context, format_: Format, rows: Rows, orders: int) -> None:
    began, spent = time.perf_counter(), time.process_time()
    export = exported(ctx, local_owner("bench"), Choice(), format_, rows)
    first, size = time.perf_counter() - began, 0
    for part in export.parts:
        size += len(part)
    took, used = time.perf_counter() - began, time.process_time() - spent
    print(
        f"| {format_}, a row for each of the {rows} | {orders / took:,.0f} | {orders / used:,.0f} | {first * 1e3:,.0f} "
        f"| {size / 2**20:,.0f} | {memory():,.0f} |",
        flush=True,
    )


def main() -> None:
    orders = int(os.environ.get("ORDERTRAIL_BENCH_ORDERS", "1000000"))
    print(f"{orders:,} orders\n")
    print("| file | orders/s | orders/s of CPU time | first part, ms | MiB | peak memory, MiB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    with TemporaryDirectory(prefix="ordertrail-bench-") as name:
        folder = Path(name)
        _apart(filled, folder, orders)
        for format_, rows in FILES:
            _apart(measured, folder, format_, rows, orders)


def filled(folder: Path, orders: int) -> None:
    ctx = open_context(Settings(data_dir=folder))
    fill(ctx.store, orders)
    ctx.store.close()


def measured(folder: Path, format_: Format, rows: Rows, orders: int) -> None:
    ctx = open_context(Settings(data_dir=folder))
    bench(ctx, format_, rows, orders)
    ctx.store.close()


def _apart(work: Callable[..., None], *asked: Any) -> None:
    """In a process of its own, so that its memory is its own too."""
    process = get_context("spawn").Process(target=work, args=asked)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


if __name__ == "__main__":
    main()
