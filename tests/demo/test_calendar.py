"""Festivals and the demo's days."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from ordertrail.demo.calendar import day_factor, days_until, first_day, hours, second_of_day, spread, strain


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 24), date(2025, 5, 24)),
        (date(2026, 8, 31), date(2025, 2, 28)),
        (date(2027, 6, 1), date(2025, 12, 1)),
    ],
)
def test_the_demo_begins_eighteen_months_ago(today: date, first: date) -> None:
    assert first_day(today) == first
    days = days_until(today)
    assert days[0] == first and days[-1] == today and len(set(days)) == len(days)


@pytest.mark.parametrize("friday", [date(2024, 11, 29), date(2025, 11, 28), date(2026, 11, 27), date(2027, 11, 26)])
def test_black_friday(friday: date) -> None:
    around = {day: day_factor(day, "abroad") for day in (friday + timedelta(days=n) for n in range(-10, 11))}
    assert max(around, key=lambda day: around[day]) == friday


@pytest.mark.parametrize("new_year", [date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6)])
def test_business_rests_at_the_lunar_new_year_and_shops_wait(new_year: date) -> None:
    assert day_factor(new_year, "business") < 0.1
    assert day_factor(new_year, "china") < 0.4
    assert day_factor(new_year - timedelta(days=14), "china") > 1
    assert strain(new_year, "china") > strain(new_year + timedelta(days=30), "china") == 1.0


def test_spread_gives_every_order_a_day() -> None:
    days = days_until(date(2026, 11, 24))
    counts = spread(5000, days, "china", Random(1), date(2026, 11, 24))
    assert len(counts) == len(days) and sum(counts) == 5000 and min(counts) >= 0


def test_second_of_day_follows_the_hours() -> None:
    rng, running = Random(1), hours(date(2026, 9, 1), "business")
    found = [second_of_day(running, rng) / 3600 for _ in range(500)]
    assert min(found) >= 7 and max(found) < 22
