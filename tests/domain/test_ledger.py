"""An order's money: what its rows come to, what opens its ledger, and when it was paid in full."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from ordertrail.domain.ledger import balance, money_cells, paid_up_at, told_payments
from tests.domain.ledgers import BARE, START, Shop


def row(kind: str, amount: str, hours: int = 0, void: bool = False) -> dict[str, Any]:
    moment = START + timedelta(hours=hours)
    return {"kind": kind, "amount": Decimal(amount), "paid_at": moment, "voided_at": START if void else None}


def test_a_balance_counts_what_stands() -> None:
    rows = [row("payment", "60"), row("payment", "50.5"), row("refund", "10"), row("payment", "7", void=True)]
    found = balance(Decimal(120), rows)
    assert (found.paid, found.refunded, found.due, found.refundable) == (
        Decimal("110.5"), Decimal(10), Decimal("9.5"), Decimal("100.5"),
    )  # fmt: skip
    assert balance(None, rows).due is None
    assert balance(Decimal(100), rows).due == 0


def test_paid_up_is_when_the_payments_first_came_to_the_total_whatever_their_order() -> None:
    rows = [row("payment", "50", 9), row("payment", "50", 3), row("payment", "1", 20), row("refund", "50", 1)]
    assert paid_up_at(Decimal(100), rows) == START + timedelta(hours=9)
    assert paid_up_at(Decimal(102), rows) is None
    assert paid_up_at(Decimal(0), rows) is None


def test_a_ledger_opens_with_what_was_told() -> None:
    order = {**BARE, "paid": Decimal(100), "refunded": Decimal("20"), "paid_at": None, "payment_method": "Alipay"}
    opened = told_payments(order)
    assert [(each["kind"], each["amount"], each["source"], each["paid_at"], each["method"]) for each in opened] == [
        ("payment", Decimal(100), "import", START, "Alipay"),
        ("refund", Decimal(20), "import", START, "Alipay"),
    ]
    assert told_payments({**order, "origin": "hand"})[0]["source"] == "entry"
    assert told_payments({**order, "staff_fields": ",paid,"})[0]["source"] == "entry"
    assert told_payments(BARE) == told_payments({**BARE, "paid": Decimal(0)}) == []


def test_the_time_of_full_payment_is_filled_follows_its_rows_and_keeps_what_another_told() -> None:
    shop = Shop(1)
    shop.pay("payment", Decimal(60), START + timedelta(hours=1))
    assert shop.order["paid_at"] is None
    shop.pay("payment", Decimal(40), START + timedelta(hours=2))
    assert shop.order["paid_at"] == START + timedelta(hours=2)
    shop.void(1)
    assert (shop.order["paid"], shop.order["paid_at"]) == (60, None)
    told = {**BARE, "paid_at": START}
    assert "paid_at" not in money_cells(told, [], [row("payment", "100", 5)])
