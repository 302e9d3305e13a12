"""The server: in this process, or, on PostgreSQL, in several that listen on one port."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import sys
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import typer

from ordertrail.app import open_context
from ordertrail.cli.base import DataDir, _text, out, progress_bar, refusals, sentence, settings_of
from ordertrail.cli.desk import load_demo_once
from ordertrail.domain.errors import DomainError
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.settings import Settings
from ordertrail.store.dialect import Backend
from ordertrail.store.terms_keeper import keep_terms

log = logging.getLogger(__name__)

COMMAND: Final = "ordertrail serve"
# Uvicorn takes this exit code of a worker for "would fail the same way again" and ends the others.
STARTUP_FAILURE: Final = 3
AGAIN_SECONDS: Final = 2
# Refusals of a database that may be over soon.
PASSING: Final = ("store_unreachable", "store_crowded")
UVICORN: Final[dict[str, Any]] = {
    "log_level": "warning",
    "access_log": False,
    "timeout_graceful_shutdown": 2,
    # A worker that computes is not a worker that hangs.
    "timeout_worker_healthcheck": 30,
}


def serve(
    host: Annotated[str | None, typer.Option(help=_text("cli.serve.host"))] = None,
    port: Annotated[int | None, typer.Option(help=_text("cli.serve.port"), min=1, max=65535)] = None,
    data_dir: DataDir = None,
    workers: Annotated[int, typer.Option(help=_text("cli.serve.workers"), min=1, max=64)] = 1,
    demo_if_empty: Annotated[bool, typer.Option("--demo-if-empty", help=_text("cli.serve.demo_if_empty"))] = False,
) -> None:
    from ordertrail.doctor import port_is_free

    _log_plainly()
    with refusals():
        settings = settings_of(host=host, port=port, data_dir=data_dir)
        if workers > 1 and not settings.database_url:
            raise DomainError("workers_need_server", n=workers)
        if not port_is_free(settings.host, settings.port):
            raise DomainError("port_taken", port=settings.port)
        context = open_context(settings, command=COMMAND, url=settings.url)
        try:
            if demo_if_empty and context.store.is_empty():
                out.print(tr().t("cli.demo.loading"))
                with progress_bar() as show:
                    load_demo_once(context, show)
            out.print(tr().t("cli.serve.address", url=settings.url), markup=False)
            if workers == 1:
                keep_terms(context.store)
                _serve_here(context)
        finally:
            context.store.close()
        if workers > 1:
            _serve_by(workers, _shared(settings, context.store.backend, workers))


def _log_plainly() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # What it says of a failure with a traceback, the answer says in a sentence.
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)


def _serve_here(context: Context) -> None:
    import uvicorn

    uvicorn.run(_application(context), host=context.settings.host, port=context.settings.port, **UVICORN)


def _application(context: Context) -> Any:
    """The application that closes its store when it is told to stop: the server then ends by the same signal."""
    from dashboard.app import create_app

    app = create_app(context)
    inner = app.router.lifespan_context

    @contextlib.asynccontextmanager
    async def lifespan(served: Any) -> AsyncIterator[Any]:
        try:
            async with inner(served) as state:
                yield state
        finally:
            context.store.close()

    app.router.lifespan_context = lifespan
    return app


def _shared(settings: Settings, backend: Backend, workers: int) -> Settings:
    """The settings of one of several workers: each opens its share of the connections that the server has."""
    if not settings.database_pool:
        return settings.model_copy(update={"database_pool": backend.pool_for(workers)})
    asked = workers * settings.database_pool
    if asked > backend.limit:
        log.warning("%s", tr().t("cli.serve.pool", asked=asked, limit=backend.limit))
    return settings


def _serve_by(workers: int, settings: Settings) -> None:
    """A parent that holds the port and starts a worker anew when one dies; settings go to them by the environment."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    for name, value in settings.model_dump(mode="json").items():
        os.environ[f"ORDERTRAIL_{name.upper()}"] = str(value)
    factory = "ordertrail.cli.web:worker"
    config = uvicorn.Config(factory, factory=True, workers=workers, host=settings.host, port=settings.port, **UVICORN)
    listening = config.bind_socket()
    # Each answer leaves in two parts. asyncio sets this for sockets that it makes, not for one that it is handed;
    # without it the second part waits 40 ms for the other side's acknowledgement.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    Multiprocess(config, sockets=[listening]).run()


def worker() -> Any:
    """The application of one worker, over a store connection of its own."""
    _log_plainly()
    return _application(_opened())


def _opened() -> Context:
    """A worker that is started while the database is away waits for it."""
    told = False
    while True:
        try:
            return open_context(settings_of(), command=COMMAND)
        except DomainError as error:
            if error.code not in PASSING:
                log.error("%s", sentence(error))
                sys.exit(STARTUP_FAILURE)
            if not told:
                log.warning("%s", sentence(error))
            told = True
            time.sleep(AGAIN_SECONDS)
