"""A backup and its restore beside copying the store's own file: ``python -m tests.benchmarks.backups``.

ORDERTRAIL_BENCH_ORDERS sets the number of orders (1,000,000).
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ordertrail.app import open_context
from ordertrail.domain.actor import local_owner
from ordertrail.services.make_backup import make_backup
from ordertrail.services.restore_backup import restore_backup
from ordertrail.settings import Settings
from tests.benchmarks.filling import fill

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


def at_rest(settings: Settings) -> str:
    """MiB of a fresh process of the whole program with the store open."""
    look = (
        "import os, sys; from pathlib import Path; import dashboard.app; from ordertrail.app import open_context; "
        "from ordertrail.settings import Settings; ctx = open_context(Settings(data_dir=Path(sys.argv[1]))); "
        "ctx.store.is_empty(); pages = int(Path('/proc/self/statm').read_text().split()[1]); "
        "print(pages * os.sysconf('SC_PAGE_SIZE') // 2**20)"
    )
    command = [sys.executable, "-c", look, str(settings.data_dir)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main() -> None:
    orders = int(os.environ.get("ORDERTRAIL_BENCH_ORDERS", "1000000"))
    with TemporaryDirectory(prefix="ordertrail-bench-") as name:
        folder = Path(name)
        settings = Settings(data_dir=folder / "data")
        ctx = open_context(settings)
        fill(ctx.store, orders)
        ctx.store.close()
        rest = at_rest(settings)
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
        print(f"memory of a process that has opened the store {rest} MiB, peak of this one {peak:.0f} MiB")


if __name__ == "__main__":
    main()
