"""One figure: label with its definition, number, change against the period before, sparkline."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.attributes import aria
from ordertrail.analytics.kpi import Kpi
from ordertrail.i18n import Translator, tr

Number = float | int | None

SPARK_WIDTH, SPARK_HEIGHT = 160, 40
WIDE, NARROW = 1.5, 0.5  # a Chinese character and a point, measured in digits


def shown(value: Number, unit: str, currency: str, t: Translator) -> str:
    """``value`` in its unit: count, money, ratio or hours."""
    if unit == "money":
        return t.money(value, currency, compact=True)
    if unit == "ratio":
        return t.percent(value)
    if unit == "hours":
        return t.duration(value)
    return t.number(value, 0)


def change(value: Number, previous: Number, unit: str) -> float | None:
    """Relative change; for a ratio the difference in points. None where nothing can be compared."""
    if value is None or previous is None:
        return None
    if unit == "ratio":
        return float(value) - float(previous)
    if not float(previous):
        return None
    return (float(value) - float(previous)) / float(previous)


def kpi_card(kpi: Kpi, *, href: str, currency: str, against: str) -> Component:
    """A link to the orders behind the figure. ``against`` tells what a change is measured against, '' nothing."""
    t = tr()
    behind = t.t("overview.behind", n=t.number(kpi.count, 0))
    return dcc.Link(
        [
            html.Span(
                [
                    t.t(f"kpi.{kpi.code}"),
                    html.Span("?", className="ot-kpi-help", **aria(hidden="true")),
                    html.Span(t.t(f"kpi.{kpi.code}_definition"), className="ot-kpi-definition", role="tooltip"),
                ],
                className="ot-kpi-label",
            ),
            _figure(shown(kpi.value, kpi.unit, currency, t)),
            _change(kpi.value, kpi.previous, kpi.unit, kpi.good, against, t),
            _sparkline(kpi.spark),
            html.Span(behind, className="ot-kpi-behind"),
        ],
        href=href,
        className="ot-kpi",
    )


def _figure(text: str) -> Component:
    """Set smaller where it would not fit into its card; the style sheet reckons with its width in digits."""
    width = sum(WIDE if ord(sign) > 0x2E80 else NARROW if sign in " .," else 1 for sign in text)
    return html.Span(html.Span(text, style={"--digits": f"{width:.1f}"}), className="ot-kpi-figure")


def _change(value: Number, previous: Number, unit: str, good: str, against: str, t: Translator) -> Component:
    if not against:
        return html.Span(t.t("overview.no_comparison"), className="ot-kpi-change is-even")
    delta = change(value, previous, unit)
    if delta is None:
        return html.Span([t.t("overview.nothing_before"), _against(against)], className="ot-kpi-change is-even")
    rounded = round(delta, 3)
    if not rounded:
        return html.Span([t.t("overview.unchanged"), _against(against)], className="ot-kpi-change is-even")
    up = rounded > 0
    size = t.t("overview.points", n=t.number(abs(rounded) * 100, 1)) if unit == "ratio" else t.percent(abs(rounded))
    tone = "good" if up == (good == "up") else "bad"
    word = t.t("overview.better") if tone == "good" else t.t("overview.worse")
    return html.Span(
        [
            html.Span("▲ " if up else "▼ ", **aria(hidden="true")),
            html.Span(t.t("overview.up") if up else t.t("overview.down"), className="visually-hidden"),
            html.Span(size),
            html.Span(word, className="visually-hidden"),
            _against(against),
        ],
        className=f"ot-kpi-change is-{tone}",
    )


def _against(against: str) -> Component:
    return html.Span(against, className="ot-kpi-against")


def _sparkline(spark: Sequence[Number]) -> Component:
    """A line drawn as a mask, so that it takes the theme's colour."""
    line = spark_path(spark)
    if not line:
        return html.Span(className="ot-kpi-spark is-empty")
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {SPARK_WIDTH} {SPARK_HEIGHT}' "
        f"preserveAspectRatio='none'><path d='{line}' fill='none' stroke='black' stroke-width='1.5' "
        "vector-effect='non-scaling-stroke' stroke-linejoin='round' stroke-linecap='round'/></svg>"
    )
    image = f'url("data:image/svg+xml,{quote(svg)}")'
    return html.Span(
        className="ot-kpi-spark",
        style={"maskImage": image, "WebkitMaskImage": image},
        **aria(hidden="true"),
    )


def spark_path(spark: Sequence[Number]) -> str:
    """SVG path of the values scaled to the box; gaps where a value is None; '' for fewer than two values."""
    known = [float(value) for value in spark if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    room = (high - low) or 1.0
    step = SPARK_WIDTH / (len(spark) - 1)
    parts, pen_down = [], False
    for index, value in enumerate(spark):
        if value is None:
            pen_down = False
            continue
        y = SPARK_HEIGHT - 3 - (float(value) - low) / room * (SPARK_HEIGHT - 6)
        if high == low:
            y = SPARK_HEIGHT / 2
        parts.append(f"{'L' if pen_down else 'M'}{index * step:.1f} {y:.1f}")
        pen_down = True
    return "".join(parts)
