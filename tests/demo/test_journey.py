"""One order's life, whole and as seen on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from ordertrail.demo.channels import CHANNELS
from ordertrail.demo.journey import Journey, Pace, travel

PLACED = datetime(2026, 3, 2, 4)
LATER = PLACED + timedelta(days=200)
SMOOTH = replace(CHANNELS[0].pace, never_paid=0, slow=0, cancelled=0, delayed=0, refunded=0)


def life(pace: Pace, moment: datetime = LATER, turn: int = 1) -> Journey:
    return travel(Random(7), pace, PLACED, moment, turn=turn, road=40, strain=1, clock=8)


def test_seen_on_the_way_it_passes_every_stage() -> None:
    journey = life(SMOOTH)
    stages = [
        journey.seen_at(moment).stage
        for moment in (PLACED, journey.paid, journey.packed, journey.shipped, journey.signed, journey.closed)
        if moment
    ]
    assert stages == ["awaiting_payment", "paid", "preparing", "shipped", "delivered", "done"]


def test_nothing_is_known_before_it_happens() -> None:
    journey = life(replace(SMOOTH, refunded=1, refunded_in_full=1))
    assert journey.refund == 1 and journey.signed and journey.refunded
    seen = journey.seen_at(journey.signed)
    assert seen.refund == 0 and seen.refunded is None and seen.closed is None and seen.signed == journey.signed


def test_never_paid_is_cancelled_after_patience() -> None:
    journey = life(replace(SMOOTH, never_paid=1))
    assert journey.stage == "cancelled" and journey.paid is None and journey.cancelled
    assert journey.seen_at(PLACED + timedelta(hours=24)).stage == "awaiting_payment"
    assert timedelta(hours=60) < journey.cancelled - PLACED < timedelta(hours=84)


def test_a_full_refund_closes_the_order_only_where_the_channel_says_so() -> None:
    returned = replace(SMOOTH, refunded=1, refunded_in_full=1)
    assert life(returned).stage == "cancelled"
    assert life(replace(returned, full_refund_closes=False)).stage == "done"


@pytest.mark.parametrize(("turn", "stage"), [(16, "hold"), (8, "exception"), (9, "done")])
def test_recent_stops_stand_in_turn(turn: int, stage: str) -> None:
    moment = PLACED + timedelta(days=20)
    journey = life(replace(SMOOTH, shows_stops=True), moment, turn)
    assert journey.seen_at(moment).stage == stage


def test_a_stop_is_not_shown_where_the_source_has_no_word_for_it() -> None:
    shown = life(replace(SMOOTH, delayed=1, shows_stops=True))
    hidden = life(replace(SMOOTH, delayed=1))
    assert shown.stopped and hidden.stopped is None
    assert hidden.signed and hidden.signed - PLACED > timedelta(days=5)


def test_parcels_leave_and_arrive_by_day() -> None:
    rng = Random(3)
    for _ in range(200):
        journey = travel(rng, SMOOTH, PLACED, LATER, turn=1, road=40, strain=1, clock=8)
        for moment in (journey.shipped, journey.signed):
            assert moment and 8 <= (moment + timedelta(hours=8)).hour < 21
