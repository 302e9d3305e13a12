"""A process that is meant to be killed: ``python -m tests.crash.worker DEED TARGET FOLDER LEDGER``.

It writes a line to LEDGER after each change that it was told is done: ``edit no version stage``, ``import name``,
``backup name``. ``ready`` stands there as soon as it is at work.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from ordertrail.domain.errors import DomainError, StaleEdit, StoreDown
from ordertrail.store.archive_write import write_archive
from ordertrail.store.engine import Store
from tests.books import NOW, land_file, toggle

ORDERS = [str(number) for number in range(12)]
NEW = 30
CLERKS = 4


def new_numbers(name: str) -> list[str]:
    """The orders that are new in the file ``name``."""
    return [f"{name}-{number}" for number in range(NEW)]


class Worker:
    def __init__(self, target: str, folder: Path, ledger: Path) -> None:
        self._folder = folder
        self._ledger = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._target: Any = target if "://" in target else Path(target)

    def note(self, *words: Any) -> None:
        """One write, which a killed process has made or has not."""
        os.write(self._ledger, (" ".join(map(str, words)) + "\n").encode())

    def open(self) -> Store:
        return Store(self._target, zone="Asia/Shanghai", base_currency="CNY", upgrade=True)

    def clerk(self, store: Store) -> Callable[[], None]:
        seen = dict.fromkeys(ORDERS, 1)

        def edit() -> None:
            no = random.choice(ORDERS)
            try:
                _, seen[no], stage = toggle(store, no, seen[no])
            except StaleEdit as stale:
                seen[no] = stale.current["version"]
            else:
                self.note("edit", no, seen[no], stage)

        return edit

    def importer(self, store: Store) -> Callable[[], None]:
        names: Iterator[str] = (f"f{os.getpid()}-{number}" for number in count())

        def land() -> None:
            name = next(names)
            land_file(store, self._folder / f"{name}.duckdb", name, [*ORDERS, *new_numbers(name)], city=name)
            self.note("import", name)

        return land

    def backup(self, store: Store) -> Callable[[], None]:
        names = (f"b{os.getpid()}-{number}.zip" for number in count())

        def write() -> None:
            name = next(names)
            write_archive(store, self._folder / name, taken_at=NOW)
            self.note("backup", name)

        return write

    def work(self, deed: str) -> None:
        """Until it is killed. A store that is down or busy is asked again."""
        if deed == "migrate":
            self.note("ready")
            self.open().close()
            return
        store = self.open()
        deeds = [self.clerk(store) for _ in range(CLERKS)]
        deeds += {"edit": [], "import": [self.importer(store)], "backup": [self.backup(store)]}[deed]
        for each in deeds:
            threading.Thread(target=_for_ever, args=(each,)).start()
        self.note("ready")


def _for_ever(work: Callable[[], None]) -> None:
    while True:
        try:
            work()
        except StoreDown:
            time.sleep(0.05)
        except DomainError as error:
            assert error.code in ("store_busy", "store_unreachable"), error


if __name__ == "__main__":
    Worker(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])).work(sys.argv[1])
