"""Where each value of an order comes from."""

from __future__ import annotations

from ordertrail.domain.blame import Blame, blame, planned_at
from ordertrail.domain.errors import NotFound
from ordertrail.services.context import Context
from ordertrail.store.orders import get_order


def blame_order(ctx: Context, channel: str, channel_order_no: str) -> Blame:
    """Raises NotFound."""
    with ctx.store.read() as connection:
        found = get_order(connection, channel, channel_order_no)
    if found is None:
        raise NotFound("no_such_order", channel=channel, no=channel_order_no)
    workflow = ctx.workflows().of(found.order["workflow"])
    return blame(found.order, found.lines, found.events, planned_at(found.order, workflow))
