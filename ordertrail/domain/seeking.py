"""What is looked for, and where in the text of an order it may stand.

A word finds an order where it begins a term of the order's text: at the beginning of a cell's word, after a sign that
is neither letter nor digit, or anywhere if it begins with a character of a script without spaces. Digits, four or
more, may end a number too. ``*word`` finds it anywhere. The same rule is told to an engine as patterns, and serves
the index of terms of an embedded store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

ANYWHERE: Final = "*"
LAST_DIGITS: Final = 4
# Signs of a phone number as people type it: then its digits are enough.
_PHONE: Final = re.compile(r"[0-9+()./-]+")
_ASCII_WORD: Final = re.compile("[a-z0-9]")


@dataclass(frozen=True)
class Sought:
    """One spelling in lower case; ``anywhere``: it may stand within a term."""

    text: str
    anywhere: bool = False

    @property
    def ends(self) -> bool:
        """Whether it may be the last digits of a number."""
        return len(self.text) >= LAST_DIGITS and self.text.isascii() and self.text.isdigit()

    @property
    def pattern(self) -> str | None:
        """Regular expression of both engines for where it may stand; None where that is anywhere."""
        if self.anywhere or not self.text[0].isascii():
            return None
        escaped = re.escape(self.text)
        begins = "(^|[^a-z0-9])" if _ASCII_WORD.match(self.text) else "(^| )"
        return f"{begins}{escaped}" + (f"|{escaped}($|[^a-z0-9])" if self.ends else "")


def words(q: str) -> list[tuple[Sought, ...]]:
    """For each word of ``q`` its spellings, one of which an order must hold."""
    return [found for found in map(spellings, q.split()) if found]


def spellings(word: str) -> tuple[Sought, ...]:
    """A word as typed; beside it its digits where it looks like a phone number."""
    if word.startswith(ANYWHERE):
        return anywhere(word.lstrip(ANYWHERE))
    return tuple(Sought(each.lower()) for each in _spelt(word))


def anywhere(word: str) -> tuple[Sought, ...]:
    """Its spellings, wherever they stand."""
    return tuple(Sought(each.lower(), anywhere=True) for each in _spelt(word))


def _spelt(word: str) -> Iterator[str]:
    if word:
        yield word
    digits = re.sub("[^0-9]", "", word)
    if digits and digits != word and _PHONE.fullmatch(word):
        yield digits
