"""How an order's money, goods and returns stand: derived from the totals in its row, never typed in.

Paid, refunded and the quantities are sums over the order's payments, parcels and returns. Where an order has no
parcels of its own yet, its stamps and its stage tell whether it was shipped.
``ordertrail.analytics.statuses`` says the same in SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, Protocol

Record = Mapping[str, Any]

PAYMENT: Final = ("unpaid", "partly_paid", "paid", "overpaid", "partly_refunded", "refunded")
FULFILMENT: Final = ("unshipped", "partly_shipped", "shipped", "partly_delivered", "delivered")
RETURN: Final = ("none", "requested", "partly_returned", "returned")


class Reaches(Protocol):
    """A workflow, as far as statuses ask it."""

    def reached(self, code: str) -> tuple[str, ...]:
        """Stages at or after the point ``shipped`` or ``delivered``."""


def payment_status(order: Record) -> str | None:
    """One of ``PAYMENT``; None where the total or what was paid is not known.

    Of an order entered by hand nothing was paid unless it says so. ``order``: origin, total, paid, refunded.
    """
    total, paid, refunded = order["total"], order["paid"], order["refunded"]
    if paid is None and order.get("origin") == "hand":
        paid = Decimal(0)
    if total is None or paid is None:
        return None
    if refunded is not None and refunded > 0:
        if refunded >= paid:
            return "refunded"
        # What is still owed matters more than what went back.
        return "partly_paid" if paid < total else "partly_refunded"
    if paid >= total:
        return "paid" if paid == total else "overpaid"
    return "partly_paid" if paid > 0 else "unpaid"


def fulfilment_status(order: Record, workflow: Reaches) -> str:
    """One of ``FULFILMENT``. ``order``: stage, shipped_at, delivered_at and the quantities.

    An order with a parcel of its own has a ``shipped_quantity``, and the quantities alone count.
    """
    shipped = order["shipped_quantity"]
    if shipped is None:
        if order["delivered_at"] is not None or order["stage"] in workflow.reached("delivered"):
            return "delivered"
        is_shipped = order["shipped_at"] is not None or order["stage"] in workflow.reached("shipped")
        return "shipped" if is_shipped else "unshipped"
    ordered, delivered = order["ordered_quantity"] or 0, order["delivered_quantity"] or 0
    if delivered > 0:
        return "delivered" if delivered >= ordered else "partly_delivered"
    if shipped > 0:
        return "shipped" if shipped >= ordered else "partly_shipped"
    return "unshipped"


def return_status(order: Record) -> str:
    """One of ``RETURN``; ``returned`` is all that was shipped. ``order``: the quantities."""
    returned = order["returned_quantity"] or 0
    if returned > 0:
        return "returned" if returned >= (order["shipped_quantity"] or 0) else "partly_returned"
    return "requested" if (order["requested_quantity"] or 0) > 0 else "none"
