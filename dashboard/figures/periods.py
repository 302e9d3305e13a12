"""Buckets of time in words and on axes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil, floor, log10

from ordertrail.i18n import tr

MOST_TICKS = 5
MOST_DAYS = 4  # names of days take more room


def bucket_end(start: date, bucket: str) -> date:
    """Last day of the day, week or month that begins on ``start``."""
    if bucket == "month":
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return start + timedelta(days=6 if bucket == "week" else 0)


def is_cut(start: date, bucket: str, first: date | None, last: date | None) -> bool:
    """The bucket reaches out of the period ``first`` to ``last`` (None: open)."""
    return bool(first and start < first) or bool(last and bucket_end(start, bucket) > last)


def is_running(start: date, bucket: str, today: date) -> bool:
    """The bucket is not over on ``today``."""
    return bucket_end(start, bucket) >= today


def bucket_words(start: date, bucket: str) -> str:
    """'Thu, Nov 5, 2026', 'Nov 2 – Nov 8' or 'Nov 2026'."""
    t = tr()
    if bucket == "month":
        return t.day(start, "yMMM")
    if bucket == "week":
        return t.t("filter.between", start=t.day(start, "MMMd"), end=t.day(bucket_end(start, bucket), "MMMd"))
    return t.day(start, "yMMMEd")


def time_ticks(starts: Sequence[date], bucket: str) -> tuple[list[str], list[str]]:
    """At most four evenly spread buckets of a category axis, and their words."""
    step = max(1, ceil(len(starts) / MOST_DAYS))
    shown = starts[(len(starts) - 1) % step :: step]
    fields = "yMMM" if bucket == "month" else "MMMd"
    return [day.isoformat() for day in shown], [tr().day(day, fields) for day in shown]


def amount_ticks(top: float) -> tuple[list[float], list[str]]:
    """Round numbers from 0 that reach ``top`` in at most five steps of 1, 2 or 5 times a power of ten; whole ones."""
    if top <= 0:
        return [0.0], [tr().compact(0)]
    least = top / (MOST_TICKS - 1)
    power = 10.0 ** floor(log10(least))
    step = max(1.0, next(power * each for each in (1, 2, 5, 10) if power * each >= least * 0.999))
    values = [step * count for count in range(ceil(top / step * 0.999) + 1)]
    return values, [tr().compact(value) for value in values]
