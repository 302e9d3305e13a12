"""Derived statuses: worked examples, and what holds after any sequence of deeds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrail.domain.statuses import FULFILMENT, RETURN, fulfilment_status, payment_status, return_status
from ordertrail.domain.workflow_templates import FIRST
from tests.domain.ledgers import BARE, DEEDS, NOW, Shop, do

QUANTITIES = ("ordered", "shipped", "delivered", "requested", "returned")


@pytest.mark.parametrize(
    ("total", "paid", "refunded", "status"),
    [
        (None, "5", None, None),
        ("100", None, None, None),
        ("100", "0", None, "unpaid"),
        ("100", "99.99", None, "partly_paid"),
        ("100", "100", "0", "paid"),
        ("100", "100.01", None, "overpaid"),
        ("100", "100", "0.01", "partly_refunded"),
        ("100", "100", "100", "refunded"),
        ("100", "40", "40", "refunded"),
        ("0", "0", None, "paid"),
    ],
)
def test_payment(total: str | None, paid: str | None, refunded: str | None, status: str | None) -> None:
    cells = {"total": total, "paid": paid, "refunded": refunded}
    order = {**BARE, **{name: value and Decimal(value) for name, value in cells.items()}}
    assert payment_status(order) == status


def test_of_an_order_by_hand_nothing_is_paid_unless_it_says_so() -> None:
    assert payment_status({**BARE, "origin": "hand"}) == "unpaid"


@pytest.mark.parametrize(
    ("stage", "stamps", "quantities", "status"),
    [
        ("paid", {}, None, "unshipped"),
        ("shipped", {}, None, "shipped"),
        ("exception", {"shipped_at": NOW}, None, "shipped"),
        ("done", {}, None, "delivered"),
        ("shipped", {"delivered_at": NOW}, None, "delivered"),
        # A parcel of its own says more than the stage.
        ("done", {"delivered_at": NOW}, (3, 0, 0), "unshipped"),
        ("paid", {}, (3, 2, 0), "partly_shipped"),
        ("paid", {}, (3, 3, 0), "shipped"),
        ("paid", {}, (3, 3, 1), "partly_delivered"),
        ("paid", {}, (3, 1, 1), "partly_delivered"),
        ("paid", {}, (3, 3, 3), "delivered"),
    ],
)
def test_fulfilment(stage: str, stamps: dict[str, Any], quantities: tuple[int, ...] | None, status: str) -> None:
    counted = zip(("ordered", "shipped", "delivered"), quantities or (), strict=False)
    order = {**BARE, "stage": stage, **stamps, **{f"{name}_quantity": Decimal(count) for name, count in counted}}
    assert fulfilment_status(order, FIRST) == status


@pytest.mark.parametrize(
    ("shipped", "requested", "returned", "status"),
    [(None, None, None, "none"), (3, 0, 0, "none"), (3, 1, 0, "requested"), (3, 3, 2, "partly_returned"),
     (3, 3, 3, "returned")],
)  # fmt: skip
def test_return(shipped: int | None, requested: int | None, returned: int | None, status: str) -> None:
    told = {"shipped_quantity": shipped, "requested_quantity": requested, "returned_quantity": returned}
    assert return_status({**BARE, **told}) == status


@given(st.lists(st.integers(0, 4), min_size=1, max_size=3), DEEDS)
def test_after_any_deeds_no_line_is_beyond_what_came_before_it(quantities: list[int], deeds: list[Any]) -> None:
    shop = Shop(*quantities)
    for deed in deeds:
        do(shop, deed)
        for line in shop.goods().values():
            assert 0 <= line.delivered <= line.shipped <= line.ordered
            assert 0 <= line.returned <= line.requested <= line.shipped - line.kept
        order = shop.order
        assert 0 <= (order["refunded"] or 0) <= (order["paid"] or 0)
        if order["shipped_quantity"] is not None:
            sums = [order[f"{name}_quantity"] for name in QUANTITIES]
            assert sums[2] <= sums[1] <= sums[0] == sum(quantities) and sums[4] <= sums[3] <= sums[1]


@given(DEEDS)
def test_a_refused_deed_changes_nothing(deeds: list[Any]) -> None:
    shop = Shop(2, 3)
    for deed in deeds:
        before = (dict(shop.order), list(shop.payments), list(shop.parcels), list(shop.returns))
        if not do(shop, deed):
            assert (shop.order, shop.payments, shop.parcels, shop.returns) == before


def _ranks(order: dict[str, Any]) -> tuple[int, int]:
    return FULFILMENT.index(fulfilment_status(order, FIRST)), RETURN.index(return_status(order))


FORWARD = {"pay", "ship", "deliver", "claim", "receive"}


@given(DEEDS)
def test_without_taking_back_goods_only_move_forward(deeds: list[Any]) -> None:
    shop = Shop(2, 3)
    before = _ranks(shop.order)
    for deed in deeds:
        if deed[0] not in FORWARD or not do(shop, deed):
            continue
        after = _ranks(shop.order)
        assert after[0] >= before[0]
        # What is shipped later has not come back, so only then may "all is back" become "some".
        assert deed[0] == "ship" or after[1] >= before[1]
        before = after


PAYMENT_ROAD = ("unpaid", "partly_paid", "paid", "overpaid")


@given(st.lists(st.decimals(Decimal("0.01"), Decimal(60), places=2), max_size=8))
def test_payments_alone_only_move_forward(amounts: list[Decimal]) -> None:
    shop, before = Shop(1, paid=Decimal(0)), 0
    for amount in amounts:
        assert shop.pay("payment", amount)
        status = payment_status(shop.order)
        assert status is not None and PAYMENT_ROAD.index(status) >= before
        before = PAYMENT_ROAD.index(status)


@given(DEEDS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(deeds: list[Any], chance: Any) -> None:
    shop = Shop(2, 3, 1)
    for deed in deeds:
        do(shop, deed)
    mixed = Shop(2, 3, 1)
    payments, parcels, returns = list(shop.payments), list(shop.parcels), list(shop.returns)
    for rows in (payments, parcels, returns):
        chance.shuffle(rows)
    if payments:
        mixed._money(payments)
    if parcels:
        mixed._goods(parcels, returns)
    for name in ("paid", "refunded", "paid_at", *(f"{each}_quantity" for each in QUANTITIES)):
        assert mixed.order[name] == shop.order[name], name
    assert payment_status(mixed.order) == payment_status(shop.order)
    assert _ranks(mixed.order) == _ranks(shop.order)


@given(st.fixed_dictionaries({name: st.integers(0, 3).map(Decimal) for name in ("total", "paid", "refunded")}))
def test_statuses_are_of_the_totals_alone(sums: dict[str, Decimal]) -> None:
    one = {**BARE, **sums}
    other = {**BARE, **sums, "stage": "done", "customer_name": "Ann", "currency": "JPY", "paid_at": NOW}
    assert payment_status(one) == payment_status(other)
    assert return_status(one) == return_status(other)
