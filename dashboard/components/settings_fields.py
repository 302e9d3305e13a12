"""Settings: the fields that a company adds to its orders."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard.components.settings_list import Column, list_editor
from ordertrail.domain.custom_fields import KINDS
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.store.custom_sql import CUSTOM_FIELDS


def view(_ctx: Context) -> Component:
    """The list of fields."""
    t = tr()
    return list_editor(
        CUSTOM_FIELDS,
        t.t("settings.tab.fields"),
        t.t("settings.fields_hint"),
        (
            Column("zh", t.t("settings.zh")),
            Column("en", t.t("settings.en")),
            Column("kind", t.t("settings.kind"), "choice", options=kind_options()),
            Column("key", t.t("settings.key"), hint=t.t("settings.key_hint"), fixed=True, limit=32),
            Column("required", t.t("settings.required"), "check"),
            Column("choices", t.t("settings.choices"), "lines", t.t("settings.choices_hint"), when=("kind", "choice")),
        ),
    )


def kind_options() -> tuple[tuple[str, str], ...]:
    """The kinds of field with their names."""
    return tuple((kind, tr().t(f"settings.kind_{kind}")) for kind in KINDS)
