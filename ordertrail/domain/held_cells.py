"""The text of a row that was held -> its cells under the file's header, and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

# Stands in kept text for bytes that nobody could read; see the decoder of files.
DAMAGE: Final = "\ufdd0"
CELL_LIMIT: Final = 20_000
# Rows of these reasons are no rows of the file's table until somebody has mended their cells.
BROKEN: Final = frozenset({"broken_row", "broken_quote", "broken_text"})


def cells_of(raw: str, width: int, delimiter: str, quoting: bool) -> list[str]:
    """``width`` cells: missing ones empty, surplus ones joined in the last, so that nothing is out of sight."""
    cells = _read(raw, delimiter) if quoting else raw.rstrip("\r\n").split(delimiter)
    if len(cells) != width and quoting:
        plain = raw.rstrip("\r\n").split(delimiter)
        cells = plain if len(plain) == width else cells
    if len(cells) > width:
        rest = cells[width - 1 :]
        last = delimiter.join(rest) if any(cell.strip() for cell in rest[1:]) else rest[0]
        cells = [*cells[: width - 1], last]
    return cells + [""] * (width - len(cells))


def _read(raw: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return raw.rstrip("\r\n").split(delimiter)


def row_text(cells: Sequence[str], delimiter: str, quoting: bool) -> str:
    """The cells as a row of such a file. Where nothing is quoted, no cell may hold the delimiter or a line break."""
    if not quoting:
        return delimiter.join(cells)
    out = io.StringIO()
    # The writer puts quotes round the signs of its own line end alone, so that must hold both.
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n")


def fits_unquoted(cell: str, delimiter: str) -> bool:
    """Whether a file without quotes can hold the cell."""
    return not any(sign in cell for sign in (delimiter, "\n", "\r"))
