"""Imports looked through before they land, and taken back afterwards."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Query

from api.state import Ctx, Who
from ordertrail.services.review_import import review_import
from ordertrail.services.undo_import import preview_undo, undo_import

router = APIRouter(prefix="/api/imports")
MOST_ROWS = 200


@router.get("/{import_id}/orders")
def orders(
    import_id: str,
    ctx: Ctx,
    actor: Who,
    kind: str = "changed",
    q: str = Query(default="", max_length=200),
    field: str = Query(default="", max_length=100),
    offset: int = Query(default=0, ge=0),
    limit: int = Query(default=50, ge=1, le=MOST_ROWS),
) -> dict[str, Any]:
    """A page of a previewed import's orders of one ``kind``: new, changed, unchanged or conflict.

    ``q``: part of the number or of the customer's name; ``field``: only orders that differ there.
    """
    found = review_import(ctx, actor, import_id, kind, search=q, field=field, offset=offset, limit=limit)
    return _json(found)


@router.get("/{import_id}/undo")
def would_undo(
    import_id: str,
    ctx: Ctx,
    actor: Who,
    deed: str = Query(default="keep", pattern="^(vanish|return|keep)$"),
    q: str = Query(default="", max_length=200),
    offset: int = Query(default=0, ge=0),
    limit: int = Query(default=50, ge=1, le=MOST_ROWS),
) -> dict[str, Any]:
    """What undoing would do now: counts of vanish, return and keep, and a page of the orders of one ``deed``."""
    return _json(preview_undo(ctx, actor, import_id, deed, search=q, offset=offset, limit=limit))


@router.post("/{import_id}/undo")
async def take_back(import_id: str, ctx: Ctx, actor: Who) -> dict[str, int]:
    """Undo a landed import; how many orders vanished, returned and were kept since they changed since."""
    counts = await to_thread.run_sync(undo_import, ctx, actor, import_id)
    return {"vanish": counts.vanish, "return": counts.back, "keep": counts.kept}


def _json(found: dict[str, Any]) -> dict[str, Any]:
    """Amounts as texts, so that no digit is lost; moments in ISO form."""
    return {**found, "orders": [{name: _plain(cell) for name, cell in row.items()} for row in found["orders"]]}


def _plain(cell: Any) -> Any:
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, datetime) else cell
