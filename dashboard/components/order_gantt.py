"""The Gantt of an order in its card: a sentence, the figure, and the same as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.chart_card import GRAPH_CONFIG
from dashboard.components.order_words import NOTHING, stage_mark, verdict
from dashboard.components.row_words import row_words
from dashboard.figures.gantt import gantt, height
from dashboard.figures.gantt_bands import Usual
from dashboard.figures.gantt_marks import marks_of
from dashboard.ids import Order
from ordertrail.analytics.durations import DAYS, FEWEST
from ordertrail.domain.schedule import Row, promise, schedule
from ordertrail.domain.workflow import Workflow
from ordertrail.i18n import tr
from ordertrail.store.orders import OrderView


@dataclass(frozen=True)
class OrderGantt:
    """``verdict`` is a sentence, ``graph`` the figure and style of a Graph, ``table`` the same in words.

    ``usual`` says where the brackets come from, or why there are none.
    """

    verdict: str
    graph: dict[str, Any]
    usual: str
    table: Component


def usual_words(rows: Sequence[Row], usual: Usual) -> str:
    """With what the order is compared."""
    t = tr()
    bands = [usual[row.stage] for row in rows if row.stage in usual]
    if not bands:
        return t.t("gantt.too_few", n=FEWEST, days=DAYS)
    n = t.number(max(band.count for band in bands))
    is_of_channel = all(band.like == "channel" for band in bands)
    return t.t("gantt.like_channel" if is_of_channel else "gantt.like_workflow", n=n, days=DAYS)


def order_gantt(
    found: OrderView, workflow: Workflow, now: datetime, narrow: bool, usual: Usual | None = None
) -> OrderGantt:
    """``narrow``: there is little room for it. ``usual``: stage -> how long orders like it stood there."""
    t = tr()
    bands, happened = usual or {}, marks_of(found)
    rows = schedule(found.order, found.events, workflow, now)
    header = [t.t("order.gantt_stage"), t.t("order.gantt_times")]
    return OrderGantt(
        verdict=verdict(found.order, workflow, now),
        graph={
            "figure": gantt(rows, promise(found.order, workflow), workflow, now, narrow, bands, happened),
            "style": {"height": f"{height(rows, happened)}px"},
        },
        usual=usual_words(rows, bands),
        table=html.Table(
            [
                html.Thead(html.Tr([html.Th(name, scope="col") for name in header])),
                html.Tbody(
                    [
                        html.Tr(
                            [
                                html.Td(stage_mark(row.stage)),
                                html.Td(_sentences(row_words(row, now, bands.get(row.stage)))),
                            ]
                        )
                        for row in rows
                    ]
                ),
            ],
            className="ot-table",
        ),
    )


def gantt_card(shown: OrderGantt, where: str, slot: Callable[[str, Any], Component]) -> Component:
    """``where`` tells apart the figures of one screen; ``slot`` makes the places of verdict and table."""
    t = tr()
    keys = [
        html.Span(t.t("order.gantt_key_planned"), className="ot-key is-planned"),
        html.Span(t.t("order.gantt_key_actual"), className="ot-key is-actual"),
        html.Span(t.t("order.gantt_key_over"), className="ot-key is-over"),
        html.Span(t.t("gantt.key_usual"), className="ot-key is-usual"),
    ]
    graph = dcc.Graph(id=Order.gantt(where), config=GRAPH_CONFIG, className="ot-graph", **shown.graph)
    return html.Section(
        [
            html.Div(
                [
                    html.H3(slot("verdict", shown.verdict), className="ot-card-title"),
                    html.Span(keys, className="ot-keys"),
                ],
                className="ot-card-head",
            ),
            html.Div(graph, style={"minHeight": shown.graph["style"]["height"]}),
            html.Div(slot("usual", shown.usual), className="ot-gantt-usual"),
            html.Details(
                [
                    html.Summary(t.t("order.gantt_table"), className="ot-quiet"),
                    html.Div(slot("table", shown.table), className="ot-scroll"),
                ],
                className="ot-order-table-view",
            ),
        ],
        className="ot-card ot-order-gantt",
    )


def _sentences(words: list[str]) -> Any:
    return [html.Div(sentence) for sentence in words] or NOTHING
