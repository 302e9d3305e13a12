"""Ways out of the table of orders: files, paper, the Gantt of a selection."""

from __future__ import annotations

from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.shell import icon
from ordertrail.i18n import tr

FILES = (("csv", "orders"), ("xlsx", "orders"), ("csv", "lines"), ("xlsx", "lines"))


def file_words(format_: str, rows: str) -> str:
    t = tr()
    return t.t(f"outputs.{rows}", format=format_.upper())


def download_menu() -> Component:
    """The whole result as a file; the script gives each link the orders that the table counts."""
    t = tr()
    return html.Details(
        [
            html.Summary(
                [icon("download"), html.Span(t.t("outputs.download"), className="ot-word")],
                className="ot-button is-small",
                title=t.t("outputs.download_whole"),
            ),
            html.Div(
                [
                    html.P(t.t("outputs.download_whole"), className="ot-aside-title"),
                    *(
                        html.A(
                            file_words(format_, rows),
                            href=f"/api/orders.{format_}" + ("" if rows == "orders" else f"?rows={rows}"),
                            download="",
                            className="ot-menu-item",
                            **data(file=format_, rows=rows),
                        )
                        for format_, rows in FILES
                    ),
                ],
                className="ot-chip-editor",
            ),
        ],
        className="ot-chip ot-order-view is-download",
    )


def bulk_outputs() -> list[Component]:
    """Buttons for the bar of chosen orders."""
    t = tr()
    buttons = (
        ("csv", "filetype-csv", t.t("outputs.csv")),
        ("xlsx", "file-earmark-spreadsheet", t.t("outputs.xlsx")),
        ("slips", "box-seam", t.t("outputs.slips")),
        ("picks", "list-check", t.t("outputs.picks")),
        ("gantt", "bar-chart-steps", t.t("outputs.gantt")),
    )
    return [
        html.Button(
            [icon(sign), html.Span(words, className="ot-word")],
            type="button",
            className="ot-button is-small",
            title=words,
            **data(out=name),
        )
        for name, sign, words in buttons
    ]


def print_link(channel: str, no: str) -> Component:
    """The packing slip of one order, on a page of its own."""
    t = tr()
    return html.A(
        [icon("printer"), html.Span(t.t("outputs.slip"), className="ot-word")],
        href=f"/print/slips?{urlencode({'o': f'{channel}|{no}'})}",
        target="_blank",
        className="ot-button",
        title=t.t("outputs.slip"),
    )
