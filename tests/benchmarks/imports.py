"""Imports of baskets (2.5 rows an order), a process each: ``python -m tests.benchmarks.imports [DuckDB|PostgreSQL]``.

Bare is the engine taking the same bytes into a table of texts: DuckDB by ``CREATE TABLE AS read_csv`` without guessing
types, for GBK with the conversion to UTF-8 before it; PostgreSQL by ``COPY``. It is timed before each import, so that
both meet the same noise of the machine. Where other work is on the machine, processor seconds tell more than the clock.

ORDERTRAIL_BENCH_ORDERS sets the number of orders (1,000,000), ORDERTRAIL_BENCH_CASES the cases to run (all of CASES),
ORDERTRAIL_BENCH_STATEMENTS how many of the longest statements are shown (0).
"""

from __future__ import annotations

import codecs
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import psycopg

from etl.pipeline import import_many
from ordertrail.app import open_context
from ordertrail.domain.actor import local_owner
from ordertrail.settings import Settings
from tests.benchmarks.files import write_baskets
from tests.benchmarks.steps import Profile
from tests.postgres import SAFE, running

# Name -> file, whether the store is the one of the cases before.
CASES = {
    "clean, first import": ("clean.csv", False),
    "clean, the same file again": ("clean.csv", True),
    "clean, one order of ten changed": ("changed.csv", True),
    "GBK, first import": ("gbk.csv", False),
    "1 % dirty, first import": ("dirty.csv", False),
    "1 % dirty, the same file again": ("dirty.csv", True),
}
ON_SERVER = tuple(CASES)[:3]


@dataclass(frozen=True)
class Run:
    """``seconds`` by the clock and ``work`` of the processor, ``peak`` in MiB; ``orders`` by what became of them.

    The server's part of the work is not in it.
    """

    seconds: float
    work: float
    peak: float
    orders: dict[str, int]
    steps: dict[str, float]
    statements: dict[str, float]


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds by the clock, of the processor, and what came of it."""
    clock, processor = time.perf_counter(), time.process_time()
    found = work()
    return time.perf_counter() - clock, time.process_time() - processor, found


def import_here(file: Path, data: Path, url: str) -> Run:
    """One import by this process."""
    ctx = open_context(Settings(data_dir=data, database_url=url), upgrade=True)
    profile = Profile()
    try:
        with profile.watching(), profile.step("other"):
            took, work, report = timed(lambda: import_many(ctx, local_owner("bench"), [file])[0])
    finally:
        ctx.store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    return Run(took, work, peak, dict(report.orders), dict(profile.steps), dict(profile.statements))


def import_apart(file: Path, data: Path, url: str) -> Run:
    """One import by a process of its own."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.imports",
        "--here",
        str(file),
        str(data),
        *([url] if url else []),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def bare_duckdb(file: Path, folder: Path) -> None:
    target = folder / "bare.duckdb"
    if file.name == "gbk.csv":
        file = recoded(file, folder / "converted.csv", "gb18030", "utf-8")
    with duckdb.connect(str(target)) as connection:
        # Broken rows do not end it: it may lose them, which ours may not.
        connection.execute(
            f"CREATE TABLE t AS SELECT * FROM read_csv('{file}', all_varchar = true, header = true, delim = ',', "
            "quote = '\"', ignore_errors = true, strict_mode = false)"
        )
    target.unlink()


def bare_postgres(file: Path, url: str) -> None:
    with file.open("rb") as opened, psycopg.connect(url) as connection:
        columns = ", ".join(f'"{name}" TEXT' for name in opened.readline().decode().strip().split(","))
        connection.execute(f"CREATE TABLE bare ({columns})")
        with connection.cursor().copy("COPY bare FROM STDIN (FORMAT csv)") as copy:
            while block := opened.read(1 << 20):
                copy.write(block)
        connection.commit()
        connection.execute("DROP TABLE bare")


