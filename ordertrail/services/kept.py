"""Answers that may be some minutes old, kept so that they are not worked out for every asker."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

T = TypeVar("T")

MOST: Final = 200


class Kept:
    """The last answers by their question; of more than ``MOST`` the oldest go."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()

    def get(self, question: Hashable, seconds: float, answer: Callable[[], T]) -> T:
        """The answer, at most ``seconds`` old. Two who ask at the same time may both work it out."""
        with self._lock:
            found = self._known.get(question)
        if found and self._clock() - found[0] < seconds:
            known: T = found[1]
            return known
        made = answer()
        with self._lock:
            self._known.pop(question, None)
            self._known[question] = (self._clock(), made)
            while len(self._known) > MOST:
                self._known.popitem(last=False)
        return made
