"""Tags of an order: one text of single tags with commas between, such as ``vip,fragile``."""

from __future__ import annotations

import re
from typing import Any, Final

from ordertrail.domain.cells import Cells, plain

MOST_TAGS: Final = 20
TAG_LIMIT: Final = 40
# What people write between two tags, on either keyboard.
SEPARATORS: Final = r"[,，;；、\n\r]"


def split_tags(text: str | None) -> tuple[str, ...]:
    """The tags of a text in their order, each once."""
    parts = (part.strip() for part in re.split(SEPARATORS, text or ""))
    return tuple(dict.fromkeys(part for part in parts if part))


def join_tags(tags: tuple[str, ...]) -> str | None:
    """As an order keeps them; None where there is none."""
    return ",".join(tags) or None


def read_tags(cells: Cells, path: str, value: Any) -> str | None:
    """What somebody typed, as an order keeps it; its fault is noted."""
    tags = split_tags(plain(value))
    if len(tags) > MOST_TAGS:
        cells.wrong(path, "too_many_tags", limit=MOST_TAGS)
    elif any(len(tag) > TAG_LIMIT for tag in tags):
        cells.wrong(path, "tag_too_long", limit=TAG_LIMIT)
    else:
        return cells.text(path, join_tags(tags), limit=MOST_TAGS * (TAG_LIMIT + 1))
    return None


def with_tags(known: str | None, more: tuple[str, ...] = (), fewer: tuple[str, ...] = ()) -> str | None:
    """``known`` tags with some more and without others, whether written in upper or lower case."""
    gone = {tag.casefold() for tag in fewer}
    kept = [tag for tag in split_tags(known) if tag.casefold() not in gone]
    have = {tag.casefold() for tag in kept}
    return join_tags((*kept, *(tag for tag in more if tag.casefold() not in have)))


def shown_tags(known: str | None) -> str:
    """As a reader sees them; '' where there is none."""
    return ", ".join(split_tags(known))
