"""The frame that the sections of payments, parcels and returns share: a card with buttons, and a list of rows.

Any element with ``data-deed``, ``data-channel``, ``data-no`` and, for a deed upon one row, ``data-row`` opens the
dialog of that deed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.order_words import NOTHING, Record
from ordertrail.i18n import tr


def section(title: str, about: str, buttons: Sequence[Component], rows: Sequence[Component], empty: str) -> Component:
    """``about``: one line beside the title; ``empty`` stands where there are no rows."""
    body = html.Ul(rows, className="ot-deeds") if rows else html.P(empty, className="ot-muted ot-deeds-empty")
    return html.Section(
        [
            html.Header(
                [
                    html.H3(title, className="ot-card-title"),
                    html.Span(about, className="ot-muted ot-deeds-about"),
                    html.Div([*buttons], className="ot-deeds-buttons"),
                ],
                className="ot-deeds-head",
            ),
            body,
        ],
        className="ot-card ot-order-deeds",
    )


def row(
    name: str,
    more: str = "",
    *,
    figure: str = "",
    state: str = "",
    tone: str = "muted",
    facts: Sequence[str] = (),
    note: str | None = None,
    buttons: Sequence[Component] = (),
    is_void: bool = False,
) -> Component:
    """``name`` with ``more`` beside it, a ``figure`` at the right, the ``state`` in words, then lines of ``facts``."""
    head = [
        html.Strong(name),
        html.Span(more, className="ot-deed-more") if more else None,
        html.Span(state, className=f"ot-deed-state is-{tone}") if state else None,
        html.Span(figure, className="ot-deed-figure") if figure else None,
    ]
    lines = [html.P(fact, className="ot-deed-fact") for fact in facts if fact]
    return html.Li(
        [
            html.Div(
                [
                    html.P([part for part in head if part is not None], className="ot-deed-head"),
                    *lines,
                    html.Blockquote(note, className="ot-trail-note") if note else None,
                ],
                className="ot-deed-body",
            ),
            html.Div([*buttons], className="ot-deed-buttons") if buttons else None,
        ],
        className="ot-deed-row is-void" if is_void else "ot-deed-row",
    )


def deed_button(order: Record, deed: str, label: str, row_id: Any = None, *, main: bool = False) -> Component:
    """Opens the dialog of ``deed``; ``row_id`` names the payment, parcel or return that it concerns."""
    target = data(
        deed=deed,
        channel=order["channel"],
        no=order["channel_order_no"],
        **({"row": str(row_id)} if row_id else {}),
    )
    return html.Button(label, type="button", className=f"ot-button is-small{' is-primary' if main else ''}", **target)


def quantities(lines: Sequence[Record], names: dict[int, str]) -> str:
    """'Cup × 2, Cloth × 3'."""
    t = tr()
    words = [
        t.t("ledger.so_many", name=names.get(line["line_no"]) or NOTHING, n=t.number(line["quantity"]))
        for line in lines
    ]
    return t.t("filter.join").join(words)


def line_names(lines: Sequence[Record]) -> dict[int, str]:
    """What the lines are called; two of one name are told apart by their spec."""
    named = {line["line_no"]: line["name"] or line["sku"] or NOTHING for line in lines}
    several = {name for name in named.values() if list(named.values()).count(name) > 1}
    specs = {line["line_no"]: line["spec"] for line in lines if line["spec"]}
    return {
        number: f"{name} {specs[number]}" if name in several and number in specs else name
        for number, name in named.items()
    }


def joined(*parts: str | None) -> str:
    """The parts that there are, with a point between them."""
    return tr().t("order.line_join").join(part for part in parts if part)


def dated(key: str, moment: datetime | None) -> str:
    """The sentence of ``key`` with its time; '' where it has none."""
    t = tr()
    return t.t(key, when=t.datetime(moment)) if moment else ""
