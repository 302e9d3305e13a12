"""Files out: all orders, and the template for one's own."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import mkstemp

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from api.routes.orders import column_filters_of, filters_of
from api.state import Ctx, Who
from etl.channels.template import template_csv
from ordertrail.i18n import tr
from ordertrail.services.export_orders import export_orders

router = APIRouter(prefix="/api")

CSV = "text/csv; charset=utf-8"


@router.get("/template.csv")
def template() -> Response:
    """Our own plain layout with a sample order, headers in the asker's language."""
    headers = {"Content-Disposition": 'attachment; filename="ordertrail-template.csv"'}
    return Response(template_csv(tr().lang).encode(), media_type=CSV, headers=headers)


@router.get("/orders.csv")
def orders(request: Request, ctx: Ctx, actor: Who, filter: str = "{}") -> FileResponse:
    """The orders that the query's filters leave, in the layout of ``ordertrail export orders``.

    ``filter`` is the grid's filter model as JSON.
    """
    column_filters = column_filters_of(filter)
    handle, name = mkstemp(suffix=".csv", dir=ctx.settings.inbox_dir)
    os.close(handle)
    path = Path(name)
    try:
        export_orders(ctx, actor, path, filters=filters_of(request, ctx), column_filters=column_filters)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    gone = BackgroundTask(path.unlink, missing_ok=True)
    return FileResponse(path, media_type=CSV, filename="orders.csv", background=gone)
