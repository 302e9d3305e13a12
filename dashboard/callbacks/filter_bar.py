"""The URL and the filter bar keep each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from dash import ALL, Dash, Input, Output, State, html, no_update
from dash import ctx as call
from dash.exceptions import PreventUpdate

from dashboard.attributes import aria
from dashboard.callbacks.wiring import callback
from dashboard.components.customer_words import customer_name
from dashboard.components.filter_bar import (
    MEMORY,
    UNKNOWN,
    channel_options,
    chosen,
    region_label,
    region_options,
    stage_options,
)
from dashboard.ids import FilterBar
from ordertrail.analytics.customers import people
from ordertrail.analytics.filters import NAMES, Filters
from ordertrail.analytics.overview import country_counts
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.store.customer_merges import root_of

CHIPS = ("dates", "channel", "stage", "region")
WHERE = "where"  # the choice in a query that filters by columns


def today(ctx: Context) -> date:
    """The present day in the business zone."""
    return tr().local(ctx.now()).date()


def filters_of(search: str | None, ctx: Context) -> Filters:
    """The filters that the URL's query says."""
    return Filters.from_query(search or "", today(ctx))


def extras_of(search: str | None) -> dict[str, str]:
    """What the query says beside the filters: a page's own choices."""
    return {name: value for name, value in parse_qsl((search or "").lstrip("?")) if name not in NAMES}


def query(filters: Filters, extras: dict[str, str]) -> str:
    """Filters and a page's own choices as one query, '' when all is at its default."""
    own = urlencode(extras, safe=",")
    theirs = filters.to_query()
    if not own:
        return theirs
    return f"{theirs}&{own}" if theirs else f"?{own}"


def edited(before: Filters, after: Filters, search: str | None, *, clear: bool = False) -> str:
    """The query after an edit of the filters; the page's own choices stay, the memory only with the same days.

    What filters by columns goes when all is to be ``clear``.
    """
    extras = extras_of(search)
    if clear:
        extras.pop(WHERE, None)
    if (before.start, before.end) != (after.start, after.end):
        extras.pop(MEMORY, None)
    return query(after, extras)


def register(app: Dash, ctx: Context) -> None:
    """Chips follow the URL, editors write it."""

    @callback(
        app,
        Output(FilterBar.URL, "search"),
        Output(FilterBar.PRESET, "value"),
        Output(FilterBar.START, "value"),
        Output(FilterBar.END, "value"),
        Output(FilterBar.CHANNELS, "value"),
        Output(FilterBar.STAGES, "value"),
        Output(FilterBar.REGIONS, "value"),
        *(Output(FilterBar.label(name), "children") for name in CHIPS),
        *(Output(FilterBar.chip(name), "className") for name in CHIPS),
        Output(FilterBar.EXTRA, "children"),
        Output(FilterBar.CLEAR, "hidden"),
        Input(FilterBar.URL, "search"),
        Input(FilterBar.PRESET, "value"),
        Input(FilterBar.START, "value"),
        Input(FilterBar.END, "value"),
        Input(FilterBar.CHANNELS, "value"),
        Input(FilterBar.STAGES, "value"),
        Input(FilterBar.REGIONS, "value"),
        Input(FilterBar.CLEAR, "n_clicks"),
    )
    def sync(
        search: str | None,
        preset: str | None,
        start: str | None,
        end: str | None,
        channels: list[str] | None,
        stages: list[str] | None,
        regions: list[str] | None,
        _clear: int | None,
    ) -> tuple[Any, ...]:
        if search is None:
            raise PreventUpdate
        changed = {prop.partition(".")[0] for prop in call.triggered_prop_ids}
        written = filters_of(search, ctx)
        after = written
        if FilterBar.URL not in changed:
            for component, edit in _edits(preset, start, end, channels, stages, regions, ctx).items():
                if component in changed:
                    after = edit(after)
            if FilterBar.CLEAR in changed:
                after = Filters.from_query("", today(ctx))
        target = edited(written, after, search, clear=FilterBar.CLEAR in changed)
        return (
            no_update if FilterBar.URL in changed or target == search else target,
            after.preset,
            after.start.isoformat() if after.start else None,
            after.end.isoformat() if after.end else None,
            list(after.channels),
            list(after.stages),
            list(after.regions),
            *labels(after, ctx),
            *("ot-chip is-set" if is_set else "ot-chip" for is_set in _set_chips(after)),
            extra_chips(after, customer_of(after, ctx)),
            not after.to_query() and WHERE not in extras_of(target),
        )

    @callback(
        app,
        Output(FilterBar.REGIONS, "options"),
        Input(FilterBar.BAR, "id"),
    )
    def regions(_id: str) -> list[dict[str, str]]:
        with ctx.store.read() as connection:
            frame = country_counts(connection, Filters(), ctx.now())
        known = [code for code in frame["country"].tolist() if code and code not in ("CN", UNKNOWN)]
        return region_options(sorted(known, key=region_label))

    @callback(
        app,
        Output(FilterBar.URL, "search", allow_duplicate=True),
        Input(FilterBar.drop(ALL), "n_clicks"),
        State(FilterBar.URL, "search"),
        prevent_initial_call=True,
    )
    def drop(clicks: list[int | None], search: str | None) -> str:
        if not any(clicks) or not isinstance(call.triggered_id, dict):
            raise PreventUpdate
        filters = filters_of(search, ctx)
        return edited(filters, without(filters, call.triggered_id["name"]), search)


