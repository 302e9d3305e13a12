"""Customer page: the address decides who is shown, every change shows them anew."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.callbacks.customers import segment_choices, segment_names
from dashboard.callbacks.wiring import callback
from dashboard.components.customer_duplicates import likely_card
from dashboard.components.customer_history import customer_history, keys_in
from dashboard.components.customer_view import customer_view
from dashboard.components.customer_words import CUSTOMERS, customer_name, key_of
from dashboard.components.states import empty_state
from dashboard.ids import Customer, Shell
from ordertrail.analytics.customers import one_customer, people
from ordertrail.analytics.duplicates import likely_same
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.undo_customer import last_edit
from ordertrail.store.customer_merges import merges_of, root_of
from ordertrail.store.customers import history, refused_pairs


def register(app: Dash, ctx: Context) -> None:
    """The customer, and beside it, as it takes longer, who else may be the same."""
    app.clientside_callback(
        ClientsideFunction("live", "debounced"),
        Output(Customer.REFRESH, "data"),
        Input(Shell.LIVE, "data"),
        prevent_initial_call=True,
    )

    @callback(app, Output(Customer.VIEW, "children"), Input(Customer.URL, "pathname"), Input(Customer.REFRESH, "data"))
    def view(path: str | None, _refresh: Any) -> Component:
        if not path:
            raise PreventUpdate
        return whole(ctx, path)

    @callback(
        app, Output(Customer.LIKELY, "children"), Input(Customer.URL, "pathname"), Input(Customer.REFRESH, "data")
    )
    def same(path: str | None, _refresh: Any) -> Component | None:
        if not path:
            raise PreventUpdate
        return likely(ctx, path)


def whole(ctx: Context, path: str) -> Component:
    """The customer of an address, or that there is none."""
    t, key, now = tr(), key_of(path), ctx.now()
    with ctx.store.read() as connection:
        found = one_customer(connection, key, now) if key else None
        if found is None:
            link = dcc.Link(t.t("customer.back"), href=CUSTOMERS, className="ot-button is-primary")
            return empty_state(t.t("customer.missing"), t.t("customer.missing_hint"), [link])
        deeds = history(connection, found.members)
        last = last_edit(history(connection, [found.key]))
        in_force = {str(row["merge_id"]) for row in merges_of(connection, found.members)}
        refused = refused_pairs(connection)
        # A key that is merged by now is told by its own orders.
        told = people(connection, sorted(keys_in(deeds)), apart=True)
    names = {each: customer_name(person) for each, person in told.items()}
    trail = customer_history(deeds, found.members, names, in_force, refused, segment_names(ctx), last)
    return customer_view(found, trail, segment_names(ctx), segment_choices(ctx), ctx.settings.base_currency, now)


def likely(ctx: Context, path: str) -> Component | None:
    """Who else may be the customer of an address."""
    key = key_of(path)
    if key is None:
        return None
    with ctx.store.read() as connection:
        root = root_of(connection, key)
        pairs = likely_same(connection, root)
        others = people(connection, [pair.other if pair.one == root else pair.one for pair in pairs])
    return likely_card(pairs, others, root)
