"""The workflows: read by scripts that offer moves, shaped by the settings page."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.state import Ctx, Who
from ordertrail.domain.workflow import workflow_json
from ordertrail.domain.workflow_rules import COLOURS
from ordertrail.domain.workflow_templates import TEMPLATES
from ordertrail.i18n import tr
from ordertrail.services.context import WORKFLOWS
from ordertrail.services.shape_workflow import add_template, remove_workflow, save_workflow, set_default

router = APIRouter(prefix="/api/workflow")


class Shape(BaseModel):
    """``version`` is the one that was seen; ``workflow`` as GET gives it."""

    version: int
    workflow: dict[str, Any]


class Choice(BaseModel):
    version: int
    code: str = Field(max_length=64)


@router.get("")
def workflow(ctx: Ctx) -> dict[str, Any]:
    """``{version, default, workflows, templates, colours, stages}``.

    ``stages`` has every stage once: ``{code, label, kind}``. Each of ``workflows`` has its own with ``moves`` and
    ``next`` (codes; ``next`` may be null), ``label`` in the asker's language.
    """
    known, lang = ctx.workflows(), tr().lang
    shown = []
    for each in known.all:
        body = workflow_json(each)
        for stage, own in zip(body["stages"], each.stages, strict=True):
            stage |= {"label": own.label(lang), "next": each.next_move(own.code)}
        shown.append(body | {"label": each.label(lang)})
    return {
        "version": ctx.shaped.document(WORKFLOWS).version,
        "default": known.default,
        "workflows": shown,
        "stages": [{"code": each.code, "label": each.label(lang), "kind": each.kind} for each in known.stages],
        "templates": [{"code": each.code, "label": each.label(lang)} for each in TEMPLATES],
        "colours": list(COLOURS),
    }


@router.put("")
def save(wish: Shape, ctx: Ctx, actor: Who) -> dict[str, int]:
    """Save a workflow, known or new; the new version. What would strand orders is refused at its field."""
    return {"version": save_workflow(ctx, actor, wish.workflow, wish.version)}


@router.post("/template")
def template(wish: Choice, ctx: Ctx, actor: Who) -> dict[str, int]:
    """Add the template of that code beside the workflows that are there."""
    return {"version": add_template(ctx, actor, wish.code, wish.version)}


@router.post("/default")
def default(wish: Choice, ctx: Ctx, actor: Who) -> dict[str, int]:
    """Let order entry begin with the workflow of that code."""
    return {"version": set_default(ctx, actor, wish.code, wish.version)}


@router.post("/remove")
def remove(wish: Choice, ctx: Ctx, actor: Who) -> dict[str, int]:
    """Take a workflow away that no order follows."""
    return {"version": remove_workflow(ctx, actor, wish.code, wish.version)}
