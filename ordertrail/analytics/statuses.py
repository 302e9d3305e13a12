"""The derived statuses as SQL over ``orders``; ``ordertrail.domain.statuses`` says the same of one row."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Text, and_, bindparam, case, cast, func, null, or_

from ordertrail.domain.workflow_templates import workflows
from ordertrail.store.tables import orders

_o = orders.c
_paid = func.coalesce(_o.paid, case((_o.origin == "hand", 0)))
_ordered = func.coalesce(_o.ordered_quantity, 0)


def _stages_from(point: str) -> Any:
    """The stages at or after ``point``, by the workflows in force when the query runs."""
    return bindparam(f"stages_{point}", callable_=lambda: workflows().reached(point), expanding=True, type_=Text)


def _fulfilment() -> Any:
    is_delivered = or_(_o.delivered_at.is_not(None), _o.stage.in_(_stages_from("delivered")))
    is_shipped = or_(_o.shipped_at.is_not(None), _o.stage.in_(_stages_from("shipped")))
    has_parcels = _o.shipped_quantity.is_not(None)
    return case(
        (and_(has_parcels, _o.delivered_quantity > 0, _o.delivered_quantity >= _ordered), "delivered"),
        (and_(has_parcels, _o.delivered_quantity > 0), "partly_delivered"),
        (and_(has_parcels, _o.shipped_quantity > 0, _o.shipped_quantity >= _ordered), "shipped"),
        (and_(has_parcels, _o.shipped_quantity > 0), "partly_shipped"),
        (has_parcels, "unshipped"),
        (is_delivered, "delivered"),
        (is_shipped, "shipped"),
        else_="unshipped",
    )


PAYMENT_STATUS: Final[Any] = cast(
    case(
        (or_(_o.total.is_(None), _paid.is_(None)), null()),
        (and_(_o.refunded > 0, _o.refunded >= _paid), "refunded"),
        (and_(_o.refunded > 0, _paid < _o.total), "partly_paid"),
        (_o.refunded > 0, "partly_refunded"),
        (_paid > _o.total, "overpaid"),
        (_paid == _o.total, "paid"),
        (_paid > 0, "partly_paid"),
        else_="unpaid",
    ),
    Text,
).label("payment_status")

FULFILMENT_STATUS: Final[Any] = cast(_fulfilment(), Text).label("fulfilment_status")

RETURN_STATUS: Final[Any] = cast(
    case(
        (
            and_(_o.returned_quantity > 0, _o.returned_quantity >= func.coalesce(_o.shipped_quantity, 0)),
            "returned",
        ),
        (_o.returned_quantity > 0, "partly_returned"),
        (_o.requested_quantity > 0, "requested"),
        else_="none",
    ),
    Text,
).label("return_status")
