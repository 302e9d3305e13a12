"""What an engine says, in a few words."""

from __future__ import annotations


def first_line(error: BaseException) -> str:
    """What an engine says, without its stack of details."""
    return str(error).splitlines()[0] if str(error) else type(error).__name__
