"""Imports under way: how far they are, for everybody, and their end before the end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from api.run_json import run_end_json, run_json
from api.state import State, Who

router = APIRouter(prefix="/api/imports/runs")


@router.get("")
def under_way(state: State) -> dict[str, Any]:
    """All that have not ended, of every process, the oldest first."""
    return {"runs": [run_json(row) for row in state.runs.under_way()]}


@router.get("/{run_id}")
def read(run_id: UUID, state: State) -> dict[str, Any]:
    """How the run stands; once it has ended, with the ``reports`` of its imports and what was ``refused``."""
    return run_end_json(state.ctx, state.runs.find(run_id))


@router.delete("/{run_id}")
def cancel(run_id: UUID, state: State, actor: Who) -> dict[str, Any]:
    """Break it off: what it staged goes, and nothing of it lands."""
    return run_json(state.runs.cancel(actor, run_id))
