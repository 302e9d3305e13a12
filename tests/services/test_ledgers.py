"""Payments, parcels and returns by staff, on both engines: rows, columns, events, openings and refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.errors import DomainError, Invalid, InvalidMove, NotAllowed, NotFound, StaleEdit
from ordertrail.domain.statuses import fulfilment_status, payment_status, return_status
from ordertrail.services.cancel_parcel import cancel_parcel
from ordertrail.services.change_status import change_status
from ordertrail.services.close_return import close_return
from ordertrail.services.context import Context
from ordertrail.services.deliver_parcel import deliver_parcel
from ordertrail.services.place_order import place_order
from ordertrail.services.receive_return import receive_return
from ordertrail.services.record_payment import record_payment
from ordertrail.services.remove_demo import remove_demo
from ordertrail.services.request_return import request_return
from ordertrail.services.ship_parcel import ship_parcel
from ordertrail.services.void_payment import void_payment
from ordertrail.store.integrity import find_faults
from ordertrail.store.orders import OrderView, get_order
from ordertrail.store.tables import order_events, orders, payments
from tests.services.landing import land_template

CLERK = local_owner("web")
NOW = datetime(2026, 11, 24, 3, 0)
NO = "M/1"


@pytest.fixture
def shop(ctx: Context) -> Context:
    """One order by hand of 2 cups and 3 cloths, 130.00 CNY in all, nothing paid."""
    wish = {
        "channel_order_no": NO,
        "currency": "CNY",
        "placed_at": "2026-11-20 08:00",
        "customer_name": "Ann",
        "lines": [{"name": "Cup", "quantity": "2", "unit_price": "50"},
                  {"name": "Cloth", "quantity": "3", "unit_price": "10"}],
    }  # fmt: skip
    then = replace(ctx, now=lambda: NOW)
    place_order(then, CLERK, wish)
    return then


def read(ctx: Context, no: str = NO) -> OrderView:
    with ctx.store.read() as connection:
        found = get_order(connection, "manual", no)
    assert found is not None
    return found


def do(ctx: Context, deed: Callable[..., int], *row: Any, no: str = NO, **wish: Any) -> OrderView:
    """The deed upon the present version; the order after it."""
    version = read(ctx, no).order["version"]
    assert deed(ctx, CLERK, "manual", no, version, *row, wish) == version + 1
    return read(ctx, no)


def lines(**quantities: Any) -> list[dict[str, Any]]:
    return [{"line_no": name.removeprefix("n"), "quantity": str(count)} for name, count in quantities.items()]


def faults(ctx: Context, deed: Callable[..., int], no: str = NO, **wish: Any) -> dict[str, str]:
    before = read(ctx, no)
    with pytest.raises(Invalid) as refused:
        deed(ctx, CLERK, "manual", no, before.order["version"], wish)
    assert read(ctx, no) == before
    return {path: problem.code for path, problem in refused.value.fields.items()}


def test_split_payments_make_rows_columns_and_one_event_each(shop: Context) -> None:
    listener = shop.store.subscribe()
    after = do(shop, record_payment, amount="100", method="Alipay", reference="A-1", note=" first half ")
    assert [change["version"] for change in listener.get(1)] == [2]
    assert (after.order["paid"], after.order["refunded"], after.order["paid_at"]) == (100, 0, None)
    assert payment_status(after.order) == "partly_paid"
    event = after.events[0]
    detail = json.loads(event["detail"])
    assert (event["kind"], event["note"], event["version"], event["actor"], event["source"]) == (
        "payment_recorded", "first half", 2, "owner", "web",
    )  # fmt: skip
    assert (detail["kind"], Decimal(detail["amount"]), detail["currency"], detail["method"]) == (
        "payment", 100, "CNY", "Alipay",
    )  # fmt: skip
    after = do(shop, record_payment, amount="￥３０.00", paid_at="2026-11-24 09:00")
    assert (after.order["paid"], after.order["paid_at"]) == (130, NOW)
    assert after.order["stage"] == "awaiting_payment"
    after = do(shop, record_payment, kind="refund", amount="29.99")
    assert (after.order["paid"], after.order["refunded"]) == (130, Decimal("29.99"))
    assert payment_status(after.order) == "partly_refunded"
    assert len(after.payments) == 3
    assert find_faults(shop.store) == []


def test_a_void_payment_stays_and_counts_no_longer(shop: Context) -> None:
    paid = do(shop, record_payment, amount="130")
    key = paid.payments[0]["payment_id"]
    refunded = do(shop, record_payment, kind="refund", amount="130")
    with pytest.raises(DomainError, match="void_below_refunds"):
        void_payment(shop, CLERK, "manual", NO, refunded.order["version"], key, {})
    refund = next(row for row in refunded.payments if row["kind"] == "refund")
    do(shop, void_payment, refund["payment_id"], note="typed twice")
    after = do(shop, void_payment, key)
    assert (after.order["paid"], after.order["refunded"], after.order["paid_at"]) == (0, 0, None)
    assert len(after.payments) == 2 and after.events[0]["kind"] == "payment_voided"
    # Again: nothing is left to do.
    version = after.order["version"]
    assert void_payment(shop, CLERK, "manual", NO, version, key, {}) == version
    assert find_faults(shop.store) == []


def test_money_that_is_not_sound(shop: Context) -> None:
    assert faults(shop, record_payment) == {"amount": "required"}
    for amount, code in (("0", "not_positive"), ("-5", "not_positive"), ("1.005", "too_many_decimals"),
                         ("1e3", "not_a_number"), ("1000000000000000", "too_large")):  # fmt: skip
        assert faults(shop, record_payment, amount=amount) == {"amount": code}
    do(shop, record_payment, amount="50")
    assert faults(shop, record_payment, kind="refund", amount="50.01") == {"amount": "refund_too_large"}
    assert faults(shop, record_payment, kind="gift", amount="1", paid_at="2026-11-24 11:01", note="x" * 5000) == {
        "kind": "unknown_choice", "paid_at": "in_future", "note": "too_long",
    }  # fmt: skip
    odd = "<script>alert(1)</script> 😀 \u202eabc =CMD()"
    after = do(shop, record_payment, amount="1", note=odd, reference=odd)
    assert after.events[0]["note"] == odd and {odd, None} == {row["reference"] for row in after.payments}


def test_parcels_with_some_of_the_lines(shop: Context) -> None:
    after = do(shop, ship_parcel, lines=lines(n1=1, n2=3), carrier="SF", tracking_no="SF1",
               shipped_at="2026-11-23 10:00")  # fmt: skip
    order = after.order
    assert (order["ordered_quantity"], order["shipped_quantity"], order["delivered_quantity"]) == (5, 4, 0)
    assert (order["shipped_at"], order["stage"], order["tracking_no"]) == (None, "awaiting_payment", "SF1")
    assert fulfilment_status(order, shop.workflows()) == "partly_shipped"
    assert ",lines," in order["staff_fields"]
    assert "sf1" in order["search"]
    detail = json.loads(after.events[0]["detail"])
    assert [(line["name"], Decimal(line["quantity"])) for line in detail["lines"]] == [("Cup", 1), ("Cloth", 3)]
    assert faults(shop, ship_parcel, lines=lines(n1=1, n2=1)) == {"lines.1.quantity": "nothing_to_ship"}
    after = do(shop, ship_parcel, lines=lines(n1=1, n2=""), tracking_no="YT2")
    assert (after.order["shipped_at"], after.order["tracking_no"]) == (NOW, "SF1, YT2")
    assert [(parcel["number"], len(parcel["lines"])) for parcel in after.parcels] == [(1, 2), (2, 1)]
    first, second = (parcel["shipment_id"] for parcel in after.parcels)
    after = do(shop, deliver_parcel, first, delivered_at="2026-11-24 10:00")
    assert (after.order["delivered_quantity"], after.order["delivered_at"]) == (4, None)
    with pytest.raises(DomainError, match="parcel_is_delivered"):
        cancel_parcel(shop, CLERK, "manual", NO, after.order["version"], first, {})
    after = do(shop, cancel_parcel, second, note="van broke down")
    assert (after.order["shipped_quantity"], after.order["shipped_at"], after.order["tracking_no"]) == (4, None, "SF1")
    assert fulfilment_status(after.order, shop.workflows()) == "partly_delivered"
    with pytest.raises(DomainError, match="parcel_is_cancelled"):
        deliver_parcel(shop, CLERK, "manual", NO, after.order["version"], second, {})
    assert [event["kind"] for event in after.events[:4]] == [
        "parcel_cancelled", "parcel_delivered", "parcel_shipped", "parcel_shipped",
    ]  # fmt: skip
    assert find_faults(shop.store) == []


def test_goods_that_cannot_be_sent(shop: Context) -> None:
    for quantity, code in (("-1", "negative"), ("1000000000000", "more_than_to_ship"), ("3", "more_than_to_ship"),
                           ("0.0001", "too_many_decimals"), ("two", "not_a_number")):  # fmt: skip
        assert faults(shop, ship_parcel, lines=lines(n1=quantity)) == {"lines.0.quantity": code}
    assert faults(shop, ship_parcel, lines=lines(n1=0)) == {"lines": "nothing_chosen"}
    assert faults(shop, ship_parcel) == {"lines": "nothing_chosen"}
    assert faults(shop, ship_parcel, lines=lines(n9=1)) == {"lines.0.quantity": "no_such_line"}
    twice = [{"line_no": "1", "quantity": "1"}, {"line_no": "1", "quantity": "1"}]
    assert faults(shop, ship_parcel, lines=twice) == {"lines.1.quantity": "line_twice"}
    assert faults(shop, ship_parcel, lines=lines(n1=1), shipped_at="2026-11-24 11:01") == {"shipped_at": "in_future"}
    assert faults(shop, ship_parcel, lines=lines(n1=1), move_stage=True) == {"move_stage": "not_all_shipped"}
    change_status(shop, CLERK, "manual", NO, "cancelled", 1)
    with pytest.raises(DomainError, match="ship_cancelled"):
        ship_parcel(shop, CLERK, "manual", NO, 2, {"lines": lines(n1=1)})


def test_the_stage_follows_the_last_parcel_in_the_same_event_where_that_is_asked(shop: Context) -> None:
    with pytest.raises(InvalidMove):
        ship_parcel(shop, CLERK, "manual", NO, 1, {"lines": lines(n1=2, n2=3), "move_stage": True})
    change_status(shop, CLERK, "manual", NO, "paid", 1)
    listener = shop.store.subscribe()
    after = do(shop, ship_parcel, lines=lines(n1=2, n2=3), tracking_no="SF1", move_stage=True)
    assert (after.order["stage"], after.order["shipped_at"], after.order["staff_stage"]) == ("shipped", NOW, True)
    event = after.events[0]
    assert (event["kind"], event["from_value"], event["to_value"], len(after.events)) == (
        "parcel_shipped", "paid", "shipped", 3,
    )  # fmt: skip
    assert [change["stage"] for change in listener.get(1)] == ["shipped"]


def test_returns_by_line(shop: Context) -> None:
    assert faults(shop, request_return, lines=lines(n1=1), reason="broken") == {"lines.0.quantity": "nothing_to_return"}
    do(shop, ship_parcel, lines=lines(n1=2, n2=3))
    assert faults(shop, request_return, lines=lines(n1=3)) == {
        "lines.0.quantity": "more_than_to_return", "reason": "required",
    }  # fmt: skip
    after = do(shop, request_return, lines=lines(n1=1), reason="broken")
    assert (after.order["requested_quantity"], return_status(after.order)) == (1, "requested")
    key = after.returns[0]["return_id"]
    after = do(shop, receive_return, key)
    assert (after.order["returned_quantity"], return_status(after.order)) == (1, "partly_returned")
    with pytest.raises(Invalid):
        close_return(shop, CLERK, "manual", NO, after.order["version"], key, {"outcome": "eaten"})
    after = do(shop, close_return, key, outcome="refunded", note="money back")
    assert (after.returns[0]["outcome"], after.returns[0]["closed_at"]) == ("refunded", NOW)
    with pytest.raises(DomainError, match="return_is_closed"):
        close_return(shop, CLERK, "manual", NO, after.order["version"], key, {"outcome": "rejected"})
    assert [event["kind"] for event in after.events[:3]] == ["return_closed", "return_received", "return_requested"]
    assert find_faults(shop.store) == []


def test_a_deed_on_an_old_version_is_refused_and_leaves_nothing(shop: Context) -> None:
    do(shop, record_payment, amount="1")
    with pytest.raises(StaleEdit) as refused:
        record_payment(shop, CLERK, "manual", NO, 1, {"amount": "5"})
    assert refused.value.current["order"]["paid"] == 1
    with pytest.raises(StaleEdit):
        ship_parcel(shop, CLERK, "manual", NO, 1, {"lines": lines(n1=1)})
    with pytest.raises(NotFound):
        record_payment(shop, CLERK, "manual", "none", 1, {"amount": "5"})
    with pytest.raises(NotFound):
        void_payment(shop, CLERK, "manual", NO, 2, read(shop).order["order_id"], {})
    with pytest.raises(NotAllowed):
        record_payment(shop, Actor("eve", "customer"), "manual", NO, 2, {"amount": "5"})
    found = read(shop)
    assert (found.order["version"], len(found.payments), found.parcels, len(found.events)) == (2, 1, [], 2)


TOLD = "T-1,shipped,CNY,2026-11-20 10:30:00,Ann,Cup,2,50.00"


def tell(ctx: Context, **cells: Any) -> None:
    """Let the file have told ``cells`` of T-1."""
    land_template(ctx, TOLD)
    with ctx.store.engine.begin() as connection:
        connection.execute(update(orders).where(orders.c.channel_order_no == "T-1").values(**cells))


def test_what_a_file_told_opens_the_ledger(ctx: Context) -> None:
    then = replace(ctx, now=lambda: NOW)
    tell(then, paid=Decimal(60), refunded=Decimal(10), total=Decimal(100))
    after = do(then, record_payment, no="T-1", amount="40")
    assert sorted((row["kind"], row["amount"], row["source"]) for row in after.payments) == [
        ("payment", 40, "staff"), ("payment", 60, "import"), ("refund", 10, "import"),
    ]  # fmt: skip
    assert (after.order["paid"], after.order["refunded"]) == (100, 10)
    assert faults(then, record_payment, no="T-1", kind="refund", amount="90.01") == {"amount": "refund_too_large"}
    assert find_faults(ctx.store) == []


def test_a_shipment_that_a_file_told_is_the_first_parcel(ctx: Context) -> None:
    then = replace(ctx, now=lambda: NOW)
    tell(then, tracking_no="F1", carrier="EMS")
    told = read(then, "T-1").order["shipped_at"]
    assert faults(then, ship_parcel, no="T-1", lines=lines(n1=1)) == {"lines.0.quantity": "nothing_to_ship"}
    after = do(then, request_return, no="T-1", lines=lines(n1=1), reason="broken")
    assert [(parcel["source"], parcel["tracking_no"], parcel["carrier"]) for parcel in after.parcels] == [
        ("import", "F1", "EMS")
    ]
    assert (after.order["shipped_quantity"], after.order["tracking_no"]) == (2, "F1")
    # No time was told, so none is made up.
    assert after.order["shipped_at"] == told
    assert find_faults(ctx.store) == []


def test_a_later_file_replaces_neither_lines_nor_money_that_staff_has_touched(ctx: Context) -> None:
    then = replace(ctx, now=lambda: NOW)
    land_template(then, "T-2,paid,CNY,2026-11-20 10:30:00,Ann,Cup,2,50.00")
    do(then, record_payment, no="T-2", amount="30")
    before = do(then, ship_parcel, no="T-2", lines=lines(n1=1))
    land_template(then, "T-2,paid,CNY,2026-11-20 10:30:00,Ann,Bowl,7,60.00")
    after = read(then, "T-2")
    assert (after.lines, after.order["paid"]) == (before.lines, before.order["paid"])
    assert "lines" in {row["field"] for row in after.conflicts}
    assert find_faults(ctx.store) == []


def test_goods_of_an_order_that_staff_moved_may_still_be_entered(ctx: Context) -> None:
    then = replace(ctx, now=lambda: NOW)
    land_template(then, "T-3,paid,CNY,2026-11-20 10:30:00,Ann,Cup,2,50.00")
    change_status(then, CLERK, "manual", "T-3", "shipped", 1)
    assert fulfilment_status(read(then, "T-3").order, then.workflows()) == "shipped"
    after = do(then, ship_parcel, no="T-3", lines=lines(n1=1))
    assert fulfilment_status(after.order, then.workflows()) == "partly_shipped"
    assert len(after.parcels) == 1


def test_demo_orders_go_with_their_rows(ctx: Context) -> None:
    land_template(ctx, "D-1,paid,CNY,2026-11-20 10:30:00,Ann,Cup,2,50.00", demo=True)
    do(ctx, record_payment, no="D-1", amount="30")
    assert remove_demo(ctx, CLERK) == 1
    with ctx.store.read() as connection:
        assert connection.execute(select(payments)).all() == connection.execute(select(order_events)).all() == []
