"""Shape the workflows: stages, moves, hours, labels. No order is left in a stage that is gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, Invalid, NotFound, Problem
from ordertrail.domain.workflow import Workflows, from_json, to_json
from ordertrail.domain.workflow_rules import MOST_WORKFLOWS, check_removal, check_workflow
from ordertrail.domain.workflow_templates import FIRST, TEMPLATES, use_workflows
from ordertrail.i18n import tr
from ordertrail.services.context import WORKFLOWS, Context
from ordertrail.store.documents import get_document, put_document
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.orders import count_standing

Standing = Mapping[tuple[str, str], int]


def save_workflow(ctx: Context, actor: Actor, wish: Mapping[str, Any], seen_version: int) -> int:
    """Save the workflow that ``wish`` describes in the place of the one of its code, or beside the others.

    Returns the document's new version. Raises Invalid with every fault, StaleEdit.
    """

    def change(known: Workflows, standing: Standing) -> Workflows:
        found = known.with_workflow(check_workflow(wish, known, standing, tr().lang))
        if len(found.all) > MOST_WORKFLOWS:
            raise Invalid({"code": Problem("too_many", {"limit": MOST_WORKFLOWS})})
        return found

    return _shape(ctx, actor, seen_version, change)


def add_template(ctx: Context, actor: Actor, code: str, seen_version: int) -> int:
    """Add the template of that code. Raises NotFound, DomainError workflow_there."""
    template = next((each for each in TEMPLATES if each.code == code), None)
    if template is None:
        raise NotFound("no_such_workflow")

    def change(known: Workflows, _: Standing) -> Workflows:
        if any(each.code == code for each in known.all):
            raise DomainError("workflow_there")
        there = {stage.code: stage for each in known.all for stage in each.stages}
        return known.with_workflow(template).with_looks(there)

    return _shape(ctx, actor, seen_version, change)


def set_default(ctx: Context, actor: Actor, code: str, seen_version: int) -> int:
    """Let order entry begin with this workflow."""

    def change(known: Workflows, _: Standing) -> Workflows:
        if all(each.code != code for each in known.all):
            raise NotFound("no_such_workflow")
        return Workflows(known.all, code)

    return _shape(ctx, actor, seen_version, change)


def remove_workflow(ctx: Context, actor: Actor, code: str, seen_version: int) -> int:
    """Take the workflow away. Raises Invalid where orders follow it."""

    def change(known: Workflows, standing: Standing) -> Workflows:
        if all(each.code != code for each in known.all):
            raise NotFound("no_such_workflow")
        return check_removal(code, known, standing)

    return _shape(ctx, actor, seen_version, change)


def _shape(ctx: Context, actor: Actor, seen_version: int, change: Callable[[Workflows, Standing], Workflows]) -> int:
    actor.require("manager")

    def work(uow: UnitOfWork) -> int:
        found = get_document(uow.connection, WORKFLOWS)
        known = from_json(found.body) if found.body else FIRST
        standing = {(code or known.all[0].code, stage): count for code, stage, count in count_standing(uow.connection)}
        body = to_json(change(known, standing).remembering(known))
        return put_document(uow, WORKFLOWS, body, seen_version=seen_version, actor=actor, now=ctx.now())

    version = ctx.store.run(work)
    ctx.shaped.forget()
    use_workflows(ctx.workflows())
    return version
