"""Where each value of an order comes from."""

from __future__ import annotations

from datetime import datetime, timedelta

from ordertrail.domain.blame import Blame, blame
from ordertrail.domain.errors import NotFound
from ordertrail.services.context import Context
from ordertrail.store.orders import OrderView, get_order

POINT = "delivered"


def blame_order(ctx: Context, channel: str, channel_order_no: str) -> Blame:
    """Raises NotFound."""
    with ctx.store.read() as connection:
        found = get_order(connection, channel, channel_order_no)
    if found is None:
        raise NotFound("no_such_order", channel=channel, no=channel_order_no)
    return blame(found.order, found.lines, found.events, _planned(ctx, found))


def _planned(ctx: Context, found: OrderView) -> datetime | None:
    """When the order's workflow would promise it, at the point up to which its source tells of it."""
    order = found.order
    hours = ctx.workflows().of(order["workflow"]).hours_to(order["followed_to"] or POINT)
    return order["placed_at"] + timedelta(hours=hours) if hours and order["placed_at"] else None
