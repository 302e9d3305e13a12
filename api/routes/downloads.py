"""Files out: orders, and the template for one's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Form, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.routes.orders import column_filters_of, filters_of
from api.state import Ctx, Who
from etl.channels.template import template_csv
from ordertrail.analytics.export import Choice
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import custom_fields
from ordertrail.services.export_orders import Format, Rows, exported

router = APIRouter(prefix="/api")

TYPES: Final[dict[Format, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_CHOSEN: Final = 20_000


@router.get("/template.csv")
def template(ctx: Ctx) -> Response:
    """Our own plain layout with a sample order and the company's own fields, headers in the asker's language."""
    headers = {"Content-Disposition": 'attachment; filename="ordertrail-template.csv"'}
    return Response(template_csv(tr().lang, custom_fields(ctx)).encode(), media_type=TYPES["csv"], headers=headers)


@router.get("/orders.{format}")
def orders(
    request: Request,
    ctx: Ctx,
    actor: Who,
    format: Format,
    filter: str = "{}",
    rows: Rows = "orders",
    o: Annotated[Sequence[str], Query()] = (),
    job: UUID | None = None,
) -> StreamingResponse:
    """The orders that the query's filters leave, in the layout of ``ordertrail export orders``.

    ``filter`` is the grid's filter model as JSON. With ``o`` (``channel|number``, as often as needed) or the number
    of a bulk ``job`` the file holds their orders, whatever their day. ``rows=lines``: a row for each line.
    """
    if o or job:
        choice = Choice(chosen=chosen_of(o) if o else None, job=job)
    else:
        choice = Choice(filters_of(request, ctx), column_filters_of(filter))
    return _sent(ctx, actor, choice, format, rows)


@router.post("/orders.{format}")
def chosen_orders(
    ctx: Ctx, actor: Who, format: Format, orders: Annotated[str, Form()], rows: Annotated[Rows, Form()] = "orders"
) -> StreamingResponse:
    """The same for more orders than an address holds; ``orders`` is ``[[channel, number], …]`` as JSON."""
    try:
        pairs = tuple((str(channel), str(no)) for channel, no in json.loads(orders))
    except (ValueError, TypeError):
        raise DomainError("bad_request") from None
    if not 0 < len(pairs) <= MOST_CHOSEN:
        raise DomainError("bad_request")
    return _sent(ctx, actor, Choice(chosen=pairs), format, rows)


def chosen_of(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """``channel|number`` each, as pairs. Raises DomainError bad_request."""
    pairs = [name.partition("|") for name in names]
    if len(pairs) > MOST_CHOSEN or not all(channel and no for channel, _, no in pairs):
        raise DomainError("bad_request")
    return tuple((channel, no) for channel, _, no in pairs)


def _sent(ctx: Context, actor: Actor, choice: Choice, format_: Format, rows: Rows) -> StreamingResponse:
    """A fault midway cuts the connection, so that no browser takes half a file for a whole one."""
    export = exported(ctx, actor, choice, format_, rows)
    headers: dict[str, Any] = {
        "Content-Disposition": f'attachment; filename="orders.{format_}"',
        "X-Total-Count": str(export.total),
    }
    return StreamingResponse(export.parts, media_type=TYPES[format_], headers=headers)
