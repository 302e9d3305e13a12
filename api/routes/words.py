"""The words workbench: spellings that no table knows, and what a company says they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.state import Ctx, State, Who
from etl.held.explain_words import channel_statuses, explain_words
from etl.held.replay_run import start_replay
from ordertrail.analytics.unknown_words import Spelling, unknown_counts, unknown_words
from ordertrail.domain.places import place_name
from ordertrail.domain.subdivisions import subdivisions_of
from ordertrail.domain.words import REGION, STATUS, Word, known_of, read_words, values_of
from ordertrail.i18n import tr
from ordertrail.services.word_list import WORDS
from ordertrail.stages import stage_label
from ordertrail.store.documents import get_document
from ordertrail.store.held import Id

router = APIRouter(prefix="/api/words")

Kind = Literal["status", "carrier", "payment", "country", "region"]


class WordWish(BaseModel):
    """``channel`` None: every channel. ``value`` None: not to be known, and asked no more."""

    kind: Kind
    channel: str | None = Field(default=None, max_length=64)
    spelling: str = Field(max_length=200)
    value: str | None = Field(default=None, max_length=64)


class Forgotten(BaseModel):
    kind: Kind
    channel: str | None = Field(default=None, max_length=64)
    spelling: str = Field(max_length=200)


class Wish(BaseModel):
    """``version`` is that of the words as their editor saw them, 0 for the first."""

    version: int
    words: list[WordWish] = Field(default_factory=list, max_length=1_000)
    forget: list[Forgotten] = Field(default_factory=list, max_length=1_000)


@router.get("")
def read(ctx: Ctx, kind: Kind = Query(default="status")) -> Any:
    """``{version, counts, unknown, known, choices}`` of a kind; ``choices``: values with their names, by their list."""
    with ctx.store.read() as connection:
        document = get_document(connection, WORDS)
        words = read_words(document.body)
        found = unknown_words(connection, kind, words)
        counts = unknown_counts(connection, words)
    choices = {_choices_key(kind, each): _choices(kind, each) for each in found}
    return {
        "version": document.version,
        "counts": counts,
        "unknown": [_spelling(each) for each in found],
        "known": [_word(each) for each in words.own if each.kind == kind],
        "choices": choices,
    }


@router.get("/counts")
def counts(ctx: Ctx) -> Any:
    """How many spellings of each kind are unknown."""
    with ctx.store.read() as connection:
        return unknown_counts(connection, read_words(get_document(connection, WORDS).body))


@router.put("")
def put(wish: Wish, state: State, actor: Who) -> Any:
    """Explain words and forget others: ``{version, orders, rows, landed, held, later}``. 409 when stale.

    ``later``: what follows from them goes on as a run, to be seen at ``/api/imports/runs``.
    """
    ctx = state.ctx
    words = [Word(each.kind, each.channel, each.spelling, each.value) for each in wish.words]
    forgotten = [Word(each.kind, each.channel, each.spelling, None).key for each in wish.forget]

    def aside(before: Callable[[], object], rows: Sequence[Id]) -> None:
        start_replay(state.runs, ctx, actor, rows, before=before)

    done = explain_words(ctx, actor, words, forgotten, wish.version, aside)
    return {
        "version": done.version,
        "orders": done.orders,
        "rows": done.rows,
        "landed": done.replayed.landed,
        "held": done.replayed.held,
        "later": done.later,
    }


def value_label(kind: str, value: str) -> str:
    """What a value is called."""
    t = tr()
    if kind == STATUS:
        return stage_label(value)
    if kind in ("country", "region"):
        return place_name(value, t.lang) or value
    return next((each.name(t.lang) for each in known_of(kind) if each.code == value), value)


def _spelling(each: Spelling) -> dict[str, Any]:
    return {
        "channel": each.channel,
        "spelling": each.spelling,
        "rows": each.rows,
        "first": each.first.isoformat(),
        "last": each.last.isoformat(),
        "column": each.column,
        "country": each.country,
        "country_label": (place_name(each.country, tr().lang) or each.country) if each.country else None,
        "examples": each.examples,
        "choices": _choices_key(each.kind, each),
    }


def _word(word: Word) -> dict[str, Any]:
    label = value_label(word.kind, word.value) if word.value else None
    return {"channel": word.channel, "spelling": word.spelling, "value": word.value, "label": label}


def _choices_key(kind: str, each: Spelling) -> str:
    if kind == REGION:
        return f"{kind}/{each.country}"
    return f"{each.layout}/{each.column}" if kind == STATUS else kind


def _choices(kind: str, each: Spelling) -> list[dict[str, str]]:
    """In the order of the declaration for statuses, else by name."""
    if kind == STATUS:
        values = channel_statuses(each.channel, each.layout, each.column)
        return [{"value": value, "label": value_label(kind, value)} for value in values]
    abroad = kind == REGION and each.country != "CN"
    offered = subdivisions_of(each.country or "") if abroad else values_of(kind)
    found = [{"value": value, "label": value_label(kind, value)} for value in offered]
    return sorted(found, key=lambda choice: choice["label"])
