"""Keeps the index of terms of an embedded store up to date, beside all other work."""

from __future__ import annotations

import threading
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from ordertrail.domain.errors import DomainError
from ordertrail.store import terms
from ordertrail.store.engine import Store

# Seconds between two looks; looks after which even a few notes are worked off; notes that are not kept waiting.
PAUSE: Final = 2.0
PATIENCE: Final = 30
MANY: Final = 200


def bring_up(store: Store, stopped: threading.Event | None = None, *, blocks: int | None = None) -> int:
    """Work off all that is due, and sort the whole if it has become untidy; how many orders there were.

    ``blocks``: no more than so many steps are taken; the rest waits for the next process that looks after it.

    Each step is a transaction of its own, so that a process that is killed has lost one step at most.
    """
    done = 0
    with store.alone("terms") as mine:
        while mine and blocks != 0 and not (stopped and stopped.is_set()):
            blocks = None if blocks is None else blocks - 1
            count = store.run(lambda uow: terms.digest(uow.connection, terms.BLOCK), aside=True)
            done += count
            if count < terms.BLOCK:
                break
        if mine and done and not (stopped and stopped.is_set()):
            with store.read() as connection:
                untidy = terms.is_untidy(connection)
            if untidy:
                store.run(lambda uow: terms.tidy(uow.connection), aside=True)
    return done


def keep_terms(store: Store) -> None:
    """Look after the index in a thread of its own until the store is closed."""
    if not store.backend.serial:
        return
    stopped = threading.Event()
    thread = threading.Thread(target=_keep, args=(store, stopped), name="terms", daemon=True)

    def stop() -> None:
        stopped.set()

    store.before_close(stop)
    thread.start()


def _keep(store: Store, stopped: threading.Event) -> None:
    looks = 0
    while not stopped.wait(PAUSE):
        looks += 1
        try:
            with store.read() as connection:
                due = terms.count_due(connection)
            if due >= MANY or (due and looks >= PATIENCE):
                bring_up(store, stopped)
                looks = 0
        except (DomainError, SQLAlchemyError):
            # What is due stays so, and a search reads it as it is; the next look tries again.
            stopped.wait(PAUSE * PATIENCE)
