"""Which backups stay."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ordertrail.domain.rotation import backup_name, upgrade_backup_name, which_to_remove

TODAY = date(2026, 11, 24)  # a Tuesday
moments = st.datetimes(datetime(2023, 1, 1), datetime(2026, 11, 24, 23, 59, 59)).map(
    lambda found: found.replace(microsecond=0)
)


def at(text: str) -> str:
    return backup_name(datetime.fromisoformat(text))


def test_a_name_says_when_and_is_never_given_twice() -> None:
    moment = datetime(2026, 11, 24, 15, 30)
    assert backup_name(moment) == "ordertrail-20261124-153000.zip"
    taken = {backup_name(moment), "ordertrail-20261124-153000-1.zip"}
    assert backup_name(moment, taken) == "ordertrail-20261124-153000-2.zip"


def test_what_stays_of_a_written_out_year() -> None:
    kept = {
        at("2026-11-24T09:00"), at("2026-11-24T18:00"),  # all of today
        at("2026-11-23T18:00"), at("2026-11-18T18:00"),  # the newest of each of seven days
        at("2026-11-15T18:00"),  # the newest of last week but one
        at("2026-11-08T12:00"),  # and of the one before
        at("2026-10-31T12:00"),  # the newest of October
        at("2025-12-02T12:00"),  # and of the twelfth month
    }  # fmt: skip
    gone = {
        at("2026-11-23T09:00"), at("2026-11-18T09:00"), at("2026-11-14T18:00"), at("2026-10-30T12:00"),
        at("2025-12-01T12:00"), at("2025-11-30T12:00"),
    }  # fmt: skip
    assert which_to_remove(kept | gone, TODAY) == gone


def test_names_of_others_are_never_touched() -> None:
    others = {
        "notes.txt", "ordertrail.duckdb", "ordertrail-20200101-000000.zip.part", "my-ordertrail-20200101-000000.zip",
        "ordertrail-20201399-000000.zip", upgrade_backup_name(datetime(2020, 1, 1), 1),
    }  # fmt: skip
    assert which_to_remove(others | {at("2026-11-24T01:00")}, TODAY) == set()


@given(st.lists(moments, min_size=1, max_size=60, unique=True))
def test_the_newest_stays_and_the_rule_is_at_rest_after_one_turn(found: list[datetime]) -> None:
    names = {backup_name(moment) for moment in found}
    removed = which_to_remove(names, TODAY)
    assert backup_name(max(found)) not in removed
    assert removed <= names
    assert which_to_remove(names - removed, TODAY) == set()
    today = {backup_name(moment) for moment in found if moment.date() == TODAY}
    assert len(names - removed - today) <= 7 + 4 + 12


def test_a_backup_a_day_for_two_years_leaves_one_for_each_day_week_and_month() -> None:
    kept: set[str] = set()
    day = date(2024, 11, 24)
    while day <= TODAY:
        kept.add(backup_name(datetime(day.year, day.month, day.day, 3)))
        kept -= which_to_remove(kept, day)
        day += timedelta(days=1)
    months = {name[11:17] for name in kept}
    assert months == {"202512", *(f"2026{month:02}" for month in range(1, 12))}
    assert {at(f"2026-11-{day}T03:00") for day in range(18, 25)} <= kept
    assert {at("2026-11-22T03:00"), at("2026-11-15T03:00"), at("2026-11-08T03:00")} <= kept
    assert len(kept) < 7 + 4 + 12


def test_a_clock_that_was_set_back_removes_nothing_newer() -> None:
    assert which_to_remove({at("2026-12-24T03:00"), at("2026-12-25T03:00")}, TODAY) == set()
