"""Lets the workflows and words that the company shaped be in force for each request."""

from __future__ import annotations

from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from ordertrail.domain.errors import StoreDown
from ordertrail.domain.own_words import OwnWords, use_own_words
from ordertrail.domain.workflow import Workflows
from ordertrail.domain.workflow_templates import use_workflows
from ordertrail.services.context import Context
from ordertrail.services.own_words import words_of


class InForce:
    """Pure ASGI, so that what is set here reaches every thread and stream behind it."""

    def __init__(self, app: ASGIApp, ctx: Context) -> None:
        self.app = app
        self.ctx = ctx

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                # What is known is at hand; only after somebody has shaped anew is the store asked.
                known = self._known() if self.ctx.shaped.fresh else await to_thread.run_sync(self._known)
            except StoreDown:
                known = None  # the route itself will say so
            if known:
                use_workflows(known[0])
                use_own_words(known[1])
        await self.app(scope, receive, send)

    def _known(self) -> tuple[Workflows, OwnWords]:
        return self.ctx.workflows(), words_of(self.ctx)
