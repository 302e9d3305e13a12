"""What a company notes of its business orders beyond goods and money: whose they are, how they are handled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

from ordertrail.demo.catalogue import facts

if TYPE_CHECKING:
    from ordertrail.demo.orders import DemoOrder
    from ordertrail.demo.shoppers import Shopper

_CHINA: Final = timedelta(hours=8)
_PIECES_A_CARTON: Final = 12
_MADE, _B2B = "made_to_order", "b2b"
# What a stage of the retail workflow is called where an order follows another one.
_WORDS: Final = {_B2B: {"awaiting_payment": "待审核", "paid": "已确认", "preparing": "已确认"}}
# What is made to order leaves later: the stages of its making, each until so long after the payment.
_MAKING: Final = (
    ("已付款", timedelta(days=1)), ("备料", timedelta(days=4)), ("生产", timedelta(days=11)),
    ("质检", timedelta(days=13)),
)  # fmt: skip
_NOT_YET: Final = ("shipped_at", "delivered_at", "carrier", "tracking_no")
_SETTLES_WITHIN: Final = timedelta(days=45)
_DEPOSIT: Final = 0.3


@dataclass(frozen=True)
class Particulars:
    """``cells``: columns of our template, and of the company's own fields by their names, as they are typed.

    ``surcharge`` is in cents; ``paid`` is the share of the total that has come in of an order that was paid.
    """

    cells: Mapping[str, str] = field(default_factory=dict)
    surcharge: int = 0
    paid: float = 1.0


NOTHING: Final = Particulars()


@dataclass(frozen=True)
class Frame:
    """What of the demo's own fields and workflows stands in the store: names of columns, codes."""

    fields: tuple[str, ...] = ()
    workflows: frozenset[str] = frozenset()


def whole_frame() -> Frame:
    """All of both."""
    return Frame(tuple(each["zh"] for each in facts("company")["fields"]), frozenset((_B2B, _MADE)))


def particulars(order: DemoOrder, frame: Frame, moment: datetime) -> Particulars:
    """Those of one order, the same each time. ``moment`` is when it is looked upon."""
    rng, company, shopper = Random(f"particulars/{order.serial}"), facts("company"), order.shopper
    workflow = _workflow_of(shopper.serial, frame)
    cells = {
        "company": shopper.name,
        "customer_name": _person(shopper),
        "segment": "vip" if shopper.serial % 9 == 0 else "b2b",
        "owner": company["owners"][shopper.serial % len(company["owners"])],
        "priority": rng.choices(("", "high", "urgent", "low"), (80, 12, 4, 4))[0],
        "tags": _tags(rng, company),
        "return_policy": company["return_policies"][2 if workflow == _MADE else rng.randrange(2)],
        "workflow": workflow,
    }
    if order.discount:
        cells["promo_code"] = rng.choice(company["promo_codes"])
    if shopper.serial % 3 == 0:
        cells["billing_address"] = f"{shopper.region}{shopper.city}{shopper.street}财务部"
    if rng.random() < 0.1:
        cells["note"] = rng.choice(company["notes"])
    surcharge = rng.choice((3000, 6000, 12000)) if rng.random() < 0.12 else 0
    if surcharge:
        cells["surcharge"] = f"{surcharge // 100}.00"
    if frame.fields:
        cells |= dict(zip(frame.fields, _own(order, rng, company), strict=True))
    standing, paid = _standing(order, workflow, moment, rng)
    return Particulars(cells | standing, surcharge, paid)


def _workflow_of(customer: int, frame: Frame) -> str:
    """A customer's orders all follow one; '' is the channels' own."""
    wanted = {0: _MADE, 1: _B2B, 2: _B2B}.get(customer % 6, "")
    return wanted if wanted in frame.workflows else ""


def _person(shopper: Shopper) -> str:
    """Whom one speaks to, by full name."""
    given = facts("people")["given_zh"]
    return shopper.contact[0] + given[shopper.serial % len(given)] + given[shopper.serial * 7 % len(given)]


def _tags(rng: Random, company: Mapping[str, Any]) -> str:
    return ", ".join(rng.sample(company["tags"], rng.choices((0, 1, 2), (60, 30, 10))[0]))


def _own(order: DemoOrder, rng: Random, company: Mapping[str, Any]) -> tuple[str, ...]:
    """Values of the company's own fields, in their order."""
    day = order.journey.placed + _CHINA
    pieces = sum(item.quantity for item in order.items)
    billed = order.journey.signed
    return (
        f"PO-{day:%y%m}-{order.serial:04d}" if rng.random() < 0.7 else "",
        rng.choice(company["fields"][1]["choices"]) if rng.random() < 0.8 else "",
        str(-(-pieces // _PIECES_A_CARTON)),
        f"{billed + timedelta(days=1):%Y-%m-%d}" if billed and rng.random() < 0.6 else "",
        rng.choices(("", "是", "否"), (60, 25, 15))[0],
    )


def _standing(order: DemoOrder, workflow: str, moment: datetime, rng: Random) -> tuple[dict[str, str], float]:
    """Cells that say how far the order is where that is another than retail's, and the share of it that is paid."""
    journey = order.journey
    if not journey.paid or journey.refunded or journey.cancelled:
        return _status(_WORDS.get(workflow, {}).get(journey.stage)), 1.0
    if workflow == _MADE and journey.stage not in ("hold", "exception"):
        word = next((word for word, until in _MAKING if moment - journey.paid < until), None)
        return (dict.fromkeys(_NOT_YET, "") | _status(word), _DEPOSIT) if word else ({}, 1.0)
    if workflow == _B2B:
        owes = moment - journey.placed < _SETTLES_WITHIN and rng.random() < 0.6
        word = "待回款" if owes and journey.stage == "done" else _WORDS[_B2B].get(journey.stage)
        return _status(word), rng.choice((0.0, _DEPOSIT, 0.5)) if owes else 1.0
    return {}, 1.0


def _status(word: str | None) -> dict[str, str]:
    return {"status": word} if word else {}
