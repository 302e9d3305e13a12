"""The content of the overview's cards, made from the store's frames."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from dash import dcc
from dash.development.base_component import Component

from dashboard.components import overview_titles as titles
from dashboard.components.chart_card import data_table, orders_link
from dashboard.components.filter_bar import HOME
from dashboard.components.kpi_card import kpi_card
from dashboard.components.overview_aside import china_aside, stage_list, world_aside
from dashboard.components.overview_context import around
from dashboard.components.overview_tables import Table, channel_rows, place_table, stage_table, trend_table
from dashboard.components.overview_view import View, fitting_bucket, map_choices, trend_choices
from dashboard.components.states import empty_state
from dashboard.figures.maps import china_figure, world_figure
from dashboard.figures.stages import stage_figure
from dashboard.figures.trend import trend_figure
from ordertrail.analytics import overview
from ordertrail.analytics.calendar import DEFAULT_PRESET
from ordertrail.analytics.filters import Filters
from ordertrail.analytics.kpi import Kpi
from ordertrail.analytics.orders import order_count
from ordertrail.i18n import tr
from ordertrail.services.context import Context


def kpi_row(figures: Sequence[Kpi], filters: Filters, currency: str) -> list[Component]:
    """Six cards, each a link to its orders."""
    return [
        kpi_card(kpi, href=orders_href(filters.with_only(*kpi.only)), currency=currency, against=against(filters))
        for kpi in figures
    ]


def nothing() -> Component:
    """Shown where no order passes the filters."""
    t = tr()
    everything = dcc.Link(t.t("overview.no_orders_all"), href="/?preset=all", className="ot-button")
    return empty_state(t.t("overview.no_orders"), t.t("overview.no_orders_hint"), [everything])


def against(filters: Filters) -> str:
    """The period that changes are measured against; '' where there is none."""
    t, before = tr(), filters.previous()
    if before is None or before.start is None or before.end is None or filters.end is None:
        return ""
    fields = "MMMd" if before.start.year == filters.end.year else "yMMMd"
    if before.start == before.end:
        return t.t("overview.against_day", day=t.day(before.start, fields))
    return t.t("overview.against", start=t.day(before.start, fields), end=t.day(before.end, fields))


def orders_href(filters: Filters) -> str:
    """The order table with exactly these filters; without a query the reader's default view would open."""
    return f"/orders{filters.to_query() or f'?preset={DEFAULT_PRESET}'}"


def link(connection: Any, filters: Filters, now: datetime) -> Component:
    """The way to the orders that pass ``filters``, and how many they are."""
    return orders_link(order_count(connection, filters, now), orders_href(filters))


def trend_card(connection: Any, filters: Filters, view: View, ctx: Context) -> tuple[Any, ...]:
    """Figure, choices, title, link, table."""
    now, currency = ctx.now(), ctx.settings.base_currency
    today = tr().local(now).date()
    wide, bar = around(filters, view, today)
    bucket = fitting_bucket(view, wide.start, wide.end)
    frame = overview.trend(connection, wide, now, bucket, view.split)
    figure = trend_figure(
        frame,
        bucket=bucket,
        split=view.split,
        measure=view.measure,
        currency=currency,
        today=today,
        period=(wide.start, wide.end),
        selected=bar,
    )
    table = trend_table(frame, bucket=bucket, split=view.split, measure=view.measure, currency=currency)
    title = titles.trend_title(frame, view.split, view.measure, currency)
    if bar:
        title = titles.bar_title(frame, bar, bucket, view.split, view.measure, currency)
    return (
        figure,
        trend_choices(view, bucket),
        title,
        link(connection, filters, now),
        data_table(table.header, table.shown),
    )


def stage_card(connection: Any, filters: Filters, ctx: Context) -> tuple[Any, ...]:
    """Figure, list of stages, title, link, table. A chosen stage stays among the others."""
    now = ctx.now()
    frame = overview.stage_counts(connection, filters.replace(stages=()), now)
    table = stage_table(frame)
    return (
        stage_figure(frame, filters.stages),
        stage_list(frame, filters.stages),
        titles.stage_title(frame),
        link(connection, filters, now),
        data_table(table.header, table.shown),
    )


def map_card(connection: Any, filters: Filters, view: View, ctx: Context) -> tuple[Any, ...]:
    """Figure, choices, places beside the map, title, link, table. A chosen place stays among the others."""
    now, currency = ctx.now(), ctx.settings.base_currency
    everywhere = filters.replace(regions=())
    before = everywhere.previous()
    countries = overview.country_counts(connection, everywhere, now)
    common: dict[str, Any] = {"currency": currency, "selected": filters.regions}
    if view.map == "world":
        past = _orders_of(overview.country_counts(connection, before, now), "country") if before else {}
        figure = world_figure(countries, before=past, **common)
        aside, title = world_aside(countries, filters.regions), titles.world_title(countries)
        table = place_table(countries, "country", currency)
    else:
        provinces = overview.province_counts(connection, everywhere, now)
        past = _orders_of(overview.province_counts(connection, before, now), "region") if before else {}
        figure = china_figure(provinces, before=past, **common)
        aside = china_aside(provinces, overview.place_gaps(connection, everywhere, now), filters.regions)
        title = titles.china_title(provinces, _orders_of(countries, "country").get(HOME, 0))
        table = place_table(provinces, "region", currency)
    return (
        figure,
        map_choices(view),
        aside,
        title,
        link(connection, filters, now),
        data_table(table.header, table.shown),
    )


def channel_card(connection: Any, filters: Filters, ctx: Context) -> tuple[Any, ...]:
    """Title, link, table whose every figure leads to its orders."""
    now = ctx.now()
    frame = overview.channel_table(connection, filters, now)
    table = channel_rows(frame, ctx.settings.base_currency)
    rows = [
        _linked(row, filters.replace(channels=(channel,)))
        for row, channel in zip(table.shown, frame["channel"], strict=True)
    ]
    return titles.channel_title(frame), link(connection, filters, now), data_table(table.header, rows)


def _linked(row: Sequence[str], filters: Filters) -> list[str | Component]:
    """Cells of ``channel_rows`` as links to the orders that each counts."""
    behind = ((), (), ("sold",), ("sold",), ("due",), ("late",))
    return [
        dcc.Link(cell, href=orders_href(filters.with_only(*only)), className="ot-cell-link")
        for cell, only in zip(row, behind, strict=True)
    ]


def table_of(card: str, connection: Any, filters: Filters, view: View, ctx: Context) -> Table:
    """The table that a card shows, for its download."""
    now, currency = ctx.now(), ctx.settings.base_currency
    everywhere = filters.replace(regions=())
    if card == "trend":
        wide, _ = around(filters, view, tr().local(now).date())
        bucket = fitting_bucket(view, wide.start, wide.end)
        frame = overview.trend(connection, wide, now, bucket, view.split)
        return trend_table(frame, bucket=bucket, split=view.split, measure=view.measure, currency=currency)
    if card == "stages":
        return stage_table(overview.stage_counts(connection, filters.replace(stages=()), now))
    if card == "channels":
        return channel_rows(overview.channel_table(connection, filters, now), currency)
    if view.map == "world":
        return place_table(overview.country_counts(connection, everywhere, now), "country", currency)
    return place_table(overview.province_counts(connection, everywhere, now), "region", currency)


def _orders_of(frame: pd.DataFrame, column: str) -> dict[str, int]:
    return {str(code): int(orders) for code, orders in zip(frame[column], frame["orders"], strict=True)}
