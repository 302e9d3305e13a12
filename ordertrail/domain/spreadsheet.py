"""Cells that a spreadsheet will open."""

from __future__ import annotations

from typing import Any, Final

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def inert(cell: Any) -> Any:
    """Spreadsheets run a text that begins like a formula; a leading apostrophe keeps it a text.

    See OWASP, "CSV Injection". Numbers and times are returned as they are.
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_STARTS) else cell
