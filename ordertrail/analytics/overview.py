"""The frames behind the overview's charts and tables.

Revenue is the sum of ``base_total`` of orders that are not cancelled, in the base currency.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

import pandas as pd
from sqlalchemy import Connection, Date, case, cast, func, literal_column, select

from ordertrail.analytics.calendar import buckets
from ordertrail.analytics.conditions import CHINA, place
from ordertrail.analytics.filters import ABROAD, CHINA_UNKNOWN, UNKNOWN, Filters
from ordertrail.analytics.kpi import Kpi, kpis
from ordertrail.analytics.searching import wanted
from ordertrail.analytics.terms import order_terms, share_on_time, worked_out
from ordertrail.domain.own_words import channel_codes
from ordertrail.domain.workflow_templates import workflows
from ordertrail.store.tables import orders

__all__ = [
    "Kpi", "channel_table", "country_counts", "data_age", "kpis", "place_gaps", "province_counts", "stage_counts",
    "trend",
]  # fmt: skip

MOST_BUCKETS: Final = 1500

_o = orders.c
_ORDERS: Final = func.count().label("orders")


def _revenue() -> Any:
    return func.sum(_o.base_total).filter(order_terms().sold).label("revenue")


def data_age(connection: Connection) -> datetime | None:
    """When an order last changed, naive UTC; None in an empty store."""
    moment: datetime | None = connection.execute(select(func.max(_o.updated_at))).scalar_one()
    return moment


def trend(connection: Connection, filters: Filters, now: datetime, bucket: str, split: str) -> pd.DataFrame:
    """[bucket_start (date), key, orders, revenue]: each bucket (day, week from Monday, month) of the period with each
    key that occurs in it, a channel or a stage as ``split`` says.

    Without start or end the orders' own days count. Buckets of a period too long to draw are given where they
    hold orders.
    """
    column = {"channel": _o.channel, "stage": _o.stage}[split]
    begin: Any = _o.order_day if bucket == "day" else cast(func.date_trunc(bucket, _o.order_day), Date)
    found = {
        (start, key): (count, _money(revenue))
        for start, key, count, revenue in connection.execute(
            select(begin.label("bucket_start"), column, _ORDERS, _revenue())
            .where(*wanted(connection, filters, now))
            .group_by(literal_column("1"), column)
        )
    }
    keys = sorted(
        {key for _, key in found}, key=_place_in(channel_codes() if split == "channel" else workflows().codes())
    )
    days = _span({start for start, _ in found}, filters, bucket)
    rows = [(day, key, *found.get((day, key), (0, 0.0))) for day in days for key in keys]
    return _frame(rows, "bucket_start", "key", "orders", "revenue")


def _span(present: set[date], filters: Filters, bucket: str) -> list[date]:
    if not present:
        return []
    first, last = min(present), max(present)
    wide = filters.start or first, filters.end or last
    for start, end in (wide, (first, last)):
        if (end - start).days // {"day": 1, "week": 7, "month": 28}[bucket] < MOST_BUCKETS:
            return list(buckets(start, end, bucket))
    return sorted(present)


def stage_counts(connection: Connection, filters: Filters, now: datetime) -> pd.DataFrame:
    """[stage, orders] in the order of the workflow, stages without orders left out."""
    query = select(_o.stage, _ORDERS).where(*wanted(connection, filters, now)).group_by(_o.stage)
    rows = sorted((tuple(row) for row in connection.execute(query)), key=_first_in(workflows().codes()))
    return _frame(rows, "stage", "orders")


def province_counts(connection: Connection, filters: Filters, now: datetime) -> pd.DataFrame:
    """[region, orders, revenue] of China's provinces that have orders."""
    return _places(connection, _o.region, "region", [*wanted(connection, filters, now), _o.region.like("CN-%")])


def country_counts(connection: Connection, filters: Filters, now: datetime) -> pd.DataFrame:
    """[country, orders, revenue]; all of China is CN, no known country is 'unknown'."""
    country = case((_o.country.in_(CHINA), "CN"), else_=func.coalesce(_o.country, UNKNOWN))
    return _places(connection, country, "country", wanted(connection, filters, now))


def _places(connection: Connection, column: Any, name: str, those: list[Any]) -> pd.DataFrame:
    query = select(column.label(name), _ORDERS, _revenue()).where(*those).group_by(literal_column("1"))
    rows = [(code, count, _money(revenue)) for code, count, revenue in connection.execute(query)]
    return _frame(sorted(rows), name, "orders", "revenue")


def place_gaps(connection: Connection, filters: Filters, now: datetime) -> dict[str, int]:
    """Orders that the map of China cannot show, by region code of the filters: unknown, CN-unknown, abroad."""
    codes = (UNKNOWN, CHINA_UNKNOWN, ABROAD)
    counts = [func.count().filter(place(code)).label(code) for code in codes]
    row = connection.execute(select(*counts).where(*wanted(connection, filters, now))).one()
    return dict(zip(codes, row, strict=True))


def channel_table(connection: Connection, filters: Filters, now: datetime) -> pd.DataFrame:
    """[channel, orders, revenue, aov, on_time, late_now]: average order, share of kept promises and orders late now,
    as in ``kpis``; NaN where nothing can be said."""
    row, terms = worked_out(wanted(connection, filters, now), _o.channel)
    query = select(
        row.channel,
        _ORDERS,
        func.sum(row.base_total).filter(terms.sold).label("revenue"),
        func.count(row.base_total).filter(terms.sold).label("priced"),
        func.count().filter(terms.on_time).label("on_time"),
        func.count().filter(terms.due(now)).label("due"),
        func.count().filter(terms.untold).label("untold"),
        func.count().filter(terms.late(now)).label("late"),
    ).group_by(row.channel)
    rows = [
        (
            row.channel,
            row.orders,
            _money(row.revenue),
            float(row.revenue / row.priced) if row.priced else float("nan"),
            _or_nan(share_on_time(row.on_time, row.due, row.untold)),
            row.late,
        )
        for row in connection.execute(query)
    ]
    rows.sort(key=_first_in(channel_codes()))
    return _frame(rows, "channel", "orders", "revenue", "aov", "on_time", "late_now")


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _money(value: Any) -> float:
    return float(value or 0)


def _place_in(codes: Sequence[str]) -> Any:
    return lambda code: (codes.index(code) if code in codes else len(codes), code)


def _first_in(codes: Sequence[str]) -> Any:
    place_of = _place_in(codes)
    return lambda row: place_of(row[0])


def _frame(rows: Iterable[tuple[Any, ...]], *columns: str) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(columns))
    kinds = {"orders": "int64", "late_now": "int64", "revenue": "float64", "aov": "float64", "on_time": "float64"}
    return frame.astype({name: kind for name, kind in kinds.items() if name in columns})
