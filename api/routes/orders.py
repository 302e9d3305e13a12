"""Rows for the order table, and the move of one order along its life."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Query
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse

from api.order_json import row_json
from api.order_ledger import ledger_json
from api.state import Ctx, Who
from ordertrail.analytics.filters import Filters
from ordertrail.analytics.orders import order_rows
from ordertrail.domain.errors import DomainError, NotFound
from ordertrail.i18n import tr
from ordertrail.services.change_status import change_status
from ordertrail.services.context import Context
from ordertrail.store.orders import get_order

router = APIRouter(prefix="/api/orders")

MOST_ROWS = 1000


class Move(BaseModel):
    """``version`` is the one the mover saw; ``fields`` are cells that the stage asks for."""

    to_stage: str = Field(max_length=64)
    version: int
    note: str = Field(default="", max_length=2000)
    fields: dict[str, str] = Field(default={}, max_length=20)


def filters_of(request: Request, ctx: Context) -> Filters:
    """The filters among the query's names, as on every page."""
    return Filters.from_query(f"?{request.url.query}", tr().local(ctx.now()).date())


def column_filters_of(text: str) -> dict[str, Any]:
    """The grid's filter model in JSON. Raises DomainError bad_request for what is none."""
    found: dict[str, Any] = _json(text, dict)
    return found


@router.get("/rows")
def rows(
    request: Request,
    ctx: Ctx,
    startRow: int = Query(default=0, ge=0),
    endRow: int = Query(default=100, ge=0),
    sort: str = "[]",
    filter: str = "{}",
    columns: str | None = None,
) -> JSONResponse:
    """One block of the filtered orders: ``{rows, total, empty}``; ``empty``: the store holds no order at all.

    ``sort`` is ``[{"colId", "sort"}]`` and ``filter`` the grid's filter model, both JSON. ``columns`` names those in
    sight, with commas: a row then has what those show, and what every row needs; without it, all of them.
    """
    now = ctx.now()
    with ctx.store.read() as connection:
        found, total = order_rows(
            connection,
            filters_of(request, ctx),
            now=now,
            sort=_sorting(sort),
            offset=startRow,
            limit=min(max(endRow - startRow, 0), MOST_ROWS),
            column_filters=column_filters_of(filter),
            in_sight=None if columns is None else columns.split(","),
        )
    shown = [row_json(row, now, ctx.workflows()) for row in found]
    return JSONResponse({"rows": shown, "total": total, "empty": total == 0 and ctx.store.is_empty()})


def _json(text: str, kind: type) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        raise DomainError("bad_request") from None
    if not isinstance(value, kind):
        raise DomainError("bad_request")
    return value


def _sorting(text: str) -> list[tuple[str, str]]:
    try:
        return [(str(each["colId"]), str(each["sort"])) for each in _json(text, list)]
    except (KeyError, TypeError):
        raise DomainError("bad_request") from None


@router.post("/{channel}/{no:path}/stage")
def move(channel: str, no: str, wish: Move, ctx: Ctx, actor: Who) -> dict[str, int]:
    """Move the order; its new version. Refused with its present state where it changed meanwhile."""
    version = change_status(
        ctx,
        actor,
        channel,
        no,
        to_stage=wish.to_stage,
        seen_version=wish.version,
        note=wish.note,
        fields=wish.fields,
    )
    return {"version": version}


@router.get("/{channel}/{no:path}")
def read(channel: str, no: str, ctx: Ctx) -> JSONResponse:
    """The order with its lines, surcharges, events, payments, parcels and returns, and what these come to."""
    with ctx.store.read() as connection:
        found = get_order(connection, channel, no)
    if found is None:
        raise NotFound("no_such_order", channel=channel, no=no)
    body = {
        "order": found.order,
        "lines": found.lines,
        "surcharges": found.surcharges,
        "events": found.events,
        **ledger_json(found, ctx),
    }
    return JSONResponse(jsonable_encoder(body))