def recoded(file: Path, target: Path, encoding: str, into: str) -> Path:
    """The same text in another encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with file.open("rb") as source, target.open("wb") as out:
        while block := source.read(4 << 20):
            out.write(decoder.decode(block).encode(into))
    return target


def write_files(folder: Path, orders: int) -> dict[str, int]:
    """Make the files of the cases that are asked for; name -> rows."""
    needed = {CASES[name][0] for name in asked_cases()}
    with duckdb.connect() as connection:
        if needed & {"clean.csv", "gbk.csv"}:
            write_baskets(folder / "clean.csv", orders, connection)
        if "changed.csv" in needed:
            write_baskets(folder / "changed.csv", orders, connection, changed=True)
        if "dirty.csv" in needed:
            write_baskets(folder / "dirty.csv", orders, connection, dirty=True)
    if "gbk.csv" in needed:
        recoded(folder / "clean.csv", folder / "gbk.csv", "utf-8", "gb18030")
    return {file.name: sum(1 for _ in file.open("rb")) - 1 for file in folder.glob("*.csv")}


def asked_cases() -> list[str]:
    asked = os.environ.get("ORDERTRAIL_BENCH_CASES")
    return [name for name in CASES if not asked or name in asked.split(";")]


def bench(engine: str, folder: Path, rows: dict[str, int], url: str) -> None:
    """Print a line for each case and then the steps of all."""
    runs: dict[str, Run] = {}
    stores = 0
    for name in asked_cases():
        if url and name not in ON_SERVER:
            continue
        file, goes_on = CASES[name]
        stores += not goes_on
        path = folder / file
        bare, bare_work, _ = timed(partial(bare_postgres, path, url) if url else partial(bare_duckdb, path, folder))
        run = import_apart(path, folder / f"{engine}-{stores}", url)
        of_work = "–" if url else f"{bare_work / run.work:.2f}"
        runs[name] = run
        print(
            f"| {engine}, {name} | {rows[file] / run.seconds:,.0f} | {rows[file] / bare:,.0f} "
            f"| {bare / run.seconds:.2f} | {run.seconds:.1f} | {run.work:.1f} | {of_work} "
            f"| {run.peak:,.0f} |",
            flush=True,
        )
    print_steps(runs)


def print_steps(runs: dict[str, Run]) -> None:
    """Processor seconds of each step, a column for each case."""
    steps = list(dict.fromkeys(step for run in runs.values() for step in run.steps))
    print(f"\n| processor s | {' | '.join(runs)} |\n| --- |{' ---: |' * len(runs)}")
    for step in steps:
        taken = [run.steps.get(step, 0.0) for run in runs.values()]
        if max(taken) >= 0.05:
            print(f"| {step} | {' | '.join(f'{each:.2f}' for each in taken)} |")
    shown = int(os.environ.get("ORDERTRAIL_BENCH_STATEMENTS", "0"))
    for name, run in runs.items() if shown else ():
        print(f"\n{name}: {run.orders}")
        for sql, took in sorted(run.statements.items(), key=lambda each: -each[1])[:shown]:
            print(f"{took:7.2f}  {sql}")
    print(flush=True)


def bench_imports(orders: int, folder: Path, engines: tuple[str, ...] = ("DuckDB", "PostgreSQL")) -> None:
    """Print the lines of both engines and where their time went."""
    rows = write_files(folder, orders)
    print("\n| import | rows/s | bare rows/s | ratio | s | processor s | ratio of those | peak memory, MiB |")
    print(f"| --- |{' ---: |' * 7}")
    if "DuckDB" in engines:
        bench("DuckDB", folder, rows, "")
    if "PostgreSQL" in engines:
        # A server that waits for the disk as a company's does.
        with running(SAFE) as server:
            bench("PostgreSQL", folder, rows, server.database())


def main() -> None:
    if sys.argv[1:2] == ["--here"]:
        file, data, *url = sys.argv[2:]
        print(json.dumps(asdict(import_here(Path(file), Path(data), url[0] if url else ""))))
        return
    orders = int(os.environ.get("ORDERTRAIL_BENCH_ORDERS", "1000000"))
    print(f"{orders:,} orders, {os.cpu_count()} cores, Python {sys.version.split()[0]}, DuckDB {duckdb.__version__}")
    with TemporaryDirectory(prefix="ordertrail-bench-") as name:
        bench_imports(orders, Path(name), tuple(sys.argv[1:]) or ("DuckDB", "PostgreSQL"))


if __name__ == "__main__":
    main()
