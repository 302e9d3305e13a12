"""Status edits through HTTP, each client on a connection of its own that it keeps.

``python -m tests.benchmarks.over_http``. The server is a process of its own: one for the embedded file, two workers
for PostgreSQL.
"""

from __future__ import annotations

import http.client
import json
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

from sqlalchemy import text

from ordertrail.app import open_context
from ordertrail.settings import Settings
from tests.benchmarks.filling import fill
from tests.cli.serving import serving
from tests.postgres import SAFE, running

CLIENTS = (1, 8, 32, 200)
ORDERS, EDITS = 100_000, 1_200

Order = tuple[str, str, int]


def _orders(settings: Settings) -> list[Order]:
    ctx = open_context(settings)
    fill(ctx.store, ORDERS)
    with ctx.store.read() as connection:
        rows = connection.execute(
            text("SELECT channel, channel_order_no, version FROM orders WHERE stage = 'paid' ORDER BY order_id")
        )
        found = [(channel, no, version) for channel, no, version in rows]
    ctx.store.close()
    return found


def _client(address: str, orders: Sequence[Order], taken: list[float]) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    for channel, no, version in orders:
        start = time.perf_counter()
        body = json.dumps({"to_stage": "preparing", "version": version})
        path = f"/api/orders/{channel}/{quote(no)}/stage"
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        taken.append((time.perf_counter() - start) * 1e3)
    connection.close()


def _round(address: str, orders: Iterator[Order], clients: int) -> str:
    edits = list(islice(orders, EDITS // 4 if clients == 1 else EDITS))
    taken: list[float] = []
    shares = [edits[place::clients] for place in range(clients)]
    threads = [threading.Thread(target=_client, args=(address, share, taken)) for share in shares]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    assert len(taken) == len(edits)
    taken.sort()
    p99 = taken[int(len(taken) * 0.99) - 1]
    return f"{len(edits) / seconds:.0f} | {statistics.median(taken):.0f} / {p99:.0f}"


def main() -> None:
    print("| engine | clients | edits/s | p50 / p99 ms |\n| --- | ---: | ---: | ---: |")
    with TemporaryDirectory(prefix="ordertrail-bench-") as name, running(SAFE) as server:
        for engine, url, words in (
            ("DuckDB", "", ()),
            ("PostgreSQL, 2 workers", server.database(), ("--workers", "2")),
        ):
            folder = Path(name) / engine[:4]
            folder.mkdir()
            orders = iter(_orders(Settings(data_dir=folder / "data", database_url=url)))
            with serving(folder / "data", *words, database_url=url) as served:
                _round(served.url, orders, 8)
                for clients in CLIENTS:
                    print(f"| {engine} | {clients} | {_round(served.url, orders, clients)} |", flush=True)


if __name__ == "__main__":
    main()
