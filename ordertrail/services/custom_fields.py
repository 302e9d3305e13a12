"""The fields that a company adds to its orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ordertrail.domain.actor import Actor
from ordertrail.domain.custom_fields import CustomField, check_fields, fields_json, read_fields
from ordertrail.domain.headers import HEADER_WORDS
from ordertrail.services.context import Context
from ordertrail.store.custom_sql import CUSTOM_FIELDS, filled
from ordertrail.store.documents import get_document, put_document
from ordertrail.store.engine import UnitOfWork


def custom_fields(ctx: Context) -> tuple[CustomField, ...]:
    """Those that are shown, in their order."""
    return tuple(each for each in every_field(ctx) if not each.hidden)


def every_field(ctx: Context) -> tuple[CustomField, ...]:
    """Hidden ones too."""
    return read_fields(ctx.shaped.document(CUSTOM_FIELDS).body)


def put_fields(ctx: Context, actor: Actor, rows: Sequence[Mapping[str, Any]], seen_version: int) -> int:
    """Write the fields anew; the document's new version. Raises Invalid with each fault at its row, StaleEdit."""
    actor.require("manager")

    def put(uow: UnitOfWork) -> int:
        known = read_fields(get_document(uow.connection, CUSTOM_FIELDS).body)
        kinds = {str(row.get("key")): row.get("kind") for row in rows}
        moved = [each.key for each in known if kinds.get(each.key, each.kind) != each.kind]
        full = {key for key in moved if filled(uow.connection, key)}
        body = fields_json(check_fields(rows, known, full, HEADER_WORDS))
        return put_document(uow, CUSTOM_FIELDS, body, seen_version=seen_version, actor=actor, now=ctx.now())

    version = ctx.store.run(put)
    ctx.shaped.forget()
    return version
