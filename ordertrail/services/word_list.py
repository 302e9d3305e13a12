"""The words that a company explained: what its files' own spellings mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import Invalid, Problem
from ordertrail.domain.words import (
    KINDS,
    MOST_WORDS,
    SPELLING_LIMIT,
    STATUS,
    Word,
    Words,
    is_value_of,
    read_words,
    words_json,
)
from ordertrail.services.context import Context
from ordertrail.store.documents import get_document, put_document
from ordertrail.store.engine import UnitOfWork

WORDS: Final = "words"

Key = tuple[str, str | None, str]


def own_word_list(ctx: Context) -> Words:
    """As last written by anybody."""
    return read_words(ctx.shaped.document(WORDS).body)


def put_words(
    ctx: Context, actor: Actor, words: Sequence[Word], forgotten: Sequence[Key], seen_version: int
) -> tuple[int, Words]:
    """Explain words and forget others; the document's new version and the words as they are now.

    Only what was asked for changes. Raises NotAllowed, Invalid at ``words.<n>``, StaleEdit.
    """
    actor.require("analyst", "manager")
    faults = {f"words.{place}": problem for place, word in enumerate(words) if (problem := _fault(word))}
    if faults:
        raise Invalid(faults)

    def put(uow: UnitOfWork) -> tuple[int, Words]:
        known = read_words(get_document(uow.connection, WORDS).body).changed(words, forgotten)
        if len(known.own) > MOST_WORDS:
            raise Invalid({"words": Problem("too_many_words", {"limit": f"{MOST_WORDS:,}"})})
        body = words_json(known)
        return put_document(uow, WORDS, body, seen_version=seen_version, actor=actor, now=ctx.now()), known

    version, known = ctx.store.run(put)
    ctx.shaped.forget()
    return version, known


def _fault(word: Word) -> Problem | None:
    if word.kind not in KINDS:
        return Problem("bad_value")
    if not word.spelling.strip() or len(word.spelling) > SPELLING_LIMIT:
        return Problem("bad_value")
    # Which status a channel's word may mean is for its declaration to say: the reader takes no other.
    if word.value is not None and word.kind != STATUS and not is_value_of(word.kind, word.value):
        return Problem("unknown_word_value", {"value": word.value})
    return None
