"""How an order's money, goods and returns stand, as three badges in words with a sign."""

from __future__ import annotations

from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.order_words import Record
from dashboard.shell import icon
from ordertrail.domain.statuses import Reaches, fulfilment_status, payment_status, return_status
from ordertrail.domain.workflow_templates import workflows
from ordertrail.i18n import tr

# Code -> sign, tone.
SIGNS: Final[dict[str, tuple[str, str]]] = {
    "unknown": ("question-circle", "muted"),
    "unpaid": ("circle", "warn"),
    "partly_paid": ("circle-half", "warn"),
    "paid": ("check-circle-fill", "good"),
    "overpaid": ("plus-circle", "warn"),
    "partly_refunded": ("arrow-counterclockwise", "muted"),
    "refunded": ("arrow-counterclockwise", "muted"),
    "unshipped": ("box2", "muted"),
    "partly_shipped": ("circle-half", "warn"),
    "shipped": ("truck", "good"),
    "partly_delivered": ("circle-half", "warn"),
    "delivered": ("check-circle-fill", "good"),
    "none": ("dash-circle", "muted"),
    "requested": ("arrow-return-left", "warn"),
    "partly_returned": ("arrow-return-left", "warn"),
    "returned": ("arrow-return-left", "muted"),
}


def order_statuses(order: Record, stages: Reaches | None = None) -> Component:
    """``stages``: the workflows in force where None."""
    t = tr()
    payment = payment_status(order) or "unknown"
    fulfilment = fulfilment_status(order, stages or workflows())
    back = return_status(order)
    return html.Ul(
        [
            _badge(t.t("ledger.payment"), payment, t.t(f"payment_status.{payment}")),
            _badge(t.t("ledger.fulfilment"), fulfilment, t.t(f"fulfilment_status.{fulfilment}")),
            _badge(t.t("ledger.return"), back, t.t(f"return_status.{back}")),
        ],
        className="ot-statuses",
    )


def _badge(about: str, code: str, word: str) -> Component:
    sign, tone = SIGNS[code]
    return html.Li(
        [icon(sign), html.Span(about, className="ot-status-about"), html.Span(word, className="ot-status-word")],
        className=f"ot-status is-{tone}",
    )
