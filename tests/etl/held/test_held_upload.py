"""Mended files of held rows, read as any other file is."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from etl.held.held_upload import read_table
from etl.read.named_file import NamedFile
from ordertrail.domain.errors import FileRefused


def test_a_workbook_goes_on_in_further_sheets(tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for rows in ([["row", "a"], [1, 2.5]], [["row", "a"], [2, "x"]]):
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    assert list(read_table(NamedFile(path, path.name))) == [["row", "a"], ["1", "2.5"], ["2", "x"]]
    assert list(tmp_path.iterdir()) == [path]


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "row")
        sheet.write(1_048_575, 16_383, "b")
    monkeypatch.setattr("etl.read.workbooks.MEMORY", 1 << 30)
    with pytest.raises(FileRefused, match="workbook_too_big"):
        list(read_table(NamedFile(path, path.name)))
