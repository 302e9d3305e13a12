"""The content of the overview's cards, made from the store's frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component
from ordertrail.analytics.filters import Filters

from dashboard.components.chart_card import data_table, orders_link
from dashboard.components.filter_bar import UNKNOWN, region_label
from dashboard.components.kpi_card import kpi_card
from dashboard.components.overview_tables import (
    Table,
    channel_rows,
    place_table,
    stage_table,
    trend_table,
)
from dashboard.components.overview_view import View, fitting_bucket, map_choices, trend_choices
from dashboard.figures.maps import china_figure, world_figure
from dashboard.figures.stages import stage_figure
from dashboard.figures.trend import trend_figure
from dashboard.ids import Overview
from ordertrail.analytics import overview
from ordertrail.domain.order import CHANNELS
from ordertrail.i18n import tr
from ordertrail.services.context import Context

HOME = "CN"
ASIDE_PLACES = 6


def kpi_row(figures: Sequence[Any], filters: Filters, currency: str) -> list[Component]:
    """Six cards, each a link to its orders."""
    t = tr()
    before = filters.previous() if filters.start and filters.end else None
    against = ""
    if before is not None and before.start and before.end:
        against = t.t("overview.against", start=t.date(before.start), end=t.date(before.end))
    cards = []
    for kpi in figures:
        behind = filters.replace(late=True) if kpi.code == "late_now" else filters
        cards.append(
            kpi_card(
                kpi.code,
                kpi.value,
                kpi.previous,
                kpi.unit,
                kpi.good,
                kpi.spark,
                href=orders_href(behind),
                currency=currency,
                against=against,
            )
        )
    return cards


def orders_href(filters: Filters) -> str:
    """The order table with exactly these filters."""
    return f"/orders{filters.to_query()}"


def trend_card(connection: Any, filters: Filters, view: View, ctx: Context) -> tuple[Any, ...]:
    """Figure, choices, title, link, table."""
    t = tr()
    bucket = fitting_bucket(view, filters.start, filters.end)
    frame = overview.trend(connection, filters, bucket, view.split)
    titles = {
        ("orders", "channel"): t.t("overview.trend_orders_channel"),
        ("revenue", "channel"): t.t("overview.trend_revenue_channel"),
        ("orders", "stage"): t.t("overview.trend_orders_stage"),
        ("revenue", "stage"): t.t("overview.trend_revenue_stage"),
    }
    figure = trend_figure(frame, bucket=bucket, split=view.split, measure=view.measure)
    table = _trend_table(frame, view, ctx)
    return (
        figure,
        trend_choices(view, bucket),
        titles[view.measure, view.split],
        orders_link(int(frame["orders"].sum()), orders_href(filters)),
        data_table(table.header, table.shown),
    )


def stage_card(connection: Any, filters: Filters, ctx: Context) -> tuple[Any, ...]:
    """Figure, title, link, table."""
    frame = overview.stage_counts(connection, filters)
    table = stage_table(frame)
    return (
        stage_figure(frame),
        tr().t("overview.stages_title"),
        orders_link(int(frame["orders"].sum()), orders_href(filters)),
        data_table(table.header, table.shown),
    )


def map_card(connection: Any, filters: Filters, view: View, ctx: Context) -> tuple[Any, ...]:
    """Figure, choices, places beside the map, title, link, table."""
    t = tr()
    countries = overview.country_counts(connection, filters)
    world = view.map == "world"
    provinces = None if world else overview.province_counts(connection, filters)
    table = place_table(countries, "country", ctx.settings.base_currency)
    if provinces is not None:
        table = place_table(provinces, "region", ctx.settings.base_currency)
    return (
        world_figure(countries) if provinces is None else china_figure(provinces),
        map_choices(view),
        _aside(provinces, countries, filters),
        t.t("overview.map_world_title") if world else t.t("overview.map_china_title"),
        orders_link(int(countries["orders"].sum()), orders_href(filters)),
        data_table(table.header, table.shown),
    )


def channel_card(connection: Any, filters: Filters, ctx: Context) -> tuple[Any, ...]:
    """Title, link, table with a link a channel."""
    frame = overview.channel_table(connection, filters)
    table = channel_rows(frame, ctx.settings.base_currency)
    return (
        tr().t("overview.channels_title"),
        orders_link(int(frame["orders"].sum()), orders_href(filters)),
        data_table(table.header, table.shown),
    )


def table_of(card: str, connection: Any, filters: Filters, view: View, ctx: Context) -> Table:
    """The table that a card shows, for its download."""
    currency = ctx.settings.base_currency
    if card == "trend":
        bucket = fitting_bucket(view, filters.start, filters.end)
        return _trend_table(overview.trend(connection, filters, bucket, view.split), view, ctx)
    if card == "stages":
        return stage_table(overview.stage_counts(connection, filters))
    if card == "channels":
        return channel_rows(overview.channel_table(connection, filters), currency)
    if view.map == "world":
        return place_table(overview.country_counts(connection, filters), "country", currency)
    return place_table(overview.province_counts(connection, filters), "region", currency)


def _trend_table(frame: pd.DataFrame, view: View, ctx: Context) -> Table:
    order = CHANNELS if view.split == "channel" else ctx.workflow.codes()
    present = set(frame["key"])
    keys = [key for key in order if key in present] + sorted(present - set(order))
    return trend_table(frame, split=view.split, measure=view.measure, currency=ctx.settings.base_currency, keys=keys)


def _aside(provinces: pd.DataFrame | None, countries: pd.DataFrame, filters: Filters) -> list[Component]:
    """The most frequent places on the map, and in sight what the map cannot show."""
    t = tr()
    frame, column = (countries, "country") if provinces is None else (provinces, "region")
    known = {
        str(code): int(orders)
        for code, orders in zip(frame[column], frame["orders"], strict=True)
        if isinstance(code, str) and code and code != UNKNOWN
    }
    total = int(countries["orders"].sum())
    by_country = {
        code if isinstance(code, str) and code else UNKNOWN: int(orders)
        for code, orders in zip(countries["country"], countries["orders"], strict=True)
    }
    top = sorted(known.items(), key=lambda item: -item[1])[:ASIDE_PLACES]
    parts: list[Component] = []
    if top:
        parts.append(html.P(t.t("overview.aside_top"), className="ot-aside-title"))
        parts += [_place(code, region_label(code), orders, filters, "top") for code, orders in top]
    parts.append(html.P(t.t("overview.aside_elsewhere"), className="ot-aside-title"))
    if provinces is not None:
        abroad = [(code, n) for code, n in by_country.items() if code not in (HOME, UNKNOWN)]
        parts.append(_plain(t.t("overview.aside_abroad"), sum(n for _, n in abroad)))
        unknown = total - sum(known.values()) - sum(n for _, n in abroad)
    else:
        unknown = by_country.get(UNKNOWN, 0)
    parts.append(_place(UNKNOWN, t.t("overview.aside_unknown"), unknown, filters, "unknown"))
    return parts


def _place(code: str, name: str, orders: int, filters: Filters, spot: str) -> Component:
    return html.Button(
        [html.Span(name), html.Span(tr().number(orders, 0))],
        id=Overview.place(code, spot),
        type="button",
        className="ot-place is-on" if filters.regions == (code,) else "ot-place",
    )


def _plain(name: str, orders: int) -> Component:
    return html.Div([html.Span(name), html.Span(tr().number(orders, 0))], className="ot-place is-still")
