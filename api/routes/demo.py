"""Demo data: in with one click, out with one click."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter

from api.errors import Conflict
from api.routes.imports import progress_of
from api.state import Ctx, State, Who
from ordertrail.demo.frame import unload_demo
from ordertrail.demo.load import DEMO, demo_loaded, load_demo

router = APIRouter(prefix="/api/demo")

TICKET: Final = "demo"


@router.post("", status_code=201)
def load(state: State, actor: Who) -> dict[str, Any]:
    """Write and import the demo files; the report of each channel."""
    with state.ctx.store.alone(DEMO) as mine:
        if not mine:
            raise Conflict("demo_under_way")
        if demo_loaded(state.ctx):
            raise Conflict("demo_already_loaded")
        try:
            reports = load_demo(state.ctx, actor, progress=state.board.writer(TICKET))
        finally:
            state.board.forget(TICKET)
    return {"imports": [report.to_json() for report in reports]}


@router.get("/progress")
def progress(state: State) -> dict[str, Any]:
    """How far the loading is; NotFound when none is under way."""
    return progress_of(state.board, TICKET)


@router.delete("")
def remove(ctx: Ctx, actor: Who) -> dict[str, int]:
    """Remove every demo order that no one has since changed into a real one; how many went."""
    return {"removed": unload_demo(ctx, actor)}
