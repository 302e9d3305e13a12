"""Where the values of an order come from."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.state import Ctx
from ordertrail.blame_words import source_text
from ordertrail.services.blame_order import blame_order

router = APIRouter(prefix="/api/orders")


@router.get("/{channel}/{no:path}/blame")
def blame(channel: str, no: str, ctx: Ctx) -> dict[str, Any]:
    """``fields`` by name (``lines`` and ``custom.<key>`` too) and ``lines`` by number: each value's source, with its
    sentence as ``text``."""
    found = blame_order(ctx, channel, no)
    return {
        "fields": {name: {**source.to_json(), "text": source_text(source)} for name, source in found.fields.items()},
        "lines": {place: {**source.to_json(), "text": source_text(source)} for place, source in found.lines.items()},
    }
