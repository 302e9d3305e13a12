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

router = APIRouter()

HEARTBEAT: Final = 15.0
LOOK: Final = 0.5
MOST_LISTENERS: Final = 256


@router.get("/api/events/state")
def state(ctx: Ctx) -> dict[str, Any]:
    """Where the stream stands; a screen that knows less has missed something."""
    return {"boot": ctx.store.feed.boot_id, "seq": ctx.store.feed.sequence}


@router.get("/api/events")
async def events(request: Request, state: State) -> StreamingResponse:
    """Server-sent events: first where the stream stands, then each change; a comment every 15 s of silence.

    ``data`` is ``{boot, seq, changes: [{channel, no, version, stage}]}``; after a restart ``boot`` differs.
    """
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(request, state), media_type="text/event-stream", headers=headers)


async def _stream(request: Request, state: ApiState) -> AsyncIterator[str]:
    feed = state.ctx.store.feed
    subscription = feed.subscribe()
    limiter = _limiter(request)
    quiet = 0.0
    try:
        yield "retry: 2000\n" + event(feed.boot_id, feed.sequence, [])
        while not state.closing.is_set() and not await request.is_disconnected():
            wait = partial(subscription.get, timeout=LOOK)
            found = await to_thread.run_sync(wait, abandon_on_cancel=True, limiter=limiter)
            if found:
                quiet = 0.0
                yield event(feed.boot_id, subscription.sequence, found)
            else:
                quiet += LOOK
                if quiet >= HEARTBEAT:
                    quiet = 0.0
                    yield ": still here\n\n"
    finally:
        subscription.close()


def _limiter(request: Request) -> CapacityLimiter:
    """Listeners wait in threads of their own, so that they never keep a callback waiting."""
    kept = request.app.state
    if not hasattr(kept, "listeners"):
        kept.listeners = CapacityLimiter(MOST_LISTENERS)
    limiter: CapacityLimiter = kept.listeners
    return limiter


def event(boot: str, sequence: int, changes: list[dict[str, Any]]) -> str:
    """One event in the stream's notation."""
    data = json.dumps({"boot": boot, "seq": sequence, "changes": changes}, ensure_ascii=False, default=str)
    return f"id: {boot}:{sequence}\ndata: {data}\n\n"
