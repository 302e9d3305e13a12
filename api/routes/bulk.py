"""Changes of many orders at once, in the background."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, StreamingResponse

from api.edit_form import bulk_form
from api.job_json import job_json, result_json, result_text
from api.routes.edit_orders import Fields, Note, Version, typed_fields
from api.state import Ctx, Who
from ordertrail.analytics.filters import Filters
from ordertrail.domain.spreadsheet import inert
from ordertrail.i18n import tr
from ordertrail.services.bulk_edit import AllThatMatch, Some, cancel_bulk, find_job, start_bulk, undo_bulk
from ordertrail.services.context import Context
from ordertrail.services.resume_bulk import resume_bulk
from ordertrail.store.jobs import read_results, recent_jobs

router = APIRouter(prefix="/api/bulk")

MOST_NAMED: Final = 10_000
MOST_RESULTS: Final = 1000
PAGE: Final = 5000
CSV: Final = "text/csv; charset=utf-8"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Seen(_Strict):
    """An order and the version in which it was seen."""

    channel: str = Field(max_length=64)
    no: str = Field(max_length=500)
    version: Version


class Deed(_Strict):
    """Either ``orders``, or all that the page's ``query`` and the grid's ``filter`` leave; either ``stage``, or
    ``fields``."""

    orders: list[Seen] | None = Field(default=None, max_length=MOST_NAMED)
    query: str = Field(default="", max_length=10_000)
    filter: dict[str, Any] = {}
    stage: str = Field(default="", max_length=64)
    fields: Fields = {}
    note: Note = ""


@router.post("", status_code=202)
def start(deed: Deed, ctx: Ctx, actor: Who) -> dict[str, Any]:
    """Begin; the job as it stands then."""
    scope: Some | AllThatMatch
    if deed.orders is not None:
        scope = Some([(each.channel, each.no, each.version) for each in deed.orders])
    else:
        filters = Filters.from_query(deed.query, tr().local(ctx.now()).date())
        scope = AllThatMatch(filters, deed.filter or None)
    spec = {"stage": deed.stage} if deed.stage else {"fields": typed_fields(deed.fields)}
    return job_json(start_bulk(ctx, actor, scope, spec, deed.note), ctx, actor)


@router.get("")
def recent(ctx: Ctx, actor: Who) -> dict[str, Any]:
    """The newest jobs first."""
    with ctx.store.read() as connection:
        found = recent_jobs(connection, ctx.now())
    return {"jobs": [job_json(job, ctx, actor) for job in found]}


@router.get("/form")
def form(ctx: Ctx) -> JSONResponse:
    """What many orders can be set to."""
    return JSONResponse(bulk_form(ctx))


@router.get("/{job_id}")
def read(job_id: UUID, ctx: Ctx, actor: Who) -> dict[str, Any]:
    """How the job stands."""
    return job_json(find_job(ctx, job_id), ctx, actor)


@router.get("/{job_id}/results")
def results(
    job_id: UUID,
    ctx: Ctx,
    refused: bool = False,
    offset: int = Query(default=0, ge=0),
    limit: int = Query(default=100, ge=1, le=MOST_RESULTS),
) -> dict[str, Any]:
    """``{rows, total}``: what became of the orders, or of the ``refused`` ones alone, by channel and number."""
    find_job(ctx, job_id)
    with ctx.store.read() as connection:
        found, total = read_results(connection, job_id, refused=refused, offset=offset, limit=limit)
    return {"rows": [result_json(each) for each in found], "total": total}


@router.get("/{job_id}/results.csv")
def results_csv(job_id: UUID, ctx: Ctx) -> StreamingResponse:
    """A line for each order that was judged."""
    find_job(ctx, job_id)
    headers = {"Content-Disposition": 'attachment; filename="results.csv"'}
    return StreamingResponse(_lines(ctx, job_id), media_type=CSV, headers=headers)


def _lines(ctx: Context, job_id: UUID) -> Iterator[bytes]:
    """UTF-8 with a mark that Excel knows, in pages."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("channel", "channel_order_no", "outcome", "version", "text"))
    yield b"\xef\xbb\xbf"
    offset = 0
    while True:
        with ctx.store.read() as connection:
            found, total = read_results(connection, job_id, offset=offset, limit=PAGE)
        for each in found:
            cells = (each.target.channel, each.target.no, each.outcome, each.version, result_text(each))
            writer.writerow([inert(cell) for cell in cells])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
        offset += PAGE
        if offset >= total:
            return


@router.post("/{job_id}/cancel")
def cancel(job_id: UUID, ctx: Ctx, actor: Who) -> dict[str, Any]:
    """Stop it; what is done stays."""
    return job_json(cancel_bulk(ctx, actor, job_id), ctx, actor)


@router.post("/{job_id}/resume", status_code=202)
def go_on(job_id: UUID, ctx: Ctx, actor: Who) -> dict[str, Any]:
    """Go on with a job that stopped half way, from where it stood."""
    return job_json(resume_bulk(ctx, actor, job_id), ctx, actor)


@router.post("/{job_id}/undo", status_code=202)
def take_back(job_id: UUID, ctx: Ctx, actor: Who) -> dict[str, Any]:
    """Begin to take back what it did wherever nothing newer stands on it; the job that does so."""
    return job_json(undo_bulk(ctx, actor, job_id), ctx, actor)
