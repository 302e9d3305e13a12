"""The panel that shows the orders of the table, or the chosen ones, as a Gantt."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import aria
from dashboard.components.chart_card import GRAPH_CONFIG
from dashboard.components.order_words import stage_mark
from dashboard.ids import Orders
from dashboard.shell import icon
from ordertrail.domain.workflow_templates import workflows
from ordertrail.i18n import tr


def view_switch() -> Component:
    """Table or Gantt; the URL's ``view`` says which."""
    t = tr()
    choices = (
        (Orders.AS_TABLE, "table", t.t("orders_gantt.as_table")),
        (Orders.AS_GANTT, "bar-chart-steps", t.t("orders_gantt.as_gantt")),
    )
    return html.Div(
        [
            html.Button(
                [icon(sign), html.Span(words, className="ot-word")],
                id=name,
                type="button",
                className="ot-button is-small",
                title=words,
                **aria(pressed="false"),
            )
            for name, sign, words in choices
        ],
        className="ot-view-switch",
        role="group",
        **aria(label=t.t("orders_gantt.switch")),
    )


def gantt_panel() -> Component:
    """Empty; a callback fills it when the view is asked for."""
    t = tr()
    return html.Section(
        [
            dcc.Store(id=Orders.GANTT_ASKED),
            html.Div(
                [
                    html.Span(id=Orders.GANTT_NOTE, role="status", **aria(live="polite")),
                    html.Button(t.t("orders_gantt.whole"), id=Orders.GANTT_WHOLE, type="button", className="ot-quiet",
                                hidden=True),
                ],
                className="ot-orders-gantt-head",
            ),
            _keys(),
            html.Div(
                dcc.Graph(
                    id=Orders.GANTT,
                    config=GRAPH_CONFIG,
                    className="ot-graph",
                    figure={"data": [], "layout": {"xaxis": {"visible": False}, "yaxis": {"visible": False}}},
                ),
                className="ot-orders-gantt-body",
                tabIndex="0",
            ),
        ],
        id=Orders.GANTT_PANEL,
        className="ot-orders-gantt ot-card",
        **aria(label=t.t("orders_gantt.as_gantt")),
    )  # fmt: skip


def _keys() -> Component:
    """What bars, colours and signs mean."""
    t = tr()
    return html.Div(
        [
            html.Span(t.t("orders_gantt.key_planned"), className="ot-key is-span"),
            *(stage_mark(code) for code in workflows().codes()),
            html.Span(t.t("orders_gantt.key_unknown"), className="ot-key is-unknown"),
            html.Span(t.t("orders_gantt.key_late"), className="ot-key is-over"),
            html.Span(t.t("orders_gantt.key_moment"), className="ot-key is-moment"),
            html.Span(t.t("order.gantt_now"), className="ot-key is-now"),
        ],
        className="ot-keys ot-orders-gantt-keys",
        role="group",
        **aria(label=t.t("orders_gantt.keys")),
    )
