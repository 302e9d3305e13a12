"""The process that reads one workbook: ``python -m etl.read.workbook_reader WORKBOOK FOLDER MEMORY``.

It writes a CSV file a sheet into the folder and one line of JSON to its output: ``{"sheets": [{"name", "file"}]}``
or ``{"error": encrypted | memory | disk | broken, "why", "errno"}``.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any, Final

import python_calamine

from etl.read.sheet_cells import text_of
from etl.read.sheet_faults import Errors, error_cells

# So far below its first filled row a sheet's header may reach.
_HEADER_WITHIN: Final = 20

Row = list[str]
Range = tuple[tuple[int, int], tuple[int, int]]


def main(workbook: str, folder: str, memory: str) -> dict[str, Any]:
    """What there is to say of the workbook."""
    _bound(int(memory))
    try:
        return {"sheets": _sheets(Path(workbook), Path(folder))}
    except python_calamine.PasswordError:
        return {"error": "encrypted"}
    except MemoryError:
        return {"error": "memory"}
    except OSError as error:
        # The native reader's own faults have no number.
        kind = "broken" if error.errno is None else "disk"
        return {"error": kind, "errno": error.errno, "why": error.strerror or str(error)}
    except BaseException as error:  # a panic of the native reader is no Exception
        return {"error": "broken", "why": str(error)}


def _bound(memory: int) -> None:
    """Let this process have no more than so many bytes, where the system can promise that."""
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (memory if hard < 0 else min(memory, hard), hard))


def _sheets(workbook: Path, folder: Path) -> list[dict[str, str]]:
    """Tables that can be seen; where there is none, what else can be seen; else what is hidden."""
    found: dict[tuple[bool, bool], list[dict[str, str]]] = {}
    with python_calamine.CalamineWorkbook.from_path(workbook) as book:
        for number, sheet in enumerate(book.sheets_metadata):
            if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            name = f"{number}.csv"
            filled, table = _write(book.get_sheet_by_name(sheet.name), error_cells(workbook, sheet.name), folder / name)
            hidden = sheet.visible != python_calamine.SheetVisibleEnum.Visible
            if filled:
                found.setdefault((hidden, not table), []).append({"name": sheet.name, "file": name})
    return found[min(found)] if found else []


def _write(sheet: python_calamine.CalamineSheet, errors: Errors, target: Path) -> tuple[bool, bool]:
    """Write the sheet's rows, empty ones too; whether any is filled, and whether they make a table."""
    filled_rows = table_rows = 0
    first = sheet.start[1] if sheet.start else 0
    lower = _lower_names(sheet.merged_cell_ranges or [], first)
    upper: dict[int, Row] = {}
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for number, cells in enumerate(sheet.iter_rows()):
            row = [cell if type(cell) is str and "\x00" not in cell else text_of(cell) for cell in cells]
            for column, text in errors.get(number, {}).items():
                if 0 <= column - first < len(row):
                    row[column - first] = text
            if number < _HEADER_WITHIN:
                upper[number] = row
                for column, above in lower.get(number, {}).items():
                    row[column] = row[column] or upper[above][column]
            filled = sum(map(bool, row))
            filled_rows += filled > 0
            table_rows += filled > 1
            writer.writerow(row)
    return filled_rows > 0, table_rows > 1


def _lower_names(merged: list[Range], first: int) -> dict[int, dict[int, int]]:
    """Of a header of several rows: lowest row -> column -> the row in which a cell that reaches down has its text.

    Only where the upper row also has cells that span columns, the titles of groups: an order number that spans the
    rows of its items is no header.
    """
    groups = {top for (top, left), (bottom, right) in merged if right > left and bottom == top}
    lower: dict[int, dict[int, int]] = {}
    for (top, left), (bottom, right) in merged:
        if top < bottom < _HEADER_WITHIN and left == right and top in groups:
            lower.setdefault(bottom, {})[left - first] = top
    return lower


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:4])))
