"""One bar over all that loading the demo does, made of what each step tells of itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from etl.run.progress import Progress

STEPS: Final = 100
# Measured shares of the time: writing the files, reading and comparing them, landing; the rest are deeds by hand.
_WRITTEN, _COMPARED, _LANDED = 23, 77, 89
_WITHIN_CHANNEL: Final = {"read": 0.0, "transform": 0.45, "compare": 0.75}


class Whole:
    """Passes on each step's Progress with ``done`` of STEPS over the whole; it never goes back."""

    def __init__(self, channels: int, tell: Callable[[Progress], None]) -> None:
        self._channels = channels
        self._tell = tell
        self._reached = 0
        self._compared = 0
        self._landed = 0
        self._before = ""

    def generated(self, label: str, done: int, total: int) -> None:
        """``done`` of ``total`` orders are written."""
        self._pass_on(Progress("generate", label), _WRITTEN * done / total if total else 0)

    def imported(self, progress: Progress) -> None:
        """A step of the import, channel by channel."""
        if progress.step == "land":
            share = self._landed / self._channels
            self._landed += 1
            self._pass_on(progress, _COMPARED + (_LANDED - _COMPARED) * share)
            return
        if self._before == "compare" and progress.step == "read":
            self._compared += 1
        self._before = progress.step
        read = 0.4 * progress.done / progress.total if progress.step == "read" and progress.total else 0.0
        channel = self._compared + _WITHIN_CHANNEL.get(progress.step, 0.0) + read
        self._pass_on(progress, _WRITTEN + (_COMPARED - _WRITTEN) * channel / self._channels)

    def landed(self) -> None:
        """All files are in."""
        self._pass_on(Progress("land"), _LANDED)

    def finished(self) -> None:
        self._pass_on(Progress("land"), STEPS)

    def _pass_on(self, progress: Progress, reached: float) -> None:
        self._reached = max(self._reached, min(round(reached), STEPS))
        self._tell(Progress(progress.step, progress.file, self._reached, STEPS))
