"""Held rows as a file that people mend and hand in again: the columns of their file, after why each row is held."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, Final, Literal

from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import NotFound
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.services.export_columns import Column
from ordertrail.services.export_files import csv_parts, xlsx_parts
from ordertrail.services.held_rows import present_cells
from ordertrail.store.held import OPEN, FileShape, held_of_import, shapes_of
from ordertrail.store.imports import get_import

Format = Literal["csv", "xlsx"]
Row = Mapping[str, Any]

# Columns of ours are told from the file's own by how they begin; a mended file is matched by the first of them.
OURS: Final = "ordertrail_"
ROW: Final = f"{OURS}row"
FILE: Final = f"{OURS}file"
LINE: Final = f"{OURS}line"
_BATCH: Final = 1_000


def reason_text(row: Row) -> str:
    """Why a row is held, as a sentence."""
    return tr().t(f"reason.{row['reason']}", **{"column": row["column_name"] or "", **row["params"]})


def export_held(ctx: Context, actor: Actor, import_id: str, format_: Format) -> Iterator[bytes]:
    """The open rows of an import, cells as they are mended by now. Raises NotAllowed, NotFound."""
    actor.require("analyst", "manager", "staff")
    opened = _opened(ctx, import_id, format_)
    parts = next(opened)

    def whole() -> Iterator[bytes]:
        with closing(opened):
            yield from parts

    return whole()


def _opened(ctx: Context, import_id: str, format_: Format) -> Generator[Iterator[bytes], None, None]:
    with ctx.store.read() as connection:
        if get_import(connection, import_id) is None:
            raise NotFound("no_such_import")
        shapes = {file_no: shape for (_, file_no), shape in shapes_of(connection, [import_id]).items()}
        columns = [*_ours(), *_theirs(shapes)]
        batches = _batches(held_of_import(connection, import_id, (OPEN,)), shapes)
        if format_ == "csv":
            yield csv_parts(columns, batches, ctx.zone)
        else:
            yield xlsx_parts(columns, batches, ctx.zone, tr().t("held.sheet"), ctx.settings.inbox_dir)


def _batches(rows: Iterator[Row], shapes: Mapping[int, FileShape]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        shape = shapes.get(row["file_no"])
        cells = dict(zip(numbered(shape.headers), present_cells(row, shape), strict=False)) if shape else {}
        batch.append({**row, "cells": cells, "text": reason_text(row)})
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def numbered(headers: Sequence[str]) -> list[str]:
    """Names of columns, so that none is there twice: the second ``a`` is ``a (2)``."""
    seen: dict[str, int] = {}
    names = []
    for header in headers:
        seen[header] = seen.get(header, 0) + 1
        names.append(header if seen[header] == 1 else f"{header} ({seen[header]})")
    return names


def _ours() -> list[Column]:
    t = tr()
    return [
        Column(ROW, ROW, lambda row: row["row_no"], 8),
        Column(FILE, FILE, lambda row: row["file"], 18),
        Column(LINE, LINE, lambda row: row["line"], 8),
        Column(f"{OURS}column", f"{OURS}column ({t.t('held.column')})", lambda row: row["column_name"], 16),
        Column(f"{OURS}reason", f"{OURS}reason ({t.t('held.reason')})", lambda row: row["text"], 48),
    ]


def _theirs(shapes: Mapping[int, FileShape]) -> list[Column]:
    """The columns of all files, each name once; the text of the row where no header was kept."""
    names = dict.fromkeys(name for shape in shapes.values() for name in numbered(shape.headers))
    if not names:
        return [Column(f"{OURS}text", f"{OURS}text", lambda row: row["raw"], 60)]
    return [Column(name, name, lambda row, name=name: row["cells"].get(name)) for name in names]  # type: ignore[misc]
