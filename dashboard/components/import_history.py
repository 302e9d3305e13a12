"""All imports, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.import_card import Record, channel_name, held_words, state_badge
from dashboard.components.states import empty_state
from ordertrail.i18n import tr


def import_history(records: Sequence[Record], chosen: Sequence[str]) -> Component:
    """A row an import; the time is the link to it. ``chosen`` are those shown above."""
    t = tr()
    if not records:
        return empty_state(t.t("imports.no_history"), t.t("imports.no_history_hint"))
    header = [
        (t.t("imports.column_when"), ""),
        (t.t("imports.column_state"), ""),
        (t.t("imports.column_channel"), ""),
        (t.t("imports.column_files"), ""),
        (t.t("imports.count_new"), "is-number"),
        (t.t("imports.count_changed"), "is-number"),
        (t.t("imports.count_unchanged"), "is-number"),
        (t.t("imports.count_conflict"), "is-number"),
        (t.t("imports.count_held"), "is-number"),
    ]
    return html.Div(
        html.Table(
            [
                html.Thead(html.Tr([html.Th(name, scope="col", className=side) for name, side in header])),
                html.Tbody([_row(record, record["import_id"] in chosen) for record in records]),
            ],
            className="ot-table",
        ),
        className="ot-card ot-scroll",
        tabIndex=0,
    )


def _row(record: Record, is_chosen: bool) -> Component:
    t = tr()
    report = record["report"]
    orders = report.get("orders") or {}
    counts = [orders.get(code) for code in ("new", "changed", "unchanged", "conflict")]
    files = t.t("filter.join").join(report.get("files") or record.get("files") or [])
    demo: list[Any] = [" ", html.Span(t.t("imports.demo"), className="ot-tag")] if record.get("demo") else []
    return html.Tr(
        [
            html.Td(dcc.Link(t.datetime(record["created_at"]), href=f"/import?id={quote(str(record['import_id']))}")),
            html.Td([state_badge(record["state"]), *demo]),
            html.Td(channel_name(record.get("channel"))),
            html.Td(files, className="ot-ellipsis", title=files),
            *[html.Td("–" if n is None else t.number(int(n)), className="is-number") for n in counts],
            html.Td(held_words(report), className="is-number"),
        ],
        className="is-on" if is_chosen else "",
    )
