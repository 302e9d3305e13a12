"""The status words of a channel's declaration, and those that a company explained beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from etl.channels.base import Field, Layout
from ordertrail.domain.words import STATUS, Words

UNKNOWN = "unknown_status"


def with_own_words(layout: Layout, words: Words) -> Layout:
    """The layout with the company's own status words for it.

    A column takes only those whose value it gives anyway; the channel's own words outrank them.
    """
    own = words.of_kind(STATUS, layout.channel)
    if not own:
        return layout
    return replace(layout, fields=tuple(_with(field, own) for field in layout.fields))


def _with(field: Field, own: Mapping[str, str]) -> Field:
    if not is_status(field):
        return field
    values = set(field.words.values())
    more = {spelling: value for spelling, value in own.items() if value in values}
    # A declaration may write its words in capitals; they are compared in lower case.
    return replace(field, words={**more, **{word.lower(): value for word, value in field.words.items()}})


def is_status(field: Field) -> bool:
    """Whether a column holds status words."""
    return field.parser == "word" and field.fault == UNKNOWN


def status_values(layout: Layout, header: str | None) -> tuple[str, ...]:
    """What a word of a column may mean; of every status column where ``header`` is none of them."""
    fields = [field for field in layout.fields if is_status(field)]
    fields = [field for field in fields if header in field.headers] or fields
    return tuple(dict.fromkeys(value for field in fields for value in field.words.values()))
