"""Enter a new order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from ordertrail.domain.actor import Actor
from ordertrail.domain.entry import check_entry
from ordertrail.domain.errors import Invalid, Problem
from ordertrail.domain.order import HAND_CHANNEL
from ordertrail.services.context import Context
from ordertrail.services.entry_desk import entry_desk
from ordertrail.store.engine import UnitOfWork
from ordertrail.store.merge import insert_draft
from ordertrail.store.orders import exists, next_hand_number
from ordertrail.store.requests import find_request, keep_request


def place_order(ctx: Context, actor: Actor, wish: Mapping[str, Any]) -> tuple[str, str]:
    """Channel and number of the new order; ``wish`` as for ``check_entry``. Raises Invalid with every fault.

    ``request_id``, a UUID that the asker makes, makes a repeated question one order: the same again is answered
    with the order that it made, another under the same id is refused.
    """
    actor.require("staff", "manager")
    request_id = _request_id(wish)
    now = ctx.now()
    entry = check_entry({"custom": {}, **wish}, entry_desk(ctx))
    told = _print(wish)

    def place(uow: UnitOfWork) -> str:
        uow.in_turn("place_order")
        kept = find_request(uow.connection, request_id) if request_id else None
        if kept:
            if kept.told != told:
                raise Invalid({"request_id": Problem("request_reused", {"no": kept.channel_order_no})})
            return kept.channel_order_no
        no = entry.order["channel_order_no"] or next_hand_number(uow.connection, entry.day)
        if exists(uow.connection, HAND_CHANNEL, no):
            raise Invalid({"channel_order_no": Problem("number_taken", {"no": no})})
        insert_draft(
            uow,
            entry.order | {"channel_order_no": no},
            [line | {"channel_order_no": no} for line in entry.lines],
            entry.surcharges,
            actor=actor,
            origin="hand",
            now=now,
        )
        if request_id:
            keep_request(uow, request_id, told, no, now)
        return no

    return HAND_CHANNEL, ctx.store.run(place)


def _request_id(wish: Mapping[str, Any]) -> str | None:
    given = wish.get("request_id")
    if not given:
        return None
    try:
        return str(UUID(str(given)))
    except ValueError:
        raise Invalid({"request_id": Problem("bad_value")}) from None


def _print(wish: Mapping[str, Any]) -> str:
    """What the wish says, shortened, without its id."""
    said = {name: value for name, value in wish.items() if name != "request_id"}
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
