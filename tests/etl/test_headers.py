"""Headers as spreadsheets and people write them: a name of two lines, titles above."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests.etl.reading import read, write

NAMES = ["order_no", "status", "currency", "placed_at", "customer\nname", "product", "quantity", "unit_price\n"]
ROWS = [
    ["H-1", "paid", "CNY", "2026-01-15 10:30:00", "Ann", "Cup,\nblue", "2", "50.00"],
    ["H-2", "paid", "CNY", "2026-01-16 10:30:00", "Bob", "Pan", "1", "20.00"],
]


def quoted(row: list[str]) -> str:
    return ",".join(f'"{cell}"' for cell in row)


@pytest.mark.parametrize("title", ["", "Orders of November\n", '12" and 24" pans\n', 'a 12" pan\n'])
def test_a_name_of_two_lines_in_a_text_file(tmp_path: Path, title: str) -> None:
    """A title with one inch sign opens no quote that reaches into the header."""
    text = title + "\n".join(map(quoted, [NAMES, *ROWS])) + "\n"
    got = read(tmp_path, write(tmp_path, "a.csv", text))
    assert [(order["channel_order_no"], order["customer_name"]) for order in got.orders] == [
        ("H-1", None), ("H-2", None),
    ]  # fmt: skip
    assert (got.staged.rows_read, got.staged.rows_other, got.held) == (2, bool(title), [])
    assert got.order("H-1")["source_line"] == 4 + bool(title)


def test_a_name_of_two_lines_in_a_workbook(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("s")
    for number, row in enumerate([NAMES, *ROWS]):
        sheet.write_row(number, 0, row)
    book.close()
    got = read(tmp_path, tmp_path / "a.xlsx")
    assert (got.staged.rows_read, len(got.orders), got.held) == (2, 2, [])
    assert got.staged.sums == {"CNY": "120.00"}
