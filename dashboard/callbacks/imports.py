"""Import page: the URL names the import shown; the script uploads, merges and discards through the API."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State
from dash import ctx as dash_ctx
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.callbacks.wiring import callback
from dashboard.components.import_card import import_card
from dashboard.components.import_history import import_history
from dashboard.components.import_inbox import import_inbox
from dashboard.components.import_list import FIELD_CLASS, PAGE, field_options, rows_of
from dashboard.components.import_undo import FIRST, MORE, undo_preview
from dashboard.components.states import sentence
from dashboard.ids import ImportList, ImportRuns, Imports, Shell
from etl.run.watch import STATUS, read_status
from ordertrail.domain.actor import local_owner
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.review_import import differing_fields, review_import
from ordertrail.services.undo_import import preview_undo
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

    @callback(
        app,
        Output(ImportList.rows(MATCH), "children"),
        Output(ImportList.where(MATCH), "children"),
        Output(ImportList.page(MATCH), "data"),
        Output(ImportList.back(MATCH), "disabled"),
        Output(ImportList.on(MATCH), "disabled"),
        Output(ImportList.field(MATCH), "options"),
        Output(ImportList.field(MATCH), "className"),
        Input(ImportList.kind(MATCH), "value"),
        Input(ImportList.search(MATCH), "value"),
        Input(ImportList.field(MATCH), "value"),
        Input(ImportList.back(MATCH), "n_clicks"),
        Input(ImportList.on(MATCH), "n_clicks"),
        State(ImportList.page(MATCH), "data"),
        State(ImportList.fields(MATCH), "data"),
    )
    def listed(
        kind: str, search: str | None, field: str | None, _back: Any, _on: Any, page: int, counts: dict[str, Any]
    ) -> tuple[Any, ...]:
        asked = dash_ctx.triggered_id or {}
        import_id = dash_ctx.outputs_list[0]["id"]["import"]
        step = {"import-list-back": -1, "import-list-on": 1}.get(asked.get("type", "") if asked else "")
        options = field_options(counts.get(kind, {}))
        named = (field or "") if counts.get(kind) else ""
        rows = _listed(ctx, import_id, kind, search or "", named, 0 if step is None else max(page + step, 0))
        return *rows, options, FIELD_CLASS if options else f"{FIELD_CLASS} is-hidden"

    @callback(
        app,
        Output(Imports.undo(MATCH), "children"),
        Input(Imports.look(MATCH), "n_clicks"),
        Input(Imports.more(MATCH, ALL), "n_clicks"),
        prevent_initial_call=True,
    )
    def looked(_look: int | None, _more: list[int | None]) -> Any:
        if not any(each["value"] for each in dash_ctx.triggered):
            raise PreventUpdate
        import_id = dash_ctx.outputs_list["id"]["import"]
        shown = (dash_ctx.triggered_id or {}).get("shown")
        limit = FIRST if shown is None else int(shown) + MORE
        return undo_preview(import_id, preview_undo(ctx, local_owner("web"), import_id, limit=limit))


def _listed(ctx: Context, import_id: str, kind: str, search: str, field: str, page: int) -> tuple[Any, ...]:
    """Rows, the words where they are, the page, and whether there is nothing before or after it."""
    found = review_import(
        ctx, local_owner("web"), import_id, kind, search=search.strip(), field=field, offset=page * PAGE, limit=PAGE
    )
    t, total = tr(), int(found["total"])
    first, last = page * PAGE + 1, min((page + 1) * PAGE, total)
    where = t.t("landing.where", first=t.number(first), last=t.number(last), total=t.number(total)) if total else ""
    return rows_of(found["orders"], kind), where, page, page == 0, last >= total


def _card(ctx: Context, import_id: str) -> Component:
    with ctx.store.read() as connection:
        record = get_import(connection, import_id)
        if record is None:
            return sentence(tr().t("imports.not_found"), "bad")
        held = list_held(connection, import_id)
        conflicts = list_conflicts(connection, import_id)
    differing = differing_fields(ctx, import_id) if record["state"] == "previewed" else None
    return import_card(record, held, conflicts, differing)
