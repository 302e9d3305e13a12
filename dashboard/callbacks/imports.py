"""Import page: the URL names the import shown; the script uploads, merges and discards through the API."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from dash import ClientsideFunction, Dash, Input, Output
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.callbacks.wiring import callback
from dashboard.components.import_card import import_card
from dashboard.components.import_history import import_history
from dashboard.components.import_inbox import import_inbox
from dashboard.components.states import sentence
from dashboard.ids import ImportRuns, Imports, Shell
from etl.watch import STATUS, read_status
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.store.imports import get_import, list_conflicts, list_held, list_imports


def chosen_imports(search: str | None) -> list[str]:
    """The import ids in the query; files of several channels make several imports."""
    return parse_qs((search or "").lstrip("?")).get("id", [])


def register(app: Dash, ctx: Context) -> None:
    """Card and history follow the URL and every landing."""
    app.clientside_callback(
        ClientsideFunction("live", "debounced"),
        Output(Imports.REFRESH, "data"),
        Input(Shell.LIVE, "data"),
        prevent_initial_call=True,
    )

    @callback(app, Output(Imports.DETAIL, "children"), Input(Imports.URL, "search"), Input(Imports.REFRESH, "data"))
    def detail(search: str | None, _refresh: Any) -> list[Component]:
        if search is None:
            raise PreventUpdate
        return [_card(ctx, import_id) for import_id in chosen_imports(search)]

    @callback(app, Output(Imports.HISTORY, "children"), Input(Imports.URL, "search"), Input(Imports.REFRESH, "data"))
    def history(search: str | None, _refresh: Any) -> Component:
        if search is None:
            raise PreventUpdate
        with ctx.store.read() as connection:
            records = list_imports(connection)
        return import_history(records, chosen_imports(search))

    @callback(
        app,
        Output(ImportRuns.INBOX, "children"),
        Input(ImportRuns.TICK, "n_intervals"),
        Input(Imports.REFRESH, "data"),
    )
    def inbox(_ticks: Any, _refresh: Any) -> Component | None:
        return import_inbox(ctx.settings.watch_folder, read_status(ctx.settings.data_dir / STATUS))


def _card(ctx: Context, import_id: str) -> Component:
    with ctx.store.read() as connection:
        record = get_import(connection, import_id)
        if record is None:
            return sentence(tr().t("imports.not_found"), "bad")
        held = list_held(connection, import_id)
        conflicts = list_conflicts(connection, import_id)
    return import_card(record, held, conflicts)
