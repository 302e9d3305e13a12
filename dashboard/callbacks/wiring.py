"""The one way a callback is registered: off the event loop, logged, and with a sentence where it fails."""

from __future__ import annotations

import functools
import itertools
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from anyio import to_thread
from dash import Dash, set_props

from api.errors import note
from dashboard.ids import Shell
from ordertrail.domain.errors import DomainError
from ordertrail.i18n import tr

log = logging.getLogger(__name__)

Function = TypeVar("Function", bound=Callable[..., Any])
_count = itertools.count(1)


def callback(app: Dash, *dependencies: Any, **options: Any) -> Callable[[Function], Function]:
    """Register a plain function with ``app``; it runs in a worker thread with its context variables.

    A DomainError becomes a toast with its sentence, anything else is logged and becomes a general
    sentence; the outputs stay as they were.
    """

    def register(function: Function) -> Function:
        @functools.wraps(function)
        async def run(*args: Any, **kwargs: Any) -> Any:
            return await to_thread.run_sync(functools.partial(function, *args, **kwargs))

        app.callback(*dependencies, on_error=functools.partial(_failed, function.__qualname__), **options)(run)
        return function

    return register


def toast(text: str, tone: str = "good") -> None:
    """Show ``text`` at the corner of the screen. ``tone``: good, warn, bad or info."""
    set_props(Shell.TOAST, {"data": {"text": text, "tone": tone, "count": next(_count)}})


def sentence_of(error: DomainError) -> str:
    """The refusal in the reader's language."""
    return tr().t(f"error.{error.code}", **error.params)


def _failed(name: str, error: Exception) -> None:
    if isinstance(error, DomainError):
        note(error)
        toast(sentence_of(error), "bad")
        return
    log.error("callback %s failed", name, exc_info=error)
    toast(tr().t("shell.unexpected"), "bad")
