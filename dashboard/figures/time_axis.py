"""A time axis in the business zone with few ticks at round moments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ordertrail.i18n import tr

STEPS: Final = tuple(timedelta(hours=hours) for hours in (1, 2, 3, 6, 12)) + tuple(
    timedelta(days=days) for days in (1, 2, 3, 4, 7, 14, 28, 56, 91, 182, 364, 728, 1820, 3640)
)


@dataclass(frozen=True)
class Span:
    """A stretch of time, naive UTC."""

    start: datetime
    end: datetime

    def share(self, moment: datetime) -> float:
        """Where ``moment`` stands: 0 at the start, 1 at the end."""
        return (moment - self.start) / (self.end - self.start)


def wall(moment: datetime) -> str:
    """What the clock of the business zone shows at ``moment`` (naive UTC), as plotly reads it."""
    return tr().local(moment).replace(tzinfo=None).isoformat(sep=" ", timespec="milliseconds")


def milliseconds(start: datetime, end: datetime) -> float:
    """From ``start`` to ``end`` by the clock of the business zone."""
    t = tr()
    length = t.local(end).replace(tzinfo=None) - t.local(start).replace(tzinfo=None)
    return length / timedelta(milliseconds=1)


def ticks(span: Span, most: int) -> tuple[list[str], list[str]]:
    """Places and words of at most ``most`` ticks, each at a full hour or at midnight by the business zone's clock."""
    t = tr()
    start, end = (t.local(moment).replace(tzinfo=None) for moment in (span.start, span.end))
    step = next((step for step in STEPS if (end - start) / step <= most), STEPS[-1])
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    moment = midnight + max((start - midnight) // step, 0) * step
    while moment < start:
        moment += step
    found: list[datetime] = []
    while moment <= end and len(found) < most:
        found.append(moment)
        moment += step
    words = [_word(tick, step, before) for tick, before in zip(found, [None, *found], strict=False)]
    return [tick.isoformat(sep=" ") for tick in found], words


def _word(tick: datetime, step: timedelta, before: datetime | None) -> str:
    """The day; below a day also the hour, with the day only where it begins anew; the year where it changes."""
    is_new_year = before is not None and before.year != tick.year
    day = tr().day(tick.date(), "yMMMd" if is_new_year else "MMMd")
    if step >= timedelta(days=1):
        return day
    is_new_day = before is None or before.date() != tick.date()
    return f"{tick:%H:%M}<br>{day}" if is_new_day else f"{tick:%H:%M}"
