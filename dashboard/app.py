"""API and screen as one ASGI application."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from dash import Dash, page_registry, register_page
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app import create_api
from api.errors import refusal
from api.guard import cookies
from dashboard import shell, theme
from dashboard.callbacks import bulk_jobs as bulk_jobs_callbacks
from dashboard.callbacks import customer as customer_callbacks
from dashboard.callbacks import customers as customers_callbacks
from dashboard.callbacks import import_map as import_map_callbacks
from dashboard.callbacks import imports as imports_callbacks
from dashboard.callbacks import order as order_callbacks
from dashboard.callbacks import order_new as order_new_callbacks
from dashboard.callbacks import orders as orders_callbacks
from dashboard.callbacks import orders_gantt as orders_gantt_callbacks
from dashboard.callbacks import overview as overview_callbacks
from dashboard.callbacks import settings as settings_callbacks
from dashboard.callbacks import shell as shell_callbacks
from dashboard.figures.maps import REGIONS
from dashboard.pages import (
    bulk_jobs,
    customer,
    customers,
    import_held,
    import_map,
    import_words,
    imports,
    order,
    order_new,
    orders,
    overview,
    settings,
)
from ordertrail.i18n import tr
from ordertrail.services.context import Context

PAGES: Final[tuple[ModuleType, ...]] = (
    overview,
    orders,
    bulk_jobs,
    order_new,
    order,
    customers,
    customer,
    imports,
    import_held,
    import_words,
    import_map,
    settings,
)
CALLBACKS: Final[tuple[ModuleType, ...]] = (
    shell_callbacks,
    overview_callbacks,
    orders_callbacks,
    orders_gantt_callbacks,
    bulk_jobs_callbacks,
    order_callbacks,
    order_new_callbacks,
    customers_callbacks,
    customer_callbacks,
    imports_callbacks,
    import_map_callbacks,
    settings_callbacks,
)
STYLES: Final = ("/vendor/css/bootstrap.min.css", "/vendor/css/font/bootstrap-icons.min.css", "/theme.css")
NOT_PAGES: Final = (
    "/api/", "/print/", "/assets/", "/vendor/", "/regions/", "/theme.css", "/favicon.ico", "/prefs", "/healthz", "/_",
)  # fmt: skip
DAY: Final = 86_400


def create_app(ctx: Context) -> FastAPI:
    """The whole product for one process: API, event stream and screen."""
    return create_api(ctx, extend=partial(add_screen, ctx))


def add_screen(ctx: Context, app: FastAPI) -> None:
    """Add the screen to ``app``: pages, callbacks, styles and boundaries, all served from here.

    ``app.state.dash`` is its Dash app.
    """
    page_registry.clear()
    dash_app = _Screen(
        ctx,
        name="dashboard",
        server=app,
        use_pages=True,
        pages_folder="",
        assets_folder=str(Path(__file__).parent / "assets"),
        assets_ignore=r"early\.js|paper\.(css|js)",
        include_pages_meta=False,
        suppress_callback_exceptions=True,
        serve_locally=True,
        update_title="",
    )
    dash_app.backend.websocket_capability = False  # live changes come by the event stream
    for page in PAGES:
        register_page(
            page.__name__,
            path=getattr(page, "PATH", None),
            path_template=getattr(page, "PATH_TEMPLATE", None),
            title=_title(page.TITLE_KEY),
            name=page.TITLE_KEY,
            layout=page.layout,
        )
    not_found = _title("shell.not_found")
    register_page("not_found_404", path="/not-found", title=not_found, layout=shell.not_found)
    dash_app.layout = shell.layout
    for callbacks in CALLBACKS:
        callbacks.register(dash_app, ctx)
    app.state.dash = dash_app
    app.state.script_hashes = lambda: " ".join(dash_app.csp_hashes())
    _serve_files(app)
    app.add_middleware(PageAddresses, known=_known_addresses())
    app.add_middleware(ReadersTheme)


class _Screen(Dash):
    """Dash with an index page in the reader's language and theme."""

    def __init__(self, ctx: Context, **options: Any) -> None:
        self._feed = ctx.store.feed
        super().__init__(**options)

    def interpolate_index(
        self,
        metas: str = "",
        title: str = "",
        css: str = "",
        config: str = "",
        scripts: str = "",
        app_entry: str = "",
        favicon: str = "",
        renderer: str = "",
    ) -> str:
        """``store`` and ``seq`` tell the script from which point of the event stream on to listen."""
        t = tr()
        styles = "".join(f'<link rel="stylesheet" href="{href}">' for href in STYLES)
        return (
            f'<!DOCTYPE html><html lang="{"zh-CN" if t.lang == "zh" else "en"}" data-bs-theme="{theme.scheme()}"'
            f' data-store="{escape(self._feed.store_id)}" data-seq="{self._feed.sequence}"'
            f' data-close="{escape(t.t("shell.close"))}"><head>{metas}'
            f'<title>{escape(t.t("shell.name"))}</title><script src="/assets/early.js"></script>'
            f'<link rel="icon" href="/assets/icon.svg">{styles}{css}</head><body>'
            '<div id="react-entry-point"><div class="_dash-loading">'
            f"{escape(t.t('shell.loading'))}</div></div>"
            f"<noscript>{escape(t.t('shell.no_script'))}</noscript>"
            f"<footer>{config}{scripts}{renderer}</footer></body></html>"
        )


