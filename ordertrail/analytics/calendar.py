"""Days of the business calendar: presets, the period before, buckets."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from ordertrail.store.tables import meta

Period = tuple[date, date]

ALL: Final = "all"
DEFAULT_PRESET: Final = "30d"
BUCKETS: Final = ("day", "week", "month")


def _last_days(count: int) -> Callable[[date], Period]:
    return lambda today: (today - timedelta(days=count - 1), today)


# Each ends with today. 12m begins with a month, so that its bars by month are whole ones.
PRESETS: Final[Mapping[str, Callable[[date], Period] | None]] = {
    "today": _last_days(1),
    "7d": _last_days(7),
    "30d": _last_days(30),
    "90d": _last_days(90),
    "12m": lambda today: (add_months(today.replace(day=1), -11), today),
    ALL: None,
}


def add_months(day: date, count: int) -> date:
    """The same day ``count`` months later, or that month's last. Raises ValueError outside the calendar."""
    months = day.year * 12 + day.month - 1 + count
    first = date(months // 12, months % 12 + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))


def month_end(day: date) -> date:
    """Last day of the month of ``day``."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def before(start: date, end: date, preset: str = "") -> Period | None:
    """The period to compare with; None where the calendar has none.

    12m: the same days a year earlier. Whole months: as many whole months. Else as many days, ending the day before.
    """
    try:
        if preset == "12m":
            return add_months(start, -12), add_months(end, -12)
        if start.day == 1 and end == month_end(end):
            count = (end.year - start.year) * 12 + end.month - start.month + 1
            return add_months(start, -count), start - timedelta(days=1)
        return start - timedelta(days=(end - start).days + 1), start - timedelta(days=1)
    except (OverflowError, ValueError):
        return None


def bucket_start(day: date, bucket: str) -> date:
    """First day of the day, week (from Monday) or month that holds ``day``."""
    if bucket == "month":
        return day.replace(day=1)
    return date.fromordinal(max(day.toordinal() - day.weekday(), 1)) if bucket == "week" else day


def buckets(start: date, end: date, bucket: str) -> Iterator[date]:
    """First days of all buckets from that of ``start`` to that of ``end``."""
    first = bucket_start(start, bucket)
    if bucket == "month":
        for count in range((end.year - first.year) * 12 + end.month - first.month + 1):
            yield add_months(first, count)
        return
    for ordinal in range(first.toordinal(), end.toordinal() + 1, 7 if bucket == "week" else 1):
        yield date.fromordinal(ordinal)


def business_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day of a naive UTC moment."""
    return moment.replace(tzinfo=UTC).astimezone(zone).date()


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day, as naive UTC. Raises OverflowError at the ends of the calendar."""
    return datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)


def business_zone(connection: Connection) -> ZoneInfo:
    """The zone whose days the store keeps."""
    return ZoneInfo(connection.execute(select(meta.c.value).where(meta.c.key == "zone")).scalar_one())
