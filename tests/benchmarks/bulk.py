"""Orders a second that a bulk job changes, and how long single edits wait meanwhile, on either engine:

``python -m tests.benchmarks.bulk [orders]`` (100,000).
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ordertrail.analytics.filters import Filters
from ordertrail.app import open_context
from ordertrail.domain.actor import local_owner
from ordertrail.domain.errors import StaleEdit
from ordertrail.services.bulk_edit import AllThatMatch, find_job, start_bulk, undo_bulk
from ordertrail.services.context import Context
from ordertrail.services.edit_fields import edit_fields
from ordertrail.settings import Settings
from ordertrail.store.jobs import Job
from ordertrail.store.orders import get_order
from tests.benchmarks.filling import fill
from tests.postgres import SAFE, running

ACTOR = local_owner("bench")
SINGLE = ("manual", "B1000000005")


def wait(ctx: Context, job: Job) -> tuple[Job, list[float]]:
    """The job at its end, and the seconds that each single edit of a clerk took until then."""
    waited: list[float] = []
    while find_job(ctx, job.job_id).state == "running":
        start = time.perf_counter()
        with ctx.store.read() as connection:
            found = get_order(connection, *SINGLE)
        assert found is not None
        with suppress(StaleEdit):
            edit_fields(ctx, ACTOR, *SINGLE, found.order["version"], {"note": f"n {time.time()}"})
        waited.append(time.perf_counter() - start)
        time.sleep(0.1)
    for thread in threading.enumerate():
        if thread.name.startswith("bulk-"):
            thread.join()
    return find_job(ctx, job.job_id), waited


def run(ctx: Context, name: str, begin: Any) -> Job:
    start = time.perf_counter()
    job, waited = wait(ctx, begin())
    took = time.perf_counter() - start
    engine, middle, worst = ctx.store.backend.name, statistics.median(waited), max(waited)
    print(
        f"| {engine} | {name} | {job.done:,} done, {job.failed:,} refused | {job.total / took:,.0f} orders/s "
        f"| single edit meanwhile {middle * 1000:,.0f} ms, worst {worst * 1000:,.0f} ms |",
        flush=True,
    )
    return job


def bench(ctx: Context, orders: int) -> None:
    fill(ctx.store, orders)
    everything = AllThatMatch(Filters())
    run(ctx, "priority and tags", lambda: start_bulk(
        ctx, ACTOR, everything, {"fields": {"priority": "high", "tags_add": "spring"}}))  # fmt: skip
    moved = run(ctx, "stage", lambda: start_bulk(ctx, ACTOR, everything, {"stage": "exception"}))
    run(ctx, "undo", lambda: undo_bulk(ctx, ACTOR, moved.job_id))


def main() -> None:
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with TemporaryDirectory() as folder:
        ctx = open_context(Settings(data_dir=Path(folder) / "file"))
        bench(ctx, orders)
        ctx.store.close()
        with running(SAFE) as server:
            ctx = open_context(Settings(data_dir=Path(folder) / "server", database_url=server.database()), upgrade=True)
            bench(ctx, orders)
            ctx.store.close()


if __name__ == "__main__":
    main()
