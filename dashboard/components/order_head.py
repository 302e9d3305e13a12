"""The head of an order: what it is, how it stands, and what can be done with it next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.customer_words import customer_link
from dashboard.components.order_blame import blamed
from dashboard.components.order_changes import edit_button
from dashboard.components.order_outputs import print_link
from dashboard.components.order_statuses import order_statuses
from dashboard.components.order_words import Record, money, move_label, promise_words, stage_mark
from ordertrail.domain.schedule import MOVING
from ordertrail.domain.workflow import Workflow
from ordertrail.i18n import tr
from ordertrail.own_labels import channel_label

MOST_BUTTONS: Final = 5


def order_head(
    order: Record, events: Sequence[Record], workflow: Workflow, base_currency: str, now: datetime, *, number: bool
) -> Component:
    """``number``: the order's number stands here as a heading."""
    t = tr()
    title = [html.H2(order["channel_order_no"], className="ot-order-no")] if number else []
    channel = html.Span(
        [html.Span(className="ot-dot is-channel", style={"--dot": _channel_colour(order)}), channel_name(order)],
        className="ot-stage ot-order-channel",
    )
    return html.Header(
        [
            html.Div([*title, channel, blamed(stage_mark(order["stage"]), "stage")], className="ot-order-title"),
            order_statuses(order),
            html.Dl(
                [
                    _fact(
                        t.t("order.total"),
                        blamed(money(order["total"], order["currency"]), "total"),
                        _base(order, base_currency),
                    ),
                    _fact(t.t("order.customer"), blamed(customer_link(order), "customer_name")),
                    _fact(t.t("order.placed"), blamed(t.datetime(order["placed_at"]), "placed_at")),
                    _promised(order, workflow, now),
                ],
                className="ot-order-figures",
            ),
            _moves(order, events, workflow),
        ],
        className="ot-card ot-order-head",
    )


def channel_name(order: Record) -> str:
    return channel_label(str(order["channel"]))


def main_move(order: Record, events: Sequence[Record], workflow: Workflow) -> str | None:
    """The next stage of the path; from a hold or an exception the stage that the order came from."""
    stage = order["stage"]
    if not workflow.has(stage):
        return None
    if workflow.stage(stage).kind not in ("hold", "exception"):
        return workflow.next_move(stage)
    came = [event for event in events if event["kind"] in MOVING and event["to_value"] == stage]
    before = max(came, key=lambda event: event["version"])["from_value"] if came else None
    return before if before and workflow.may_move(stage, before) else None


def _channel_colour(order: Record) -> str:
    return f"var(--channel-{order['channel']}, var(--muted))"


def _fact(name: str, value: Any, more: Any = None, tone: str = "") -> Component:
    aside = html.Span(more, className=f"ot-order-aside is-{tone or 'muted'}") if more else None
    return html.Div([html.Dt(name), html.Dd([html.Span(value), aside])])


def _base(order: Record, base_currency: str) -> str | None:
    if order["base_total"] is None or order["currency"] == base_currency:
        return None
    return tr().t("order.about", amount=money(order["base_total"], base_currency))


def _promised(order: Record, workflow: Workflow, now: datetime) -> Component:
    t = tr()
    if order["promised_at"] is None:
        return _fact(t.t("order.promised"), t.t("order.no_promise"))
    words, tone = promise_words(order, workflow, now)
    name = t.t("order.promised_shipment") if order["followed_to"] == "shipped" else t.t("order.promised")
    return _fact(name, blamed(t.datetime(order["promised_at"]), "promised_at"), words, tone)


def _moves(order: Record, events: Sequence[Record], workflow: Workflow) -> Component:
    """Buttons that open the dialog of moves, all of them where they are few, else one for the rest; and the form."""
    allowed = workflow.moves_from(order["stage"])
    main = main_move(order, events, workflow)
    others = [code for code in allowed if code != main]
    buttons = [_move(order, main, move_label(main), "ot-button is-primary")] if main else []
    if len(allowed) <= MOST_BUTTONS:
        buttons += [_move(order, code, move_label(code), "ot-button") for code in others]
    elif allowed:
        buttons.append(_move(order, None, tr().t("order.move_other"), "ot-button"))
    return html.Div(
        [*buttons, edit_button(order), print_link(order["channel"], order["channel_order_no"])],
        className="ot-order-moves",
    )


def _move(order: Record, to: str | None, label: str, class_name: str) -> Component:
    target = data(
        move="",
        channel=order["channel"],
        no=order["channel_order_no"],
        version=str(order["version"]),
        stage=order["stage"],
        workflow=order["workflow"] or "",
        **({"to": to} if to else {}),
    )
    return html.Button(label, type="button", className=class_name, **target)
