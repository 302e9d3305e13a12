"""What the company named itself, in force where words are shown: fields, kinds of surcharge, segments, channels."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from ordertrail.domain.custom_fields import CustomField
from ordertrail.domain.named import Named
from ordertrail.domain.order import CHANNELS
from ordertrail.domain.own_channels import OwnChannel
from ordertrail.domain.words import NO_WORDS, Words


@dataclass(frozen=True)
class OwnWords:
    """All of them, hidden ones too; kinds and segments with those that everybody has; ``words``: what spellings of
    files mean."""

    fields: tuple[CustomField, ...] = ()
    kinds: tuple[Named, ...] = ()
    segments: tuple[Named, ...] = ()
    channels: tuple[OwnChannel, ...] = ()
    words: Words = NO_WORDS


NONE: Final = OwnWords()
_in_force: ContextVar[OwnWords] = ContextVar("own_words", default=NONE)


def own_words() -> OwnWords:
    """Those in force where this is asked; see ``use_own_words``."""
    return _in_force.get()


def use_own_words(chosen: OwnWords) -> None:
    """Let ``chosen`` be in force for the present request or command."""
    _in_force.set(chosen)


def channel_codes() -> tuple[str, ...]:
    """Every channel that an order may be of: the product's, then the company's own, hidden ones too."""
    return (*CHANNELS, *(each.code for each in own_words().channels))
