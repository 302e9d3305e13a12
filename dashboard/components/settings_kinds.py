"""Settings: kinds of surcharge."""

from __future__ import annotations

from dash.development.base_component import Component

from dashboard.components.settings_list import Column, built_in_words, list_editor
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.own_lists import SURCHARGES, built_in


def view(_ctx: Context) -> Component:
    """Those of the company, below those that everybody has."""
    t = tr()
    return list_editor(
        SURCHARGES,
        t.t("settings.tab.kinds"),
        t.t("settings.kinds_hint"),
        (
            Column("zh", t.t("settings.zh")),
            Column("en", t.t("settings.en")),
            Column("code", t.t("settings.code"), hint=t.t("settings.key_hint"), fixed=True, limit=32),
        ),
        built_in_words(t.t("settings.built_in"), [each.label(t.lang) for each in built_in(SURCHARGES)]),
    )