def _edits(
    preset: str | None,
    start: str | None,
    end: str | None,
    channels: list[str] | None,
    stages: list[str] | None,
    regions: list[str] | None,
    ctx: Context,
) -> dict[str, Callable[[Filters], Filters]]:
    """What each editor does to the filters."""

    def by_preset(filters: Filters) -> Filters:
        period = Filters.from_query(f"?preset={preset}", today(ctx))
        return filters.replace(start=period.start, end=period.end, preset=period.preset)

    def by_days(filters: Filters) -> Filters:
        first, last = _day(start), _day(end)
        if first and last and first > last:
            first, last = last, first
        return filters.replace(start=first, end=last)

    return {
        FilterBar.PRESET: by_preset,
        FilterBar.START: by_days,
        FilterBar.END: by_days,
        FilterBar.CHANNELS: lambda filters: filters.replace(channels=tuple(channels or ())),
        FilterBar.STAGES: lambda filters: filters.replace(stages=tuple(stages or ())),
        FilterBar.REGIONS: lambda filters: filters.replace(regions=tuple(regions or ())),
    }


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _set_chips(filters: Filters) -> tuple[bool, ...]:
    period = filters.replace(channels=(), stages=(), regions=(), customer="", q="", only=())
    return bool(period.to_query()), bool(filters.channels), bool(filters.stages), bool(filters.regions)


def labels(filters: Filters, ctx: Context) -> list[str]:
    """The words on the chips, in the order of ``CHIPS``."""
    t = tr()
    channel_names = {option["value"]: option["label"] for option in channel_options()}
    stage_names = {option["value"]: option["label"] for option in stage_options()}
    region_names = {code: region_label(code) for code in filters.regions}
    return [
        period_label(filters),
        chosen(channel_names, filters.channels, t.t("filter.all_channels")),
        chosen(stage_names, filters.stages, t.t("filter.all_stages")),
        chosen(region_names, filters.regions, t.t("filter.all_regions")),
    ]


def period_label(filters: Filters) -> str:
    """The preset's name, or the days."""
    t = tr()
    if filters.preset:
        return t.t(f"preset.{filters.preset}")
    if filters.start and filters.end:
        if filters.start == filters.end:
            return t.date(filters.start)
        return t.t("filter.between", start=t.date(filters.start), end=t.date(filters.end))
    if filters.start:
        return t.t("filter.since", start=t.date(filters.start))
    if filters.end:
        return t.t("filter.until", end=t.date(filters.end))
    return t.t("preset.all")


def without(filters: Filters, name: str) -> Filters:
    """Without the search (``q``), the customer, or one of the words of ``only``."""
    if name in ("q", "customer"):
        return filters.replace(**{name: ""})
    return filters.replace(only=tuple(word for word in filters.only if word != name))


def customer_of(filters: Filters, ctx: Context) -> str:
    """What the customer of the filters is called; '' without one."""
    if not filters.customer:
        return ""
    with ctx.store.read() as connection:
        root = root_of(connection, UUID(filters.customer))
        return customer_name(people(connection, [root])[root])


def extra_chips(filters: Filters, customer: str = "") -> list[Any]:
    """A chip with a cross for each filter that has no editor here; ``customer`` is the name of the one in question."""
    t = tr()
    shown = [("customer", t.t("filter.customer", name=customer))] if filters.customer else []
    shown += [("q", t.t("filter.search_for", q=filters.q))] if filters.q else []
    shown += [(word, t.t(f"filter.only_{word}")) for word in filters.only]
    return [
        html.Button(
            [text, html.Span(" ×", **aria(hidden="true"))],
            id=FilterBar.drop(name),
            type="button",
            className="ot-chip-label is-set",
            title=t.t("filter.remove"),
        )
        for name, text in shown
    ]
