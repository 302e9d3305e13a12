"""Rules on the rows of payments, parcels and returns: each belongs to an order, whose columns are their sums."""

from __future__ import annotations

from typing import Final

STRAYS: Final = {
    "payments": "t.kind || ' ' || CAST(t.amount AS TEXT)",
    "shipments": "coalesce(t.carrier, '') || ' ' || coalesce(t.tracking_no, '') || ' ' || CAST(t.shipped_at AS TEXT)",
    "shipment_lines": "CAST(t.line_no AS TEXT) || ' x ' || CAST(t.quantity AS TEXT)",
    "returns": "coalesce(t.reason, '') || ' ' || CAST(t.requested_at AS TEXT)",
    "return_lines": "CAST(t.line_no AS TEXT) || ' x ' || CAST(t.quantity AS TEXT)",
}
STRAY_CODES: Final = {
    "payments": "payments_astray",
    "shipments": "parcels_astray",
    "shipment_lines": "parcel_lines_astray",
    "returns": "returns_astray",
    "return_lines": "return_lines_astray",
}

_PAID: Final = (
    "SELECT order_id, sum(CASE WHEN kind = 'payment' AND voided_at IS NULL THEN amount ELSE 0 END) AS paid, "
    "sum(CASE WHEN kind = 'refund' AND voided_at IS NULL THEN amount ELSE 0 END) AS refunded "
    "FROM payments GROUP BY order_id"
)
_SENT: Final = (
    "SELECT s.order_id, sum(CASE WHEN s.cancelled_at IS NULL THEN l.quantity ELSE 0 END) AS shipped, "
    "sum(CASE WHEN s.cancelled_at IS NULL AND s.delivered_at IS NOT NULL THEN l.quantity ELSE 0 END) AS delivered "
    "FROM shipments s JOIN shipment_lines l ON l.order_id = s.order_id AND l.shipment_id = s.shipment_id "
    "GROUP BY s.order_id"
)
_CAME_BACK: Final = (
    "SELECT r.order_id, sum(CASE WHEN r.received_at IS NOT NULL THEN l.quantity ELSE 0 END) AS returned "
    "FROM returns r JOIN return_lines l ON l.order_id = r.order_id AND l.return_id = r.return_id "
    "WHERE coalesce(r.outcome, '') NOT IN ('rejected', 'withdrawn') GROUP BY r.order_id"
)


def ledger_rules(order: str) -> dict[str, str]:
    """Code -> a query as in ``ordertrail.store.integrity.rules``; ``order`` names the order ``o``."""
    return {
        "payments_off": f"SELECT {order} AS example FROM ({_PAID}) p JOIN orders o ON o.order_id = p.order_id "
        "WHERE o.paid IS DISTINCT FROM p.paid OR o.refunded IS DISTINCT FROM p.refunded",
        "parcels_off": f"SELECT {order} AS example FROM orders o LEFT JOIN ({_SENT}) s ON s.order_id = o.order_id "
        "WHERE coalesce(o.shipped_quantity, 0) <> coalesce(s.shipped, 0) "
        "OR coalesce(o.delivered_quantity, 0) <> coalesce(s.delivered, 0)",
        "returns_off": f"SELECT {order} AS example FROM orders o LEFT JOIN ({_CAME_BACK}) r "
        "ON r.order_id = o.order_id WHERE coalesce(o.returned_quantity, 0) <> coalesce(r.returned, 0)",
    }
