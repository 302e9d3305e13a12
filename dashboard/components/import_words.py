"""Values and reasons of an import as staff read them, and the block that holds a list of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.components.filter_bar import region_label
from ordertrail.i18n import tr
from ordertrail.stages import stage_label

Record = Mapping[str, Any]

MONEY: Final = frozenset({"subtotal", "shipping", "tax", "discount", "surcharge", "total", "paid", "refunded"})


def reason(row: Record) -> str:
    """Why the row was held, as a sentence."""
    params = row.get("params") or {}
    if isinstance(params, str):
        params = json.loads(params)
    return tr().t(f"reason.{row['reason']}", **{"column": row.get("column_name") or "", **params})


def value_text(column: str, value: Any) -> str:
    """A column's value as staff read it."""
    t = tr()
    if value is None or value == "":
        return t.t("imports.empty")
    text = str(value)
    if column in ("stage", "followed_to"):
        return stage_label(text)
    if column in ("region", "country"):
        return region_label(text)
    if column.endswith("_at"):
        try:
            return t.datetime(value if isinstance(value, datetime) else datetime.fromisoformat(text))
        except ValueError:
            return text
    if column in MONEY:
        try:
            return t.number(Decimal(text), 2)
        except InvalidOperation:
            return text
    return text


def working() -> Component:
    """Beside the buttons of an import; its script shows it while the deed is done."""
    return html.Span(
        [html.Progress(className="ot-progress"), tr().t("imports.working")],
        hidden=True,
        className="ot-muted ot-import-working",
        role="status",
    )


def block(
    title: str, header: Sequence[str], rows: Sequence[Component], hint: str = "", link: Component | None = None
) -> Component:
    return html.Div(
        [
            html.Div([html.H3(title), link], className="ot-card-head"),
            html.P(hint, className="ot-muted") if hint else None,
            html.Div(
                html.Table(
                    [html.Thead(html.Tr([html.Th(name, scope="col") for name in header])), html.Tbody(list(rows))],
                    className="ot-table",
                ),
                className="ot-scroll",
                tabIndex=0,
            ),
        ],
        className="ot-block",
    )
