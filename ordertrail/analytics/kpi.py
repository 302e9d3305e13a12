"""The six figures at the head of the overview, each with the period before, its course and its orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Literal

from sqlalchemy import (
    Connection,
    Double,
    Integer,
    RowMapping,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
)

from ordertrail.analytics.calendar import business_day, business_zone, day_begins
from ordertrail.analytics.conditions import conditions, without_days
from ordertrail.analytics.filters import Filters
from ordertrail.analytics.searching import sought
from ordertrail.analytics.terms import share_on_time, worked_out
from ordertrail.store.tables import orders

Number = int | float | None
Row = Mapping[Any, Any]

MOST_POINTS: Final = 31
PRESENT, PAST = 0, 1

_COUNTS: Final = ("orders", "sold", "due", "on_time", "untold", "late", "was_late", "fulfilled", "priced")
_EMPTY: Final[Row] = dict.fromkeys(_COUNTS, 0) | dict.fromkeys(("revenue", "lead", "first_day", "last_day"))


@dataclass(frozen=True)
class Kpi:
    """``value`` in its ``unit``: a count, base currency, a share of 1, or hours; None where nothing can be said.

    ``previous`` is the same for ``Filters.previous()``, None without one. ``good`` is the direction of good news.
    ``spark`` is the course over the period, the newest last. ``only`` narrows the filters to the ``count`` orders
    that stand behind the figure.
    """

    code: str
    value: Number
    previous: Number
    unit: Literal["count", "money", "ratio", "hours"]
    good: Literal["up", "down"]
    spark: list[Number]
    only: tuple[str, ...]
    count: int


def kpis(connection: Connection, filters: Filters, now: datetime) -> list[Kpi]:
    """The figures of the orders that pass ``filters`` at ``now`` (naive UTC)."""
    filters, among = sought(connection, filters)
    earlier = filters.previous()
    zone = business_zone(connection)
    then = min(now, day_begins(earlier.end + timedelta(days=1), zone)) if earlier and earlier.end else now
    present, past = _totals(connection, filters, earlier, now, then, among)
    figures = _figures(present)
    compared = _figures(past) | {"late_now": past["was_late"]} if earlier else dict.fromkeys(figures)
    course = [_figures(row) for row in _course(connection, filters, present, now, business_day(now, zone), among)]

    def kpi(code: str, unit: Any, good: Any, behind: str, *only: str) -> Kpi:
        spark = [point[code] for point in course]
        return Kpi(code, figures[code], compared[code], unit, good, spark, only, int(present[behind]))

    return [
        kpi("orders", "count", "up", "orders"),
        kpi("revenue", "money", "up", "sold", "sold"),
        kpi("average_order", "money", "up", "sold", "sold"),
        kpi("on_time", "ratio", "up", "due", "due"),
        kpi("late_now", "count", "down", "late", "late"),
        kpi("lead_time", "hours", "down", "fulfilled", "fulfilled"),
    ]


def _figures(row: Row) -> dict[str, Number]:
    revenue = row["revenue"] or Decimal(0)
    return {
        "orders": row["orders"],
        "revenue": float(revenue),
        "average_order": float(revenue / row["priced"]) if row["priced"] else None,
        "on_time": share_on_time(row["on_time"], row["due"], row["untold"]),
        "late_now": row["late"],
        "lead_time": None if row["lead"] is None else float(row["lead"]),
    }


def _summary(wanted: list[Any], key: Any, now: datetime, then: datetime) -> Any:
    """Query: a row for each value of ``key`` among the orders that fulfil ``wanted``."""
    row, terms = worked_out(wanted, key.label("key"))
    counts = {
        "sold": terms.sold,
        "due": terms.due(now),
        "on_time": terms.on_time,
        "untold": terms.untold,
        "late": terms.late(now),
        "was_late": terms.was_late(then),
        "fulfilled": terms.fulfilled,
    }
    return select(
        row.key,
        func.count().label("orders"),
        *(func.count().filter(condition).label(name) for name, condition in counts.items()),
        func.sum(row.base_total).filter(terms.sold).label("revenue"),
        func.count(row.base_total).filter(terms.sold).label("priced"),
        func.percentile_cont(literal_column("0.5")).within_group(terms.lead_hours).label("lead"),
        func.min(row.order_day).label("first_day"),
        func.max(row.order_day).label("last_day"),
    ).group_by(row.key)


def _rows(connection: Connection, query: Any) -> dict[int, RowMapping]:
    return {row["key"]: row for row in connection.execute(query).mappings()}


def _totals(
    connection: Connection,
    filters: Filters,
    earlier: Filters | None,
    now: datetime,
    then: datetime,
    among: Sequence[Any],
) -> tuple[Row, Row]:
    """The period's row and that of the one before, in one statement."""
    day = orders.c.order_day
    if earlier is None:
        found = _rows(connection, _summary([*conditions(filters, now), *among], literal(PRESENT), now, then))
    else:
        either = or_(*(day.between(each.start, each.end) for each in (filters, earlier)))
        period = case((day >= filters.start, PRESENT), else_=PAST)
        found = _rows(connection, _summary([*without_days(filters, now), *among, either], period, now, then))
    return found.get(PRESENT, _EMPTY), found.get(PAST, _EMPTY)


def _course(
    connection: Connection, filters: Filters, present: Row, now: datetime, today: date, among: Sequence[Any]
) -> list[Row]:
    """A row for each of at most ``MOST_POINTS`` equal spans of days, the last of which ends with the period or today.

    Days before the first whole span are left out.
    """
    start, end = filters.start or present["first_day"], filters.end or present["last_day"]
    if start is None or end is None:
        return []
    end = max(min(end, today), start)
    days = (end - start).days + 1
    width = _width(days)
    points = days // width
    day = orders.c.order_day
    days_ago = cast(type_coerce(literal(end) - day, Integer), Double)
    span = cast(func.floor(days_ago / width), Integer)
    wanted = [*without_days(filters, now), *among, day.between(end - timedelta(days=points * width - 1), end)]
    found = _rows(connection, _summary(wanted, span, now, now))
    return [found.get(ago, _EMPTY) for ago in reversed(range(points))]


def _width(days: int) -> int:
    """Days a point: 1, or whole weeks, so that weekends weigh the same in each."""
    if days <= MOST_POINTS:
        return 1
    return 7 * -(-days // (7 * MOST_POINTS))
