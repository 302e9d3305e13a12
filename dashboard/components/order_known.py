"""What an order tells of itself where it tells anything: segment, priority, tags, and the company's own fields."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.field_labels import field_label
from dashboard.components.order_words import Record
from ordertrail.domain.custom_fields import of_cell
from ordertrail.domain.own_words import own_words
from ordertrail.domain.tags import split_tags
from ordertrail.i18n import tr
from ordertrail.own_labels import own_value, priority_label, segment_label
from ordertrail.stages import workflow_label

Fact = tuple[str, Any, str]


def known_facts(order: Record) -> list[Fact]:
    """Name, value and column of each that the order has."""
    shown = {
        "segment": order["segment"] and segment_label(order["segment"]),
        "priority": order["priority"] and _priority(order["priority"]),
        "tags": order["tags"] and _tags(order["tags"]),
        "owner": order["owner"],
        "promo_code": order["promo_code"],
        "return_policy": order["return_policy"],
        "workflow": order["workflow"] and workflow_label(order["workflow"]),
    }
    return [(field_label(name), value, name) for name, value in shown.items() if value]


def own_facts(order: Record) -> list[Fact]:
    """Name, value and column of each own field that is shown and filled."""
    lang, values = tr().lang, of_cell(order["custom"])
    return [
        (field.label(lang), own_value(field, values[field.key]), f"custom.{field.key}")
        for field in own_words().fields
        if not field.hidden and field.key in values
    ]


def _priority(code: str) -> Component:
    return html.Span(priority_label(code), className=f"ot-priority is-{code}")


def _tags(text: str) -> Component:
    return html.Span([html.Span(tag, className="ot-tag") for tag in split_tags(text)], className="ot-tags")
