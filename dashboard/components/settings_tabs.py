"""The tabs of the settings page: code -> what it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import aria
from dashboard.components import settings_fields, settings_kinds, settings_rates, settings_segments, settings_workflow
from dashboard.pages.settings import PATH
from ordertrail.i18n import tr
from ordertrail.services.context import Context

TABS: Final[dict[str, Callable[[Context], Component]]] = {
    "workflow": settings_workflow.view,
    "fields": settings_fields.view,
    "kinds": settings_kinds.view,
    "segments": settings_segments.view,
    "rates": settings_rates.view,
}


def tab_bar(chosen: str) -> Component:
    """A link to each but the chosen one."""
    t = tr()
    return html.Nav([_tab(code, code == chosen) for code in TABS], **aria(label=t.t("settings.title")))


def _tab(code: str, chosen: bool) -> Component:
    label = tr().t(f"settings.tab.{code}")
    if chosen:
        return html.Span(label, className="ot-settings-tab is-active", **aria(current="page"))
    return dcc.Link(label, href=f"{PATH}?tab={code}", className="ot-settings-tab")
