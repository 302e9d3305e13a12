"""Demo orders of one channel, before they are written in its layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from ordertrail.demo.calendar import day_factor, days_until, hours, second_of_day, spread, strain
from ordertrail.demo.catalogue import Choice, Product, basket
from ordertrail.demo.journey import Journey, Pace, travel
from ordertrail.demo.particulars import NOTHING, Particulars
from ordertrail.demo.shoppers import Crowd, Shopper

_SALE_FROM: Final = 2.0
_CHINA_HOUR: Final = 8
_CHINA: Final = timedelta(hours=_CHINA_HOUR)


@dataclass(frozen=True)
class Terms:
    """What an order costs beyond its goods; amounts in cents.

    ``price`` names the catalogue's price; ``bulk`` is the share of the list price that large buyers pay.
    """

    price: str
    free_from: int
    freight: int
    coupon_share: float
    coupon: tuple[float, float]
    sale: tuple[float, float]
    quantities: tuple[int, ...] = (1, 1, 1, 1, 1, 1, 1, 2, 2, 3)
    bulk: tuple[float, float] = (1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Item:
    """``price`` is of one piece, in cents."""

    product: Product
    spec: int
    quantity: int
    price: int

    @property
    def amount(self) -> int:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """Amounts in cents. ``serial`` counts the channel's orders from 1, in the order of time."""

    serial: int
    shopper: Shopper
    items: tuple[Item, ...]
    goods: int
    discount: int
    freight: int
    journey: Journey
    noted: Particulars = NOTHING

    @property
    def total(self) -> int:
        """What the buyer pays, before any tax."""
        return self.goods - self.discount + self.freight

    @property
    def refund(self) -> int:
        """What went back."""
        part = self.total if self.journey.refund == 1 else round((self.goods - self.discount) * self.journey.refund)
        return min(part, self.total)


def moment_of(today: date) -> datetime:
    """When the demo's exports were taken: midnight UTC of ``today``, so that nothing in them is still to come."""
    return datetime.combine(today, time())


def make_orders(
    count: int, today: date, pace: Pace, terms: Terms, rng: Random, crowds: Sequence[tuple[Crowd, float]]
) -> list[DemoOrder]:
    """``count`` orders by time; each as it stood at the moment of the export. Each of ``crowds`` brings its
    share of them."""
    moment, days = moment_of(today), days_until(today)
    if pace.audience != "china":
        days.pop()
    groups, shares = [crowd for crowd, _ in crowds], [share for _, share in crowds]
    placed = []
    for day, number in zip(days, spread(count, days, pace.audience, rng, today), strict=True):
        running = hours(day, pace.audience)
        if day == today:
            running = running[:_CHINA_HOUR]
        for _ in range(number):
            shopper = rng.choices(groups, shares)[0].next()
            seconds = second_of_day(running, rng)
            at = datetime.combine(day, time()) + timedelta(seconds=int(seconds), hours=-shopper.clock)
            placed.append((at if at < moment else at - timedelta(days=1), shopper, day))
    placed.sort(key=lambda each: each[0])
    return [
        _order(serial, at, day, shopper, pace, terms, moment, rng)
        for serial, (at, shopper, day) in enumerate(placed, start=1)
    ]


def _order(
    serial: int, at: datetime, day: date, shopper: Shopper, pace: Pace, terms: Terms, moment: datetime, rng: Random
) -> DemoOrder:
    items = tuple(_item(choice, terms, rng) for choice in basket(rng, day.month, terms.quantities))
    goods = sum(item.amount for item in items)
    sale = day_factor(day, pace.audience) > _SALE_FROM
    share = rng.uniform(*(terms.sale if sale else terms.coupon)) if sale or rng.random() < terms.coupon_share else 0.0
    discount = round(goods * share)
    freight = 0 if goods - discount >= terms.free_from else terms.freight
    journey = travel(
        rng, pace, at, moment, turn=serial, road=shopper.road, strain=strain(day, pace.audience), clock=shopper.clock
    )
    return DemoOrder(serial, shopper, items, goods, discount, freight, journey.seen_at(moment))


def _item(choice: Choice, terms: Terms, rng: Random) -> Item:
    listed = choice.product.cny if terms.price == "cny" else choice.product.usd
    # Bulk prices are agreed in tenths of a unit, list prices stand as they are.
    price = listed if terms.bulk == (1.0, 1.0) else 10 * round(listed * rng.uniform(*terms.bulk) / 10)
    return Item(choice.product, choice.spec, choice.quantity, price)


def beijing(moment: datetime | None, empty: str = "") -> str:
    """A moment as the Chinese platforms write it."""
    return empty if moment is None else (moment + _CHINA).strftime("%Y-%m-%d %H:%M:%S")


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
