"""What the demo's people did to its orders after the files had come: the same deeds that a screen offers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from ordertrail.analytics.filters import Filters
from ordertrail.analytics.orders import order_keys
from ordertrail.demo.catalogue import facts
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError
from ordertrail.domain.money import exponent
from ordertrail.services.bulk_edit import AllThatMatch, Some, find_job, start_bulk
from ordertrail.services.close_return import close_return
from ordertrail.services.context import Context
from ordertrail.services.receive_return import receive_return
from ordertrail.services.record_payment import record_payment
from ordertrail.services.request_return import request_return
from ordertrail.services.ship_parcel import ship_parcel
from ordertrail.store.jobs import UNDER_WAY
from ordertrail.store.orders import OrderView, get_order

# One deed for so many orders of the whole demo.
RETURNS, PARCELS, PAYMENTS, STOPPED = 1250, 2000, 4000, 3000
_HANDS: Final = 8
_LONGEST: Final = 60.0
_LATELY: Final = timedelta(days=35)
# How far a return got, and how it ended, by turns.
_RETURNS: Final = ("requested", "received", "refunded", "requested", "exchanged", "received", "refunded", "rejected",
                   "requested", "withdrawn")  # fmt: skip
Target = tuple[str, str, int]
Deed = Callable[[Context, Actor, int, OrderView], None]


def live_on(ctx: Context, actor: Actor, orders: int) -> None:
    """Edits, holds, returns, parcels and payments in a demo of ``orders``. Orders that somebody touched stay."""
    _in_bulk(ctx, actor, orders)
    recent = Filters(start=(ctx.now() - _LATELY).date())
    gone_out = recent.replace(channels=("taobao", "shopify", "manual"), stages=("delivered", "done"))
    inside = recent.replace(stages=("paid", "preparing", "confirmed", "inspecting"))
    owing = recent.replace(
        channels=("manual",), stages=("awaiting_payment", "reviewing", "settling", "materials", "producing")
    )
    work = [
        *_some(ctx, gone_out, orders // RETURNS, _send_back),
        *_some(ctx, inside, orders // PARCELS, _ship),
        *_some(ctx, owing, orders // PAYMENTS, _pay),
    ]
    context = copy_context()
    with ThreadPoolExecutor(_HANDS if ctx.store.backend.combines else 1) as hands:
        for done in [hands.submit(context.copy().run, partial(_do, ctx, actor, *each)) for each in work]:
            done.result()


def _in_bulk(ctx: Context, actor: Actor, orders: int) -> None:
    company = facts("company")
    waiting = Filters(stages=("awaiting_payment", "paid", "preparing"))
    jobs: list[tuple[Any, dict[str, Any], str]] = [
        (
            AllThatMatch(Filters(only=("late",))),
            {"fields": {"priority": "urgent", "tags_add": company["urgent"]}},
            company["late_note"],
        ),
        *(
            (
                AllThatMatch(waiting.replace(channels=channels)),
                {"fields": {"owner": company["owners"][place]}},
                company["owner_note"],
            )
            for place, channels in enumerate((("taobao", "douyin"), ("shopify", "amazon")))
        ),
    ]
    for scope, spec, note in jobs:
        _finish(ctx, actor, scope, spec, note)
    stopped = _targets(ctx, Filters(channels=("taobao", "douyin"), stages=("paid",)), touched=True)
    if stopped := stopped[:: max(len(stopped) * STOPPED // orders, 1)]:
        _finish(ctx, actor, Some(stopped), {"stage": "hold"}, company["stop_note"])


def _finish(ctx: Context, actor: Actor, scope: Any, spec: Mapping[str, Any], note: str) -> None:
    """A job over many orders, awaited; where there are none, no job."""
    try:
        job = start_bulk(ctx, actor, scope, spec, note)
    except DomainError as refusal:
        if refusal.code != "nothing_selected":
            raise
        return
    until = time.monotonic() + _LONGEST
    while find_job(ctx, job.job_id).state in UNDER_WAY and time.monotonic() < until:
        time.sleep(0.01)


def _targets(ctx: Context, filters: Filters, *, touched: bool = False) -> list[Target]:
    """Channel, number and version of the orders, in a fixed order."""
    with ctx.store.read() as connection:
        found = order_keys(connection, filters, ctx.now(), limit=100_000)
    return sorted((channel, no, version) for _, channel, no, version in found if touched or version == 1)


def _some(ctx: Context, filters: Filters, count: int, deed: Deed) -> list[tuple[Deed, int, Target]]:
    """``count`` of the orders, spread over all of them, each with its turn."""
    found = _targets(ctx, filters)
    step = max(len(found) // count, 1) if count else len(found) + 1
    return [(deed, turn, each) for turn, each in enumerate(found[::step][:count])]


def _do(ctx: Context, actor: Actor, deed: Deed, turn: int, target: Target) -> None:
    channel, no, _ = target
    with ctx.store.read() as connection:
        found = get_order(connection, channel, no)
    if found is not None:
        deed(ctx, actor, turn, found)


def _send_back(ctx: Context, actor: Actor, turn: int, found: OrderView) -> None:
    """A return of the first line, as far as its turn says."""
    order, version = found.order, found.order["version"]
    if not found.lines or order["refunded"]:
        return
    reached, channel, no = _RETURNS[turn % len(_RETURNS)], order["channel"], order["channel_order_no"]
    since = order["delivered_at"] or order["closed_at"] or order["placed_at"]
    asked = since + (ctx.now() - since) / 4
    reasons = facts("company")["reasons_en" if order["currency"] != "CNY" else "reasons_zh"]
    line = found.lines[0]
    quantity = line["quantity"] if turn % 3 else min(line["quantity"], 1)
    wish = {
        "lines": [{"line_no": line["line_no"], "quantity": str(quantity)}],
        "reason": reasons[turn % len(reasons)],
        "requested_at": _typed(asked, ctx.zone),
    }
    version = request_return(ctx, actor, channel, no, version, wish)
    if reached == "requested":
        return
    with ctx.store.read() as connection:
        again = get_order(connection, channel, no)
    assert again is not None
    mine = again.returns[0]["return_id"]
    if reached not in ("withdrawn", "rejected"):
        came = _typed(asked + (ctx.now() - asked) / 2, ctx.zone)
        version = receive_return(ctx, actor, channel, no, version, mine, {"received_at": came})
    if reached == "received":
        return
    version = close_return(ctx, actor, channel, no, version, mine, {"outcome": reached})
    if reached == "refunded" and order["paid"]:
        worth = (line["unit_price"] or Decimal(0)) * quantity
        back = _round(min(worth, order["paid"]), order["currency"])
        record_payment(ctx, actor, channel, no, version, {"kind": "refund", "amount": str(back)})


def _ship(ctx: Context, actor: Actor, turn: int, found: OrderView) -> None:
    """A first parcel; every third time a second one with the rest, and the order goes on."""
    order, lines = found.order, [line for line in found.lines if line["quantity"]]
    pieces = sum(line["quantity"] for line in lines)
    if pieces < 2 or order["shipped_at"] or order["tracking_no"]:
        return
    first = _part(lines)
    where = (order["channel"], order["channel_order_no"])
    version = ship_parcel(ctx, actor, *where, order["version"], _parcel(turn, 1, first))
    if turn % 3 == 0:
        rest = {
            line["line_no"]: line["quantity"] - first.get(line["line_no"], 0)
            for line in lines
            if line["quantity"] > first.get(line["line_no"], 0)
        }
        moves = ctx.workflows().of(order["workflow"]).may_move(order["stage"], "shipped")
        ship_parcel(ctx, actor, *where, version, {**_parcel(turn, 2, rest), "move_stage": moves})


def _part(lines: Sequence[Mapping[str, Any]]) -> dict[int, Decimal]:
    """The first of several lines, half of a single one."""
    line = lines[0]
    return {line["line_no"]: line["quantity"] if len(lines) > 1 else line["quantity"] // 2}


def _parcel(turn: int, number: int, goods: Mapping[int, Decimal]) -> dict[str, Any]:
    carriers = facts("company")["carriers"]
    return {
        "lines": [{"line_no": line, "quantity": str(quantity)} for line, quantity in goods.items()],
        "carrier": carriers[turn % len(carriers)],
        "tracking_no": f"OT{turn:06d}{number}",
    }


def _pay(ctx: Context, actor: Actor, turn: int, found: OrderView) -> None:
    """A first part of what is due, or a further one."""
    order, company = found.order, facts("company")
    due = (order["total"] or Decimal(0)) - (order["paid"] or Decimal(0))
    if due <= 0:
        return
    share = Decimal("0.5") if order["paid"] else Decimal("0.3")
    wish = {
        "amount": str(_round(due * share, order["currency"])),
        "method": order["payment_method"],
        "reference": f"HK{turn:05d}",
        "note": company["instalment_note" if order["paid"] else "deposit_note"],
    }
    record_payment(ctx, actor, order["channel"], order["channel_order_no"], order["version"], wish)


def _round(amount: Decimal, currency: str | None) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-exponent(currency or "CNY")), ROUND_HALF_UP)


def _typed(moment: datetime, zone: ZoneInfo) -> str:
    return moment.replace(tzinfo=UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M")
