"""What the routes share: the context, the progress of long work, and whether the server is closing."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Annotated, Final

from fastapi import Depends, Request

from etl.progress import Progress
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.services.context import Context

KEPT: Final = 200


class ProgressBoard:
    """The last word of each long work, by the ticket its asker chose. Thread-safe; forgets the oldest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: OrderedDict[str, Progress] = OrderedDict()

    def writer(self, ticket: str) -> Callable[[Progress], None]:
        """The function that a long work tells its progress to."""

        def write(progress: Progress) -> None:
            with self._lock:
                self._last[ticket] = progress
                self._last.move_to_end(ticket)
                while len(self._last) > KEPT:
                    self._last.popitem(last=False)

        return write

    def get(self, ticket: str) -> Progress | None:
        with self._lock:
            return self._last.get(ticket)

    def forget(self, ticket: str) -> None:
        with self._lock:
            self._last.pop(ticket, None)


class ApiState:
    """One a process; ``closing`` is set when the server is told to stop."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.board = ProgressBoard()
        self.closing = threading.Event()
        self.demo_lock = threading.Lock()


def api_state(request: Request) -> ApiState:
    state: ApiState = request.app.state.ordertrail
    return state


def context(request: Request) -> Context:
    return api_state(request).ctx


def present_actor() -> Actor:
    """Without accounts, whoever reaches this machine is its owner."""
    return local_owner(source="web")


State = Annotated[ApiState, Depends(api_state)]
Ctx = Annotated[Context, Depends(context)]
Who = Annotated[Actor, Depends(present_actor)]
