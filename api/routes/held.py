"""Rows that imports held: listed, mended, replayed, dropped; as files out and in again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict
from typing import Annotated, Any, Final, Literal
from uuid import uuid4

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, StreamingResponse

from api.held_json import held_json
from api.run_json import run_json
from api.run_waits import finished
from api.state import ApiState, Ctx, State, Who
from api.uploads import receive_files, upload_folder
from etl.held.held_upload import take_mended
from etl.held.replay import Replayed, replay
from etl.held.replay_run import start_replay
from etl.run.runs import Run
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError
from ordertrail.services.context import Context
from ordertrail.services.export_held import export_held
from ordertrail.services.held_rows import drop_held, ids_of, mend_held, restore_held, undrop_held
from ordertrail.store.held import LONGEST_PAGE, HeldFilter, Id, count_held, held_counts, page_of_held, shapes_of

router = APIRouter(prefix="/api")

MOST_ROWS: Final = 1_000
# So many rows are replayed while the asker waits.
AT_ONCE: Final = 300
KINDS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def wanted(
    import_id: str | None = Query(default=None, alias="import", max_length=64),
    channel: str | None = Query(default=None, max_length=64),
    reason: str | None = Query(default=None, max_length=64),
    state: Literal["open", "dropped", "replayed"] = "open",
    q: str | None = Query(default=None, max_length=200),
) -> HeldFilter:
    """What the query asks for."""
    return HeldFilter(import_id or None, channel or None, reason or None, state, q or None)


Wanted = Annotated[HeldFilter, Depends(wanted)]


class Cell(BaseModel):
    """A cell: as it was seen and as it shall be."""

    place: int = Field(ge=0)
    seen: str
    value: str


class MendedRow(BaseModel):
    id: str
    cells: list[Cell] = Field(min_length=1, max_length=1_000)


class Mended(BaseModel):
    rows: list[MendedRow] = Field(min_length=1, max_length=MOST_ROWS)


class Chosen(BaseModel):
    """These rows, or with ``all`` every one that passes the query."""

    ids: list[str] = Field(default_factory=list, max_length=MOST_ROWS)
    all: bool = False


class Dropped(Chosen):
    note: str


@router.get("/held")
def read(ctx: Ctx, asked: Wanted, start: int = Query(default=0, ge=0), end: int = Query(default=100, ge=0)) -> Any:
    """``{total, rows, headers}``: rows ``start`` to ``end``; ``headers`` by the ``file`` key of a row."""
    with ctx.store.read() as connection:
        rows = page_of_held(connection, asked, start, min(end, start + LONGEST_PAGE))
        shapes = shapes_of(connection, [row["import_id"] for row in rows])
        return {"total": count_held(connection, asked), **held_json(rows, shapes)}


@router.get("/held/counts")
def counts(ctx: Ctx, asked: Wanted) -> Any:
    """``{total, counts: [{reason, channel, rows}]}`` of all that pass."""
    with ctx.store.read() as connection:
        found = held_counts(connection, asked)
    return {"total": sum(row["rows"] for row in found), "counts": found}


@router.patch("/held")
def mend(wish: Mended, ctx: Ctx, actor: Who) -> Any:
    """Cells anew, all of them or none; the rows as they are now. 409 where a cell is no longer as it was seen."""
    changes: dict[Id, dict[int, tuple[str, str]]] = {}
    for row in wish.rows:
        changes.setdefault(_id(row.id), {}).update({cell.place: (cell.seen, cell.value) for cell in row.cells})
    return {"mended": mend_held(ctx, actor, changes)}


@router.post("/held/restore")
def restore(wish: Chosen, ctx: Ctx, actor: Who, asked: Wanted) -> Any:
    """Forget what was mended in these rows."""
    return {"rows": restore_held(ctx, actor, _ids(ctx, wish, asked))}


@router.post("/held/replay")
async def replayed(
    wish: Chosen,
    state: State,
    actor: Who,
    asked: Wanted,
    ticket: str = Query(default="", max_length=64),
    background: bool = Query(default=False),
) -> Any:
    """Land what can land, with the other rows of their orders: ``{landed, held, imports}``.

    More than ``AT_ONCE`` rows are a run that everybody sees and may cancel; with ``background`` the answer is then
    202 and the run at once. ``ticket``: the name under which progress can be read at
    ``/api/imports/<ticket>/progress`` meanwhile.
    """
    ids = await to_thread.run_sync(_ids, state.ctx, wish, asked)
    if len(ids) <= AT_ONCE:
        return asdict(await to_thread.run_sync(replay, state.ctx, actor, ids))
    ticket = ticket or uuid4().hex
    run, future = await to_thread.run_sync(_start, state, actor, ids, ticket)
    if background:
        row = await to_thread.run_sync(state.runs.find, run.run_id)
        return JSONResponse(run_json(row), 202)
    return asdict(await finished(future))


def _start(state: ApiState, actor: Actor, ids: Sequence[Id], ticket: str) -> tuple[Run, Future[Replayed]]:
    run, future = start_replay(state.runs, state.ctx, actor, ids, ticket=ticket, tells=[state.board.writer(ticket)])
    future.add_done_callback(lambda _: state.board.forget(ticket))
    return run, future


@router.post("/held/drop")
def drop(wish: Dropped, ctx: Ctx, actor: Who, asked: Wanted) -> Any:
    """These rows shall not land, for the reason ``note``."""
    return {"rows": drop_held(ctx, actor, _ids(ctx, wish, asked), wish.note)}


@router.post("/held/undrop")
def undrop(wish: Chosen, ctx: Ctx, actor: Who, asked: Wanted) -> Any:
    """Rows that were dropped wait again."""
    return {"rows": undrop_held(ctx, actor, _ids(ctx, wish, asked))}


@router.get("/imports/{import_id}/held.csv")
def held_csv(import_id: str, ctx: Ctx, actor: Who) -> StreamingResponse:
    """The rows that wait, with the columns of their file, after why each is held."""
    return _file(ctx, actor, import_id, "csv")


@router.get("/imports/{import_id}/held.xlsx")
def held_xlsx(import_id: str, ctx: Ctx, actor: Who) -> StreamingResponse:
    """The same as a spreadsheet."""
    return _file(ctx, actor, import_id, "xlsx")


def _file(ctx: Context, actor: Who, import_id: str, format_: Literal["csv", "xlsx"]) -> StreamingResponse:
    parts = export_held(ctx, actor, import_id, format_)
    headers = {"Content-Disposition": f'attachment; filename="ordertrail-held-{import_id}.{format_}"'}
    return StreamingResponse(parts, media_type=KINDS[format_], headers=headers)


@router.post("/imports/{import_id}/held")
async def take(import_id: str, request: Request, state: State, actor: Who) -> Any:
    """A mended file (multipart): ``{mended, same, unknown, rounded}``. Nothing lands before it is replayed."""
    with upload_folder(state.ctx.settings.inbox_dir) as folder:
        files = await receive_files(request, folder)
        return await to_thread.run_sync(_take, state, actor, import_id, files)


def _take(state: ApiState, actor: Who, import_id: str, files: Sequence[Any]) -> Mapping[str, Any]:
    found = [take_mended(state.ctx, actor, import_id, file) for file in files]
    return {
        "mended": sum(each.mended for each in found),
        "same": sum(each.same for each in found),
        "unknown": [line for each in found for line in each.unknown],
        "rounded": [cell for each in found for cell in each.rounded],
    }


def _ids(ctx: Context, wish: Chosen, asked: HeldFilter) -> list[Id]:
    if wish.all:
        return ids_of(ctx, asked)
    if not wish.ids:
        raise DomainError("nothing_selected")
    return [_id(each) for each in wish.ids]


def _id(text: str) -> Id:
    import_id, _, number = text.rpartition(":")
    if not import_id or not number.isdecimal() or len(number) > 18:
        raise DomainError("bad_request")
    return import_id, int(number)
