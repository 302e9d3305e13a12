"""Errors a person can act on. Each has a code that the locale files turn into a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class DomainError(Exception):
    """A refusal with a reason: ``code`` names the sentence ``error.<code>``, ``params`` fill it."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code


class NotFound(DomainError):
    """What was asked for is not in the store."""


class NotAllowed(DomainError):
    """The actor's role does not permit the deed."""


class InvalidMove(DomainError):
    """The workflow has no such move from the order's present stage."""


class StaleEdit(DomainError):
    """What is edited changed since the editor saw it. ``current`` holds its newer version and state."""

    def __init__(self, current: Mapping[str, Any], code: str = "stale_edit") -> None:
        super().__init__(code, **current)
        self.current = dict(current)


class FileRefused(DomainError):
    """A file that cannot be trusted as a whole; nothing of it landed.

    ``number``: which of the files that were read together it is, counted from 0; None where nobody knows.
    ``channel``: its channel where it was recognised before it was refused. ``kept``: under which id it waits for a
    person to say what its columns are.
    """

    number: int | None = None
    channel: str | None = None
    kept: str | None = None


class FilesRefused(DomainError):
    """Some of several files were refused, so nothing of any landed; it speaks as the first ``refusals`` does.

    ``spared`` are the names of the files with which nothing is wrong.
    """

    def __init__(self, refusals: Sequence[DomainError], spared: Sequence[str] = ()) -> None:
        super().__init__(refusals[0].code, **refusals[0].params)
        self.refusals = tuple(refusals)
        self.spared = tuple(spared)


class StoreLocked(DomainError):
    """Another process holds the store's file."""


class StoreDown(DomainError):
    """The store can be neither read nor written just now; nothing was done halfway."""


class DiskFull(DomainError):
    """A file of the work at hand found no room; what it had written is gone again."""


@dataclass(frozen=True)
class Problem:
    """One field's fault: the sentence ``error.<code>`` filled with ``params``."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Invalid(DomainError):
    """A form with faulty fields: dotted field path -> Problem. Nothing was saved."""

    def __init__(self, fields: Mapping[str, Problem]) -> None:
        super().__init__("invalid_form", count=len(fields))
        self.fields = dict(fields)
