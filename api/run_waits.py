"""Waiting for a run without keeping a thread."""

from __future__ import annotations

from asyncio import CancelledError, shield, wrap_future
from concurrent.futures import Future
from typing import Any

from ordertrail.domain.work import Cancelled


async def finished(future: Future[Any]) -> Any:
    """What a run gives, without keeping a thread; an asker who goes away does not end it."""
    try:
        return await shield(wrap_future(future))
    except CancelledError:
        if future.cancelled():
            raise Cancelled from None
        raise
