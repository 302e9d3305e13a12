"""Requests of many callers, handled together by one of them.

A commit costs the same for one change as for fifty. So whoever asks first handles all that wait, and then calls the
first of those that came meanwhile to do the same: no thread of its own, and a caller alone loses nothing.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

MOST: Final = 64

Handle = Callable[[Sequence[Any]], Sequence[Any]]


class _Seat:
    def __init__(self, request: Any) -> None:
        self.request = request
        self.called = threading.Event()
        self.outcome: Any = None
        self.settled = False


class Combiner:
    """``turn`` is held while requests are handled; at most ``MOST`` at once, in the order in which they came."""

    def __init__(self, turn: AbstractContextManager[Any]) -> None:
        self._turn = turn
        self._lock = threading.Lock()
        self._waiting: deque[_Seat] = deque()
        self._led = False

    def ask(self, request: Any, handle: Handle) -> Any:
        """What ``handle`` answers to the request; raised if it is an exception.

        ``handle`` gives one answer for each request of the list it gets. All callers must bring the same.
        """
        seat = _Seat(request)
        with self._lock:
            self._waiting.append(seat)
            leads, self._led = not self._led, True
        if not leads:
            seat.called.wait()
        if not seat.settled:
            self._lead(handle)
        if isinstance(seat.outcome, BaseException):
            raise seat.outcome
        return seat.outcome

    def _lead(self, handle: Handle) -> None:
        """Handle what waits, this caller's request being the first of it, and pass the lead on."""
        with self._turn:
            with self._lock:
                seats = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
            try:
                outcomes: Sequence[Any] = handle([seat.request for seat in seats])
            except BaseException as error:
                outcomes = [error] * len(seats)
        for seat, outcome in zip(seats, outcomes, strict=True):
            seat.outcome, seat.settled = outcome, True
            seat.called.set()
        with self._lock:
            self._led = bool(self._waiting)
            if self._led:
                self._waiting[0].called.set()
