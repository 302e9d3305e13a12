"""Tells open screens, after a commit, what has changed."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

MOST_WAITING = 1000


@dataclass(frozen=True)
class Change:
    """One order's new state."""

    order_id: str
    channel: str
    channel_order_no: str
    version: int
    stage: str

    def to_json(self) -> dict[str, Any]:
        return {
            "channel": self.channel,
            "no": self.channel_order_no,
            "version": self.version,
            "stage": self.stage,
        }


@dataclass(frozen=True)
class BulkChange:
    """Many orders changed at once; ``what`` names the deed."""

    what: str

    def to_json(self) -> dict[str, Any]:
        return {"bulk": self.what}


class Subscription:
    """One listener's queue. ``sequence`` is the point up to which it has been told."""

    def __init__(self, feed: ChangeFeed) -> None:
        self._feed = feed
        self._waiting: deque[tuple[int, dict[str, Any]]] = deque(maxlen=MOST_WAITING)
        self._ready = threading.Condition()
        self._overrun = False
        self.sequence = feed.sequence

    def get(self, timeout: float | None = None) -> list[dict[str, Any]]:
        """All changes since the last call; empty after ``timeout`` seconds without any."""
        with self._ready:
            if not self._waiting:
                self._ready.wait(timeout)
            found = [change for _, change in self._waiting]
            if self._waiting:
                self.sequence = self._waiting[-1][0]
            if self._overrun:
                found.insert(0, BulkChange("overrun").to_json())
            self._waiting.clear()
            self._overrun = False
            return found

    def put(self, sequence: int, changes: list[dict[str, Any]]) -> None:
        """Queue changes; a listener that is far behind is told to look at everything anew."""
        with self._ready:
            self._overrun = self._overrun or len(self._waiting) + len(changes) > MOST_WAITING
            self._waiting.extend((sequence, change) for change in changes)
            self._ready.notify_all()

    def close(self) -> None:
        """Listen no longer."""
        self._feed.forget(self)


class ChangeFeed:
    """Numbers each batch of changes. ``boot_id`` differs after each start, and the count begins anew."""

    def __init__(self) -> None:
        self.boot_id = uuid4().hex
        self._lock = threading.Lock()
        self._sequence = 0
        self._listeners: set[Subscription] = set()

    @property
    def sequence(self) -> int:
        """Number of the last batch."""
        return self._sequence

    def publish(self, changes: Sequence[Change | BulkChange]) -> None:
        """Tell every listener. Call only after the commit."""
        if not changes:
            return
        told = [change.to_json() for change in changes]
        with self._lock:
            self._sequence += 1
            for listener in self._listeners:
                listener.put(self._sequence, told)

    def subscribe(self) -> Subscription:
        """A queue that is told everything from now on."""
        with self._lock:
            listener = Subscription(self)
            self._listeners.add(listener)
            return listener

    def forget(self, listener: Subscription) -> None:
        with self._lock:
            self._listeners.discard(listener)
