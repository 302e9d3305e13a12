"""The money of an order as a ledger: every payment and refund is a row, what was paid is their sum.

A row has kind (payment, refund), amount, paid_at and voided_at; a voided one counts for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

Record = Mapping[str, Any]

PAYMENT_KINDS: Final = ("payment", "refund")


@dataclass(frozen=True)
class Balance:
    """``paid`` counts what came in, refunds not taken off; ``due`` is None where the total is not known."""

    total: Decimal | None
    paid: Decimal
    refunded: Decimal

    @property
    def due(self) -> Decimal | None:
        return None if self.total is None else max(self.total - self.paid, Decimal(0))

    @property
    def refundable(self) -> Decimal:
        """The most that a further refund may be."""
        return max(self.paid - self.refunded, Decimal(0))


def balance(total: Decimal | None, payments: Sequence[Record]) -> Balance:
    """What the rows come to, whatever their order."""

    def summed(kind: str) -> Decimal:
        return sum((row["amount"] for row in standing(payments) if row["kind"] == kind), Decimal(0))

    return Balance(total, summed("payment"), summed("refund"))


def standing(payments: Sequence[Record]) -> list[Record]:
    """The rows that are not voided."""
    return [row for row in payments if row["voided_at"] is None]


def told_payments(order: Record) -> list[dict[str, Any]]:
    """What an order without a ledger says was paid and refunded, as the rows that its ledger opens with."""
    is_file = order["origin"] == "import" and ",paid," not in (order["staff_fields"] or "")
    when = order["paid_at"] or order["placed_at"] or order["created_at"]
    told = {
        "method": order["payment_method"],
        "reference": None,
        "paid_at": when,
        "note": None,
        "source": "import" if is_file else "entry",
        "voided_at": None,
    }
    amounts = {"payment": order["paid"], "refund": order["refunded"]}
    return [{**told, "kind": kind, "amount": amount} for kind, amount in amounts.items() if amount and amount > 0]


def paid_up_at(total: Decimal | None, payments: Sequence[Record]) -> datetime | None:
    """When the payments first came to the total; None while they have not, and where nothing was to be paid."""
    if total is None or total <= 0:
        return None
    paid = Decimal(0)
    for row in sorted(standing(payments), key=lambda row: row["paid_at"]):
        paid += row["amount"] if row["kind"] == "payment" else 0
        if paid >= total:
            moment: datetime = row["paid_at"]
            return moment
    return None


def money_cells(order: Record, before: Sequence[Record], after: Sequence[Record]) -> dict[str, Any]:
    """Columns of ``orders`` once its rows ``before`` have become ``after``."""
    now = balance(order["total"], after)
    cells = {"paid": now.paid, "refunded": now.refunded}
    moment = following(order["paid_at"], paid_up_at(order["total"], before), paid_up_at(order["total"], after))
    return cells if moment == order["paid_at"] else {**cells, "paid_at": moment}


def following(known: Any, before: Any, after: Any) -> Any:
    """A cell that follows its rows: filled where it was empty or came of them, kept where another told it."""
    return after if before != after and known in (None, before) else known
