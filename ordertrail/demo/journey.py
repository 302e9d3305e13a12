"""The life of one order: from the checkout to the customer's door, or out of it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from ordertrail.demo.calendar import Audience

_MINUTES_AT_THE_CHECKOUT: Final = (0.3, 6.0)
_DOOR_OPENS, _DOOR_CLOSES = 8, 21
_PAUSE_HOURS, _PAUSE_SPREAD = 170.0, 0.55
_ON_THE_ROAD: Final = 0.5
_STOPPED_EVERY: Final = 8
# Orders of these days have met more trouble than older ones, so that there is something to look after.
_LATELY: Final = timedelta(days=28)
_MORE_DELAYED, _MORE_UNPAID = 1.7, 3.0


@dataclass(frozen=True)
class Pace:
    """How a channel's orders fare. Shares are of all orders; times are medians in hours.

    ``never_paid`` orders are closed after ``patience``; ``slow`` ones pay after ``slow_hours``; ``cancelled`` ones
    are dropped after payment. ``delayed`` orders stop for days, in the warehouse or on the road where the source
    follows them there (``followed``); ``shows_stops`` where the source has words for that.
    ``refunded`` orders come back, ``refunded_in_full`` is the share of them in which everything does;
    ``full_refund_closes`` where that makes the order a cancelled one.
    """

    audience: Audience
    never_paid: float
    patience: float
    slow: float
    slow_hours: float
    cancelled: float
    handling: float
    handling_spread: float
    road_spread: float
    confirm: float
    delayed: float
    refunded: float
    refunded_in_full: float
    full_refund_closes: bool = False
    followed: bool = True
    shows_stops: bool = False


@dataclass(frozen=True, slots=True)
class Journey:
    """Naive UTC. ``signed``: the parcel was handed over; ``closed``: the customer confirmed or time did.

    ``refund`` is the share of the goods' value that went back. From ``stopped`` on the order is ``blocked`` (hold
    before it is packed, exception on the road) until the next thing happens to it.
    """

    placed: datetime
    paid: datetime | None = None
    packed: datetime | None = None
    shipped: datetime | None = None
    signed: datetime | None = None
    closed: datetime | None = None
    cancelled: datetime | None = None
    refunded: datetime | None = None
    stopped: datetime | None = None
    refund: float = 0.0
    blocked: str = ""

    @property
    def stage(self) -> str:
        """The workflow's stage."""
        if self.cancelled:
            return "cancelled"
        if self.closed:
            return "done"
        if self.signed:
            return "delivered"
        if self.stopped and not (self.packed and self.blocked == "hold"):
            return self.blocked
        if self.shipped:
            return "shipped"
        if self.packed:
            return "preparing"
        return "paid" if self.paid else "awaiting_payment"

    def seen_at(self, moment: datetime) -> Journey:
        """What was known of it at ``moment``."""
        later: dict[str, Any] = {
            name: None for name in _TIMES if (time := getattr(self, name)) is not None and time > moment
        }
        if "refunded" in later:
            later["refund"] = 0.0
        return replace(self, **later) if later else self


_TIMES: Final = tuple(field.name for field in fields(Journey) if field.name not in ("placed", "refund", "blocked"))


def travel(
    rng: Random, pace: Pace, placed: datetime, moment: datetime, *, turn: int, road: float, strain: float, clock: int
) -> Journey:
    """A whole life from ``placed`` on, in part after ``moment``, at which it is looked upon.

    ``turn`` counts the channel's orders; ``road``: median hours of a parcel; ``strain`` multiplies them;
    ``clock``: the place's hours from UTC.
    """
    lately = moment - placed < _LATELY
    if rng.random() < pace.never_paid * (_MORE_UNPAID if lately else 1):
        return Journey(placed, cancelled=placed + timedelta(hours=pace.patience * (0.9 + 0.2 * rng.random())))
    paid = placed + timedelta(minutes=rng.uniform(*_MINUTES_AT_THE_CHECKOUT))
    if rng.random() < pace.slow:
        paid = placed + timedelta(hours=min(_around(rng, pace.slow_hours, 0.7), 0.9 * pace.patience))
    if rng.random() < pace.cancelled:
        dropped = paid + timedelta(hours=_around(rng, 4, 0.8))
        return Journey(placed, paid, cancelled=dropped, refunded=dropped, refund=1.0)
    handling = _around(rng, pace.handling * strain, pace.handling_spread)
    on_the_road = _around(rng, road * strain, pace.road_spread)
    confirming = _around(rng, pace.confirm, 0.5)
    stopped, blocked = None, ""
    packed = paid + timedelta(hours=handling * rng.uniform(0.3, 0.6))
    shipped = paid + timedelta(hours=handling)
    kept_back = not pace.followed or rng.random() >= _ON_THE_ROAD
    delayed = rng.random() < pace.delayed * (_MORE_DELAYED if lately else 1)
    pause = _around(rng, _PAUSE_HOURS, _PAUSE_SPREAD)
    if lately and pace.shows_stops:
        # In turn, not by chance, and not settled yet: these are the orders that wait for someone to see to them.
        delayed, kept_back = turn % _STOPPED_EVERY == 0, turn // _STOPPED_EVERY % 2 == 0
        pause += (moment - placed) / timedelta(hours=1)
    if delayed and kept_back:
        blocked, stopped = "hold", paid + (packed - paid) / 2
        packed, shipped = packed + timedelta(hours=pause), shipped + timedelta(hours=pause)
    elif delayed:
        blocked, stopped = "exception", shipped + timedelta(hours=on_the_road / 2)
        on_the_road += pause
    shipped = _by_day(rng, shipped, clock)
    signed = _by_day(rng, shipped + timedelta(hours=on_the_road), clock)
    journey = Journey(placed, paid, packed, shipped, signed, signed + timedelta(hours=confirming))
    if stopped:
        return replace(journey, stopped=stopped, blocked=blocked) if pace.shows_stops else journey
    return _come_back(rng, pace, journey, signed) if rng.random() < pace.refunded else journey


def _come_back(rng: Random, pace: Pace, journey: Journey, signed: datetime) -> Journey:
    back = signed + timedelta(hours=_around(rng, 60, 0.6))
    if rng.random() >= pace.refunded_in_full:
        return replace(journey, refunded=back, refund=rng.choice((0.1, 0.2, 0.3, 0.5)))
    if pace.full_refund_closes:
        return replace(journey, closed=None, cancelled=back, refunded=back, refund=1.0)
    return replace(journey, refunded=back, refund=1.0)


def _around(rng: Random, median: float, spread: float) -> float:
    return median * rng.lognormvariate(0, spread)


def _by_day(rng: Random, moment: datetime, clock: int) -> datetime:
    """The moment, or the next morning where it falls into the night."""
    hour = (moment.hour + clock) % 24
    if _DOOR_OPENS <= hour < _DOOR_CLOSES:
        return moment
    return moment + timedelta(hours=(_DOOR_OPENS - hour) % 24 + 2 * rng.random())
