"""Lists beside the ring and the map: every figure in words, and what a map cannot show in sight."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.attributes import aria
from dashboard.components.filter_bar import UNKNOWN, region_label
from dashboard.figures.maps import drawn_places, quantile_steps, step_colours
from dashboard.ids import Overview
from dashboard.theme import is_hatched, stage_colour
from ordertrail.i18n import tr
from ordertrail.stages import stage_label

MOST_PLACES = 5
MOST_UNDRAWN = 3


def stage_list(frame: pd.DataFrame, selected: Collection[str]) -> list[Component]:
    """A row a stage of [stage, orders]: colour, name, orders, share."""
    t = tr()
    total = int(frame["orders"].sum()) or 1
    return [
        html.Button(
            [
                html.Span(
                    className="ot-dot is-hatched" if is_hatched(stage) else "ot-dot",
                    style={"color": stage_colour(stage)},
                ),
                html.Span(stage_label(stage), className="ot-place-name"),
                html.Span(t.number(int(orders), 0)),
                html.Span(t.percent(int(orders) / total), className="ot-place-share"),
            ],
            id=Overview.stage(stage),
            type="button",
            className=_class(stage in selected, bool(selected)),
            **aria(pressed="true" if stage in selected else "false"),
        )
        for stage, orders in zip(frame["stage"], frame["orders"], strict=True)
    ]


def china_aside(provinces: pd.DataFrame, gaps: Mapping[str, int], selected: Collection[str]) -> list[Component]:
    """Provinces with most orders, the orders that China's map cannot show, the map's key."""
    counts = _counts(provinces, "region")
    elsewhere = [(code, int(orders)) for code, orders in gaps.items()]
    return _aside(counts, elsewhere, selected, counts.values())


def world_aside(countries: pd.DataFrame, selected: Collection[str]) -> list[Component]:
    """The same for countries."""
    counts = _counts(countries, "country")
    unknown = counts.pop(UNKNOWN, 0)
    drawn = {code: orders for code, orders in counts.items() if code in drawn_places("world")}
    undrawn = sorted((item for item in counts.items() if item[0] not in drawn), key=lambda item: -item[1])
    return _aside(counts, [*undrawn[:MOST_UNDRAWN], (UNKNOWN, unknown)], selected, drawn.values())


def _counts(frame: pd.DataFrame, column: str) -> dict[str, int]:
    return {str(code): int(orders) for code, orders in zip(frame[column], frame["orders"], strict=True)}


def _aside(
    counts: Mapping[str, int],
    elsewhere: Sequence[tuple[str, int]],
    selected: Collection[str],
    drawn: Collection[int],
) -> list[Component]:
    t = tr()
    top = sorted(counts.items(), key=lambda item: -item[1])[:MOST_PLACES]
    parts: list[Component] = []
    if top:
        parts.append(html.P(t.t("overview.aside_top"), className="ot-aside-title"))
        parts += [_place(code, orders, selected, "top") for code, orders in top]
    parts.append(html.P(t.t("overview.aside_elsewhere"), className="ot-aside-title"))
    parts += [_place(code, orders, selected, "elsewhere") for code, orders in elsewhere]
    return [*parts, _key(quantile_steps(drawn))]


def _place(code: str, orders: int, selected: Collection[str], spot: str) -> Component:
    on = code in selected
    return html.Button(
        [html.Span(region_label(code), className="ot-place-name"), html.Span(tr().number(orders, 0))],
        id=Overview.place(code, spot),
        type="button",
        className=_class(on, bool(selected)),
        disabled=not orders and not on,
        **aria(pressed="true" if on else "false"),
    )


def _class(on: bool, any_on: bool) -> str:
    return "ot-place is-on" if on else "ot-place is-dimmed" if any_on else "ot-place"


def _key(steps: Sequence[tuple[int, int]]) -> Component:
    """Colours of the map and the counts that they stand for."""
    t = tr()
    colours = step_colours(len(steps)) if steps else []
    shades = [
        html.Span(
            [html.Span(className="ot-shade", style={"background": colour}), _range(low, high)], className="ot-map-step"
        )
        for (low, high), colour in zip(steps, colours, strict=True)
    ]
    none = html.Span([html.Span(className="ot-shade is-none"), t.t("overview.map_key_none")], className="ot-map-step")
    return html.Div([none, *shades], className="ot-map-key", **aria(label=t.t("overview.map_key")))


def _range(low: int, high: int) -> str:
    t = tr()
    if low == high:
        return t.number(low, 0)
    return t.t("filter.between", start=t.number(low, 0), end=t.number(high, 0))
