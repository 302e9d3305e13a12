"""A process whose disk is full: ``python -m tests.crash.cramped HOW FOLDER`` prints what it was told, as JSON.

No file may grow past a limit, which is what a full disk looks like to whoever writes to it.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import text

from ordertrail.domain.errors import DomainError
from ordertrail.store.engine import Store
from tests.books import check_books, land_file, toggle

FREE = resource.RLIM_INFINITY
RAW = "INSERT INTO held_rows (import_id, file, reason, raw) SELECT 'x', 'f', 'r', md5(random()::TEXT) FROM range(40000)"


def limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, FREE))


def fill_log(store: Store, folder: Path) -> dict[str, Any]:
    """Edits until the log has no room, then with room again."""
    done, told = [], ""
    log = folder / "a.duckdb.wal"
    limit(log.stat().st_size + 10_000)
    while not told:
        try:
            done.append(toggle(store, "1", len(done) + 1))
        except DomainError as error:
            told = error.code
    orders = store.count_orders()
    limit(FREE)
    done.append(toggle(store, "1", len(done) + 1))
    check_books(store, done)
    return {"told": told, "orders": orders, "done": done}


def fill_file(store: Store, folder: Path) -> dict[str, Any]:
    """Bulk rows until a checkpoint has no room and fells the engine, beside a reader; then with room again."""
    done, told, seen, stop = [toggle(store, "1", 1)], "", set(), threading.Event()

    def look() -> None:
        while not stop.is_set():
            try:
                seen.add(str(store.count_orders()))
            except DomainError as error:
                seen.add(error.code)

    reader = threading.Thread(target=look)
    reader.start()
    limit(20_000_000)
    while told != "store_fallen":
        try:
            store.run(lambda uow: uow.connection.execute(text(RAW)))
        except DomainError as error:
            told = error.code
    limit(FREE)
    for version in (2, 3):
        done.append(toggle(store, "1", version))
    stop.set()
    reader.join()
    check_books(store, done)
    return {"told": told, "seen": sorted(seen), "done": done}


def main(how: str, folder: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = Store(folder / "a.duckdb", zone="Asia/Shanghai", base_currency="CNY")
    land_file(store, folder / "first.duckdb", "first", ["1", "2"])
    print(json.dumps({"log": fill_log, "file": fill_file}[how](store, folder)))
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
