"""Whether the process and its store answer."""

from __future__ import annotations

from fastapi import APIRouter

from api.state import Ctx

router = APIRouter()


@router.get("/healthz")
def health(ctx: Ctx) -> dict[str, str | int]:
    """``orders`` in the store; an error answer where it cannot be read."""
    return {"status": "ok", "orders": ctx.store.count_orders()}
