"""What a long import tells while it works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """``done`` of ``total`` within ``step`` (generate, read, transform, compare, land); total 0 is unknown.

    ``file`` is the name of the file at hand, empty where a step concerns all.
    """

    step: str
    file: str = ""
    done: int = 0
    total: int = 0
