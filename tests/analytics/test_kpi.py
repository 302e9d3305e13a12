"""The six figures, counted once more without SQL."""

from __future__ import annotations

import statistics
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from ordertrail.analytics.filters import Filters
from ordertrail.analytics.orders import order_rows
from ordertrail.analytics.overview import Kpi, kpis
from ordertrail.store.engine import Store
from tests.analytics.drawing import filters as drawn
from tests.analytics.drawing import moments
from tests.analytics.recount import (
    NOW,
    TODAY,
    Row,
    day_of,
    is_late,
    is_sold,
    lead_hours,
    passes,
    revenue,
    share_on_time,
    store_of,
    was_late,
)
from tests.store.drafting import draft

CODES = ["orders", "revenue", "average_order", "on_time", "late_now", "lead_time"]


def figures(store: Store, filters: Filters = Filters(), now: datetime = NOW) -> dict[str, Kpi]:
    with store.read() as connection:
        return {kpi.code: kpi for kpi in kpis(connection, filters, now)}


def recounted(rows: list[Row], now: datetime) -> dict[str, Any]:
    """The figures of these orders; None where nothing can be said."""
    sold = [row for row in rows if is_sold(row)]
    priced = [row for row in sold if row["base_total"] is not None]
    hours = [hours for row in rows if (hours := lead_hours(row)) is not None]
    return {
        "orders": len(rows),
        "revenue": float(revenue(rows)),
        "average_order": float(revenue(rows) / len(priced)) if priced else None,
        "on_time": share_on_time(rows, now),
        "late_now": sum(is_late(row, now) for row in rows),
        "lead_time": statistics.median(hours) if hours else None,
    }


@settings(max_examples=60, deadline=None)
@given(filters=drawn(), now=moments)
def test_figures_agree_with_a_recount(store: Store, rows: list[Row], filters: Filters, now: datetime) -> None:
    found = figures(store, filters, now)
    assert list(found) == CODES
    present = recounted([row for row in rows if passes(row, filters, now)], now)
    assert {code: kpi.value for code, kpi in found.items()} == pytest.approx(present)
    before = filters.previous()
    if before is None:
        assert all(kpi.previous is None for kpi in found.values())
        return
    earlier = [row for row in rows if passes(row, before, now)]
    assert before.end is not None
    end = min(now, datetime.combine(before.end, datetime.min.time()) + timedelta(hours=16))  # midnight in Shanghai
    past = recounted(earlier, now) | {"late_now": sum(was_late(row, end) for row in earlier)}
    assert {code: kpi.previous for code, kpi in found.items()} == pytest.approx(past)


@settings(max_examples=60, deadline=None)
@given(filters=drawn(), now=moments)
def test_a_figure_opens_as_many_rows_as_it_counts(store: Store, filters: Filters, now: datetime) -> None:
    found = figures(store, filters, now)
    with store.read() as connection:
        for kpi in found.values():
            behind = filters.with_only(*kpi.only)
            opened = Filters.from_query(behind.to_query(), TODAY)
            assert order_rows(connection, opened, now=now, limit=0)[1] == kpi.count
    assert found["orders"].count == found["orders"].value
    assert found["late_now"].count == found["late_now"].value


def test_the_kinds_of_figures(store: Store) -> None:
    found = figures(store)
    assert [kpi.unit for kpi in found.values()] == ["count", "money", "money", "ratio", "count", "hours"]
    assert [kpi.good for kpi in found.values()] == ["up", "up", "up", "up", "down", "down"]
    assert [kpi.only for kpi in found.values()] == [(), ("sold",), ("sold",), ("due",), ("late",), ("fulfilled",)]


@pytest.mark.parametrize(
    ("query", "width", "points"),
    [
        ("?preset=today", 1, 1),
        ("?preset=30d", 1, 30),
        ("?preset=90d", 7, 12),
        ("?preset=12m", 14, 25),
        ("?from=2026-11-20&to=2026-12-31", 1, 5),
        ("?from=2026-12-24&to=2026-12-31", 1, 1),
    ],
)
def test_the_course_is_equal_spans_up_to_today(
    store: Store, rows: list[Row], query: str, width: int, points: int
) -> None:
    filters = Filters.from_query(query, TODAY)
    found = figures(store, filters)
    assert filters.start is not None and filters.end is not None
    end = max(min(filters.end, TODAY), filters.start)
    for nth in range(points):
        last = end - timedelta(days=width * nth)
        span = Filters(start=last - timedelta(days=width - 1), end=last)
        expected = recounted([row for row in rows if passes(row, span, NOW)], NOW)
        assert {code: kpi.spark[-1 - nth] for code, kpi in found.items()} == pytest.approx(expected)
    assert {len(kpi.spark) for kpi in found.values()} == {points}


