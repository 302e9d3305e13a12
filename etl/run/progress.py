"""What a long import tells while it works, and how far the whole of it is."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from etl.read.containers import BETWEEN

# Seconds that a megabyte of a file takes in each step, on two cores; only their proportions matter once it runs.
COSTS: Final[Mapping[str, float]] = {
    "generate": 0.1,
    "receive": 0.01,
    "unpack": 0.02,
    "decode": 0.004,
    "read": 0.014,
    "parse": 0.03,
    "transform": 0.13,
    "compare": 0.12,
    "land": 0.2,
}
PREPARE: Final = ("decode", "read", "parse", "transform", "compare")
LAND: Final = ("land",)
_PER_FILE: Final = ("receive", "unpack", "decode", "read", "parse")
# Decoding may go over a file several times: each pass takes this share of what is left.
_EACH_PASS: Final = 0.6
_BY_CLOCK: Final = 0.8
_READING: Final = (("read", True), ("transform", True))
_MB: Final = 1 << 20


@dataclass(frozen=True)
class Progress:
    """``done`` of ``total`` within ``step`` (a key of ``COSTS``); total 0 is unknown.

    ``file`` is the name of the file at hand, empty where a step concerns all. ``rows`` and ``orders`` are those of
    the import at hand, 0 until they are known.
    """

    step: str
    file: str = ""
    done: int = 0
    total: int = 0
    rows: int = 0
    orders: int = 0


Tell = Callable[[Progress], None]


@dataclass(frozen=True)
class Standing:
    """How far a run is: ``share`` of the whole, 0 to 1; ``rate`` in rows a second; ``left`` in seconds, or None."""

    step: str = ""
    file: str = ""
    share: float = 0.0
    bytes: int = 0
    bytes_total: int = 0
    rows: int = 0
    orders: int = 0
    rate: int = 0
    left: int | None = None


@dataclass
class _Part:
    """One step of one file, or of all files of a group: what it costs, and how much of it is done."""

    step: str
    file: str
    cost: float
    began: float
    base: float = 0.0
    done: int = -1
    reached: float = 0.0
    since: float = 0.0
    shown: float = 0.0

    def hear(self, done: int, total: int, now: float) -> None:
        if total <= 0:
            return
        if done < self.done:
            self.base = self.reached
        self.done = done
        room = (1 - self.base) * (_EACH_PASS if self.step in ("unpack", "decode") else 1.0)
        reached = self.base + room * min(1.0, done / total)
        if reached > self.reached:
            self.reached, self.since = reached, now

    def share(self, now: float, seconds: float) -> float:
        """Where nothing is told for long, the clock moves it on, slower and slower."""
        found = self.reached
        if not found or self.step not in ("read", "receive"):
            waited = 1 - math.exp(-(now - (self.since or self.began)) / max(seconds, 0.05))
            found += (1 - found) * _BY_CLOCK * waited
        self.shown = max(self.shown, found)
        return self.shown


@dataclass
class Tracker:
    """Turns what is told into a share of the whole that never goes back.

    ``sizes``: bytes of each file by name; ``steps``: those that will come. ``clock`` gives seconds.
    """

    sizes: Mapping[str, int]
    steps: tuple[str, ...] = (*PREPARE, *LAND)
    clock: Callable[[], float] = time.monotonic
    _parts: list[_Part] = field(default_factory=list)
    _group: int = 0
    _ended: float = 0.0
    _share: float = 0.0
    _rows: dict[str, int] = field(default_factory=dict)
    _known: dict[str, int] = field(default_factory=dict)
    _orders: int = 0
    _over: float = 0.0

    def __post_init__(self) -> None:
        self._turn = threading.Lock()
        self._began = self.clock()
        self._groups: list[int] = []

    @property
    def total(self) -> int:
        return sum(self.sizes.values())

    def hear(self, told: Progress) -> None:
        """What a step tells; another step or file than before means that the one before has ended."""
        with self._turn:
            part = self._parts[-1] if self._parts else None
            if part is None or (part.step, part.file) != (told.step, told.file):
                part = self._begin(told)
            part.hear(told.done, told.total, self.clock())
            if told.step == "read":
                self._rows[told.file] = max(told.done, self._rows.get(told.file, 0))
                self._known[told.file] = told.total
            if told.rows and not self._known:
                self._rows[""] = self._known[""] = told.rows
            self._orders = max(self._orders, told.orders)

    def _begin(self, told: Progress) -> _Part:
        before = self._parts[-1] if self._parts else None
        if before:
            self._ended += before.cost
        # The cells of a file are parsed as soon as it is read; people need not know that from the rest.
        costs = "parse" if told.step == "transform" and told.file else told.step
        if told.step == "read" and (before is None or (before.step, bool(before.file)) not in _READING):
            self._group = 0
        size = self._size(told.file) if costs in _PER_FILE else self._group or self.total
        if told.step == "read":
            self._group += size
        if told.step == "compare":
            self._groups.append(self._group)
        if told.step == "land" and self._groups:
            size = self._groups.pop(0) or self.total
        again = any((each.step, each.file) == (told.step, told.file) for each in self._parts) and told.step == "unpack"
        cost = 0.0 if again else COSTS.get(costs, 0.1) * size / _MB
        part = _Part(told.step, told.file, cost, self.clock())
        self._parts.append(part)
        return part

    def _size(self, file: str) -> int:
        """Bytes of a file; of a table within one an equal part, as far as its neighbours are known by now."""
        if file in self.sizes:
            return self.sizes[file]
        outer = file.partition(BETWEEN)[0]
        if not file or outer not in self.sizes:
            return self.total
        within = {each.file for each in self._parts if each.file.startswith(outer + BETWEEN)} | {file}
        return self.sizes[outer] // len(within)

    def end(self) -> None:
        """All is done."""
        with self._turn:
            self._share, self._over = 1.0, self.clock()

    def standing(self) -> Standing:
        """How far it is now."""
        with self._turn:
            if not self._parts:
                return Standing(bytes_total=self.total)
            part, now = self._parts[-1], self._over or self.clock()
            elapsed = max(now - self._began, 0.001)
            whole = max(sum(COSTS[step] for step in self.steps) * self.total / _MB, self._ended + part.cost, 0.001)
            pace = (part.began - self._began) / self._ended if self._ended else 1.0
            within = part.share(now, part.cost * pace)
            share = min(0.99, (self._ended + part.cost * within) / whole)
            self._share = max(self._share, share)
            rows = sum(self._rows.values())
            known = self._share > 0.02 and elapsed > 1
            return Standing(
                step=part.step,
                file=part.file,
                share=round(self._share, 4),
                bytes=self._bytes(part, within),
                bytes_total=self.total,
                rows=rows,
                orders=self._orders,
                rate=int(sum(self._known.values()) * self._share / elapsed) if known else 0,
                left=math.ceil(elapsed * (1 - self._share) / self._share) if known else None,
            )

    def _bytes(self, part: _Part, within: float) -> int:
        """Bytes that have been received or read; all once that is over."""
        counted = "receive" if part.step == "receive" else "read"
        if self._over:
            return self.total
        if part.step in ("unpack", "decode"):
            counted = part.step
        elif part.step != counted:
            return self.total
        before = {each.file for each in self._parts if each.step == counted} - {part.file}
        return min(self.total, sum(map(self._size, before)) + int(self._size(part.file) * within))


class Teller:
    """Hands on what is told, and what is done of the present step, at most every ``pause`` seconds."""

    def __init__(self, *tells: Tell, pause: float = 0.1, clock: Callable[[], float] = time.monotonic) -> None:
        self._tells = tells
        self._pause = pause
        self._clock = clock
        self._last = Progress("")
        self._at = -math.inf

    def __call__(self, told: Progress) -> None:
        new = (told.step, told.file) != (self._last.step, self._last.file)
        rows, orders = told.rows or self._last.rows, told.orders or self._last.orders
        self._last = replace(told, rows=rows, orders=orders)
        now = self._clock()
        if not new and now - self._at < self._pause and told.done < (told.total or math.inf):
            return
        self._at = now
        for tell in self._tells:
            tell(self._last)

    def done_of(self, done: int, total: int) -> None:
        """So much of the present step is done."""
        self(replace(self._last, done=done, total=total))
