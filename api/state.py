"""What the routes share: the context, the progress of long work, and whether the server is closing.

Several processes may serve one store: what they must agree on lies in the store or in the data folder, not here.
"""

from __future__ import annotations

import threading
from typing import Annotated

from fastapi import Depends, Request

from api.progress import ProgressBoard
from etl.run.runs import Runs
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.services.context import Context


class ApiState:
    """One a process; ``closing`` is set when the server is told to stop."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.board = ProgressBoard(ctx.settings.progress_dir)
        self.runs = Runs(ctx)
        self.closing = threading.Event()


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