def test_without_a_period_the_course_is_that_of_the_orders(store: Store, rows: list[Row]) -> None:
    found = figures(store)
    days = [day_of(row) for row in rows]
    span = (max(days) - min(days)).days + 1
    assert 12 <= len(found["orders"].spark) == span // 14 <= 31
    left_out = [day for day in days if (max(days) - day).days >= span // 14 * 14]
    assert sum(value or 0 for value in found["orders"].spark) == len(rows) - len(left_out)


def test_an_empty_store_has_figures_that_say_nothing(empty: Store) -> None:
    nothing = dict.fromkeys(CODES) | {"orders": 0, "revenue": 0.0, "late_now": 0}
    for filters in (Filters(), Filters(start=TODAY, end=TODAY)):
        found = figures(empty, filters)
        assert {code: kpi.value for code, kpi in found.items()} == nothing
        assert all(kpi.count == 0 for kpi in found.values())
    assert {code: kpi.previous for code, kpi in found.items()} == nothing
    assert {tuple(kpi.spark) for kpi in figures(empty).values()} == {()}


def test_cancelled_orders_and_unknown_rates_stay_out_of_the_average(tmp_path: Path) -> None:
    opened = store_of(
        tmp_path,
        [
            draft("A", currency="CNY", total=10),
            draft("B", currency="CNY", total=20),
            draft("C", currency="CNY", total=1000, stage="cancelled"),
            draft("D", currency="XAF", total=7),
            draft("E", currency="CNY", total=None),
            draft("F", currency="CNY", total=Decimal("12345678901.2345")),
        ],
    )
    found = figures(opened)
    opened.close()
    assert (found["orders"].value, found["revenue"].value) == (6, 12345678931.2345)
    assert found["average_order"].value == pytest.approx(12345678931.2345 / 3, rel=1e-15)
    assert found["average_order"].count == found["revenue"].count == 5


def test_late_before_is_late_at_the_end_of_that_period(tmp_path: Path) -> None:
    placed = datetime(2026, 11, 9, 16, 0)  # 10 November in Shanghai
    end = datetime(2026, 11, 10, 16, 0)  # the first moment of 11 November there

    def order(name: str, **cells: Any) -> Row:
        told = {"placed_at": placed, "promised_at": end - timedelta(seconds=1), "followed_to": "delivered"}
        return draft(name, **told | cells)

    opened = store_of(
        tmp_path,
        [
            order("waiting"),
            order("delivered after", stage="delivered", delivered_at=end + timedelta(seconds=1)),
            order("delivered at the end", stage="delivered", delivered_at=end),
            order("delivered some time", stage="delivered"),
            order("promised at the end", promised_at=end),
            order("cancelled after", stage="cancelled", cancelled_at=end + timedelta(seconds=1)),
            order("cancelled at the end", stage="cancelled", cancelled_at=end),
            order("cancelled some time", stage="cancelled"),
            order("not of that day", placed_at=placed - timedelta(seconds=1)),
            order("of this day", placed_at=end),
        ],
    )
    found = figures(opened, Filters(start=date(2026, 11, 11), end=date(2026, 11, 11)))["late_now"]
    opened.close()
    assert (found.value, found.previous) == (1, 3)


def test_the_end_of_a_period_to_come_is_now(tmp_path: Path) -> None:
    opened = store_of(tmp_path, [draft("A", placed_at=NOW, promised_at=NOW + timedelta(minutes=5))])
    tomorrow = Filters(start=TODAY + timedelta(days=1), end=TODAY + timedelta(days=1))
    assert figures(opened, tomorrow)["late_now"].previous == 0
    assert figures(opened, tomorrow, NOW + timedelta(minutes=6))["late_now"].previous == 1
    opened.close()
