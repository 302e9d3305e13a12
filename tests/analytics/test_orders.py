"""Rows of the table and batches of the export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from ordertrail.analytics import orders
from ordertrail.analytics.filters import Filters
from ordertrail.analytics.order_columns import COLUMNS
from ordertrail.analytics.orders import order_batches, order_count, order_rows
from ordertrail.domain.errors import DomainError
from ordertrail.domain.order import order_id
from ordertrail.domain.schedule import promise
from ordertrail.domain.workflow_templates import RETAIL
from ordertrail.store.engine import Store
from tests.analytics.drawing import filters as drawn
from tests.analytics.drawing import moments
from tests.analytics.recount import NOW, Row, day_of, fulfilled_at, has_arrived, is_late, passes, store_of
from tests.store.drafting import draft, line


def found(store: Store, filters: Filters = Filters(), now: datetime = NOW, **how: Any) -> tuple[list[Row], int]:
    with store.read() as connection:
        return order_rows(connection, filters, now=now, **{"limit": 10_000, **how})


def numbers(store: Store, filters: Filters = Filters(), **how: Any) -> list[str]:
    return [row["channel_order_no"] for row in found(store, filters, **how)[0]]


def expected(rows: list[Row], filters: Filters, now: datetime) -> set[str]:
    return {row["channel_order_no"] for row in rows if passes(row, filters, now)}


@settings(max_examples=80, deadline=None)
@given(filters=drawn(), now=moments)
def test_rows_are_those_that_pass_the_filters(store: Store, rows: list[Row], filters: Filters, now: datetime) -> None:
    shown, total = found(store, filters, now)
    assert {row["channel_order_no"] for row in shown} == expected(rows, filters, now)
    with store.read() as connection:
        assert total == len(shown) == order_count(connection, filters, now)


def test_a_row_says_how_the_promise_stands(store: Store, rows: list[Row]) -> None:
    known = {row["channel_order_no"]: row for row in rows}
    for now in (NOW, NOW - timedelta(days=200)):
        for shown in found(store, now=now)[0]:
            row = known[shown["channel_order_no"]]
            assert (shown["late"], shown["fulfilled_at"]) == (is_late(row, now), fulfilled_at(row))
            assert shown["reached"] == has_arrived(row)
            told = promise(row, RETAIL)
            hours = told.hours_late(now) if told else None
            assert shown["late"] == bool(told and not told.reached and hours is not None and hours > 0)
    assert sum(is_late(row, NOW) for row in rows) > 20


def test_a_row_names_its_first_goods_and_never_its_key(tmp_path: Path) -> None:
    lines = [line("A", 2, name="Lid"), line("A", 1, name="Mug"), line("B", 1, name=None, sku="S-9")]
    opened = store_of(tmp_path, [draft("A", region="CN-44"), draft("B"), draft("C")], lines)
    shown, _ = found(opened, sort=[("channel_order_no", "asc")])
    opened.close()
    assert [(row["goods"], row["lines"]) for row in shown] == [("Mug", 2), ("S-9", 1), (None, 0)]
    assert "order_id" not in shown[0]
    derived = {"fulfilled_at", "reached", "late", "payment_status", "fulfilment_status", "return_status", "place"}
    assert set(shown[0]) == {*COLUMNS, *derived, "goods", "sku", "lines", "custom"}
    assert (shown[0]["total"], shown[0]["base_total"], shown[0]["region"]) == (Decimal(100), Decimal(710), "CN-44")


def test_days_begin_at_midnight_in_the_business_zone(tmp_path: Path) -> None:
    moments = {
        "before": datetime(2026, 11, 9, 15, 59, 59),
        "first": datetime(2026, 11, 9, 16, 0),
        "last": datetime(2026, 11, 10, 15, 59, 59, 999999),
        "after": datetime(2026, 11, 10, 16, 0),
    }
    opened = store_of(tmp_path, [draft(name, placed_at=moment) for name, moment in moments.items()])
    day = date(2026, 11, 10)
    assert set(numbers(opened, Filters(start=day, end=day))) == {"first", "last"}
    for kind, names in {
        "equals": {"first", "last"},
        "notEqual": {"before", "after"},
        "lessThan": {"before"},
        "greaterThan": {"after"},
        "blank": set(),
        "notBlank": set(moments),
    }.items():
        model = {"placed_at": {"filterType": "date", "type": kind, "dateFrom": "2026-11-10 00:00:00", "dateTo": None}}
        assert set(numbers(opened, column_filters=model)) == names, kind
    span = {"filterType": "date", "type": "inRange", "dateFrom": "2026-11-09", "dateTo": "2026-11-10 00:00:00"}
    assert set(numbers(opened, column_filters={"placed_at": span})) == {"before", "first", "last"}
    opened.close()


def test_a_promise_is_broken_after_its_moment_not_at_it(tmp_path: Path) -> None:
    def stays(name: str, **cells: Any) -> Row:
        return draft(name, **{"promised_at": NOW, "followed_to": "delivered", **cells})

    opened = store_of(
        tmp_path,
        [
            stays("waiting"),
            stays("held", stage="hold"),
            stays("under way", stage="shipped", shipped_at=NOW),
            stays("sent", stage="shipped", shipped_at=NOW, followed_to="shipped"),
            stays("sent some time", stage="shipped", followed_to="shipped"),
            stays("arrived some time", stage="delivered"),
            stays("arrived", stage="delivered", delivered_at=NOW),
            stays("cancelled", stage="cancelled"),
            stays("report", followed_to="paid", promised_at=None),
        ],
    )
    late, due = Filters(only=("late",)), Filters(only=("due",))
    assert numbers(opened, late) == []
    assert set(numbers(opened, due)) == {"sent", "arrived"}
    after = NOW + timedelta(microseconds=1)
    assert set(numbers(opened, late, now=after)) == {"waiting", "held", "under way"}
    assert set(numbers(opened, due, now=after)) == {"waiting", "held", "under way", "sent", "arrived"}
    assert set(numbers(opened, Filters(only=("fulfilled",)))) == {"sent", "arrived"}
    assert "cancelled" not in numbers(opened, Filters(only=("sold",))) and len(numbers(opened)) == 9
    opened.close()


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("ann LEE", {"A"}),
        ("lee ann", {"A"}),
        ("138-0013", {"A"}),
        ("1380013", {"A"}),
        ("138 0013 8000", {"A"}),
        ("+86(138)0013", {"A"}),
        ("100%", {"B"}),
        ("*%", {"B"}),
        ("%", set()),
        ("nn", set()),
        ("*nn", {"A"}),
        ("8000", {"A"}),
        ("a_b", {"B"}),
        ("axb", set()),
        ("\\", {"B"}),
        ("*'", {"C"}),
        ("ÅNGSTRÖM", {"C"}),
        ("SF-77", {"C"}),
        ("*-", {"A", "C"}),
        ("张", {"D"}),
    ],
)
def test_the_search_takes_every_sign_as_it_is(tmp_path: Path, q: str, names: set[str]) -> None:
    opened = store_of(
        tmp_path,
        [
            draft("A", customer_name="Ann Lee", customer_phone="+86 138-0013-8000"),
            draft("B", customer_name="100% a_b \\"),
            draft("C", customer_name="O'Neil ångström", tracking_no="SF-77"),
            draft("D", customer_name="张三"),
        ],
    )
    assert set(numbers(opened, Filters(q=q))) == names
    opened.close()


def test_pages_hold_every_row_once_in_the_order_asked_for(store: Store, rows: list[Row]) -> None:
    pages = [numbers(store, sort=[("stage", "asc")], offset=start, limit=60) for start in range(0, len(rows), 60)]
    assert [number for page in pages for number in page] == numbers(store, sort=[("stage", "asc")])
    assert sorted(number for page in pages for number in page) == sorted(row["channel_order_no"] for row in rows)
    assert found(store, limit=0) == ([], len(rows))
    newest = [row["placed_at"] for row in found(store)[0]]
    assert newest == sorted(newest, reverse=True)
    assert numbers(store, offset=10_000) == []


def test_rows_are_sorted_by_several_columns_empty_cells_lowest(store: Store) -> None:
    shown = found(store, sort=[("late", "desc"), ("base_total", "asc")])[0]
    keys = [(not row["late"], row["base_total"] is not None, row["base_total"] or 0) for row in shown]
    assert keys == sorted(keys)
    falling = [row["base_total"] for row in found(store, sort=[("base_total", "desc")])[0]]
    assert falling[-1] is None and falling[0] == max(value for value in falling if value is not None)


@pytest.mark.parametrize("sort", [("order_id", "asc"), ("goods", "asc"), ("total; --", "asc"), ("total", "down")])
def test_an_unknown_order_is_refused(store: Store, sort: tuple[str, str]) -> None:
    with pytest.raises(DomainError, match="bad_request"):
        found(store, sort=[sort])


def test_batches_bring_every_order_once_newest_first(store: Store, rows: list[Row], monkeypatch: Any) -> None:
    twins = [row for row in rows if row["placed_at"] == rows[0]["placed_at"]]
    assert twins
    for size in (1, 7, len(rows), len(rows) + 1):
        monkeypatch.setattr(orders, "BATCH", size)
        with store.read() as connection:
            batches = list(order_batches(connection, Filters(), NOW))
        assert all(len(batch) == size for batch in batches[:-1])
        told = [row for batch in batches for row in batch]
        assert [row["placed_at"] for row in told] == sorted((row["placed_at"] for row in rows), reverse=True)
        assert sorted(told, key=lambda row: row["order_id"]) == sorted(rows, key=lambda row: row["order_id"])


def test_batches_hold_orders_of_one_moment(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(orders, "BATCH", 2)
    opened = store_of(tmp_path, [draft(str(number)) for number in range(7)])
    with opened.read() as connection:
        told = [row["order_id"] for batch in order_batches(connection, Filters(), NOW) for row in batch]
    opened.close()
    assert sorted(told, key=str) == sorted((order_id("shopify", str(number)) for number in range(7)), key=str)


def test_batches_obey_the_filters(store: Store, rows: list[Row]) -> None:
    late = Filters(start=date(2026, 1, 1), only=("late",))
    with store.read() as connection:
        told = {row["channel_order_no"] for batch in order_batches(connection, late, NOW) for row in batch}
    assert told == expected(rows, late, NOW) != set()
    assert all(day_of(row) >= date(2026, 1, 1) for row in rows if row["channel_order_no"] in told)


def test_an_empty_store_has_no_rows(empty: Store) -> None:
    assert found(empty) == ([], 0)
    with empty.read() as connection:
        assert list(order_batches(connection, Filters(), NOW)) == []


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = store_of(
        tmp_path_factory.mktemp("shelf"),
        [
            draft("A", city="Rome", total=Decimal("10.5"), currency="CNY", stage="paid"),
            draft("B", city="New York", total=Decimal("100"), currency="CNY", stage="shipped"),
            draft("C", city=None, total=None, currency="CNY", stage="done", followed_to="paid"),
            draft("D", city="  ", total=Decimal("-3"), currency="XAF", stage="done"),
            draft("E", city="50%_off", total=Decimal("99999999999999.9999"), currency="CNY", stage="hold"),
        ],
    )
    yield opened
    opened.close()


def text(kind: str, word: Any = None) -> dict[str, Any]:
    return {"filterType": "text", "type": kind, "filter": word}


def number(kind: str, value: Any = None, to: Any = None) -> dict[str, Any]:
    return {"filterType": "number", "type": kind, "filter": value, "filterTo": to}


def day(kind: str, first: str = "2026-11-18") -> dict[str, Any]:
    return {"filterType": "date", "type": kind, "dateFrom": first, "dateTo": None}


@pytest.mark.parametrize(
    ("column", "model", "names"),
    [
        ("promised_at", day("blank"), "C"),
        ("promised_at", day("equals"), "ABDE"),
        ("promised_at", day("notEqual"), "C"),
        ("city", text("contains", "ROM"), "A"),
        ("city", text("contains", "%_"), "E"),
        ("city", text("notContains", "o"), "CD"),
        ("city", text("equals", "new york"), "B"),
        ("city", text("notEqual", "rome"), "BCDE"),
        ("city", text("startsWith", "new"), "B"),
        ("city", text("endsWith", "OFF"), "E"),
        ("city", text("endsWith", ""), "ABCDE"),
        ("city", text("blank"), "CD"),
        ("city", text("notBlank"), "ABE"),
        ("total", number("equals", 10.5), "A"),
        ("total", number("notEqual", 10.5), "BCDE"),
        ("total", number("lessThan", 10.5), "D"),
        ("total", number("lessThanOrEqual", 10.5), "AD"),
        ("total", number("greaterThan", 100), "E"),
        ("total", number("greaterThanOrEqual", 100), "BE"),
        ("total", number("inRange", -3, 10.5), "AD"),
        ("total", number("inRange", 10.5, -3), "AD"),
        ("total", number("greaterThan", 1e300), ""),
        ("total", number("lessThan", -1e300), ""),
        ("total", number("greaterThan", 1e-300), "ABE"),
        ("total", number("blank"), "C"),
        ("total", number("notBlank"), "ABDE"),
        ("base_total", number("blank"), "CD"),
        ("version", number("equals", 1), "ABCDE"),
        ("stage", {"filterType": "set", "values": ["done", "hold", "no'pe"]}, "CDE"),
        ("stage", {"filterType": "set", "values": []}, ""),
        ("city", {"filterType": "set", "values": [None, "Rome"]}, "AC"),
        (
            "city",
            {"filterType": "text", "operator": "OR", "conditions": [text("equals", "rome"), text("blank")]},
            "ACD",
        ),
        ("total", {"operator": "AND", "conditions": [number("greaterThan", 0), number("lessThan", 50)]}, "A"),
        (
            "total",
            {"operator": "OR", "condition1": number("lessThan", 0), "condition2": number("equals", 100)},
            "BD",
        ),
    ],
)
def test_column_filters(shelf: Store, column: str, model: dict[str, Any], names: str) -> None:
    assert set(numbers(shelf, column_filters={column: model})) == set(names)


def test_column_filters_narrow_together_and_the_total_with_them(shelf: Store) -> None:
    model = {"city": text("notBlank"), "total": number("lessThan", 1000)}
    shown, total = found(shelf, column_filters=model, limit=1)
    assert (len(shown), total) == (1, 2)


@pytest.mark.parametrize(
    ("column", "model"),
    [
        ("order_id", text("equals", "x")),
        ("search", text("contains", "x")),
        ("1=1", text("equals", "x")),
        ("city", "rome"),
        ("city", {}),
        ("city", text("like", "x")),
        ("city", text("contains")),
        ("city", text("contains", 5)),
        ("city", number("equals", 5)),
        ("total", text("contains", "5")),
        ("total", number("equals", "5")),
        ("total", number("equals", True)),
        ("total", number("equals", float("nan"))),
        ("total", number("equals", float("inf"))),
        ("total", number("inRange", 1)),
        ("late", text("equals", "true")),
        ("late", {"filterType": "set", "values": ["true"]}),
        ("placed_at", {"filterType": "date", "type": "equals", "dateFrom": "soon"}),
        ("placed_at", {"filterType": "date", "type": "equals", "dateFrom": None}),
        ("placed_at", {"filterType": "date", "type": "greaterThan", "dateFrom": "9999-12-31"}),
        ("placed_at", {"filterType": "date", "type": "lessThan", "dateFrom": "0001-01-01"}),
        ("placed_at", {"filterType": "date", "type": "lessThanOrEqual", "dateFrom": "2026-01-01"}),
        ("stage", {"filterType": "set"}),
        ("stage", {"filterType": "set", "values": "paid"}),
        ("stage", {"filterType": "set", "values": [["paid"]]}),
        ("stage", {"filterType": "multi", "values": []}),
        ("city", {"operator": "XOR", "conditions": [text("blank"), text("blank")]}),
        ("city", {"operator": "AND", "conditions": []}),
        ("city", {"operator": "AND", "conditions": ["blank"]}),
        ("city", {"operator": "AND", "conditions": [text("blank")] * 21}),
        ("city", {"operator": "AND", "conditions": [{"operator": "AND", "conditions": [text("blank")]}]}),
        ("city", {"operator": ["AND"], "conditions": [text("blank")]}),
    ],
)
def test_what_is_no_filter_is_refused(shelf: Store, column: str, model: Any) -> None:
    with pytest.raises(DomainError, match="bad_request"):
        found(shelf, column_filters={column: model})
