"""The words of the dialog that moves an order; the script makes the dialog where something asks for it.

Any element with ``data-move``, ``data-channel``, ``data-no``, ``data-version``, ``data-stage`` (the present one),
``data-workflow`` (none: the first) and, if one target is meant, ``data-to`` opens it.
"""

from __future__ import annotations

import json

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.field_labels import field_label
from dashboard.components.order_words import save_label
from dashboard.ids import Move
from ordertrail.domain.workflow import ASKABLE
from ordertrail.domain.workflow_templates import workflows
from ordertrail.i18n import tr


def move_dialog() -> Component:
    """Stands once in the frame round every page."""
    return html.Div(
        id=Move.HOST, hidden=True, **data(words=json.dumps(words(), ensure_ascii=False), zone=tr().zone.key)
    )


def words() -> dict[str, object]:
    """All that the dialog says; stages and their moves come from the API."""
    t = tr()
    return {
        "title": t.t("move.title"),
        "now": t.t("move.now"),
        "target": t.t("move.target"),
        "note": t.t("move.note"),
        "note_hint": t.t("move.note_hint"),
        "left": t.t("move.left"),
        "cancel": t.t("move.cancel"),
        "keep": t.t("edit.keep"),
        "choose": t.t("move.choose"),
        "saving": t.t("move.saving"),
        "no_moves": t.t("move.no_moves"),
        "changed": t.t("move.changed"),
        "wished": t.t("move.wished"),
        "seen": t.t("move.seen"),
        "present": t.t("move.present"),
        "version": t.t("move.version"),
        "already": t.t("move.already"),
        "not_from": t.t("move.not_from"),
        "look": t.t("move.look"),
        "again": t.t("move.again"),
        "lost": t.t("move.lost"),
        "unexpected": t.t("move.unexpected"),
        "done": t.t("move.done"),
        "save": {stage.code: save_label(stage.code) for stage in workflows().stages},
        "asked": {name: field_label(name) for name in ASKABLE},
        "asked_hint": t.t("move.asked_hint"),
        "pay": t.t("move.pay"),
        "pay_failed": t.t("move.pay_failed"),
    }
