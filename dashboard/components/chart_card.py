"""A chart with its title, the way to its orders, its table and its download."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import aria
from dashboard.ids import ChartCard
from ordertrail.i18n import tr

GRAPH_CONFIG: Any = {
    "displaylogo": False,
    "displayModeBar": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
}


def chart_card(
    card: str,
    *,
    height: int,
    graph_id: str | None = None,
    controls: Component | None = None,
    aside: Component | None = None,
    class_name: str = "",
) -> Component:
    """The empty frame; a callback fills title, link, graph and table. Without ``graph_id`` the table is all.

    ``aside`` stands beside the graph (below it on narrow screens).
    """
    t = tr()
    table = html.Div(id=ChartCard.table(card), className="ot-card-table")
    body: list[Component] = []
    if graph_id is not None:
        graph = dcc.Graph(
            id=graph_id,
            config=GRAPH_CONFIG,
            style={"height": f"{height}px"},
            className="ot-graph",
            figure=_blank(),
        )
        body.append(html.Div([graph, aside] if aside is not None else [graph], className="ot-card-graph"))
    body.append(table)
    toggle = html.Button(
        t.t("overview.as_table"),
        id=ChartCard.toggle(card),
        type="button",
        className="ot-quiet",
        hidden=graph_id is None,
        **aria(pressed="false"),
    )
    return html.Section(
        [
            html.Div(
                [html.H2(id=ChartCard.title(card), className="ot-card-title"), controls],
                className="ot-card-head",
            ),
            html.Div(body, className="ot-card-body ot-loads", style={"minHeight": f"{height}px"}),
            html.Div(
                [
                    html.Span(id=ChartCard.link(card)),
                    html.Span(className="ot-spacer"),
                    toggle,
                    html.Button(
                        [html.I(className="bi bi-download", **aria(hidden="true")), " CSV"],
                        id=ChartCard.csv(card),
                        type="button",
                        className="ot-quiet",
                        title=t.t("overview.download_csv"),
                    ),
                ],
                className="ot-card-foot",
            ),
        ],
        id=ChartCard.frame(card),
        className=f"ot-card {'is-table' if graph_id is None else ''} {class_name}".strip(),
    )


def orders_link(count: int, href: str) -> Component:
    """'Show these orders (1,284)'."""
    t = tr()
    return dcc.Link(t.t("overview.show_orders", n=t.number(count, 0)), href=href, className="ot-card-link")


def data_table(header: Sequence[str], rows: Sequence[Sequence[Any]], *, text_columns: int = 1) -> Component:
    """A plain table; cells after the first ``text_columns`` are numbers, right-aligned."""
    sides = ["" if index < text_columns else "is-number" for index in range(len(header))]
    return html.Table(
        [
            html.Thead(
                html.Tr([html.Th(name, scope="col", className=side) for name, side in zip(header, sides, strict=True)])
            ),
            html.Tbody(
                [
                    html.Tr([html.Td(cell, className=side) for cell, side in zip(row, sides, strict=True)])
                    for row in rows
                ]
            ),
        ],
        className="ot-table",
    )


def _blank() -> dict[str, Any]:
    """No axes before the first answer, so that the skeleton shows through."""
    hidden = {"visible": False}
    return {"data": [], "layout": {"xaxis": hidden, "yaxis": hidden, "paper_bgcolor": "rgba(0,0,0,0)",
                                   "plot_bgcolor": "rgba(0,0,0,0)"}}  # fmt: skip
