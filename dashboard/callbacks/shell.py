"""The frame's own wiring: where we are, the demo banner, toasts."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard.callbacks.wiring import callback, toast
from dashboard.ids import Shell
from dashboard.shell import active_place, demo_banner, page_title
from ordertrail.demo.frame import unload_demo
from ordertrail.demo.load import demo_loaded
from ordertrail.domain.actor import local_owner
from ordertrail.i18n import tr
from ordertrail.services.context import Context


def register(app: Dash, ctx: Context) -> None:
    """Rail, banner and toasts."""
    app.clientside_callback(ClientsideFunction("shell", "toast"), Input(Shell.TOAST, "data"))

    @callback(
        app,
        Output(Shell.nav(ALL), "className"),
        Output(Shell.TITLE, "children"),
        Input(Shell.URL, "pathname"),
        State(Shell.nav(ALL), "id"),
    )
    def places(path: str | None, entries: list[dict[str, str]]) -> tuple[list[str], str]:
        active = active_place(path)
        classes = ["ot-nav is-active" if entry["path"] == active else "ot-nav" for entry in entries]
        return classes, page_title(path)

    @callback(app, Output(Shell.BANNER, "children"), Input(Shell.URL, "pathname"), Input(Shell.LIVE, "data"))
    def banner(_path: str | None, _live: Any) -> Component | None:
        return demo_banner() if demo_loaded(ctx) else None

    app.clientside_callback(
        ClientsideFunction("shell", "ask"),
        Output(Shell.DEMO_CONFIRM, "displayed"),
        Input(Shell.DEMO_REMOVE, "n_clicks"),
        prevent_initial_call=True,
    )

    @callback(
        app,
        Output(Shell.BANNER, "children", allow_duplicate=True),
        Input(Shell.DEMO_CONFIRM, "submit_n_clicks"),
        prevent_initial_call=True,
        running=[(Output(Shell.DEMO_REMOVE, "disabled"), True, False)],
    )
    def remove(clicks: int | None) -> None:
        if not clicks:
            raise PreventUpdate
        gone = unload_demo(ctx, local_owner(source="web"))
        toast(tr().t("shell.demo_removed", n=tr().number(gone, 0)))
