"""The HTTP API: what a program may ask, and what the screen's own scripts ask."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Callable
from types import FrameType
from typing import Any

from anyio import to_thread
from fastapi import FastAPI

from api.compress import Compressed
from api.errors import install_errors, unknown_route
from api.guard import Guard
from api.in_force import InForce
from api.routes import (
    backup,
    blame,
    bulk,
    customers,
    demo,
    doctor,
    downloads,
    edit_orders,
    events,
    health,
    held,
    import_review,
    imports,
    mapping,
    order_columns,
    order_ledger,
    orders,
    place_orders,
    prefs,
    prints,
    rates,
    runs,
    settings_lists,
    views,
    words,
    workflow,
)
from api.state import ApiState
from etl.run.runs import STOP_SECONDS
from etl.run.watching import in_thread, watcher_here
from ordertrail.services.context import Context


def create_api(ctx: Context, extend: Callable[[FastAPI], None] | None = None) -> FastAPI:
    """The application with all routes under ``/api``, ``/prefs`` and ``/healthz``.

    ``extend`` adds further routes; they stand inside the same guard.
    """
    app = FastAPI(
        title="Ordertrail", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json", lifespan=_lifespan
    )
    app.state.ordertrail = ApiState(ctx)
    install_errors(app)
    for routes in (
        runs,
        held,
        words,
        imports,
        mapping,
        import_review,
        blame,
        place_orders,
        order_ledger,
        edit_orders,
        bulk,
        orders,
        workflow,
        customers,
        downloads,
        prints,
        events,
        backup,
        demo,
        doctor,
        health,
        prefs,
        rates,
        settings_lists,
        order_columns,
        views,
    ):
        app.include_router(routes.router)
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    app.add_api_route("/api/{rest:path}", unknown_route, methods=methods, include_in_schema=False)
    if extend:
        extend(app)
    app.add_middleware(InForce, ctx=ctx)
    app.add_middleware(Compressed)
    app.add_middleware(Guard, zone=ctx.settings.business_timezone)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Follow the store from the start; open event streams end as soon as the server is told to stop."""
    state: ApiState = app.state.ordertrail
    await to_thread.run_sync(state.ctx.store.follow)
    await to_thread.run_sync(state.runs.sweep)
    state.runs.watch()
    folder = state.ctx.settings.watch_folder
    watcher = watcher_here(state.ctx, state.runs, folder) if folder else None
    watching = in_thread(watcher) if watcher else None
    with _told_on_signal(state.closing):
        try:
            yield
        finally:
            state.closing.set()
            if watcher:
                watcher.stop.set()
            await to_thread.run_sync(state.runs.close)
            if watching:
                await to_thread.run_sync(watching.join, STOP_SECONDS)


@contextlib.contextmanager
def _told_on_signal(closing: threading.Event) -> Any:
    """Set ``closing`` on Ctrl-C and SIGTERM, then do what the server wanted to do on them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def told(number: int, frame: FrameType | None) -> None:
        closing.set()
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)
        elif handler == signal.SIG_DFL:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)

    for number in before:
        signal.signal(number, told)
    try:
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is told:
                signal.signal(number, handler)
