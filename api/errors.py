"""Every refusal as ``{"error": code, "message": sentence, "fields": {...}}`` in the asker's language."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from ordertrail.domain.errors import (
    DiskFull,
    DomainError,
    FileRefused,
    FilesRefused,
    Invalid,
    InvalidMove,
    NotAllowed,
    NotFound,
    StaleEdit,
    StoreDown,
    StoreLocked,
)
from ordertrail.i18n import tr, translator
from ordertrail.store.files import disk_full

log = logging.getLogger(__name__)


class Conflict(DomainError):
    """The state of things does not permit it now."""


class TooLarge(DomainError):
    """More bytes than the server takes."""


STATUS: Final[dict[type[DomainError], int]] = {
    NotFound: 404,
    NotAllowed: 403,
    StaleEdit: 409,
    InvalidMove: 409,
    Invalid: 422,
    FileRefused: 422,
    FilesRefused: 422,
    StoreLocked: 503,
    StoreDown: 503,
    Conflict: 409,
    TooLarge: 413,
    DiskFull: 507,
}

# Another asker was first: right again when that work is done.
BUSY: Final = ("backup_under_way", "import_landing", "run_not_under_way", "work_cancelled")
# What was to be taken back is no longer the newest.
OVERTAKEN: Final = ("undo_overtaken", "undo_unfinished", "job_undone")


def message_of(error: DomainError) -> str:
    """The sentence of a refusal; of several files, all their sentences."""
    if isinstance(error, FilesRefused):
        return " ".join(map(message_of, error.refusals))
    return tr().t(f"error.{error.code}", **error.params)


def refusals_of(errors: Sequence[DomainError]) -> list[dict[str, Any]]:
    """What each refused file answers: ``{error, message, file, line, column, kept}``."""
    return [{"error": error.code, "message": message_of(error), **_place(error)} for error in errors]


def _place(error: DomainError) -> dict[str, Any]:
    """Where a file fails, and under which id it waits for its columns to be mapped."""
    kept = getattr(error, "kept", None)
    return {name: error.params.get(name) for name in ("file", "line", "column")} | ({"kept": kept} if kept else {})


def refusal(code: str, status: int, *, fields: Mapping[str, str] | None = None, **params: Any) -> JSONResponse:
    """The answer for a refusal that no DomainError stands for."""
    body = {"error": code, "message": tr().t(f"error.{code}", **params), "fields": dict(fields or {})}
    return JSONResponse(body, status)


def note(error: DomainError) -> None:
    """Write into the server's log what concerns whoever runs it, in the language of the log."""
    if isinstance(error, StoreDown | DiskFull):
        log.error("%s", translator("en").t(f"error.{error.code}", **error.params))


def as_response(error: DomainError) -> JSONResponse:
    """``current``: the newer state after a stale edit. ``file``, ``line``, ``column``: where a file fails;
    ``refused``: all files that fail.
    """
    status = 409 if error.code in (*BUSY, *OVERTAKEN) else STATUS.get(type(error), 400)
    body: dict[str, Any] = {"error": error.code, "message": message_of(error), "fields": {}}
    if isinstance(error, Invalid):
        body["fields"] = {
            path: tr().t(f"error.{problem.code}", **problem.params) for path, problem in error.fields.items()
        }
    if isinstance(error, StaleEdit):
        body["current"] = error.current
    if isinstance(error, FileRefused | FilesRefused):
        body |= _place(error)
    if isinstance(error, FilesRefused):
        body["refused"] = refusals_of(error.refusals)
    return JSONResponse(jsonable_encoder(body), status)


def unknown_route() -> JSONResponse:
    """Any address below /api that no route answers."""
    return refusal("no_such_address", 404)


def install_errors(app: FastAPI) -> None:
    """Give ``app`` its handlers, so that no traceback and no English default reaches an asker."""

    @app.exception_handler(DomainError)
    async def domain(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, DomainError)
        note(error)
        return as_response(error)

    @app.exception_handler(RequestValidationError)
    async def validation(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        paths = [".".join(str(part) for part in found["loc"][1:]) for found in error.errors()]
        return refusal("bad_request", 422, fields={path: tr().t("error.bad_value") for path in paths})

    @app.exception_handler(HTTPException)
    async def http(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        code = {404: "no_such_address", 405: "no_such_method"}.get(error.status_code, "bad_request")
        return refusal(code, error.status_code)

    @app.exception_handler(OSError)
    async def disk(request: Request, error: Exception) -> JSONResponse:
        full = disk_full(error, request.app.state.ordertrail.ctx.settings.data_dir)
        return await domain(request, full) if full else await unexpected(request, error)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return refusal("unexpected", 500)
