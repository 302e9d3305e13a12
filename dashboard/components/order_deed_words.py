"""What an event of a payment, parcel or return says of its row, in a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from dashboard.components.order_deeds import joined, quantities
from dashboard.components.order_words import Record, money
from ordertrail.i18n import tr

MONEY: Final = ("payment_recorded", "payment_voided")
PARCELS: Final = ("parcel_shipped", "parcel_delivered", "parcel_cancelled")
RETURNS: Final = ("return_requested", "return_received", "return_closed")
ICONS: Final = {
    "payment_recorded": "cash-coin",
    "payment_voided": "x-circle",
    "parcel_shipped": "truck",
    "parcel_delivered": "house-check",
    "parcel_cancelled": "x-circle",
    "return_requested": "arrow-return-left",
    "return_received": "box-seam",
    "return_closed": "check-circle-fill",
}


def deed_words(event: Record) -> str:
    """'' for events of other kinds, and where nothing was kept."""
    kind = event["kind"]
    if kind not in ICONS or not event.get("detail"):
        return ""
    detail = json.loads(event["detail"])
    if kind in MONEY:
        return _money(detail)
    return _parcel(detail) if kind in PARCELS else _return(detail)


def _money(detail: Mapping[str, Any]) -> str:
    t = tr()
    amount = money(Decimal(detail["amount"]), detail.get("currency"))
    is_refund = detail["kind"] == "refund"
    return joined(
        t.t(f"ledger.kind_{detail['kind']}"), f"−{amount}" if is_refund else amount, detail.get("method"),
        detail.get("reference"),
    )  # fmt: skip


def _parcel(detail: Mapping[str, Any]) -> str:
    name = tr().t("ledger.parcel_no", n=detail["number"])
    return joined(name, detail.get("carrier"), detail.get("tracking_no"), _lines(detail))


def _return(detail: Mapping[str, Any]) -> str:
    t = tr()
    outcome = t.t(f"ledger.outcome_{detail['outcome']}") if detail.get("outcome") else None
    return joined(t.t("ledger.return_no", n=detail["number"]), detail.get("reason"), outcome, _lines(detail))


def _lines(detail: Mapping[str, Any]) -> str:
    lines = [{**line, "quantity": Decimal(line["quantity"])} for line in detail.get("lines", ())]
    return quantities(lines, {line["line_no"]: line["name"] for line in lines})
