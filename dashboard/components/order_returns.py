"""The returns of an order, and how each ended."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard.components.order_deeds import dated, deed_button, joined, line_names, quantities, row, section
from dashboard.components.order_words import Record
from ordertrail.domain.goods import WITHOUT_EFFECT
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.ledgers import to_return
from ordertrail.store.orders import OrderView


def order_returns(found: OrderView, ctx: Context) -> Component | None:
    """By their number; nothing while there is none and nothing could come back."""
    t, order = tr(), found.order
    may_return = any(line.to_return for line in to_return(found, ctx).values())
    if not found.returns and not may_return:
        return None
    names = line_names(found.lines)
    return section(
        t.t("ledger.returns"),
        "",
        [deed_button(order, "return", t.t("ledger.claim"))] if may_return else [],
        [_row(claim, order, names) for claim in found.returns],
        t.t("ledger.no_returns"),
    )


def _row(claim: Record, order: Record, names: dict[int, str]) -> Component:
    t = tr()
    state, tone = _state(claim)
    buttons = []
    if claim["closed_at"] is None:
        if claim["received_at"] is None:
            buttons.append(deed_button(order, "receive", t.t("ledger.receive"), claim["return_id"]))
        buttons.append(deed_button(order, "close", t.t("ledger.close"), claim["return_id"]))
    return row(
        t.t("ledger.return_no", n=claim["number"]),
        claim["reason"] or "",
        state=state,
        tone=tone,
        facts=[
            quantities(claim["lines"], names),
            joined(
                dated("ledger.requested_at", claim["requested_at"]),
                dated("ledger.received_at", claim["received_at"]),
                dated("ledger.closed_at", claim["closed_at"]),
            ),
        ],
        note=claim["note"],
        buttons=buttons,
        is_void=claim["outcome"] in WITHOUT_EFFECT,
    )


def _state(claim: Record) -> tuple[str, str]:
    """In words, and its tone."""
    t = tr()
    if claim["outcome"]:
        return t.t(f"ledger.outcome_{claim['outcome']}"), "muted" if claim["outcome"] in WITHOUT_EFFECT else "good"
    return (t.t("ledger.return_received"), "accent") if claim["received_at"] else (t.t("ledger.return_open"), "warn")
