"""A backup and its restore beside copying the store's own file: ``python -m tests.benchmarks.backups``.

ORDERTRAIL_BENCH_ORDERS sets the number of orders (1,000,000).
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from etl.pipeline import import_many
from ordertrail.app import open_context
from ordertrail.domain.actor import local_owner
from ordertrail.services.make_backup import make_backup
from ordertrail.services.restore_backup import restore_backup
from ordertrail.settings import Settings
from tests.benchmarks.files import write_template

ACTOR = local_owner("bench")


def copied(source: Path, target: Path) -> None:
    """The file's bytes at another place, on the disk and not in its cache only."""
    with source.open("rb") as file, target.open("wb") as copy:
        while block := file.read(1 << 20):
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def main() -> None:
    orders = int(os.environ.get("ORDERTRAIL_BENCH_ORDERS", "1000000"))
    with TemporaryDirectory(prefix="ordertrail-bench-") as name:
        folder = Path(name)
        with duckdb.connect() as connection:
            write_template(folder / "orders.csv", orders, connection)
        settings = Settings(data_dir=folder / "data")
        ctx = open_context(settings)
        import_many(ctx, ACTOR, [folder / "orders.csv"])
        ctx.store.close()
        (folder / "orders.csv").unlink()
        ctx = open_context(settings)
        took, made = timed(lambda: make_backup(ctx, ACTOR))
        ctx.store.close()
        plain, _ = timed(lambda: copied(settings.database_path, folder / "copy.duckdb"))
        back, _ = timed(lambda: restore_backup(Settings(data_dir=folder / "new"), ACTOR, made.file))
        mib = settings.database_path.stat().st_size / 2**20
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
        print(f"{orders:,} orders, {made.rows:,} rows; store {mib:.0f} MiB, backup {made.bytes / 2**20:.0f} MiB")
        print("| what | Ordertrail, s | copy of the file, s | ratio |\n| --- | ---: | ---: | ---: |")
        for what, seconds in (("backup, read back and verified", took), ("restore, counted", back)):
            print(f"| {what} | {seconds:.1f} | {plain:.1f} | {plain / seconds:.2f} |")
        print(f"peak memory {peak:.0f} MiB")


if __name__ == "__main__":
    main()
