"""The frames behind the charts, counted once more without SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordertrail.analytics import overview
from ordertrail.analytics.filters import Filters
from ordertrail.store.engine import Store
from tests.analytics.drawing import CHANNELS, moments
from tests.analytics.drawing import filters as drawn
from tests.analytics.recount import (
    CHINA,
    NOW,
    STAGES,
    TODAY,
    Row,
    day_of,
    is_late,
    is_sold,
    lies_in,
    passes,
    revenue,
    share_on_time,
    store_of,
)
from tests.store.drafting import draft


def frame(store: Store, name: str, filters: Filters = Filters(), now: datetime = NOW, *more: str) -> Any:
    with store.read() as connection:
        return getattr(overview, name)(connection, filters, now, *more)


def passing(rows: list[Row], filters: Filters, now: datetime = NOW) -> list[Row]:
    return [row for row in rows if passes(row, filters, now)]


def grouped(rows: list[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def bucket_of(day: date, bucket: str) -> date:
    if bucket == "month":
        return date(day.year, day.month, 1)
    return day - timedelta(days=day.isoweekday() - 1) if bucket == "week" else day


@settings(max_examples=60, deadline=None)
@given(
    filters=drawn(),
    now=moments,
    bucket=st.sampled_from(("day", "week", "month")),
    split=st.sampled_from(("channel", "stage")),
)
def test_trend(store: Store, rows: list[Row], filters: Filters, now: datetime, bucket: str, split: str) -> None:
    found = frame(store, "trend", filters, now, bucket, split)
    shown = passing(rows, filters, now)
    groups = grouped(shown, lambda row: (bucket_of(day_of(row), bucket), row[split]))
    told = {(start, key): (count, money) for start, key, count, money in found.itertuples(index=False)}
    assert {key: value for key, value in told.items() if value[0]} == {
        key: (len(group), pytest.approx(float(revenue(group)))) for key, group in groups.items()
    }
    assert {value for key, value in told.items() if key not in groups} <= {(0, 0.0)}
    assert found["orders"].sum() == len(shown)
    assert len(told) == len(found)
    if shown:
        days = [day_of(row) for row in shown]
        first, last = filters.start or min(days), filters.end or max(days)
        every = {bucket_of(first + timedelta(days=n), bucket) for n in range((last - first).days + 1)}
        keys = {row[split] for row in shown}
        assert set(told) == {(start, key) for start in every for key in keys}
        assert list(found["bucket_start"]) == sorted(found["bucket_start"])


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Store]:
    told = [draft("A", placed_at=datetime(1970, 1, 1)), draft("B", placed_at=datetime(2026, 11, 20))]
    opened = store_of(tmp_path, told)
    yield opened
    opened.close()


def test_a_period_too_long_to_draw_is_filled_where_its_orders_are(far: Store) -> None:
    by_day = frame(far, "trend", Filters(), NOW, "day", "channel")
    assert list(by_day["bucket_start"]) == [date(1970, 1, 1), date(2026, 11, 20)]
    by_month = frame(far, "trend", Filters(), NOW, "month", "channel")
    assert (len(by_month), by_month["orders"].sum()) == (56 * 12 + 11, 2)
    century = Filters(start=date(1, 1, 1), end=date(9999, 12, 31))
    assert len(frame(far, "trend", century, NOW, "month", "channel")) == len(by_month)
    recent = Filters(start=date(2026, 11, 20), end=date(9999, 12, 31))
    assert list(frame(far, "trend", recent, NOW, "day", "channel")["bucket_start"]) == [date(2026, 11, 20)]


@settings(max_examples=40, deadline=None)
@given(filters=drawn(), now=moments)
def test_parts_make_the_whole(store: Store, rows: list[Row], filters: Filters, now: datetime) -> None:
    shown = passing(rows, filters, now)
    stages = frame(store, "stage_counts", filters, now)
    assert dict(stages.itertuples(index=False)) == Counter(row["stage"] for row in shown)
    assert list(stages["stage"]) == [stage for stage in STAGES if stage in set(stages["stage"])]

    countries = frame(store, "country_counts", filters, now)
    by_country = grouped(shown, lambda row: "CN" if row["country"] in CHINA else row["country"] or "unknown")
    assert_places(countries, by_country)
    assert countries["orders"].sum() == len(shown)
    assert countries["revenue"].sum() == pytest.approx(float(revenue(shown)))

    provinces = frame(store, "province_counts", filters, now)
    by_province = grouped([row for row in shown if row["region"]], lambda row: row["region"])
    assert_places(provinces, by_province)

    gaps = frame(store, "place_gaps", filters, now)
    assert gaps == {code: sum(lies_in(row, code) for row in shown) for code in ("unknown", "CN-unknown", "abroad")}
    assert provinces["orders"].sum() + sum(gaps.values()) == len(shown)


def assert_places(found: pd.DataFrame, groups: dict[str, list[Row]]) -> None:
    assert {code: (count, money) for code, count, money in found.itertuples(index=False)} == {
        code: (len(group), pytest.approx(float(revenue(group)))) for code, group in groups.items()
    }


@settings(max_examples=40, deadline=None)
@given(filters=drawn(), now=moments)
def test_channel_table(store: Store, rows: list[Row], filters: Filters, now: datetime) -> None:
    found = frame(store, "channel_table", filters, now)
    groups = grouped(passing(rows, filters, now), lambda row: row["channel"])
    assert list(found["channel"]) == [channel for channel in CHANNELS if channel in groups]
    for row in found.itertuples():
        group = groups[row.channel]
        priced = [each for each in group if is_sold(each) and each["base_total"] is not None]
        none = float("nan")
        assert row.orders == len(group)
        assert row.revenue == pytest.approx(float(revenue(group)))
        assert row.aov == pytest.approx(float(revenue(group)) / len(priced) if priced else none, nan_ok=True)
        share = share_on_time(group, now)
        assert row.on_time == pytest.approx(none if share is None else share, nan_ok=True)
        assert row.late_now == sum(is_late(each, now) for each in group)


def test_a_place_opens_its_orders(store: Store) -> None:
    """Counts of a map or list agree with the filter that a click on it sets."""
    places = [*frame(store, "country_counts").values.tolist(), *frame(store, "province_counts").values.tolist()]
    counted = {code: count for code, count, _ in places} | frame(store, "place_gaps")
    assert {"CN", "US", "unknown", "CN-44", "CN-HK", "CN-TW", "CN-unknown", "abroad"} <= set(counted)
    for code, count in counted.items():
        narrowed = Filters.from_query(f"?preset=all&region={code}", TODAY)
        assert frame(store, "stage_counts", narrowed)["orders"].sum() == count > 0


def test_data_age_is_the_last_change(store: Store, empty: Store) -> None:
    with store.read() as connection:
        assert overview.data_age(connection) == NOW
    with empty.read() as connection:
        assert overview.data_age(connection) is None


def test_an_empty_store_gives_empty_frames_with_their_columns(empty: Store) -> None:
    columns = {
        "trend": ["bucket_start", "key", "orders", "revenue"],
        "stage_counts": ["stage", "orders"],
        "province_counts": ["region", "orders", "revenue"],
        "country_counts": ["country", "orders", "revenue"],
        "channel_table": ["channel", "orders", "revenue", "aov", "on_time", "late_now"],
    }
    for name, expected in columns.items():
        more = ("week", "stage") if name == "trend" else ()
        found = frame(empty, name, Filters(), NOW, *more)
        assert (list(found.columns), len(found), found["orders"].sum()) == (expected, 0, 0)
    assert frame(empty, "place_gaps") == {"unknown": 0, "CN-unknown": 0, "abroad": 0}
