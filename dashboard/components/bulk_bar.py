"""The bar that slides up when orders are selected: how many, what can be done with them, and how a job stands."""

from __future__ import annotations

import json
from typing import Final

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import aria, data
from dashboard.components.order_outputs import bulk_outputs
from dashboard.ids import Orders
from dashboard.shell import icon
from ordertrail.i18n import tr

# What the script says; the rest stands on the buttons.
WORDS: Final = (
    "selected", "all_selected", "select_all", "move_title", "edit_title", "edit_hint", "stage", "stage_hint", "apply",
    "starting", "show_refused", "show_all", "csv", "close", "results_title", "results_number", "results_text",
    "results_more", "lost", "nothing",
)  # fmt: skip


def bulk_bar() -> Component:
    """Hidden while nothing is selected and no job is watched; further deeds hang in ``Orders.BULK_MORE``."""
    t = tr()
    words = {**{word: t.t(f"bulk.{word}") for word in WORDS}, "scroll": t.t("bulkjobs.scroll")}
    return html.Section(
        [_choice(), _job()],
        id=Orders.BULK,
        className="ot-bulk",
        hidden=True,
        **aria(label=t.t("bulk.bar")),
        **data(words=json.dumps(words, ensure_ascii=False)),
    )


def _choice() -> Component:
    t = tr()
    return html.Div(
        [
            html.Strong(id=Orders.BULK_COUNT, role="status", className="ot-bulk-count", **aria(live="polite")),
            html.Button(id=Orders.BULK_ALL, type="button", className="ot-quiet"),
            html.Span(className="ot-spacer"),
            _button(Orders.BULK_MOVE, "arrow-right-circle", t.t("bulk.move"), "ot-button is-primary"),
            _button(Orders.BULK_EDIT, "pencil", t.t("bulk.edit"), "ot-button"),
            html.Div(bulk_outputs(), id=Orders.BULK_MORE, className="ot-bulk-more"),
            _button(Orders.BULK_CLEAR, "x-lg", t.t("bulk.clear"), "ot-icon-button", shown=False),
        ],
        id=Orders.BULK_CHOICE,
        className="ot-bulk-row",
    )


def _job() -> Component:
    t = tr()
    return html.Div(
        [
            html.Strong(id=Orders.BULK_TEXT),
            html.Span(id=Orders.BULK_STANDING, role="status", className="ot-muted", **aria(live="polite")),
            html.Span(id=Orders.BULK_METER, className="ot-bulk-meter", hidden=True, **aria(hidden="true")),
            html.Span(className="ot-spacer"),
            html.Button(t.t("bulk.cancel"), id=Orders.BULK_CANCEL, type="button", className="ot-button", hidden=True),
            html.Button(id=Orders.BULK_RESULTS, type="button", className="ot-button", hidden=True),
            html.A(
                t.t("bulkjobs.file"),
                id=Orders.BULK_FILE,
                href="/orders/bulk",
                className="ot-button",
                hidden=True,
                download="",
            ),
            html.Button(
                t.t("bulkjobs.resume"), id=Orders.BULK_RESUME, type="button", className="ot-button", hidden=True
            ),
            html.Button(t.t("bulk.undo"), id=Orders.BULK_UNDO, type="button", className="ot-button", hidden=True),
            _button(Orders.BULK_CLOSE, "x-lg", t.t("bulk.close"), "ot-icon-button", shown=False),
        ],
        id=Orders.BULK_JOB,
        className="ot-bulk-row",
        hidden=True,
    )


def _button(name: str, sign: str, text: str, class_name: str, shown: bool = True) -> Component:
    label = html.Span(text, className="ot-word" if shown else "visually-hidden")
    return html.Button([icon(sign), label], id=name, type="button", className=class_name, title=text)
