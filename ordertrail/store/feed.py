"""Tells open screens, after a commit, what has changed, in the order of the store's own numbers."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from ordertrail.domain.order import order_id

MOST_WAITING = 1000


@dataclass(frozen=True)
class Change:
    """One order's new state."""

    channel: str
    channel_order_no: str
    version: int
    stage: str

    @property
    def key(self) -> UUID:
        """What the change is kept under: the order's key, so that both lie in one shard."""
        return order_id(self.channel, self.channel_order_no)

    def to_json(self) -> dict[str, Any]:
        return {"channel": self.channel, "no": self.channel_order_no, "version": self.version, "stage": self.stage}


@dataclass(frozen=True)
class BulkChange:
    """Many orders changed at once; ``what`` names the deed.

    Of an import it also says which, and whether it is ``quiet``: then nobody is to be told of its orders.
    """

    what: str
    import_id: str | None = None
    quiet: bool = False

    @property
    def key(self) -> UUID:
        """A key of its own, since no single order stands behind it."""
        return uuid4()

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"bulk": self.what}
        if self.import_id:
            told["import_id"] = self.import_id
        return told | {"quiet": True} if self.quiet else told


Numbered = tuple[int, dict[str, Any]]


class Subscription:
    """One listener's queue. ``sequence`` is the number up to which it has been told."""

    def __init__(self, feed: ChangeFeed) -> None:
        self._feed = feed
        self._waiting: deque[Numbered] = deque(maxlen=MOST_WAITING)
        self._ready = threading.Condition()
        self._overrun = False
        self.sequence = feed.sequence

    def get(self, timeout: float | None = None) -> list[dict[str, Any]]:
        """All changes since the last call; empty after ``timeout`` seconds without any."""
        with self._ready:
            if not self._waiting and timeout != 0:
                self._ready.wait(timeout)
            found = [change for number, change in self._waiting if number > self.sequence]
            if self._waiting:
                self.sequence = max(self.sequence, self._waiting[-1][0])
            if self._overrun:
                found.insert(0, BulkChange("overrun").to_json())
            self._waiting.clear()
            self._overrun = False
            return found

    def told(self, number: int) -> None:
        """The listener has learnt in another way what happened up to ``number``; it is not told that again."""
        with self._ready:
            self.sequence = max(self.sequence, number)

    def put(self, changes: Sequence[Numbered]) -> None:
        """Queue changes; a listener that is far behind is told to look at everything anew."""
        with self._ready:
            self._overrun = self._overrun or len(self._waiting) + len(changes) > MOST_WAITING
            self._waiting.extend(changes)
            self._ready.notify_all()

    def close(self) -> None:
        """Listen no longer."""
        self._feed.forget(self)


class ChangeFeed:
    """Passes numbered changes on. ``store_id`` names the store whose numbers they are."""

    def __init__(self) -> None:
        self.store_id = ""
        self._lock = threading.Lock()
        self._sequence = 0
        self._listeners: set[Subscription] = set()

    @property
    def sequence(self) -> int:
        """Number of the last change that was told."""
        return self._sequence

    def begin(self, store_id: str, sequence: int) -> None:
        """Start from where the store stands."""
        self.store_id, self._sequence = store_id, sequence

    def tell(self, changes: Sequence[Numbered]) -> None:
        """Tell every listener. Call only after the commit, with ascending numbers."""
        if not changes:
            return
        with self._lock:
            self._sequence = changes[-1][0]
            for listener in self._listeners:
                listener.put(changes)

    def subscribe(self) -> Subscription:
        """A queue that is told everything from now on."""
        with self._lock:
            listener = Subscription(self)
            self._listeners.add(listener)
            return listener

    def forget(self, listener: Subscription) -> None:
        with self._lock:
            self._listeners.discard(listener)
