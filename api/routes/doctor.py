"""What is wrong with the installation that serves, and how to mend it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from api.state import Ctx
from ordertrail.doctor import examine

router = APIRouter(prefix="/api/doctor")


@router.get("")
def doctor(ctx: Ctx, deep: bool = False) -> dict[str, Any]:
    """``{good, findings: [{code, good, grave, params}]}``; ``deep`` reads the whole store, which may take minutes."""
    findings = examine(ctx.settings, ctx=ctx, deep=deep)
    return {"good": not any(finding.wrong for finding in findings), "findings": [asdict(each) for each in findings]}
