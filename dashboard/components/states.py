"""What a screen shows when there is nothing to show yet, or no longer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import aria


def empty_state(title: str, hint: str, actions: Sequence[Component] = ()) -> Component:
    """What would be here, and the one button that begins it."""
    return html.Div(
        [
            html.P(title, className="ot-empty-title"),
            html.P(hint, className="ot-empty-hint"),
            html.Div(list(actions), className="ot-empty-actions") if actions else None,
        ],
        className="ot-empty",
    )


def sentence(text: str, tone: str = "bad") -> Component:
    """One sentence with its sign. ``tone``: good, warn, bad or info; errors are read out at once."""
    sign = {"good": "✓", "warn": "!", "bad": "×", "info": "i"}[tone]
    role = "alert" if tone == "bad" else "status"
    return html.Div(
        [html.Span(sign, className="ot-sign", **aria(hidden="true")), html.Span(text)],
        className=f"ot-sentence is-{tone}",
        role=role,
    )


def skeleton(height: int, count: int = 1, class_name: str = "") -> list[Component]:
    """Grey blocks of the shape of what is coming, ``height`` pixels each."""
    style: dict[str, Any] = {"height": f"{height}px"}
    return [
        html.Div(className=f"ot-skeleton {class_name}".strip(), style=style, **aria(hidden="true"))
        for _ in range(count)
    ]
