"""The stages an order passes, for scripts that offer moves."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.state import Ctx
from ordertrail.i18n import tr

router = APIRouter()


@router.get("/api/workflow")
def workflow(ctx: Ctx) -> dict[str, Any]:
    """``{stages: [{code, label, kind, moves, next}]}``; ``moves`` and ``next`` are codes, ``next`` may be null."""
    t = tr()
    stages = [
        {
            "code": stage.code,
            "label": t.t(f"stage.{stage.code}"),
            "kind": stage.kind,
            "moves": stage.moves,
            "next": ctx.workflow.next_move(stage.code),
        }
        for stage in ctx.workflow.stages
    ]
    return {"stages": stages}
