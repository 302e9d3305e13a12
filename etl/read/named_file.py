"""A file that is read, under the name by which a person knows it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ordertrail.domain.cells import printable


@dataclass(frozen=True)
class NamedFile:
    """A file on disk under the name its owner gave it, in signs that can be stored.

    ``origin`` is the file of which ``path`` is a copy in text: a workbook, where ``path`` is one of its sheets.
    ``encoding`` and ``dates`` (``day_first``, ``month_first``) are what a person said of it, where it cannot be told.
    """

    path: Path
    name: str
    origin: Path | None = None
    encoding: str | None = None
    dates: Literal["day_first", "month_first"] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", printable(self.name))

    @property
    def original(self) -> Path:
        """The bytes as they came from the channel."""
        return self.origin or self.path
