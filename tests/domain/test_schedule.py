"""Planned against actual stages. Expectations are worked out by hand from the retail plan:

awaiting_payment 0-24 h, paid 24-36 h, preparing 36-72 h, shipped 72-168 h, delivered 168-336 h after placing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrail.domain.schedule import Row, promise, schedule
from ordertrail.domain.workflow_templates import RETAIL

PLACED = datetime(2026, 3, 2, 8, 0)
STAMPS = ("paid_at", "shipped_at", "delivered_at", "closed_at", "cancelled_at")
PATH = ["awaiting_payment", "paid", "preparing", "shipped", "delivered", "done"]


def at(hours: float) -> datetime:
    return PLACED + timedelta(hours=hours)


def order(stage: str, **hours: Any) -> dict[str, Any]:
    """An order row; time stamps in hours after placing."""
    row: dict[str, Any] = {"stage": stage, "origin": "import", "placed_at": PLACED, "promised_at": at(168)}
    row["followed_to"] = None
    row |= dict.fromkeys(STAMPS)
    return row | {name: at(value) if isinstance(value, int | float) else value for name, value in hours.items()}


def move(hours: float, before: str, after: str, version: int = 2) -> dict[str, Any]:
    return {
        "kind": "stage_changed",
        "occurred_at": at(hours),
        "from_value": before,
        "to_value": after,
        "version": version,
    }


def rows(row: dict[str, Any], events: Sequence[dict[str, Any]] = (), now: float = 1000) -> dict[str, Row]:
    return {each.stage: each for each in schedule(row, events, RETAIL, at(now))}


def hours(moment: datetime | None) -> float | None:
    return None if moment is None else (moment - PLACED) / timedelta(hours=1)


def stays(row: Row) -> list[tuple[float | None, float | None]]:
    return [(hours(stay.start), hours(stay.end)) for stay in row.stays]


def test_the_plan_runs_from_placing_stage_after_stage() -> None:
    planned = [
        (row.stage, hours(row.planned_start), hours(row.planned_end))
        for row in rows(order("awaiting_payment")).values()
    ]
    assert planned == [
        ("awaiting_payment", 0, 24),
        ("paid", 24, 36),
        ("preparing", 36, 72),
        ("shipped", 72, 168),
        ("delivered", 168, 336),
        ("done", 336, 336),
    ]


def test_an_imported_order_is_told_by_its_time_stamps_and_the_unknown_stays_open() -> None:
    found = rows(order("done", paid_at=1, shipped_at=30, delivered_at=100, closed_at=200))
    assert stays(found["awaiting_payment"]) == [(0, 1)]
    assert stays(found["paid"]) == [(1, 30)]
    assert stays(found["preparing"]) == [] and found["preparing"].state == "passed"
    assert stays(found["shipped"]) == [(30, 100)]
    assert stays(found["delivered"]) == [(100, 200)]
    assert stays(found["done"]) == [(200, 200)] and found["done"].state == "current"
    assert all(row.overrun_hours == 0 for row in found.values())


def test_paid_may_use_the_hours_of_the_stage_that_no_file_times() -> None:
    """Paid and preparing together are planned until 72 h; 80 h is 8 h too long."""
    found = rows(order("shipped", paid_at=1, shipped_at=80), now=81)
    assert found["paid"].overrun_hours == 8
    assert hours(found["paid"].stays[0].over_from) == 72


def test_staff_moves_tell_every_stage() -> None:
    events = [
        move(6, "paid", "preparing", 3),
        move(2, "awaiting_payment", "paid", 2),
        move(50, "preparing", "shipped", 4),
    ]
    found = rows(order("shipped", paid_at=2, shipped_at=50), events, now=60)
    assert stays(found["awaiting_payment"]) == [(0, 2)]
    assert stays(found["paid"]) == [(2, 6)]
    assert stays(found["preparing"]) == [(6, 50)]
    assert stays(found["shipped"]) == [(50, None)] and found["shipped"].state == "current"
    assert found["delivered"].state == found["done"].state == "ahead"


def test_a_stage_answers_for_its_own_delay_only() -> None:
    """Payment came 24 h after its planned end; the 11 h of the paid stage are within its 12, though behind the plan."""
    events = [move(48, "awaiting_payment", "paid", 2), move(59, "paid", "preparing", 3)]
    found = rows(order("preparing", paid_at=48), events, now=60)
    assert found["awaiting_payment"].overrun_hours == 24
    assert found["paid"].overrun_hours == 0
    longer = rows(order("preparing", paid_at=48), [events[0], move(63, "paid", "preparing", 3)], now=64)
    assert longer["paid"].overrun_hours == 3


def test_an_order_paid_by_a_file_may_be_in_preparation_already() -> None:
    """Until 72 h for a file, until 36 h for an order whose stages staff move."""
    assert rows(order("paid", paid_at=1), now=71)["paid"].overrun_hours == 0
    assert rows(order("paid", paid_at=1, origin="hand"), now=40)["paid"].overrun_hours == 4


def test_being_ahead_of_the_plan_is_no_overrun() -> None:
    """Preparing took 60 h instead of 36, but ended at its planned end."""
    events = [move(12, "paid", "preparing", 2), move(72, "preparing", "shipped", 3)]
    found = rows(order("shipped", paid_at=0, shipped_at=72), events, now=73)
    assert found["preparing"].overrun_hours == 0
    assert found["preparing"].stays[0].over_from is None


def test_the_present_stage_is_over_its_plan_now() -> None:
    found = rows(order("awaiting_payment"), now=30)
    assert found["awaiting_payment"].overrun_hours == 6
    assert found["awaiting_payment"].actual_end is None
    assert hours(found["awaiting_payment"].stays[0].over_from) == 24


def test_an_imported_order_in_preparation_lasts_in_the_stage_before() -> None:
    found = rows(order("preparing", paid_at=2), now=90)
    assert found["preparing"].state == "current" and stays(found["preparing"]) == []
    assert stays(found["paid"]) == [(2, None)]
    assert found["paid"].overrun_hours == 18


def test_missing_time_stamps_are_not_guessed() -> None:
    """Sent, but no one says when it was paid or sent: only the placing is known."""
    found = rows(order("shipped"), now=500)
    assert stays(found["awaiting_payment"]) == [(0, 0)]
    assert [found[code].state for code in ("awaiting_payment", "paid", "preparing", "shipped")] == [
        "passed",
        "passed",
        "passed",
        "current",
    ]
    assert all(not found[code].stays for code in PATH[1:])
    unpaid = rows(order("delivered", shipped_at=20, delivered_at=90), now=500)
    assert stays(unpaid["awaiting_payment"]) == [(0, 0)]
    assert stays(unpaid["shipped"]) == [(20, 90)]


def test_an_order_without_a_date_has_no_plan() -> None:
    found = rows(order("paid", placed_at=None, paid_at=5), now=9)
    assert found["paid"].planned_start is None
    assert stays(found["awaiting_payment"]) == [] and stays(found["paid"]) == [(5, None)]
    assert found["paid"].overrun_hours == 0


def test_goods_sent_before_the_payment_came() -> None:
    found = rows(order("delivered", paid_at=50, shipped_at=40, delivered_at=100), now=110)
    assert stays(found["awaiting_payment"]) == [(0, 50)]
    assert stays(found["paid"]) == [(50, 50)]
    assert stays(found["shipped"]) == [(40, 100)]


def test_what_is_delivered_is_never_over_its_plan() -> None:
    found = rows(order("delivered", paid_at=1, shipped_at=20, delivered_at=50), now=5000)
    assert stays(found["delivered"]) == [(50, None)]
    assert found["delivered"].overrun_hours == 0


@pytest.mark.parametrize(("followed_to", "last", "stamp"), [("paid", "paid", 1), ("shipped", "shipped", 30)])
def test_what_a_channel_never_tells_is_not_late(followed_to: str, last: str, stamp: float) -> None:
    found = rows(order(last, paid_at=1, shipped_at=stamp if last == "shipped" else None, followed_to=followed_to))
    assert found[last].state == "last_told"
    assert stays(found[last]) == [(stamp, stamp)] and found[last].overrun_hours == 0
    later = PATH[PATH.index(last) + 1 :]
    assert {found[code].state for code in later} == {"untold"}
    assert all(found[code].planned_start is None for code in later)


def test_what_comes_before_the_last_told_stage_is_judged() -> None:
    found = rows(order("paid", paid_at=1, followed_to="shipped"), now=76)
    assert found["paid"].state == "current" and found["paid"].overrun_hours == 4
    assert found["shipped"].state == "ahead" and found["delivered"].state == "untold"


def test_staff_may_follow_an_order_further_than_its_channel() -> None:
    events = [move(90, "shipped", "delivered")]
    found = rows(order("delivered", paid_at=1, shipped_at=30, delivered_at=90, followed_to="shipped"), events, now=95)
    assert stays(found["shipped"]) == [(30, 90)]
    assert found["delivered"].state == "current" and found["done"].state == "ahead"


def test_a_cancelled_order_goes_no_further() -> None:
    found = rows(order("cancelled", cancelled_at=5), now=500)
    assert stays(found["awaiting_payment"]) == [(0, 5)] and found["awaiting_payment"].state == "passed"
    assert {found[code].state for code in PATH[1:]} == {"off"}
    assert stays(found["cancelled"]) == [(5, 5)] and found["cancelled"].state == "current"
    assert list(found) == [*PATH, "cancelled"]
    unknown = rows(order("cancelled"), now=500)
    assert stays(unknown["awaiting_payment"]) == [(0, 0)] and stays(unknown["cancelled"]) == []


def test_a_hold_interrupts_a_stage_and_does_not_count_into_it() -> None:
    """Paid 2-10 and 40-45: 13 h of 12. The last hour is beyond the planned end at 36 h as well."""
    events = [
        move(10, "paid", "hold", 2),
        move(40, "hold", "paid", 3),
        move(45, "paid", "preparing", 4),
    ]
    found = rows(order("preparing", paid_at=2), events, now=46)
    assert stays(found["paid"]) == [(2, 10), (40, 45)]
    assert found["paid"].overrun_hours == 1
    assert stays(found["hold"]) == [(10, 40)] and found["hold"].state == "passed"
    assert list(found) == [*PATH, "hold"]


def test_an_order_on_hold_is_over_its_hours_now() -> None:
    found = rows(order("hold", paid_at=2), [move(10, "paid", "hold")], now=60)
    assert stays(found["hold"]) == [(10, None)] and found["hold"].overrun_hours == 2
    assert found["paid"].state == "passed" and found["preparing"].state == "ahead"


def test_a_stage_that_staff_jumped_over_was_skipped() -> None:
    events = [move(2, "awaiting_payment", "paid", 2), move(50, "paid", "shipped", 3)]
    found = rows(order("shipped", paid_at=2, shipped_at=50), events, now=55)
    assert found["preparing"].state == "skipped" and found["preparing"].stays == ()
    assert stays(found["paid"]) == [(2, 50)] and found["paid"].overrun_hours == 0


def test_going_back_leaves_the_former_stay_in_sight() -> None:
    events = [move(60, "shipped", "exception", 2), move(70, "exception", "preparing", 3)]
    found = rows(order("preparing", paid_at=1, shipped_at=30), events, now=75)
    assert stays(found["shipped"]) == [(30, 60)] and found["shipped"].state == "ahead"
    assert stays(found["exception"]) == [(60, 70)]
    assert stays(found["preparing"]) == [(70, None)] and found["preparing"].state == "current"


def test_a_stamp_set_by_a_later_move_tells_nothing_of_the_time_before() -> None:
    """A file said paid, not since when; the way back from the exception filled the stamp."""
    events = [move(10, "paid", "exception", 2), move(20, "exception", "paid", 3)]
    found = rows(order("paid", paid_at=20), events, now=21)
    assert stays(found["paid"]) == [(20, None)]
    assert stays(found["awaiting_payment"]) == [(0, 0)]


def test_a_clock_that_ran_ahead_makes_no_negative_stay() -> None:
    found = rows(order("paid", paid_at=100), now=50)
    assert found["paid"].overrun_hours == 0
    backward = rows(order("delivered", paid_at=30, shipped_at=20, delivered_at=10), now=50)
    assert stays(backward["shipped"]) == [(20, 20)]


def test_promise_is_judged_where_the_source_stops_telling() -> None:
    sent = promise(order("shipped", promised_at=72, shipped_at=80, followed_to="shipped"), RETAIL)
    assert sent is not None and sent.point == "shipped" and sent.hours_late(at(500)) == 8
    on_way = promise(order("shipped", promised_at=168, shipped_at=80), RETAIL)
    assert on_way is not None and not on_way.reached and on_way.hours_late(at(100)) == -68
    arrived = promise(order("delivered", promised_at=168, delivered_at=150), RETAIL)
    assert arrived is not None and arrived.hours_late(at(999)) == -18


def test_a_promise_kept_at_an_unknown_time_is_neither_late_nor_early() -> None:
    kept = promise(order("delivered", promised_at=10), RETAIL)
    assert kept is not None and kept.reached and kept.hours_late(at(999)) is None


def test_no_promise_no_judgement() -> None:
    assert promise(order("paid", promised_at=None), RETAIL) is None
    assert promise(order("cancelled"), RETAIL) is None


moments = st.none() | st.floats(-50, 800, allow_nan=False)


@st.composite
def histories(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Any stamps in any order, then any walk that the workflow allows."""
    codes = [stage.code for stage in RETAIL.stages]
    stage = draw(st.sampled_from(codes))
    row = order(stage, **{name: draw(moments) for name in STAMPS})
    row["followed_to"] = draw(st.sampled_from([None, "paid", "shipped", "delivered"]))
    row["placed_at"] = draw(st.sampled_from([PLACED, None]))
    row["origin"] = draw(st.sampled_from(["import", "hand"]))
    clock, events = draw(st.floats(0, 200)), []
    for version in range(2, 2 + draw(st.integers(0, 6))):
        choices = RETAIL.stage(stage).moves
        if not choices:
            break
        target = draw(st.sampled_from(choices))
        events.append(move(clock, stage, target, version))
        stage, clock = target, clock + draw(st.floats(0, 100))
    row["stage"] = stage
    return row, list(reversed(events))


@given(histories(), st.floats(-100, 2000))
def test_whatever_the_history_no_bar_is_negative_and_no_overrun_invented(
    history: tuple[dict[str, Any], list[dict[str, Any]]], now: float
) -> None:
    found = schedule(*history, RETAIL, at(now))
    assert [row.stage for row in found][: len(PATH)] == PATH
    assert len({row.stage for row in found}) == len(found)
    assert sum(row.state in ("current", "last_told") for row in found) == 1
    for row in found:
        spent = 0.0
        for stay in row.stays:
            end = stay.end or max(at(now), stay.start)
            assert stay.start <= end
            assert stay.over_from is None or stay.start <= stay.over_from < end
            spent += (end - stay.start) / timedelta(hours=1)
        assert row.overrun_hours >= 0
        assert sum(stay.end is None for stay in row.stays) <= 1
        if row.overrun_hours:
            assert spent > RETAIL.stage(row.stage).planned_hours
            assert row.overrun_hours <= spent - RETAIL.stage(row.stage).planned_hours + 1e-6
