"""A backup of the store, made by the server that holds it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.state import Ctx, Who
from ordertrail.services.make_backup import make_backup

router = APIRouter(prefix="/api/backup")


@router.post("", status_code=201)
def backup(ctx: Ctx, actor: Who) -> dict[str, Any]:
    """``{file, bytes, orders, rows, removed}``: the new file in the data folder's ``backups``, read back and whole."""
    made = make_backup(ctx, actor)
    return {
        "file": str(made.file),
        "bytes": made.bytes,
        "orders": made.orders,
        "rows": made.rows,
        "removed": list(made.removed),
    }
