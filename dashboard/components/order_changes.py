"""What an edit changed, field by field, and the ways to edit an order and to take the last change back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.order_words import Record
from dashboard.shell import icon
from ordertrail.domain.actor import local_owner
from ordertrail.domain.custom_fields import CustomField
from ordertrail.domain.editing import CUSTOM, GOODS
from ordertrail.domain.order import ORDER_COLUMNS
from ordertrail.domain.tags import shown_tags
from ordertrail.i18n import tr
from ordertrail.services.undo import may_undo

ICONS: Final = {"edited": "pencil", "undone": "arrow-counterclockwise"}
# What follows from the fields beside it.
FOLLOWS: Final = (
    "region_text", "country_text", "city_code", "district", "district_code", "subtotal", "surcharge", "tax",
    "ordered_quantity",
)  # fmt: skip


def changes(event: Record, own_fields: Sequence[CustomField] = ()) -> Component | None:
    """Field: old → new, a line each; None for events of other kinds."""
    if not event.get("detail"):
        return None
    detail = json.loads(event["detail"])
    fields = detail.get("fields")
    if not isinstance(fields, dict) or not fields:
        return None
    rows = [_row(name, old, new, own_fields) for name, (old, new) in fields.items() if name not in FOLLOWS]
    return html.Dl(rows, className="ot-trail-changes")


def _row(name: str, old: Any, new: Any, own_fields: Sequence[CustomField]) -> Component:
    t = tr()
    if name in GOODS and isinstance(new, list):
        shown: Any = t.t("edit.changed_items")
    else:
        before, after = _value(name, old), _value(name, new)
        shown = [html.Del(before), " → ", html.Ins(after)]
    return html.Div([html.Dt(field_name(name, own_fields)), html.Dd(shown)])


def field_name(name: str, own_fields: Sequence[CustomField]) -> str:
    """What a column of an order, or one of the users' own fields, is called."""
    t = tr()
    if name.startswith(CUSTOM):
        key = name.removeprefix(CUSTOM)
        return next((each.label(t.lang) for each in own_fields if each.key == key), key)
    return t.t(f"edit.field_{name}") if t.has(f"edit.field_{name}") else name


def _value(name: str, value: Any) -> str:
    t = tr()
    if value in (None, ""):
        return t.t("edit.empty")
    if name == "priority":
        return t.t(f"priority.{value}") if t.has(f"priority.{value}") else str(value)
    if name == "tags":
        return shown_tags(value)
    if ORDER_COLUMNS.get(name) == "money":
        return t.number(Decimal(value), 2)
    if name.endswith("_at"):
        return t.datetime(datetime.fromisoformat(value))
    return str(value)


def edit_button(order: Record, what: str = "fields") -> Component:
    """Opens the form of the order's fields, or of its ``goods``."""
    t = tr()
    text = t.t("edit.edit_items") if what == "goods" else t.t("edit.edit")
    target = data(edit=what, channel=order["channel"], no=order["channel_order_no"])
    size = " is-small" if what == "goods" else ""
    return html.Button([icon("pencil"), text], type="button", className=f"ot-button is-edit{size}", **target)


def may_edit_goods(order: Record) -> bool:
    """An order of a channel's file is changed there; what is under way is not changed any more."""
    under_way = any(order.get(f"{each}_quantity") for each in ("shipped", "requested"))
    return bool(order.get("origin") == "hand" and not under_way)


def undo_button(order: Record, event: Record | None) -> Component | None:
    """Takes back the newest ``event``; None where that is not to be."""
    if not may_undo(order, event, local_owner("web").name):
        return None
    target = data(undo="", channel=order["channel"], no=order["channel_order_no"], version=str(order["version"]))
    return html.Button(tr().t("edit.undo"), type="button", className="ot-quiet ot-trail-undo", **target)