def _title(key: str) -> Callable[..., str]:
    def title(**_: Any) -> str:
        return f"{tr().t(key)} · {tr().t('shell.name')}"

    return title


def _known_addresses() -> re.Pattern[str]:
    """Matches the addresses that have a page."""
    shapes = [page["path_template"] or page["path"] for page in page_registry.values()]
    literal = [re.sub(r"<[^>]*>", ".+", re.sub(r"[.+*?^$()\[\]{}|\\]", r"\\\g<0>", shape)) for shape in shapes]
    return re.compile("|".join(shape.rstrip("/") + "/?" for shape in literal))


class PageAddresses:
    """Every page is the same document; an address that has no page gets it with status 404."""

    def __init__(self, app: ASGIApp, known: re.Pattern[str]) -> None:
        self.app = app
        self.known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(NOT_PAGES):
            await self.app(scope, receive, send)
            return
        status = 200 if self.known.fullmatch(scope["path"]) else 404

        async def with_status(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                message = {**message, "status": status}
            await send(message)

        await self.app({**scope, "path": "/", "raw_path": b"/"}, receive, with_status)


class ReadersTheme:
    """Figures are drawn here, in the theme that the reader's browser says it shows."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            theme.use_scheme(cookies(Headers(scope=scope)).get("ot_scheme"))
        await self.app(scope, receive, send)


def _serve_files(app: FastAPI) -> None:
    app.mount("/vendor", StaticFiles(directory=_bootstrap_folder()), name="vendor")

    def regions(name: str) -> Response:
        path = REGIONS.get(name)
        if path is None or not path.is_file():
            return refusal("no_such_address", 404)
        return FileResponse(path, media_type="application/json", headers=_cached())

    def styles() -> Response:
        return Response(theme.css(), media_type="text/css", headers=_cached(0))

    def favicon() -> Response:
        icon = Path(__file__).parent / "assets" / "icon.svg"
        return FileResponse(icon, media_type="image/svg+xml", headers=_cached())

    app.add_api_route("/favicon.ico", favicon, include_in_schema=False)
    app.add_api_route("/regions/{name}.json", regions, include_in_schema=False)
    app.add_api_route("/theme.css", styles, include_in_schema=False)


def _cached(seconds: int = DAY) -> dict[str, str]:
    return {"Cache-Control": f"max-age={seconds}" if seconds else "no-cache"}


def _bootstrap_folder() -> str:
    """Bootstrap and its icons as Bootstrap-Flask carries them; the package itself is not run."""
    found = importlib.util.find_spec("flask_bootstrap")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("flask_bootstrap")
    return str(Path(found.submodule_search_locations[0]) / "static" / "bootstrap5")
