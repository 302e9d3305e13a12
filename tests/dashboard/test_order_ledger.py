"""The sections of payments, parcels and returns on an order's page, its badges and its trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from dashboard.components.deed_dialog import DEEDS, words
from dashboard.components.order_parcels import order_parcels
from dashboard.components.order_payments import order_payments
from dashboard.components.order_returns import order_returns
from dashboard.components.order_statuses import SIGNS, order_statuses
from dashboard.components.order_trail import order_trail
from dashboard.components.order_view import order_view
from ordertrail.domain.actor import local_owner
from ordertrail.domain.statuses import FULFILMENT, PAYMENT, RETURN
from ordertrail.i18n import use_locale
from ordertrail.services.context import Context
from ordertrail.services.place_order import place_order
from ordertrail.services.record_payment import record_payment
from ordertrail.services.request_return import request_return
from ordertrail.services.ship_parcel import ship_parcel
from ordertrail.services.void_payment import void_payment
from ordertrail.store.orders import OrderView, get_order
from tests.dashboard import screen
from tests.services.landing import land_template

CLERK = local_owner("web")


@pytest.fixture(autouse=True)
def _english() -> None:
    use_locale("en")


@pytest.fixture
def shop(ctx: Context) -> Context:
    lines = [{"name": "Cup", "quantity": "2", "unit_price": "50"}, {"name": "Cup", "spec": "red", "quantity": "1",
             "unit_price": "1"}]  # fmt: skip
    wish = {"channel_order_no": "M-1", "currency": "CNY", "customer_name": "Ann", "lines": lines,
            "placed_at": "2026-11-20 08:00"}  # fmt: skip
    then = replace(ctx, now=lambda: datetime(2026, 11, 24, 3, 0))
    place_order(then, CLERK, wish)
    return then


def read(ctx: Context, no: str = "M-1") -> OrderView:
    with ctx.store.read() as connection:
        found = get_order(connection, "manual", no)
    assert found is not None
    return found


def deeds(component: Any) -> list[str]:
    """What its buttons open."""
    found = [getattr(part, "data-deed", None) for part in screen.parts(component)]
    return [deed for deed in found if deed]


def test_an_untouched_order_offers_what_can_be_done(shop: Context) -> None:
    found = read(shop)
    assert deeds(order_payments(found)) == ["payment"]
    assert deeds(order_parcels(found, shop)) == ["parcel"]
    assert order_returns(found, shop) is None
    text = screen.words(order_statuses(found.order))
    assert "Payment unpaid" in text and "Goods not shipped" in text and "Returns none" in text


def test_rows_say_what_they_are_and_offer_what_is_left(shop: Context) -> None:
    record_payment(shop, CLERK, "manual", "M-1", 1, {"amount": "60", "method": "Alipay", "note": "<b>first</b>"})
    record_payment(shop, CLERK, "manual", "M-1", 2, {"amount": "10", "kind": "refund"})
    refund = next(row for row in read(shop).payments if row["kind"] == "refund")
    section = order_payments(read(shop))
    text = screen.words(section)
    assert "CN¥60.00 of CN¥101.00 paid" in text and "CN¥41.00 due" in text and "−CN¥10.00" in text
    assert "<b>first</b>" in text
    assert deeds(section) == ["payment", "refund", "void", "void"]
    void_payment(shop, CLERK, "manual", "M-1", 3, refund["payment_id"], {})
    assert "Struck out" in screen.words(order_payments(read(shop)))
    lines = [{"line_no": "1", "quantity": "2"}, {"line_no": "2", "quantity": "1"}]
    ship_parcel(shop, CLERK, "manual", "M-1", 4, {"lines": lines, "carrier": "SF", "tracking_no": "SF1"})
    section = order_parcels(read(shop), shop)
    text = screen.words(section)
    assert "3 of 3 pieces shipped" in text and "SF Express · SF1" in text and "Cup × 2, Cup red × 1" in text
    assert deeds(section) == ["deliver", "cancel"]
    request_return(shop, CLERK, "manual", "M-1", 5, {"lines": lines[:1], "reason": "chipped"})
    back = order_returns(read(shop), shop)
    assert deeds(back) == ["return", "receive", "close"] and "chipped" in screen.words(back)


def test_what_a_file_told_stands_there_without_buttons(shop: Context) -> None:
    land_template(shop, "T-1,delivered,CNY,2026-11-20 10:30:00,Ann,Cup,2,50.00")
    found = read(shop, "T-1")
    section = order_parcels(found, shop)
    assert "as the channel's file told" in screen.words(section) and deeds(section) == []
    assert deeds(order_returns(found, shop)) == ["return"]


def test_the_trail_tells_each_deed(shop: Context) -> None:
    record_payment(shop, CLERK, "manual", "M-1", 1, {"amount": "60", "kind": "payment", "reference": "R-7"})
    ship_parcel(shop, CLERK, "manual", "M-1", 2, {"lines": [{"line_no": "1", "quantity": "2"}]})
    text = screen.words(order_trail(read(shop).events))
    assert "Payment recorded" in text and "CN¥60.00 · R-7" in text
    assert "Parcel shipped" in text and "Parcel 1 · Cup × 2" in text


def test_the_page_holds_the_sections(shop: Context) -> None:
    text = screen.words(order_view(read(shop), shop, shop.now()))
    for title in ("Parcels", "Payments", "History"):
        assert title in text


def test_every_status_has_a_sign_and_every_deed_its_words() -> None:
    assert {*PAYMENT, *FULFILMENT, *RETURN} <= SIGNS.keys()
    told = words()
    assert set(DEEDS) == set(told["titles"]) == set(told["saves"])  # type: ignore[call-overload]
