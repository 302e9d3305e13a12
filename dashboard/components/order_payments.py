"""The payments and refunds of an order, and what is still due."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard.components.order_deeds import dated, deed_button, joined, row, section
from dashboard.components.order_words import Record, has_amount, money
from ordertrail.domain.ledger import Balance, balance
from ordertrail.i18n import tr
from ordertrail.own_labels import payment_label
from ordertrail.services.ledgers import known_payments
from ordertrail.store.orders import OrderView


def order_payments(found: OrderView) -> Component:
    """Oldest first; what was told before there was a ledger stands as a row that cannot be struck out yet."""
    t, order = tr(), found.order
    rows = known_payments(found)
    standing = balance(order["total"], rows)
    buttons = [deed_button(order, "payment", t.t("ledger.pay"))]
    if standing.refundable > 0:
        buttons.append(deed_button(order, "refund", t.t("ledger.refund")))
    return section(
        t.t("ledger.payments"), _about(standing, order), buttons, [_row(each, order) for each in rows],
        t.t("ledger.no_payments"),
    )  # fmt: skip


def _about(standing: Balance, order: Record) -> str:
    t, currency = tr(), order["currency"]
    if not has_amount(standing.paid):
        return ""
    words = t.t("ledger.paid_of", paid=money(standing.paid, currency), total=money(standing.total, currency))
    back = t.t("ledger.refunded_sum", amount=money(standing.refunded, currency)) if standing.refunded else ""
    due = t.t("ledger.due", amount=money(standing.due, currency)) if has_amount(standing.due) else ""
    return joined(words, due, back)


def _row(payment: Record, order: Record) -> Component:
    t = tr()
    is_refund, is_void = payment["kind"] == "refund", payment["voided_at"] is not None
    amount = money(payment["amount"], order["currency"])
    is_kept = "payment_id" in payment
    return row(
        t.t(f"ledger.kind_{payment['kind']}"),
        joined(payment_label(payment["method"], order["channel"]), payment["reference"]),
        figure=f"−{amount}" if is_refund else amount,
        state=t.t("ledger.voided") if is_void else "",
        facts=[joined(t.datetime(payment["paid_at"]), _told(payment), dated("ledger.voided_at", payment["voided_at"]))],
        note=payment["note"],
        buttons=[deed_button(order, "void", t.t("ledger.void"), payment["payment_id"])]
        if is_kept and not is_void
        else [],
        is_void=is_void,
    )


def _told(payment: Record) -> str:
    """Where a row came from that no one here recorded."""
    source = payment["source"]
    return tr().t(f"ledger.source_{source}") if source in ("import", "entry") else ""
