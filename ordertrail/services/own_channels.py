"""Channels that users made of files that nobody knew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from babel import Locale

from ordertrail.domain.actor import Actor
from ordertrail.domain.cells import plain
from ordertrail.domain.errors import Invalid, NotFound, Problem
from ordertrail.domain.order import CHANNELS
from ordertrail.domain.own_channels import OwnChannel, OwnLayout, channels_json, read_channels
from ordertrail.domain.own_channels_check import Known, check_channel, check_layout
from ordertrail.i18n import translator
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import custom_fields
from ordertrail.store.documents import get_document, put_document
from ordertrail.store.engine import UnitOfWork

DOCUMENT: Final = "own_channels"


@dataclass(frozen=True)
class Saved:
    """The channel as saved, the place of the layout in it, and the document's new version."""

    channel: OwnChannel
    at: int
    version: int


def own_channels(ctx: Context) -> tuple[OwnChannel, ...]:
    """All of them, hidden ones too, in the order in which they were made."""
    return read_channels(ctx.shaped.document(DOCUMENT).body)


def known_of(ctx: Context) -> Known:
    """What a mapping may speak of."""
    stages = ctx.workflows().codes()
    return Known(stages, Locale("en").currencies, [each.key for each in custom_fields(ctx)])


def judged(ctx: Context, actor: Actor, wish: Mapping[str, Any]) -> OwnLayout:
    """The layout that ``wish`` describes, not saved. Raises Invalid with each fault at its field."""
    actor.require("analyst", "manager")
    return check_layout(wish, known_of(ctx))


def save_layout(
    ctx: Context, actor: Actor, name: Mapping[str, Any], wish: Mapping[str, Any], at: int | None, seen_version: int
) -> Saved:
    """Keep a layout as one of the channel ``name`` (code, zh, en): in the place ``at`` of its layouts, or added.

    Raises Invalid with the faults of both, StaleEdit where the document is newer than ``seen_version``.
    """
    actor.require("analyst", "manager")
    faults: dict[str, Problem] = {}
    layout = OwnLayout()
    try:
        layout = check_layout(wish, known_of(ctx))
    except Invalid as error:
        faults |= error.fields

    def put(uow: UnitOfWork) -> Saved:
        known = read_channels(get_document(uow.connection, DOCUMENT).body)
        try:
            channel = check_channel(name, layout, at, known, _taken())
        except Invalid as error:
            raise Invalid(faults | error.fields) from None
        if faults:
            raise Invalid(faults)
        place = at if at is not None and at < len(channel.layouts) else len(channel.layouts) - 1
        rest = [channel if each.code == channel.code else each for each in known]
        every = rest if channel in rest else [*rest, channel]
        version = put_document(
            uow, DOCUMENT, channels_json(every), seen_version=seen_version, actor=actor, now=ctx.now()
        )
        return Saved(channel, place, version)

    saved = ctx.store.run(put)
    ctx.shaped.forget()
    return saved


def show_channel(ctx: Context, actor: Actor, code: str, *, shown: bool, seen_version: int) -> int:
    """Let files of the channel be recognised, or not any more; its orders stay. The document's new version."""
    actor.require("analyst", "manager")

    def put(uow: UnitOfWork) -> int:
        known = read_channels(get_document(uow.connection, DOCUMENT).body)
        if all(each.code != plain(code) for each in known):
            raise NotFound("no_such_channel", channel=code)
        every = [replace(each, hidden=not shown) if each.code == code else each for each in known]
        return put_document(uow, DOCUMENT, channels_json(every), seen_version=seen_version, actor=actor, now=ctx.now())

    version = ctx.store.run(put)
    ctx.shaped.forget()
    return version


def _taken() -> set[str]:
    """Names of the product's channels, in lower case."""
    tongues = (translator("zh"), translator("en"))
    return {tongue.t(f"channel.{code}").lower() for tongue in tongues for code in CHANNELS}
