"""Maps of where orders go: China's provinces and the world's countries.

The boundaries are fetched by the browser from ``/regions`` (see data/regions/README.md), so a figure holds none.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Final

import pandas as pd

from dashboard import theme
from dashboard.figures.tips import change_words, orders_words
from ordertrail.domain.places import place_name
from ordertrail.i18n import tr
from ordertrail.settings import ROOT

REGIONS: Final = {name: ROOT / "data" / "regions" / f"{name}.json" for name in ("china", "world")}
INSET: Final = "inset"  # the South China Sea islands in their frame
UNCLAIMED: Final = "unclaimed"
SCENERY: Final = frozenset({INSET, UNCLAIMED})  # drawn, but no place of an order
STEPS: Final = 5
CENTRES: Final = {"zh": 150, "en": 10}  # the meridian in the middle of the world as each reader learned it at school


def china_figure(
    frame: pd.DataFrame, *, currency: str, selected: Collection[str] = (), before: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """Provinces from [region (CN-44), orders, revenue]; each carries [region] as customdata.

    ``selected`` codes stay at full strength, the others fade. ``before`` are the orders a code had in the period
    before, for the tooltip.
    """
    geo = {
        "projection": {"type": "mercator"},
        "lonaxis": {"range": [72.5, 141.3]},
        "lataxis": {"range": [17.2, 54.2]},
        "center": {"lon": 106.9, "lat": 38.0},  # Mercator's middle lies north of the mean
    }
    return _figure("china", frame, "region", currency, selected, before, geo)


def world_figure(
    frame: pd.DataFrame, *, currency: str, selected: Collection[str] = (), before: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """The same for countries, from [country (ISO 3166-1 alpha-2), orders, revenue]."""
    middle = CENTRES[tr().lang]
    geo = {"projection": {"type": "natural earth", "rotation": {"lon": middle}}, "lataxis": {"range": [-56, 80]}}
    return _figure("world", frame, "country", currency, selected, before, geo)


@cache
def drawn_places(name: str) -> tuple[str, ...]:
    """Codes of all places on the map ``china`` or ``world``."""
    features = json.loads(REGIONS[name].read_text(encoding="utf-8"))["features"]
    return tuple(feature["id"] for feature in features)


def quantile_steps(counts: Collection[int]) -> list[tuple[int, int]]:
    """(least, most) of up to five steps that hold about as many places each; a step is an interval of counts."""
    ordered = sorted(count for count in counts if count > 0)
    if not ordered:
        return []
    tops = sorted({ordered[max(0, -(-len(ordered) * step // STEPS) - 1)] for step in range(1, STEPS + 1)})
    lows = [ordered[0], *(min(count for count in ordered if count > top) for top in tops[:-1])]
    return list(zip(lows, tops, strict=True))


def step_colours(count: int) -> list[str]:
    """Colours of ``count`` steps, from few to many, spread over the whole ramp."""
    ramp = theme.RAMPS[theme.scheme()]
    return [ramp[-1]] if count == 1 else [ramp[round(at * (STEPS - 1) / (count - 1))] for at in range(count)]


def _figure(
    name: str,
    frame: pd.DataFrame,
    column: str,
    currency: str,
    selected: Collection[str],
    before: Mapping[str, int] | None,
    geo: dict[str, Any],
) -> dict[str, Any]:
    places = drawn_places(name)
    known = {
        str(code): (int(orders), float(revenue or 0))
        for code, orders, revenue in zip(frame[column], frame["orders"], frame["revenue"], strict=True)
        if orders and code in places and code not in SCENERY
    }
    empty = [code for code in places if code not in known and code not in SCENERY]
    total = int(frame["orders"].sum())
    tips = {code: _tip(code, *figures, total, currency, before) for code, figures in known.items()}
    nothing = {code: f"<b>{_name(code)}</b><br>{tr().t('overview.tip_no_orders')}" for code in empty}
    layers = [
        _layer(name, [code for code in places if code == UNCLAIMED], {}, [theme.EMPTY_PLACE[theme.scheme()]], {}, ()),
        _layer(name, [code for code in places if code == INSET], {}, [theme.token("muted")], {}, ()),
        _layer(name, empty, {}, [theme.EMPTY_PLACE[theme.scheme()]], nothing, selected),
        _layer(name, list(known), _steps(known), step_colours(len(quantile_steps(_counts(known)))), tips, selected),
    ]
    return {
        "data": [layer for layer in layers if layer["locations"]],
        "layout": theme.layout(
            geo={"visible": False, "bgcolor": theme.CLEAR, **geo}, margin={"l": 0, "r": 0, "t": 0, "b": 0}
        ),
    }


def _layer(
    name: str,
    codes: list[str],
    steps: Mapping[str, int],
    colours: list[str],
    tips: Mapping[str, str],
    selected: Collection[str],
) -> dict[str, Any]:
    """Places of one kind; ``steps`` gives the index into ``colours``, 0 where it is silent. Without tips: scenery."""
    last = max(len(colours) - 1, 1)
    bands = [[edge / len(colours), shade] for at, shade in enumerate(colours) for edge in (at, at + 1)]
    layer: dict[str, Any] = {
        "type": "choropleth",
        "geojson": f"/regions/{name}.json",
        "featureidkey": "id",
        "locations": codes,
        "z": [steps.get(code, 0) for code in codes],
        "zmin": -0.5 if len(colours) > 1 else 0,
        "zmax": last + 0.5 if len(colours) > 1 else 1,
        "colorscale": bands,
        "showscale": False,
        "marker": {"line": {"color": theme.BORDER_PLACE[theme.scheme()], "width": 0.6}},
    }
    if not tips:
        return {**layer, "hoverinfo": "skip", "marker": {"line": {"width": 0}}}
    layer |= {
        "customdata": [[code] for code in codes],
        "hovertext": [tips[code] for code in codes],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    if selected:
        layer["selectedpoints"] = [at for at, code in enumerate(codes) if code in selected]
        layer["unselected"] = {"marker": {"opacity": theme.DIMMED}}
    return layer


def _counts(known: Mapping[str, tuple[int, float]]) -> list[int]:
    return [orders for orders, _ in known.values()]


def _steps(known: Mapping[str, tuple[int, float]]) -> dict[str, int]:
    steps = quantile_steps(_counts(known))
    return {
        code: next(at for at, (_, most) in enumerate(steps) if orders <= most) for code, (orders, _) in known.items()
    }


def _name(code: str) -> str:
    return place_name(code, tr().lang) or code


def _tip(code: str, orders: int, revenue: float, total: int, currency: str, before: Mapping[str, int] | None) -> str:
    t = tr()
    share = t.t("overview.tip_share_all", share=t.percent(orders / total))
    change = change_words(orders, (before or {}).get(code, 0), t.t("overview.tip_before_period"))
    lines = [
        f"<b>{_name(code)}</b>",
        f"{orders_words(orders)}  {share}",
        t.money(revenue, currency, compact=True),
        change,
    ]
    return "<br>".join(filter(None, lines))
