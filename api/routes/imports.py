"""Files in, what they would change out, and their landing."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any, Literal
from uuid import uuid4

from anyio import to_thread
from fastapi import APIRouter, Body, Query, Request
from pydantic import Field
from starlette.responses import JSONResponse, Response

from api.errors import refusals_of
from api.progress import ProgressBoard
from api.run_json import run_json
from api.run_waits import finished
from api.state import ApiState, Ctx, State, Who
from api.uploads import receive_files, upload_folder
from etl.pipeline import land, note_refusal, prepare_sound, recognised
from etl.report import ImportReport
from etl.run.progress import Progress, Tell
from etl.run.run_words import step_words
from etl.run.runs import Run
from etl.staging import NamedFile
from ordertrail.domain.actor import Actor
from ordertrail.domain.cells import printable
from ordertrail.domain.errors import DomainError, FileRefused, FilesRefused, NotFound
from ordertrail.domain.landing import read_choice
from ordertrail.services.discard_import import discard_import
from ordertrail.store.imports import get_import, list_files

router = APIRouter(prefix="/api/imports")
# What a file may be in; told from the bytes where nobody says it.
Encoding = Literal["utf-8", "gb18030", "big5hkscs", "cp932", "cp949", "cp1252", "cp1250", "cp1251"]
FileName = Annotated[str, Field(max_length=200)]


@router.post("", status_code=201)
async def upload(
    request: Request,
    state: State,
    actor: Who,
    ticket: str = Query(default="", max_length=64),
    background: bool = Query(default=False),
    name: Annotated[list[FileName] | None, Query(max_length=50)] = None,
    encoding: Encoding | None = Query(default=None),
    dates: Literal["day_first", "month_first"] | None = Query(default=None),
) -> Any:
    """Files (multipart) -> the report of what they would change; one import a channel.

    The answer is the first import's report with all of them in ``imports`` and the files that were refused
    in ``refused``; a file that is refused takes no other with it. ``ticket``, chosen by the asker, is the name
    under which progress can be read meanwhile. With ``background`` the answer is 202 and the run, as soon as the
    files are here: ``/api/imports/runs/<run_id>`` then tells the rest. ``name``: how the files are called, for those
    who look on while they are on their way. ``encoding`` and ``dates`` say of all files what they do not tell
    themselves.
    """
    ticket = ticket or uuid4().hex
    run = await to_thread.run_sync(
        lambda: state.runs.begin(
            actor,
            "prepare",
            ticket=ticket,
            tells=[state.board.writer(ticket)],
            files=[printable(each) for each in name or ()],
        )
    )
    run.ends.callback(state.board.forget, ticket)
    try:
        folder = run.ends.enter_context(upload_folder(state.ctx.settings.inbox_dir, run.work.name))
        received = await receive_files(request, folder, run.receive)
        files = [replace(file, encoding=encoding, dates=dates) for file in received]
        run.name_files({file.name: file.path.stat().st_size for file in files})
    except BaseException as error:
        await to_thread.run_sync(state.runs.give_up, run, error)
        raise
    future = state.runs.start(run, lambda tell: _prepare_all(state, actor, run, files, tell))
    if background:
        row = await to_thread.run_sync(state.runs.find, run.run_id)
        return JSONResponse(run_json(row), 202)
    return _told(*await finished(future))


def prepare_kept(state: ApiState, actor: Actor, files: list[NamedFile]) -> dict[str, Any]:
    """As ``upload`` for files that are here already; asked from a thread."""
    sizes = {file.name: file.path.stat().st_size for file in files}
    run = state.runs.begin(actor, "prepare", files=list(sizes), sizes=sizes)
    return _told(*state.runs.start(run, lambda tell: _prepare_all(state, actor, run, files, tell)).result())


def _told(reports: list[ImportReport], refused: list[FileRefused]) -> dict[str, Any]:
    if not reports:
        raise FilesRefused(refused)
    told = [report.to_json() for report in reports]
    return {**told[0], "imports": told, "refused": refusals_of(refused)}


def _prepare_all(
    state: ApiState, actor: Actor, run: Run, files: list[NamedFile], tell: Tell
) -> tuple[list[ImportReport], list[FileRefused]]:
    reports: list[ImportReport] = []
    refused: list[FileRefused] = []
    with recognised(state.ctx, files, refused.append, tell) as groups:
        for group in groups:
            report = prepare_sound(state.ctx, actor, group, refused.append, progress=tell)
            reports += [report] if report else []
    for refusal in refused:
        note_refusal(state.ctx, actor, refusal)
    run.refused += refused
    return reports, refused


@router.get("/{import_id}/progress")
def progress(import_id: str, state: State) -> dict[str, Any]:
    """The last word of a work under way, by ticket or import id; NotFound once it has ended."""
    return progress_of(state.board, import_id)


@router.delete("/{import_id}/progress")
def cancel(import_id: str, state: State, actor: Who) -> dict[str, Any]:
    """Break off the work of that ticket or import id; NotFound once it has ended."""
    for row in state.runs.under_way():
        if row.spec["ticket"] == import_id:
            return run_json(state.runs.cancel(actor, row.run_id))
    raise NotFound("no_such_work")


def progress_of(board: ProgressBoard, ticket: str) -> dict[str, Any]:
    """``{step, text, file, done, total, rows, orders}``; 0 where that is unknown."""
    last = board.get(ticket)
    if last is None:
        raise NotFound("no_such_work")
    text = step_words(last.step, last.file)
    return {**asdict(last), "text": text}


@router.get("/{import_id}")
def read(import_id: str, ctx: Ctx) -> JSONResponse:
    """The import's report with its state; of one that was broken off, ``ended`` says by whom, in which phase and when,
    and there is more only if it had come as far as a preview."""
    with ctx.store.read() as connection:
        record = get_import(connection, import_id)
    if record is None:
        raise NotFound("no_such_import")
    kept, state = record["report"], record["state"]
    if state == "refused" or "problems" not in kept:
        return JSONResponse({**kept, "state": state})
    report = ImportReport.from_kept(kept)
    ended = {"ended": kept["ended"]} if "ended" in kept else {}
    return JSONResponse({**report.to_json(), "samples": report.samples, **ended, "state": state})


@router.post("/{import_id}/land")
async def merge(
    import_id: str,
    state: State,
    actor: Who,
    wish: Annotated[dict[str, Any] | None, Body()] = None,
    background: bool = Query(default=False),
) -> Any:
    """Merge a previewed import, or what of it is chosen as for ``read_choice``; its report as it landed.

    With ``background`` 202 and the run, at once.
    """
    choice = read_choice(wish or {})
    run = await to_thread.run_sync(begin_landing, state, actor, import_id)
    future = state.runs.start(run, lambda tell: land(state.ctx, actor, import_id, choice=choice, progress=tell))
    if background:
        row = await to_thread.run_sync(state.runs.find, run.run_id)
        return JSONResponse(run_json(row), 202)
    return (await finished(future)).to_json()


def begin_landing(state: ApiState, actor: Actor, import_id: str) -> Run:
    """A run that lands an import. Raises NotFound, DomainError import_not_previewed, import_landing."""
    with state.ctx.store.read() as connection:
        record = get_import(connection, import_id)
        files = list_files(connection, import_id)
    if record is None:
        raise NotFound("no_such_import")
    if record["state"] != "previewed":
        raise DomainError("import_not_previewed")
    if any(row.spec["phase"] == "land" and import_id in row.spec["imports"] for row in state.runs.under_way()):
        raise DomainError("import_landing")
    sizes = {file["name"]: int(file["bytes"] or 0) for file in files}
    run = state.runs.begin(
        actor,
        "land",
        ticket=import_id,
        files=record["files"],
        sizes=sizes,
        made=[import_id],
        tells=[state.board.writer(import_id)],
    )
    run.ends.callback(state.board.forget, import_id)
    counts = record["report"]
    orders = sum(counts["orders"][kind] for kind in ("new", "changed", "unchanged", "conflict"))
    run.tell(Progress("land", rows=counts["rows"]["read"], orders=orders))
    return run


@router.delete("/{import_id}", status_code=204)
def discard(import_id: str, ctx: Ctx, actor: Who) -> Response:
    """Drop a previewed import and its staging file; nothing of it has landed."""
    discard_import(ctx, actor, import_id)
    return Response(status_code=204)
