"""The five channels of the demo: their share of the orders, their pace, their terms, their customers, their file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from ordertrail.demo.journey import Pace
from ordertrail.demo.orders import DemoOrder, Terms
from ordertrail.demo.shoppers import Shopper, chinese_company, chinese_person, person_abroad
from ordertrail.demo.writers import amazon, douyin, plain, shopify, taobao


@dataclass(frozen=True)
class DemoChannel:
    """``makers`` are kinds of new customers, with the share of orders of each kind; ``repeat`` as in Crowd."""

    code: str
    share: float
    pace: Pace
    terms: Terms
    makers: tuple[tuple[Callable[[Random, int], Shopper], float], ...]
    repeat: float
    write: Callable[[Path, list[DemoOrder], Random], list[Path]]


_RETAIL: Final = Terms(price="cny", free_from=9900, freight=800, coupon_share=0.3, coupon=(0.04, 0.1), sale=(0.12, 0.2))
_ABROAD: Final = Terms(
    price="usd", free_from=6000, freight=695, coupon_share=0.15, coupon=(0.05, 0.1), sale=(0.15, 0.25)
)
_BULK: Final = Terms(
    price="cny", free_from=1_000_000, freight=18_000, coupon_share=0.2, coupon=(0.01, 0.03), sale=(0.01, 0.03),
    quantities=(5, 8, 10, 10, 12, 20, 20, 30, 50), bulk=(0.72, 0.88),
)  # fmt: skip

CHANNELS: Final = (
    DemoChannel(
        "taobao", 0.33,
        Pace(
            "china", never_paid=0.014, patience=72, slow=0.16, slow_hours=14, cancelled=0.012, handling=18,
            handling_spread=0.5, road_spread=0.38, confirm=24, delayed=0.045, refunded=0.03, refunded_in_full=0.3,
            full_refund_closes=True,
        ),
        _RETAIL, ((chinese_person, 1.0),), 0.3, taobao.write,
    ),
    DemoChannel(
        "douyin", 0.23,
        Pace(
            "china", never_paid=0.018, patience=60, slow=0.12, slow_hours=9, cancelled=0.016, handling=20,
            handling_spread=0.5, road_spread=0.38, confirm=22, delayed=0.045, refunded=0.035, refunded_in_full=0.6,
        ),
        _RETAIL, ((chinese_person, 1.0),), 0.18, douyin.write,
    ),
    DemoChannel(
        "shopify", 0.18,
        Pace(
            "abroad", never_paid=0.022, patience=66, slow=0.12, slow_hours=20, cancelled=0.017, handling=26,
            handling_spread=0.5, road_spread=0.4, confirm=48, delayed=0.04, refunded=0.025, refunded_in_full=0.5,
            followed=False,
        ),
        _ABROAD, ((person_abroad("shopify"), 1.0),), 0.28, shopify.write,
    ),
    DemoChannel(
        "amazon", 0.16,
        Pace(
            "abroad", never_paid=0.02, patience=60, slow=0.35, slow_hours=9, cancelled=0.022, handling=28,
            handling_spread=0.5, road_spread=0.4, confirm=48, delayed=0.035, refunded=0.0, refunded_in_full=0.0,
            followed=False,
        ),
        _ABROAD,
        ((person_abroad("amazon.com"), 0.55), (person_abroad("amazon.co.uk"), 0.2), (person_abroad("amazon.de"), 0.25)),
        0.08, amazon.write,
    ),
    DemoChannel(
        "manual", 0.1,
        Pace(
            "business", never_paid=0.022, patience=160, slow=0.6, slow_hours=28, cancelled=0.016, handling=40,
            handling_spread=0.35, road_spread=0.3, confirm=110, delayed=0.06, refunded=0.025, refunded_in_full=0.2,
            shows_stops=True,
        ),
        _BULK, ((chinese_company, 1.0),), 0.86, plain.write,
    ),
)  # fmt: skip
