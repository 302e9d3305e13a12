"""The demo's own fields and workflows: set up before its files come, taken down with its orders.

What was added stands in a document, so that nothing goes that a company made itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from ordertrail.demo.catalogue import facts
from ordertrail.demo.particulars import Frame, whole_frame
from ordertrail.domain.actor import Actor
from ordertrail.domain.custom_fields import CustomField, fields_json, read_fields
from ordertrail.domain.errors import DomainError
from ordertrail.domain.workflow_templates import TEMPLATES
from ordertrail.services.context import WORKFLOWS, Context
from ordertrail.services.custom_fields import every_field, put_fields
from ordertrail.services.remove_demo import remove_demo
from ordertrail.services.shape_workflow import add_template, remove_workflow
from ordertrail.store.custom_sql import CUSTOM_FIELDS, filled
from ordertrail.store.documents import get_document, put_document
from ordertrail.store.engine import UnitOfWork

ADDED: Final = "demo_frame"


def set_up(ctx: Context, actor: Actor) -> Frame:
    """Add the fields and workflows; what the store's own leave no room for stays out, and out of the frame."""
    wanted = [CustomField(**{**each, "choices": tuple(each.get("choices", ()))}) for each in facts("company")["fields"]]
    there = every_field(ctx)
    new = [each for each in wanted if each not in there]
    fields = _heard(lambda: _add_fields(ctx, actor, there, new)) if new else True
    codes = sorted(whole_frame().workflows)
    added = [code for code in codes if _heard(lambda code=code: _add_workflow(ctx, actor, code))]
    if (new and fields) or added:
        _note(ctx, actor, [each.key for each in new] if fields else [], added)
    usable = frozenset(code for code in codes if _as_template(ctx, code))
    return Frame(tuple(each.zh for each in wanted) if fields else (), usable)


def unload_demo(ctx: Context, actor: Actor) -> int:
    """Remove the demo's orders, and what it added where no other order uses it; how many orders went."""
    gone = remove_demo(ctx, actor)
    added = ctx.shaped.document(ADDED).body or {}
    for code in added.get("workflows", ()):
        if _as_template(ctx, code):
            _heard(lambda code=code: remove_workflow(ctx, actor, code, _version(ctx)))
    if added:
        ctx.store.run(lambda uow: _take_fields(uow, ctx, actor, added.get("fields", ())))
        ctx.shaped.forget()
    return gone


def _heard(deed: Any) -> bool:
    """Whether nothing spoke against it."""
    try:
        deed()
    except DomainError:
        return False
    return True


def _add_fields(ctx: Context, actor: Actor, there: Sequence[CustomField], new: Sequence[CustomField]) -> None:
    put_fields(ctx, actor, fields_json([*there, *new]), ctx.shaped.document(CUSTOM_FIELDS).version)


def _add_workflow(ctx: Context, actor: Actor, code: str) -> None:
    add_template(ctx, actor, code, _version(ctx))


def _version(ctx: Context) -> int:
    return ctx.shaped.document(WORKFLOWS).version


def _as_template(ctx: Context, code: str) -> bool:
    """Whether a workflow of that code has the template's stages, whatever they look like."""
    template = next(each for each in TEMPLATES if each.code == code)
    return any(each.code == code and each.codes() == template.codes() for each in ctx.workflows().all)


def _note(ctx: Context, actor: Actor, fields: Sequence[str], workflows: Sequence[str]) -> None:
    def note(uow: UnitOfWork) -> None:
        known = get_document(uow.connection, ADDED)
        before = known.body or {}
        body = {
            "fields": sorted({*before.get("fields", ()), *fields}),
            "workflows": sorted({*before.get("workflows", ()), *workflows}),
        }
        put_document(uow, ADDED, body, seen_version=known.version, actor=actor, now=ctx.now())

    ctx.store.run(note)
    ctx.shaped.forget()


def _take_fields(uow: UnitOfWork, ctx: Context, actor: Actor, keys: Sequence[str]) -> None:
    """Those of the demo's fields go in which no order has a value."""
    known = get_document(uow.connection, CUSTOM_FIELDS)
    empty = {key for key in keys if not filled(uow.connection, key)}
    left = [each for each in read_fields(known.body) if each.key not in empty]
    if len(left) < len(read_fields(known.body)):
        body = fields_json(left)
        put_document(uow, CUSTOM_FIELDS, body, seen_version=known.version, actor=actor, now=ctx.now())
    added = get_document(uow.connection, ADDED)
    put_document(uow, ADDED, {}, seen_version=added.version, actor=actor, now=ctx.now())
