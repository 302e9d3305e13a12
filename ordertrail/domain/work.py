"""Long work that can be broken off from outside, and that tells how far its present step is.

The work is at hand wherever its thread is, as the language is, so that no function between has to pass it on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from ordertrail.domain.errors import DomainError

Stop = Callable[[], object]
Told = Callable[[int, int], object]


class Cancelled(DomainError):
    """The work was broken off before it had changed anything for good."""

    def __init__(self) -> None:
        super().__init__("work_cancelled")


class Work:
    """One long work. ``told`` hears how much of the present step is done, and of how much.

    ``name`` is in the names of all files and folders that are made for it, so that they are known should it die.
    ``made`` are the imports that it has written into the history.
    """

    def __init__(self, told: Told | None = None, name: str = "") -> None:
        self.told = told
        self.name = name
        self.made: list[str] = []
        self._asked = threading.Event()
        self._turn = threading.RLock()
        self._stops: list[Stop] = []

    @property
    def cancelled(self) -> bool:
        return self._asked.is_set()

    def cancel(self) -> None:
        """Break off what the work is at. Called again it breaks off what has been begun since."""
        with self._turn:
            self._asked.set()
            for stop in self._stops:
                stop()

    def check(self) -> None:
        """Raise Cancelled if the work is to end."""
        if self._asked.is_set():
            raise Cancelled

    @contextmanager
    def breakable(self, stop: Stop) -> Iterator[None]:
        """While inside, ``stop`` (called from another thread) breaks off what this thread is at.

        Raises Cancelled, also at the end: what follows (a commit) is either never begun or never broken off.
        """
        with self._turn:
            self.check()
            self._stops.append(stop)
        try:
            yield
        finally:
            with self._turn:
                self._stops.remove(stop)
            self.check()


_present: ContextVar[Work | None] = ContextVar("work", default=None)


def present_work() -> Work | None:
    """The work that this thread is at; None where nobody can break it off."""
    return _present.get()


def work_name() -> str:
    """The name of the present work; empty without one."""
    work = _present.get()
    return work.name if work else ""


@contextmanager
def at_work(work: Work) -> Iterator[Work]:
    """All that is called inside belongs to ``work``."""
    token = _present.set(work)
    try:
        yield work
    finally:
        _present.reset(token)


@contextmanager
def breakable(stop: Stop) -> Iterator[None]:
    """As ``Work.breakable`` of the present work; without one nothing is broken off."""
    work = _present.get()
    if work is None:
        yield
        return
    with work.breakable(stop):
        yield


def done_of(done: int, total: int) -> None:
    """So much of the present step is done. Raises Cancelled if the work is to end."""
    work = _present.get()
    if work:
        work.check()
        if work.told:
            work.told(done, total)


def made(import_id: str) -> None:
    """The present work has written the import into the history; if it is broken off, that must be told there."""
    work = _present.get()
    if work and import_id not in work.made:
        work.made.append(import_id)
