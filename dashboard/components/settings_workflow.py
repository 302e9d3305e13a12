"""Settings: the workflows. The script makes the editor of what the API gives; here stand its words."""

from __future__ import annotations

import json

from dash import html
from dash.development.base_component import Component

from dashboard.attributes import data
from dashboard.components.field_labels import field_label
from dashboard.ids import Settings
from ordertrail.domain.workflow import ASKABLE, KINDS, PAID_IN_FULL, REQUIRABLE, ROLES, STAMPS
from ordertrail.domain.workflow_rules import COLOURS
from ordertrail.i18n import tr
from ordertrail.services.context import Context


def view(_ctx: Context) -> Component:
    """The editor's place."""
    t = tr()
    return html.Section(
        [
            html.H2(t.t("workflow.title"), className="ot-card-title"),
            html.P(t.t("workflow.hint"), className="ot-muted ot-settings-hint"),
            html.Div(id=Settings.WORKFLOW, **data(words=json.dumps(words(), ensure_ascii=False))),
        ],
        className="ot-card ot-settings-card",
    )


def words() -> dict[str, object]:
    """All that the editor says."""
    t = tr()
    needs = {name: field_label(name) for name in REQUIRABLE if name in ASKABLE or name == "promised_at"}
    return {
        "default": t.t("workflow.default"),
        "make_default": t.t("workflow.make_default"),
        "remove": t.t("workflow.remove"),
        "remove_sure": t.t("workflow.remove_sure"),
        "add": t.t("workflow.add"),
        "add_own": t.t("workflow.add_own"),
        "name_zh": t.t("workflow.name_zh"),
        "name_en": t.t("workflow.name_en"),
        "code": t.t("workflow.code"),
        "code_hint": t.t("workflow.code_hint"),
        "stages": t.t("workflow.stages"),
        "add_stage": t.t("workflow.add_stage"),
        "new_stage": t.t("workflow.new_stage"),
        "kind": t.t("workflow.kind"),
        "kinds": {kind: t.t(f"workflow.kind.{kind}") for kind in KINDS},
        "hours": t.t("workflow.hours"),
        "hours_words": t.t("workflow.hours_words"),
        "no_plan": t.t("workflow.no_plan"),
        "colour": t.t("workflow.colour"),
        "colours": {name: t.t(f"workflow.colour.{name}") for name in COLOURS},
        "stamp": t.t("workflow.stamp"),
        "stamps": {"": t.t("workflow.stamp.none"), **{name: t.t(f"workflow.stamp.{name}") for name in STAMPS}},
        "moves": t.t("workflow.moves"),
        "requires": t.t("workflow.requires"),
        "needs": {**needs, PAID_IN_FULL: t.t("workflow.requires.paid_in_full")},
        "roles": t.t("workflow.roles"),
        "roles_all": t.t("workflow.roles_all"),
        "role": {role: t.t(f"workflow.roles.{role}") for role in ROLES},
        "up": t.t("workflow.up"),
        "down": t.t("workflow.down"),
        "drop": t.t("workflow.drop"),
        "edit": t.t("workflow.edit"),
        "fold": t.t("workflow.fold"),
        "save": t.t("workflow.save"),
        "revert": t.t("workflow.revert"),
        "saved": t.t("workflow.saved"),
        "unsaved": t.t("workflow.unsaved"),
        "faults": t.t("workflow.faults"),
        "lost": t.t("workflow.lost"),
        "reload": t.t("workflow.reload"),
        "leave_sure": t.t("workflow.leave_sure"),
    }
