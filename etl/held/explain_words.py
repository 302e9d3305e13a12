"""What follows when a company explains words: landed orders are brought up, rows held for a word are replayed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import Any, Final

from etl.channels.registry import LAYOUTS
from etl.held.replay import Replayed, replay
from etl.status_words import status_values
from ordertrail.analytics.unknown_words import held_with_words
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import DomainError, Invalid, Problem
from ordertrail.domain.words import COUNTRY, REGION, STATUS, Word, Words
from ordertrail.services.context import Context
from ordertrail.services.word_list import Key, put_words
from ordertrail.store.held import Id
from ordertrail.store.word_mapping import bring_up, count_meant, meanings

log = logging.getLogger(__name__)

# So much is done while the asker waits; more goes on in the background.
AT_ONCE: Final = 2_000

Meanings = list[dict[str, str | None]]
Aside = Callable[[Callable[[], object], Sequence[Id]], object]


@dataclass(frozen=True)
class Explained:
    """``orders`` were or are being brought up, ``rows`` were or are being replayed; ``later``: it goes on by itself."""

    version: int
    orders: int
    rows: int
    replayed: Replayed
    later: bool = False


def explain_words(
    ctx: Context,
    actor: Actor,
    words: Sequence[Word],
    forgotten: Sequence[Key],
    seen_version: int,
    aside: Aside | None = None,
) -> Explained:
    """Write words and do what follows from them; where that is much, ``aside`` is given it, or a thread of its own.

    Raises as ``put_words`` does, and Invalid at ``words.<n>`` for a status that no layout of the channel gives.
    """
    actor.require("analyst", "manager")
    faults = {
        f"words.{place}": Problem("unknown_word_value", {"value": str(word.value)})
        for place, word in enumerate(words)
        if word.kind == STATUS and word.value is not None and word.value not in channel_statuses(word.channel)
    }
    if faults:
        raise Invalid(faults)
    version, known = put_words(ctx, actor, words, forgotten, seen_version)
    touched = [(word.kind, word.channel, word.spelling) for word in words] + list(forgotten)
    statuses = [(word.channel, word.spelling) for word in words if word.kind == STATUS and word.value]
    with ctx.store.read() as connection:
        told = _meanings(connection, touched, known)
        orders = count_meant(connection, told)
        rows = held_with_words(connection, statuses) if statuses else []
        connection.rollback()
    found = Explained(version, orders, len(rows), Replayed())

    def bring() -> None:
        count = len(told)
        while count:
            count = ctx.store.run(lambda uow: bring_up(uow, told, actor, ctx.now()), aside=True)

    def work() -> Replayed:
        bring()
        return replay(ctx, actor, rows) if rows else Replayed()

    if orders + len(rows) <= AT_ONCE:
        return replace(found, replayed=work())
    if aside:
        aside(bring, rows)
    else:
        threading.Thread(target=copy_context().run, args=(_unasked, work), name="explain-words", daemon=True).start()
    return replace(found, later=True)


def channel_statuses(channel: str | None, layout: str | None = None, column: str | None = None) -> tuple[str, ...]:
    """What a status word of a channel may mean; of one column where ``layout`` and ``column`` say which."""
    of_channel = [each for each in LAYOUTS if channel is None or each.channel == channel]
    of_layout = [each for each in of_channel if each.code == layout] or of_channel
    return tuple(dict.fromkeys(value for each in of_layout for value in status_values(each, column)))


def _meanings(connection: Any, touched: Sequence[Key], words: Words) -> Meanings:
    found: dict[tuple[str | None, ...], dict[str, str | None]] = {}
    for kind in (COUNTRY, REGION):
        spellings = [spelling for each, _, spelling in touched if each == kind]
        for told in meanings(connection, kind, spellings, words) if spellings else []:
            found[tuple(told[name] for name in ("channel", "country_text", "region_text", "was_country"))] = told
    return list(found.values())


def _unasked(work: Callable[[], Any]) -> None:
    try:
        work()
    except DomainError as refusal:
        log.warning("words are explained, but what follows from them stopped: %s", refusal)
    except Exception:
        log.exception("words are explained, but what follows from them failed")
