"""Undo of deeds on payments, parcels and returns, on both engines: the order is then as it was before them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from ordertrail.domain.errors import DomainError
from ordertrail.services.cancel_parcel import cancel_parcel
from ordertrail.services.change_status import change_status
from ordertrail.services.close_return import close_return
from ordertrail.services.context import Context
from ordertrail.services.deliver_parcel import deliver_parcel
from ordertrail.services.receive_return import receive_return
from ordertrail.services.record_payment import record_payment
from ordertrail.services.request_return import request_return
from ordertrail.services.ship_parcel import ship_parcel
from ordertrail.services.undo import may_undo, undo
from ordertrail.services.void_payment import void_payment
from ordertrail.store.integrity import find_faults
from ordertrail.store.orders import OrderView, get_order
from ordertrail.store.tables import order_events, orders
from tests.services.landing import land_template
from tests.services.test_ledgers import CLERK, NO, do, lines, read, shop

__all__ = ["shop"]

ASIDE = ("version", "updated_at", "search")


def state(found: OrderView) -> tuple[Any, ...]:
    order = {name: value for name, value in found.order.items() if name not in ASIDE}
    # The search words may stand in another order.
    return order, set(found.order["search"].split()), found.lines, found.payments, found.parcels, found.returns


def undone(ctx: Context, deed: Callable[..., int], *row: Any, no: str = NO, **wish: Any) -> OrderView:
    """The order after the deed was done, taken back, and done again."""
    before = read(ctx, no)
    after = do(ctx, deed, *row, no=no, **wish)
    assert state(after) != state(before)
    assert may_undo(after.order, after.events[0], CLERK.name)
    version = after.order["version"]
    assert undo(ctx, CLERK, "manual", no, version) == version + 1
    back = read(ctx, no)
    assert state(back) == state(before)
    assert (back.events[0]["kind"], len(back.events)) == ("undone", len(before.events) + 2)
    assert find_faults(ctx.store) == []
    return do(ctx, deed, *row, no=no, **wish)


def test_each_deed_on_money_is_taken_back_whole(shop: Context) -> None:
    undone(shop, record_payment, amount="100", method="Alipay")
    paid = undone(shop, record_payment, amount="30")
    undone(shop, record_payment, kind="refund", amount="10")
    small = next(row["payment_id"] for row in paid.payments if row["amount"] == 30)
    undone(shop, void_payment, small)


def test_each_deed_on_parcels_and_returns_is_taken_back_whole(shop: Context) -> None:
    first = undone(shop, ship_parcel, lines=lines(n1=2), carrier="SF", tracking_no="SF-1")
    undone(shop, cancel_parcel, first.parcels[0]["shipment_id"])
    whole = undone(shop, ship_parcel, lines=lines(n1=2, n2=3), carrier="YTO", tracking_no="YT-2")
    undone(shop, deliver_parcel, whole.parcels[1]["shipment_id"])
    asked = undone(shop, request_return, lines=lines(n1=1), reason="Broken")
    undone(shop, receive_return, asked.returns[0]["return_id"])
    undone(shop, close_return, asked.returns[0]["return_id"], outcome="rejected")


def test_a_parcel_that_moved_the_stage_is_taken_back_with_it(shop: Context) -> None:
    do(shop, record_payment, amount="130")
    for stage in ("paid", "preparing"):
        change_status(shop, CLERK, "manual", NO, stage, read(shop).order["version"])
    moved = undone(shop, ship_parcel, lines=lines(n1=2, n2=3), tracking_no="T-1", move_stage=True)
    assert moved.order["stage"] == "shipped"


def test_a_ledger_that_opened_closes_again_and_files_may_speak(ctx: Context) -> None:
    land_template(ctx, "M-1,shipped,CNY,2026-11-20 08:00,Ann,Cup,2,50")
    tell = update(orders).values(paid=40)
    ctx.store.run(lambda uow: uow.connection.execute(tell))
    before = read(ctx, "M-1")
    after = undone(ctx, record_payment, no="M-1", amount="60")
    assert len(after.payments) == 2
    undo(ctx, CLERK, "manual", "M-1", after.order["version"])
    assert read(ctx, "M-1").order["staff_fields"] == before.order["staff_fields"]
    undone(ctx, request_return, no="M-1", lines=lines(n1=1), reason="Broken")
    assert len(read(ctx, "M-1").parcels) == 1


def test_an_event_that_does_not_keep_what_was_before_is_not_taken_back(shop: Context) -> None:
    after = do(shop, record_payment, amount="100")
    old = update(order_events).where(order_events.c.kind == "payment_recorded").values(detail='{"id": "x"}')
    shop.store.run(lambda uow: uow.connection.execute(old))
    found = read(shop)
    assert not may_undo(found.order, found.events[0], CLERK.name)
    with pytest.raises(DomainError, match="undo_impossible"):
        undo(shop, CLERK, "manual", NO, after.order["version"])
    with shop.store.read() as connection:
        assert get_order(connection, "manual", NO) == found
