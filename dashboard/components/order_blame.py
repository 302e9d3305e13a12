"""A value of an order that tells where it comes from: the script of the page shows it at the value, when asked."""

from __future__ import annotations

import json
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import aria, data
from dashboard.components.field_labels import field_label
from dashboard.components.order_words import Record
from dashboard.shell import icon
from ordertrail.i18n import tr

LINE = "line:"


def blamed(value: Any, *names: str, label: str = "") -> Component:
    """``value`` with a button that shows the sources of the columns ``names`` (``line:<n>``: of that item).

    ``label`` is what the value is called, by default its first column's name.
    """
    t = tr()
    labels = [field_label(name) for name in names] if len(names) > 1 else []
    return html.Span(
        [
            html.Span(value, className="ot-blamed-value"),
            html.Button(
                icon("info-circle"),
                type="button",
                className="ot-blame-button",
                title=t.t("blame.ask_short"),
                **aria(label=t.t("blame.ask_of", field=label or field_label(names[0])), haspopup="dialog"),
            ),
        ],
        className="ot-blamed",
        **data(blame=",".join(names), blame_labels=json.dumps(labels, ensure_ascii=False)),
    )


def blame_target(order: Record) -> dict[str, Any]:
    """Attributes of what holds the values of one order: which it is, and the words of the script."""
    t = tr()
    words = {
        "none": t.t("blame.none"),
        "loading": t.t("blame.loading"),
        "failed": t.t("blame.failed"),
        "open": t.t("blame.open_import"),
        "close": t.t("blame.close"),
    }
    return data(
        blame_channel=order["channel"],
        blame_no=order["channel_order_no"],
        blame_words=json.dumps(words, ensure_ascii=False),
    )
