"""An order's goods: worked examples of parcels, returns, times and tracking numbers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from ordertrail.domain.goods import told_parcel
from ordertrail.domain.workflow_templates import FIRST
from tests.domain.ledgers import BARE, START, Shop


def test_the_order_is_shipped_when_its_last_goods_are_and_delivered_when_they_arrive() -> None:
    shop = Shop(2, 1)
    assert shop.ship({1: 1})
    assert shop.ship({1: 1}, carrier="SF", tracking_no="SF1")
    assert shop.order["shipped_at"] is None
    assert shop.deliver(0)
    assert shop.ship({2: 1}, carrier="YTO", tracking_no="YT9")
    last = shop.parcels[-1]["shipped_at"]
    assert (shop.order["shipped_at"], shop.order["delivered_at"]) == (last, None)
    assert (shop.order["carrier"], shop.order["tracking_no"]) == ("YTO", "SF1, YT9")
    shop.deliver(2)
    assert shop.order["delivered_at"] is None
    shop.deliver(1)
    assert shop.order["delivered_at"] == shop.parcels[1]["delivered_at"]


def test_a_cancelled_parcel_gives_its_goods_back_and_takes_its_marks_with_it() -> None:
    shop = Shop(2, tracking_no="OLD-1", carrier="EMS")
    assert shop.ship({1: 2}, carrier="SF", tracking_no="SF1")
    assert (shop.order["tracking_no"], shop.order["carrier"]) == ("OLD-1, SF1", "SF")
    assert not shop.ship({1: 1})
    assert shop.cancel(0)
    assert (shop.order["tracking_no"], shop.order["shipped_at"], shop.order["shipped_quantity"]) == ("OLD-1", None, 0)
    assert shop.ship({1: 2})


def test_only_what_was_shipped_comes_back_and_a_rejected_return_frees_its_goods() -> None:
    shop = Shop(3)
    assert not shop.claim({1: 1})
    shop.ship({1: 2})
    assert not shop.claim({1: 3})
    assert shop.claim({1: 2})
    assert not shop.claim({1: 1})
    assert not shop.cancel(0)
    assert shop.receive(0)
    assert (shop.order["requested_quantity"], shop.order["returned_quantity"]) == (2, 2)
    assert shop.close(0, "rejected")
    assert (shop.order["requested_quantity"], shop.order["returned_quantity"]) == (0, 0)
    assert shop.claim({1: 2})
    assert shop.close(1, "refunded")
    # Settled, and the goods stayed with the customer: they are neither on their way nor to be claimed again.
    assert (shop.order["requested_quantity"], shop.order["returned_quantity"]) == (0, 0)
    assert not shop.claim({1: 1})


def test_a_line_of_unknown_quantity_has_nothing_to_ship() -> None:
    shop = Shop(1)
    shop.lines.append({"line_no": 2, "quantity": None})  # type: ignore[dict-item]
    assert not shop.ship({2: 1})
    assert shop.ship({1: 1})


def test_the_shipment_that_an_order_speaks_of() -> None:
    lines = [{"line_no": 1, "quantity": Decimal(2)}, {"line_no": 2, "quantity": Decimal(0)}]
    later = START + timedelta(days=1)
    told = {**BARE, "stage": "shipped", "source_stage": "shipped", "shipped_at": later, "tracking_no": "T1"}
    parcel = told_parcel(told, lines, FIRST, by_staff=False)
    assert parcel is not None
    assert parcel["lines"] == [{"line_no": 1, "quantity": Decimal(2)}]
    assert (parcel["shipped_at"], parcel["delivered_at"], parcel["tracking_no"], parcel["source"]) == (
        later, None, "T1", "import",
    )  # fmt: skip
    assert told_parcel(BARE, lines, FIRST, by_staff=True) is None
    assert told_parcel(told, [], FIRST, by_staff=True) is None
    moved = {**told, "staff_stage": True, "source_stage": "paid"}
    assert told_parcel(moved, lines, FIRST, by_staff=False) is None
    assert told_parcel(moved, lines, FIRST, by_staff=True)["source"] == "entry"  # type: ignore[index]
