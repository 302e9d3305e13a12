"""Held rows as the screen's grid and programs read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ordertrail.services.export_held import numbered, reason_text
from ordertrail.services.held_rows import present_cells
from ordertrail.store.held import FileShape

Row = Mapping[str, Any]


def held_json(rows: Sequence[Row], shapes: Mapping[tuple[str, int], FileShape]) -> dict[str, Any]:
    """``rows`` with their cells, ``headers``: key of a file -> names of its columns."""
    headers = {f"{import_id}:{file_no}": numbered(shape.headers) for (import_id, file_no), shape in shapes.items()}
    return {"rows": [_row(row, shapes.get((row["import_id"], row["file_no"]))) for row in rows], "headers": headers}


def _row(row: Row, shape: FileShape | None) -> dict[str, Any]:
    """``at``: position of the faulty cell; ``mended``: positions of cells that are not as the file had them."""
    cells = present_cells(row, shape)
    before = present_cells({**row, "mended": None}, shape)
    column = row["column_name"]
    return {
        "id": f"{row['import_id']}:{row['row_no']}",
        "import_id": row["import_id"],
        "row_no": row["row_no"],
        "file": row["file"],
        "file_key": f"{row['import_id']}:{row['file_no']}",
        "line": row["line"],
        "channel": row["channel"],
        "no": row["channel_order_no"],
        "reason": row["reason"],
        "text": reason_text(row),
        "column": column,
        "at": shape.headers.index(column) if shape and column in shape.headers else None,
        "cells": cells,
        "mended": [place for place, cell in enumerate(cells) if cell != before[place]],
        "raw": row["raw"] or "",
        "state": row["state"],
        "note": row["settled_note"],
        "by": row["settled_by"],
        "settled_at": row["settled_at"].isoformat() if row["settled_at"] else None,
        "replay_id": row["replay_id"] if row["state"] == "replayed" else None,
    }
