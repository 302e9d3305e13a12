"""Ring of the stages that orders stand at."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.figures.tips import orders_words
from ordertrail.i18n import tr
from ordertrail.stages import stage_label

FULL = 100_000  # larger totals are shortened to fit the ring


def stage_figure(frame: pd.DataFrame, selected: Collection[str] = ()) -> dict[str, Any]:
    """Ring from [stage, orders], in the frame's order, with the total in its middle.

    Each slice carries [stage] as customdata. With ``selected`` stages the others fade and the middle counts those.
    """
    t = tr()
    rows = [(str(stage), int(orders)) for stage, orders in zip(frame["stage"], frame["orders"], strict=True)]
    total = sum(orders for _, orders in rows)
    chosen = sum(orders for stage, orders in rows if not selected or stage in selected)
    strengths = [1.0 if not selected or stage in selected else theme.DIMMED for stage, _ in rows]
    ring = {
        "type": "pie",
        "hole": 0.7,
        "sort": False,
        "direction": "clockwise",
        "labels": [stage_label(stage) for stage, _ in rows],
        "values": [orders for _, orders in rows],
        "customdata": [[stage] for stage, _ in rows],
        "textinfo": "none",
        "hovertext": [_tip(stage, orders, total) for stage, orders in rows],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "colors": [
                theme.faded(theme.stage_colour(stage), s) for (stage, _), s in zip(rows, strengths, strict=True)
            ],
            "line": {"color": theme.token("surface"), "width": 2},
            "pattern": theme.hatch(["\\" if theme.is_hatched(stage) else "" for stage, _ in rows]),
        },
    }
    middle = {
        "text": f"<b>{t.number(chosen, 0) if chosen < FULL else t.compact(chosen)}</b>",
        "font": {"size": 24, "color": theme.token("ink")},
        "x": 0.5,
        "y": 0.5,
        "yshift": 8,
        "showarrow": False,
    }
    word = {**middle, "text": t.t("overview.orders_word"), "yshift": -18}
    word["font"] = {"size": 12, "color": theme.token("muted")}
    return {
        "data": [ring] if total else [],
        "layout": theme.layout(
            annotations=[middle, word],
            margin={"l": 4, "r": 4, "t": 4, "b": 4},
            xaxis={"visible": False},
            yaxis={"visible": False},
        ),
    }


def _tip(stage: str, orders: int, total: int) -> str:
    t = tr()
    share = t.t("overview.tip_share_all", share=t.percent(orders / total if total else None))
    return f"<b>{stage_label(stage)}</b><br>{orders_words(orders)}  {share}"
