"""How many orders a day brings and at what hour: growth, weekdays, festivals."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Final, Literal

Audience = Literal["china", "abroad", "business"]

MONTHS: Final = 18
# Orders of the last day against those of the first, by growth alone.
GROWTH: Final = 2.4

# First day of the lunar year.
_NEW_YEAR: Final = {
    2024: date(2024, 2, 10), 2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2027: date(2027, 2, 6),
    2028: date(2028, 1, 26), 2029: date(2029, 2, 13), 2030: date(2030, 2, 3), 2031: date(2031, 1, 23),
}  # fmt: skip

_WEEK: Final[dict[Audience, tuple[float, ...]]] = {
    "china": (0.92, 0.90, 0.92, 0.96, 1.02, 1.16, 1.12),
    "abroad": (0.98, 0.94, 0.93, 0.95, 0.98, 1.08, 1.14),
    "business": (1.25, 1.25, 1.20, 1.20, 1.05, 0.10, 0.05),
}

# (month, first day, last day, factor on the first, factor on the last)
_FESTIVALS: Final[dict[Audience, tuple[tuple[int, int, int, float, float], ...]]] = {
    "china": (
        (3, 5, 8, 1.2, 1.7), (6, 1, 1, 2.0, 2.0), (6, 2, 16, 1.2, 1.6), (6, 17, 17, 2.2, 2.2), (6, 18, 18, 4.2, 4.2),
        (6, 19, 23, 0.75, 0.9), (9, 9, 9, 1.4, 1.4), (10, 1, 7, 0.8, 0.85), (10, 20, 31, 1.1, 1.5),
        (11, 1, 1, 2.8, 2.8), (11, 2, 9, 1.5, 1.9), (11, 10, 10, 2.8, 2.8), (11, 11, 11, 12.5, 12.5),
        (11, 12, 13, 0.9, 0.8), (11, 14, 20, 0.75, 0.9), (12, 12, 12, 2.4, 2.4),
    ),
    "abroad": (
        (1, 3, 31, 0.85, 0.9), (7, 8, 11, 1.6, 1.6), (12, 2, 17, 1.4, 1.9), (12, 18, 23, 1.1, 0.8),
        (12, 24, 26, 0.45, 0.5),
    ),
    "business": (
        (1, 1, 1, 0.1, 0.1), (3, 24, 31, 1.2, 1.4), (5, 1, 5, 0.1, 0.15), (6, 20, 30, 1.2, 1.4),
        (9, 5, 25, 1.2, 1.5), (10, 1, 7, 0.05, 0.1), (12, 15, 31, 1.2, 1.5),
    ),
}  # fmt: skip

# (first day, last day, factor on the first, factor on the last), days counted from the lunar new year
_AROUND_NEW_YEAR: Final[dict[Audience, tuple[tuple[int, int, float, float], ...]]] = {
    "china": ((-30, -11, 1.2, 1.6), (-10, -4, 1.2, 0.5), (-3, 4, 0.22, 0.25), (5, 9, 0.45, 0.8)),
    "abroad": (),
    "business": ((-40, -12, 1.3, 1.6), (-11, -7, 0.8, 0.3), (-6, 8, 0.03, 0.06), (9, 14, 0.6, 0.9)),
}

# The same, counted from Thanksgiving: the day after is Black Friday, the fourth Cyber Monday.
_AROUND_THANKSGIVING: Final = ((-7, 0, 1.1, 1.4), (1, 1, 4.4, 4.4), (2, 3, 2.4, 2.2), (4, 4, 3.6, 3.6))

_HOURS: Final[dict[Audience, tuple[float, ...]]] = {
    "china": (
        2.2, 1.0, 0.5, 0.3, 0.2, 0.3, 0.7, 1.5, 2.6, 3.6, 4.6, 4.6, 4.8, 4.6, 4.4, 4.4, 4.4, 4.3, 4.6, 5.8, 7.6, 8.6,
        8.2, 5.2,
    ),
    "abroad": (
        1.6, 0.8, 0.5, 0.3, 0.3, 0.5, 1.2, 2.2, 3.2, 4.0, 4.6, 4.8, 5.0, 4.8, 4.6, 4.4, 4.4, 4.6, 5.2, 6.4, 7.4, 7.6,
        6.0, 3.4,
    ),
    "business": (
        0, 0, 0, 0, 0, 0, 0, 0.2, 3, 9, 12, 11, 4, 6, 11, 12, 11, 8, 3, 1, 0.4, 0.2, 0, 0,
    ),
}  # fmt: skip
# On the two great sale days in China the rush is at midnight.
_MIDNIGHT: Final = ((11, 1), (11, 11), (6, 1), (6, 18))
_MIDNIGHT_RUSH: Final = 14.0
_NIGHT: Final = 0.08


def first_day(today: date) -> date:
    """The day on which the demo begins: as many months back as MONTHS, never a day that the month lacks."""
    months = today.year * 12 + today.month - 1 - MONTHS
    return date(months // 12, months % 12 + 1, min(today.day, 28))


def day_factor(day: date, audience: Audience) -> float:
    """Orders of a day against a usual one, without growth."""
    return _WEEK[audience][day.weekday()] * _season(day, audience)


def _season(day: date, audience: Audience) -> float:
    if audience == "abroad" and (sale := _around(_thanksgiving(day.year), day, _AROUND_THANKSGIVING)):
        return sale
    factor = _around(_NEW_YEAR.get(day.year), day, _AROUND_NEW_YEAR[audience]) or 1.0
    for month, first, last, start, end in _FESTIVALS[audience]:
        if day.month == month and first <= day.day <= last:
            factor *= _between(day.day, first, last, start, end)
    return factor


def strain(day: date, audience: Audience) -> float:
    """How much slower parcels travel that were ordered on a day."""
    if audience == "abroad":
        return 1.15 if -1 <= (day - _thanksgiving(day.year)).days <= 5 or (day.month, day.day) >= (12, 14) else 1.0
    new_year = _NEW_YEAR.get(day.year)
    if new_year and -5 <= (day - new_year).days <= 4:
        return 1.55
    if (day.month == 11 and 10 <= day.day <= 13) or (day.month == 6 and 17 <= day.day <= 19):
        return 1.2
    return 1.0


def spread(count: int, days: Sequence[date], audience: Audience, rng: Random, today: date) -> list[int]:
    """``count`` orders over ``days`` in their rhythm, with some chance; the sum is exactly ``count``.

    Of ``today``, if it is among them, only the night has passed.
    """
    last = max(len(days) - 1, 1)
    weights = [
        (_NIGHT if day == today else 1)
        * day_factor(day, audience)
        * GROWTH ** (position / last)
        * rng.lognormvariate(0, 0.12)
        for position, day in enumerate(days)
    ]
    whole = sum(weights)
    edges = [round(count * edge / whole) for edge in accumulate(weights)]
    return [edge - before for edge, before in zip(edges, [0, *edges[:-1]], strict=True)]


def hours(day: date, audience: Audience) -> list[float]:
    """Running sums of the weights of a day's 24 hours."""
    weights = list(_HOURS[audience])
    if audience == "china" and (day.month, day.day) in _MIDNIGHT:
        weights[0] = _MIDNIGHT_RUSH
    return list(accumulate(weights))


def second_of_day(running: Sequence[float], rng: Random) -> float:
    """A second of the day, by the hour weights of ``hours``."""
    return 3600 * (bisect(running, rng.random() * running[-1]) + rng.random())


def days_until(today: date) -> list[date]:
    """All days of the demo, today the last."""
    first = first_day(today)
    return [first + timedelta(days=number) for number in range((today - first).days + 1)]


def _thanksgiving(year: int) -> date:
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 21)


def _around(anchor: date | None, day: date, ramps: Sequence[tuple[int, int, float, float]]) -> float | None:
    if anchor is None:
        return None
    distance = (day - anchor).days
    for first, last, start, end in ramps:
        if first <= distance <= last:
            return _between(distance, first, last, start, end)
    return None


def _between(position: int, first: int, last: int, start: float, end: float) -> float:
    return start if first == last else start + (end - start) * (position - first) / (last - first)
