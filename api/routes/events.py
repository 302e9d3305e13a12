"""Changes of orders as they happen, for every open screen."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Any, Final

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from api.state import ApiState, Ctx, State
from ordertrail.domain.errors import DomainError
from ordertrail.store.feed import BulkChange, Subscription

router = APIRouter()

HEARTBEAT: Final = 15.0
LOOK: Final = 0.5
MOST_LISTENERS: Final = 256
MOST_MISSED: Final = 1000
RETRY: Final = "retry: 2000\n"


@router.get("/api/events/state")
def state(ctx: Ctx) -> dict[str, Any]:
    """Where the stream stands; a screen that knows less has missed something."""
    return {"store": ctx.store.feed.store_id, "seq": ctx.store.feed.sequence}


@router.get("/api/events")
async def events(request: Request, state: State) -> StreamingResponse:
    """Server-sent events: first where the stream stands, then each change; a comment every 15 s of silence.

    ``data`` is ``{store, seq, changes: [{channel, no, version, stage}]}``. A listener that comes back with
    ``Last-Event-ID`` is first told what it missed.
    """
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(request, state), media_type="text/event-stream", headers=headers)


async def _stream(request: Request, state: ApiState) -> AsyncIterator[str]:
    try:
        subscription = await to_thread.run_sync(state.ctx.store.subscribe)
    except DomainError:  # the store does not answer: the listener comes again by itself
        yield RETRY
        return
    feed = state.ctx.store.feed
    limiter = _limiter(request)
    quiet = 0.0
    try:
        yield RETRY + await to_thread.run_sync(_begin, request.headers.get("last-event-id"), state, subscription)
        while not state.closing.is_set() and not await request.is_disconnected():
            wait = partial(subscription.get, timeout=LOOK)
            found = await to_thread.run_sync(wait, abandon_on_cancel=True, limiter=limiter)
            if found:
                quiet = 0.0
                yield event(feed.store_id, subscription.sequence, found)
            else:
                quiet += LOOK
                if quiet >= HEARTBEAT:
                    quiet = 0.0
                    yield ": still here\n\n"
    except DomainError:
        return
    finally:
        subscription.close()


def _begin(last_id: str | None, state: ApiState, subscription: Subscription) -> str:
    """Where the stream stands, with what a returning listener missed; too much of that is told as one change.

    What changes from then on waits in the subscription, which passes over what is told here.
    """
    store = state.ctx.store.feed.store_id
    known, _, number = (last_id or "").rpartition(":")
    if known != store or not number.isdecimal():
        return event(store, subscription.sequence, [])
    missed = state.ctx.store.changes_since(int(number), MOST_MISSED + 1)
    if missed:
        subscription.told(missed[-1][0])
    if len(missed) > MOST_MISSED:
        return event(store, subscription.sequence, [BulkChange("overrun").to_json()])
    return event(store, subscription.sequence, [change for _, change in missed])


def _limiter(request: Request) -> CapacityLimiter:
    """Listeners wait in threads of their own, so that they never keep a callback waiting."""
    kept = request.app.state
    if not hasattr(kept, "listeners"):
        kept.listeners = CapacityLimiter(MOST_LISTENERS)
    limiter: CapacityLimiter = kept.listeners
    return limiter


def event(store: str, sequence: int, changes: list[dict[str, Any]]) -> str:
    """One event in the stream's notation."""
    data = json.dumps({"store": store, "seq": sequence, "changes": changes}, ensure_ascii=False, default=str)
    return f"id: {store}:{sequence}\ndata: {data}\n\n"
