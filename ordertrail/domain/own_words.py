"""What the company named itself, in force where words are shown: fields, kinds of surcharge, segments."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from ordertrail.domain.custom_fields import CustomField
from ordertrail.domain.named import Named


@dataclass(frozen=True)
class OwnWords:
    """All of them, hidden ones too; kinds and segments with those that everybody has."""

    fields: tuple[CustomField, ...] = ()
    kinds: tuple[Named, ...] = ()
    segments: tuple[Named, ...] = ()


NONE: Final = OwnWords()
_in_force: ContextVar[OwnWords] = ContextVar("own_words", default=NONE)


def own_words() -> OwnWords:
    """Those in force where this is asked; see ``use_own_words``."""
    return _in_force.get()


def use_own_words(chosen: OwnWords) -> None:
    """Let ``chosen`` be in force for the present request or command."""
    _in_force.set(chosen)
