"""Customers: the address decides which of them are listed, every change lists them anew."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.callbacks.wiring import callback
from dashboard.components.customer_duplicates import duplicate_list
from dashboard.components.customer_list import count_words, customer_table, tabs
from dashboard.components.customer_words import asked_of, is_duplicates
from dashboard.ids import Customers, Shell
from ordertrail.analytics.customers import Asked, customer_list, people
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.customer_rankings import likely as likely_kept
from ordertrail.services.customer_rankings import ranked
from ordertrail.services.own_lists import segments

EVERY: Final = "all"  # no code of a segment: the script takes it for none


def register(app: Dash, ctx: Context) -> None:
    """The list and the tools above it."""
    app.clientside_callback(
        ClientsideFunction("live", "debounced"),
        Output(Customers.REFRESH, "data"),
        Input(Shell.LIVE, "data"),
        prevent_initial_call=True,
    )
    for function, component in (("find", Customers.SEARCH), ("segment", Customers.SEGMENT)):
        app.clientside_callback(
            ClientsideFunction("customers", function), Input(component, "value"), prevent_initial_call=True
        )

    @callback(
        app,
        Output(Customers.LIST, "children"),
        Output(Customers.COUNT, "children"),
        Output(Customers.TABS, "children"),
        Output(Customers.TOOLS, "hidden"),
        Output(Customers.SEGMENT, "options"),
        Output(Customers.SEGMENT, "value"),
        Output(Customers.SEARCH, "value"),
        Input(Customers.URL, "search"),
        Input(Customers.REFRESH, "data"),
        State(Customers.SEGMENT, "value"),
        State(Customers.SEARCH, "value"),
    )
    def show(search: str | None, _refresh: Any, segment: str | None, typed: str | None) -> tuple[Any, ...]:
        if search is None:
            raise PreventUpdate
        asked, duplicates = asked_of(search), is_duplicates(search)
        body, count = likely(ctx) if duplicates else listed(ctx, asked)
        wanted = asked.segment or EVERY
        return (
            body,
            count,
            tabs(duplicates),
            duplicates,
            segment_options(ctx),
            no_update if segment == wanted else wanted,
            no_update if " ".join((typed or "").split()) == asked.q else asked.q,
        )


def listed(ctx: Context, asked: Asked) -> tuple[Component, str]:
    """The page of the list, and how many customers there are."""
    known, at = ranked(ctx, asked)
    with ctx.store.read() as connection:
        rows, total = customer_list(connection, asked, ctx.now(), known)
    table = customer_table(rows, total, asked, segment_names(ctx), ctx.settings.base_currency)
    return table, count_words(total) + (_age(at) if known else "")


def likely(ctx: Context) -> tuple[Component, str]:
    """Pairs of customers that are likely one."""
    pairs, more, at = likely_kept(ctx)
    with ctx.store.read() as connection:
        known = people(connection, sorted({key for pair in pairs for key in (pair.one, pair.other)}))
    return duplicate_list(pairs, known, more), _age(at).strip()


def _age(at: datetime) -> str:
    """How new the order of the list is."""
    t = tr()
    return " " + t.t("customer.as_of", time=t.datetime(at))


def segment_names(ctx: Context) -> dict[str, str]:
    """Every segment's name, hidden ones too."""
    return {each.code: each.label(tr().lang) for each in segments(ctx)}


def segment_choices(ctx: Context) -> dict[str, str]:
    """Names of the segments that may be chosen."""
    return {each.code: each.label(tr().lang) for each in segments(ctx) if not each.hidden}


def segment_options(ctx: Context) -> list[dict[str, str]]:
    every = {"value": EVERY, "label": tr().t("customer.all_segments")}
    return [every, *({"value": code, "label": name} for code, name in segment_choices(ctx).items())]
