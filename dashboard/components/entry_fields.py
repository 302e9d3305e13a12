"""The fields of order entry. The framework has no plain input, so the script makes one where ``data-kind`` stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import data


def card(title: str, fields: list[Component], *more: Component) -> Component:
    """A part of the form with its heading; ``more`` stands below the fields."""
    return html.Section(
        [html.H2(title, className="ot-card-title"), html.Div(fields, className="ot-entry-fields"), *more],
        className="ot-card ot-entry-card",
    )


def field(
    name: str,
    label: str,
    *,
    kind: str = "text",
    hint: str = "",
    width: str = "",
    list_id: str = "",
    default: str = "",
    numeric: bool = False,
) -> Component:
    """A text field; ``list_id`` names its suggestions, ``default`` is there from the start."""
    facts: dict[str, Any] = {"kind": kind, "list": list_id, "default": default, "numeric": "1" if numeric else ""}
    place = html.Span(className="ot-entry-place", **data(**{key: value for key, value in facts.items() if value}))
    return labelled(name, label, place, hint=hint, width=width)


def select(name: str, label: str, options: Sequence[Component], *, hint: str = "") -> Component:
    """One of several. Its script fills it where there are no ``options``."""
    return labelled(name, label, html.Select(list(options), className="ot-entry-input"), hint=hint)


def labelled(name: str, label: str, control: Component, *, hint: str = "", width: str = "") -> Component:
    """A field: label above, help and fault below; ``data-field`` is its name in the question to the server."""
    return html.Div(
        [
            html.Label(label, className="ot-entry-label"),
            control,
            html.P(hint, className="ot-entry-hint") if hint else None,
            html.P(className="ot-entry-fault", hidden=True),
        ],
        className=f"ot-entry-field is-{width}" if width else "ot-entry-field",
        **data(field=name),
    )


def choices(name: str, texts: list[str]) -> Component:
    """Suggestions for a text field."""
    return html.Datalist([html.Option(value=text) for text in texts], id=name)
