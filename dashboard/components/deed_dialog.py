"""The words of the dialog that records payments, parcels and returns; the script makes its forms.

What opens it: see ``dashboard.components.order_deeds``.
"""

from __future__ import annotations

import json
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.ids import Deed
from ordertrail.domain.goods import OUTCOMES
from ordertrail.i18n import tr

DEEDS: Final = ("payment", "refund", "void", "parcel", "deliver", "cancel", "return", "receive", "close")


def deed_dialog() -> Component:
    """Stands once in the frame round every page."""
    return html.Div(
        id=Deed.HOST, hidden=True, **data(words=json.dumps(words(), ensure_ascii=False), zone=tr().zone.key)
    )


def words() -> dict[str, object]:
    """All that the dialog says."""
    t = tr()
    return {
        "titles": {deed: t.t(f"deed.title.{deed}") for deed in DEEDS},
        "saves": {deed: t.t(f"deed.save.{deed}") for deed in DEEDS},
        "hints": {deed: t.t(f"deed.hint.{deed}") for deed in ("void", "cancel", "close")},
        "outcomes": {outcome: t.t(f"ledger.outcome_{outcome}") for outcome in OUTCOMES},
        "labels": {
            "amount": t.t("deed.amount"),
            "method": t.t("deed.method"),
            "reference": t.t("deed.reference"),
            "paid_at": t.t("deed.paid_at"),
            "carrier": t.t("deed.carrier"),
            "tracking_no": t.t("deed.tracking_no"),
            "shipped_at": t.t("deed.shipped_at"),
            "delivered_at": t.t("deed.delivered_at"),
            "received_at": t.t("deed.received_at"),
            "reason": t.t("deed.reason"),
            "outcome": t.t("deed.outcome"),
            "note": t.t("deed.note"),
        },
        "changes": {
            "stage": t.t("deed.change_stage"),
            "payment": t.t("ledger.payment"),
            "fulfilment": t.t("ledger.fulfilment"),
            "return": t.t("ledger.return"),
            "paid": t.t("order.paid"),
            "refunded": t.t("order.refunded"),
            "tracking_no": t.t("order.tracking_no"),
        },
        "lines": t.t("deed.lines"),
        "left_ship": t.t("deed.left_ship"),
        "left_return": t.t("deed.left_return"),
        "now": t.t("deed.now"),
        "choose": t.t("deed.choose"),
        "due": t.t("deed.due"),
        "refundable": t.t("deed.refundable"),
        "move": t.t("deed.move"),
        "cancel": t.t("deed.close"),
        "keep": t.t("edit.keep"),
        "saving": t.t("move.saving"),
        "changed": t.t("deed.changed"),
        "changed_other": t.t("deed.changed_other"),
        "then": t.t("deed.then"),
        "present": t.t("deed.present"),
        "again": t.t("move.again"),
        "lost": t.t("deed.lost"),
        "unexpected": t.t("deed.unexpected"),
        "done": t.t("deed.done"),
        "nothing": t.t("deed.nothing"),
    }
