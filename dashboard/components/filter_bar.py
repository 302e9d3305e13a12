"""The filter bar: one line of chips, each the summary of its editor. Its state is the page's URL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import aria
from dashboard.ids import FilterBar
from ordertrail.analytics.calendar import PRESETS
from ordertrail.analytics.filters import ABROAD, CHINA_UNKNOWN, UNKNOWN
from ordertrail.domain.own_words import channel_codes
from ordertrail.domain.places import place_name, provinces
from ordertrail.domain.workflow_templates import workflows
from ordertrail.i18n import tr
from ordertrail.own_labels import channel_label

HOME: Final = "CN"
MEMORY: Final = "was"  # the choice in a query that remembers the filters before a click

Option = dict[str, str]


def filter_bar(*more: Component) -> Component:
    """Location, chips and editors, after them a page's own. One bar a page."""
    t = tr()
    return html.Div(
        [
            dcc.Location(id=FilterBar.URL, refresh=False),
            html.Div(
                [
                    _chip("dates", _dates_editor()),
                    _chip("channel", _choices(FilterBar.CHANNELS, channel_options())),
                    _chip("stage", _choices(FilterBar.STAGES, stage_options())),
                    _chip("region", _choices(FilterBar.REGIONS, region_options(()), searchable=True)),
                    *more,
                    html.Span(id=FilterBar.EXTRA, className="ot-chip-extras"),
                    html.Button(
                        t.t("filter.clear"),
                        id=FilterBar.CLEAR,
                        type="button",
                        className="ot-quiet",
                        hidden=True,
                    ),
                ],
                className="ot-chips",
            ),
        ],
        id=FilterBar.BAR,
        className="ot-filter-bar",
        role="search",
        **aria(label=t.t("filter.title")),
    )


def channel_options() -> list[Option]:
    return [{"value": code, "label": channel_label(code)} for code in channel_codes()]


def stage_options() -> list[Option]:
    t = tr()
    return [{"value": stage.code, "label": stage.label(t.lang)} for stage in workflows().stages]


def region_options(countries: Sequence[str]) -> list[Option]:
    """China and its provinces, then abroad and the given countries (ISO 3166-1), then what is not known."""
    home = [HOME, *(province.code for province in provinces()), CHINA_UNKNOWN]
    codes = [*home, ABROAD, *(code for code in countries if code != HOME), UNKNOWN]
    return [{"value": code, "label": region_label(code)} for code in codes]


def region_label(code: str) -> str:
    """Name of a province ('CN-44'), a country ('US') or one of the places without a code; else the code."""
    t = tr()
    words = {
        UNKNOWN: t.t("filter.region_unknown"),
        CHINA_UNKNOWN: t.t("filter.region_china_unknown"),
        ABROAD: t.t("filter.region_abroad"),
    }
    return words.get(code) or place_name(code, t.lang) or code


def chosen(names: Mapping[str, str], codes: Sequence[str], everything: str) -> str:
    """'All', one or two names, or the first and how many more."""
    if not codes:
        return everything
    shown = [names.get(code, code) for code in codes]
    if len(shown) <= 2:
        return tr().t("filter.join").join(shown)
    return tr().t("filter.and_more", first=shown[0], n=len(shown) - 1, total=len(shown))


def _chip(name: str, editor: Component) -> Component:
    return html.Details(
        [
            html.Summary(id=FilterBar.label(name), className="ot-chip-label"),
            html.Div(editor, className="ot-chip-editor"),
        ],
        id=FilterBar.chip(name),
        className="ot-chip",
    )


def _dates_editor() -> Component:
    t = tr()
    presets: list[Option] = [{"value": code, "label": t.t(f"preset.{code}")} for code in PRESETS]
    return html.Div(
        [
            dcc.RadioItems(id=FilterBar.PRESET, options=presets, className="ot-options"),
            html.Div(
                [
                    html.Label([t.t("filter.from"), dbc.Input(id=FilterBar.START, type="date", debounce=True)]),
                    html.Label([t.t("filter.to"), dbc.Input(id=FilterBar.END, type="date", debounce=True)]),
                ],
                className="ot-date-pair",
            ),
        ]
    )


def _choices(component_id: str, options: list[Option], searchable: bool = False) -> Component:
    checklist = dcc.Checklist(id=component_id, options=options, value=[], className="ot-options")
    if not searchable:
        return checklist
    search = dbc.Input(
        type="search",
        class_name="ot-option-search",
        placeholder=tr().t("filter.find_region"),
        autocomplete="off",
    )
    return html.Div([search, checklist])
