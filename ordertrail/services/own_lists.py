"""Kinds of surcharge and segments of customers: those that every company has, and its own beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ordertrail.domain.actor import Actor
from ordertrail.domain.named import Named, check_named, named_json, read_named
from ordertrail.domain.order import SEGMENTS, SURCHARGE_KINDS
from ordertrail.i18n import translator
from ordertrail.services.context import Context
from ordertrail.store.documents import get_document, put_document
from ordertrail.store.engine import UnitOfWork

SURCHARGES: Final = "surcharge_kinds"
GROUPS: Final = "segments"
BUILT_IN: Final[dict[str, tuple[str, ...]]] = {SURCHARGES: SURCHARGE_KINDS, GROUPS: SEGMENTS}


def surcharge_kinds(ctx: Context) -> tuple[Named, ...]:
    """All that an order may have or has had, the built-in ones first; what is hidden is not to be chosen."""
    return (*built_in(SURCHARGES), *read_named(ctx.shaped.document(SURCHARGES).body))


def segments(ctx: Context) -> tuple[Named, ...]:
    """All that an order may have or has had, the built-in ones first; what is hidden is not to be chosen."""
    return (*built_in(GROUPS), *read_named(ctx.shaped.document(GROUPS).body))


def built_in(name: str) -> tuple[Named, ...]:
    """What the list ``name`` holds for everybody, worded in both languages."""
    zh, en = translator("zh"), translator("en")
    area = {SURCHARGES: "surcharge", GROUPS: "segment"}[name]
    return tuple(Named(code, zh.t(f"{area}.{code}"), en.t(f"{area}.{code}")) for code in BUILT_IN[name])


def put_list(ctx: Context, actor: Actor, name: str, rows: Sequence[Mapping[str, Any]], seen_version: int) -> int:
    """Write the company's own entries of the list ``name`` anew; the document's new version.

    Raises Invalid with each fault at its row, StaleEdit.
    """
    actor.require("manager")
    own = built_in(name)
    words = {word.lower() for each in own for word in (each.code, each.zh, each.en)}

    def put(uow: UnitOfWork) -> int:
        known = read_named(get_document(uow.connection, name).body)
        found = check_named(rows, known, [each.code for each in own], words)
        return put_document(uow, name, named_json(found), seen_version=seen_version, actor=actor, now=ctx.now())

    version = ctx.store.run(put)
    ctx.shaped.forget()
    return version
