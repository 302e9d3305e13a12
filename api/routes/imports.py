"""Files in, what they would change out, and their landing."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Annotated, Any
from uuid import uuid4

from anyio import to_thread
from fastapi import APIRouter, Body, Query, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from api.errors import refusals_of
from api.progress import ProgressBoard
from api.state import ApiState, Ctx, State, Who
from api.uploads import receive_files, upload_folder
from etl.pipeline import land, note_refusal, prepare_sound, recognised
from etl.report import ImportReport
from etl.staging import NamedFile
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import FileRefused, FilesRefused, NotFound
from ordertrail.domain.landing import read_choice
from ordertrail.domain.spreadsheet import inert
from ordertrail.i18n import tr
from ordertrail.services.discard_import import discard_import
from ordertrail.store.imports import get_import, list_held

router = APIRouter(prefix="/api/imports")

HELD_COLUMNS = ("file", "line", "column_name", "reason", "text", "channel_order_no", "raw")


@router.post("", status_code=201)
async def upload(
    request: Request, state: State, actor: Who, ticket: str = Query(default="", max_length=64)
) -> dict[str, Any]:
    """Files (multipart) -> the report of what they would change; one import a channel.

    The answer is the first import's report with all of them in ``imports`` and the files that were refused
    in ``refused``; a file that is refused takes no other with it. ``ticket``, chosen by the asker, is the name
    under which progress can be read meanwhile.
    """
    ticket = ticket or uuid4().hex
    with upload_folder(state.ctx.settings.inbox_dir) as folder:
        files = await receive_files(request, folder)
        return await to_thread.run_sync(_prepare_all, state, actor, files, ticket)


def _prepare_all(state: ApiState, actor: Actor, files: list[NamedFile], ticket: str) -> dict[str, Any]:
    reports: list[dict[str, Any]] = []
    refused: list[FileRefused] = []
    try:
        with recognised(state.ctx, files, refused.append) as groups:
            for group in groups:
                report = prepare_sound(state.ctx, actor, group, refused.append, progress=state.board.writer(ticket))
                reports += [report.to_json()] if report else []
    finally:
        state.board.forget(ticket)
    for refusal in refused:
        note_refusal(state.ctx, actor, refusal)
    if not reports:
        raise FilesRefused(refused)
    return {**reports[0], "imports": reports, "refused": refusals_of(refused)}


@router.get("/{import_id}/progress")
def progress(import_id: str, state: State) -> dict[str, Any]:
    """The last word of a work under way, by ticket or import id; NotFound once it has ended."""
    return progress_of(state.board, import_id)


def progress_of(board: ProgressBoard, ticket: str) -> dict[str, Any]:
    """``{step, text, file, done, total}``; total 0 where it is unknown."""
    last = board.get(ticket)
    if last is None:
        raise NotFound("no_such_work")
    text = tr().t(f"cli.step.{last.step}", file=last.file)
    return {"step": last.step, "text": text, "file": last.file, "done": last.done, "total": last.total}


@router.get("/{import_id}")
def read(import_id: str, ctx: Ctx) -> JSONResponse:
    """The import's report with its state."""
    with ctx.store.read() as connection:
        record = get_import(connection, import_id)
    if record is None:
        raise NotFound("no_such_import")
    if record["state"] == "refused":
        return JSONResponse({**record["report"], "state": record["state"]})
    report = ImportReport.from_kept(record["report"])
    return JSONResponse({**report.to_json(), "samples": report.samples, "state": record["state"]})


@router.post("/{import_id}/land")
def merge(
    import_id: str, state: State, actor: Who, wish: Annotated[dict[str, Any] | None, Body()] = None
) -> dict[str, Any]:
    """Merge a previewed import, or what of it is chosen as for ``read_choice``; its report as it landed."""
    choice = read_choice(wish or {})
    try:
        return land(state.ctx, actor, import_id, choice=choice, progress=state.board.writer(import_id)).to_json()
    finally:
        state.board.forget(import_id)


@router.delete("/{import_id}", status_code=204)
def discard(import_id: str, ctx: Ctx, actor: Who) -> Response:
    """Drop a previewed import and its staging file; nothing of it has landed."""
    discard_import(ctx, actor, import_id)
    return Response(status_code=204)


@router.get("/{import_id}/held.csv")
def held(import_id: str, ctx: Ctx) -> StreamingResponse:
    """The held rows with their reason in the asker's language and their raw text."""
    with ctx.store.read() as connection:
        if get_import(connection, import_id) is None:
            raise NotFound("no_such_import")
        rows = list_held(connection, import_id)
    name = f"ordertrail-held-{import_id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_held_lines(rows), media_type="text/csv; charset=utf-8", headers=headers)


def _held_lines(rows: list[dict[str, Any]]) -> Iterator[bytes]:
    yield _csv_line(HELD_COLUMNS).encode("utf-8-sig")
    for row in rows:
        params = {"column": row["column_name"] or "", **(row.get("params") or {})}
        text = tr().t(f"reason.{row['reason']}", **params)
        yield _csv_line([{**row, "text": text}.get(column) for column in HELD_COLUMNS]).encode()


def _csv_line(cells: Any) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([inert(cell) for cell in cells])
    return buffer.getvalue()
