"""The words of the forms that edit an order; their scripts make them. See ``edit.js`` and ``order_edit.js``."""

from __future__ import annotations

import json
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.ids import Edit
from ordertrail.domain.editing import GOODS
from ordertrail.domain.entry_goods import LINE_CELLS
from ordertrail.i18n import tr

WORDS: Final = (
    "title", "save", "saving", "cancel", "why", "why_hint", "tags_hint", "none", "empty", "nothing", "saved", "undo",
    "undone", "conflict", "conflict_field", "conflict_seen", "conflict_wished", "conflict_present", "keep", "mine",
    "lost", "unexpected", "leave_title", "leave", "stay", "add_line", "add_charge", "remove", "charge_kind",
    "charge_amount",
)  # fmt: skip


def edit_dialog() -> Component:
    """Stands once in the frame round every page."""
    return html.Div(id=Edit.HOST, hidden=True, **data(words=json.dumps(words(), ensure_ascii=False)))


def words() -> dict[str, Any]:
    """All that the scripts say; the fields' names come with the form from the API."""
    t = tr()
    return {
        **{word: t.t(f"edit.{word}") for word in WORDS},
        "discount": t.t("edit.field_discount"),
        "lines": {cell: t.t(f"edit.line_{cell}") for cell in LINE_CELLS},
        "goods": {name: t.t(f"edit.field_{name}") for name in GOODS},
    }
