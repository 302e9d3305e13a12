"""Filters and their query."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordertrail.analytics.filters import Filters
from tests.analytics.drawing import any_filters
from tests.analytics.recount import TODAY


def said(query: str, today: date = TODAY) -> Filters:
    return Filters.from_query(query, today)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("today", date(2026, 11, 24)),
        ("7d", date(2026, 11, 18)),
        ("30d", date(2026, 10, 26)),
        ("90d", date(2026, 8, 27)),
        ("12m", date(2025, 12, 1)),
    ],
)
def test_presets_end_today_and_hold_both_ends(name: str, start: date) -> None:
    filters = said(f"?preset={name}")
    assert (filters.start, filters.end, filters.preset) == (start, TODAY, name)


def test_no_period_is_the_last_thirty_days_and_all_is_no_period() -> None:
    assert said("") == said("?") == said("?preset=30d") == said("?preset=yesterday")
    assert said("").to_query() == ""
    assert said("?preset=all") == Filters()
    assert Filters().to_query() == "?preset=all"


def test_the_query_is_canonical() -> None:
    query = "?only=late&channel=amazon&region=us,CN-44&preset=90d&channel=shopify&q=+Ann++Lee+"
    assert said(query).to_query() == "?preset=90d&channel=shopify,amazon&region=CN-44,US&q=Ann+Lee&only=late"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?from=2026-11-30&to=2026-11-01", "?from=2026-11-01&to=2026-11-30"),
        ("?from=2026-11-01", "?from=2026-11-01"),
        ("?to=2026-11-01&preset=7d", "?to=2026-11-01"),
        ("?from=2026-13-01&to=yesterday", ""),
        ("?channel=SHOPIFY,temu,,shopify&stage=Paid,lost,2x", "?channel=shopify&stage=paid,lost"),
        ("?region=cn-44,cn-UNKNOWN,Abroad,UNKNOWN,XX,CN-99", "?region=CN-44,CN-unknown,abroad,unknown"),
        ("?only=LATE,early&nonsense=1&=&&%ff%fe", "?only=late"),
        ("?from=2026-11-24&to=2026-11-24", "?from=2026-11-24&to=2026-11-24"),
        ("?q=1\u200b38\u00a0%20 00", "?q=138+00"),
    ],
)
def test_what_has_no_meaning_is_passed_over(query: str, expected: str) -> None:
    assert said(query).to_query() == expected


def test_the_search_is_cut_at_a_hundred_signs() -> None:
    assert said("?q=" + "张" * 150).q == "张" * 100


def test_other_days_are_no_preset_any_more() -> None:
    moved = said("?preset=7d").replace(end=date(2026, 11, 20))
    assert (moved.preset, moved.start, moved.end) == ("", date(2026, 11, 18), date(2026, 11, 20))
    assert said("?preset=7d").replace(channels=("amazon",)).preset == "7d"
    assert said("?preset=7d").replace(start=None, end=None) == Filters()


def test_with_only_adds_a_word() -> None:
    assert said("?only=late").with_only("sold", "late").only == ("sold", "late")


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ("?preset=today", date(2026, 11, 23), date(2026, 11, 23)),
        ("?preset=30d", date(2026, 9, 26), date(2026, 10, 25)),
        ("?preset=12m", date(2024, 12, 1), date(2025, 11, 24)),
        ("?from=2026-03-01&to=2026-03-31", date(2026, 2, 1), date(2026, 2, 28)),
        ("?from=2026-01-01&to=2026-06-30", date(2025, 7, 1), date(2025, 12, 31)),
        ("?from=2026-03-01&to=2026-03-30", date(2026, 1, 30), date(2026, 2, 28)),
        ("?from=2026-03-05&to=2026-03-05", date(2026, 3, 4), date(2026, 3, 4)),
    ],
)
def test_the_period_before(query: str, start: date, end: date) -> None:
    before = said(f"{query}&channel=amazon").previous()
    assert before == Filters(start=start, end=end, channels=("amazon",))


def test_a_leap_day_has_a_year_before() -> None:
    before = said("?preset=12m", date(2028, 2, 29)).previous()
    assert before is not None
    assert (before.start, before.end) == (date(2026, 3, 1), date(2027, 2, 28))


@pytest.mark.parametrize(
    "query", ["?preset=all", "?from=2026-01-01", "?to=2026-01-01", "?from=0001-01-01&to=2026-01-01"]
)
def test_an_open_period_has_none_before(query: str) -> None:
    assert said(query).previous() is None


@settings(deadline=None)
@given(any_filters)
def test_a_query_says_all_of_the_filters(filters: Filters) -> None:
    assert said(filters.to_query()) == filters


@settings(deadline=None)
@given(st.text() | st.text().map(lambda text: "?from=" + quote_plus(text) + "&q=" + text + "&region=" + text))
def test_no_query_is_refused(text: str) -> None:
    filters = said(text)
    assert said(filters.to_query()) == filters
    filters.previous()


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 500))
def test_the_period_before_is_as_long_and_touches(start: date, length: int) -> None:
    filters = Filters(start=start, end=date.fromordinal(start.toordinal() + length - 1))
    before = filters.previous()
    assert before is not None and before.start is not None and before.end is not None
    assert before.end.toordinal() + 1 == start.toordinal()
    whole_months = start.day == 1 and date.fromordinal(start.toordinal() + length).day == 1
    assert start.toordinal() - before.start.toordinal() == length or (whole_months and before.start.day == 1)
