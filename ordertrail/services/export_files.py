"""Rows as the bytes of a CSV or XLSX file, batch by batch: memory does not grow with the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.format import Format

from ordertrail.domain.money import exponent, fits
from ordertrail.domain.spreadsheet import inert
from ordertrail.services.export_columns import Column, Row

Batches = Iterable[Sequence[Row]]

BOM: Final = "\ufeff"
BLOCK: Final = 1 << 18
# What a worksheet, a cell and a number of a spreadsheet can hold.
MOST_ROWS: Final = 1_048_575
LONGEST_TEXT: Final = 32_767
MOST_DIGITS: Final = 15
FIRST_YEAR: Final = 1900
# Digits after the point that the store keeps of an amount.
MOST_DECIMALS: Final = 4


def csv_parts(columns: Sequence[Column], batches: Batches, zone: ZoneInfo) -> Iterator[bytes]:
    """UTF-8 with a mark that Excel knows. Times are ISO 8601 with the offset of ``zone``, amounts plain digits."""
    values = [column.value for column in columns]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([inert(column.name) for column in columns])
    for batch in batches:
        writer.writerows([_csv_cell(value(row), zone) for value in values] for row in batch)
        yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    taken = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return taken


def _csv_cell(value: Any, zone: ZoneInfo) -> Any:
    if value is None:
        return None
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).astimezone(zone).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def xlsx_parts(
    columns: Sequence[Column], batches: Batches, zone: ZoneInfo, sheet: str, folder: Path, most_rows: int = MOST_ROWS
) -> Iterator[bytes]:
    """Real numbers, real times of ``zone``, and texts that no program runs; a further sheet after ``most_rows`` rows.

    An XLSX file can be read only when it is whole, so it is made in ``folder`` first and sent from there; until then
    empty parts come, one a batch, so that whoever waits can also give up. Raises OSError where it cannot be written.
    """
    with TemporaryDirectory(prefix="export-", dir=folder) as made:
        path = Path(made) / "orders.xlsx"
        book = _Book(path, columns, zone, sheet, most_rows)
        try:
            for batch in batches:
                yield b""
                for row in batch:
                    book.write(row)
        finally:
            book.close()
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


class _Book:
    """A workbook of one table, on as many sheets as it needs."""

    def __init__(self, path: Path, columns: Sequence[Column], zone: ZoneInfo, sheet: str, most_rows: int) -> None:
        options = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._book.use_zip64()
        self._columns, self._zone, self._name, self._most = columns, zone, sheet, most_rows
        self._head = self._book.add_format({"bold": True, "bottom": 1})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._formats: dict[str, Format] = {}
        self._sheets = 0
        self._begin()

    def _begin(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet(self._name if self._sheets == 1 else f"{self._name} {self._sheets}")
        self._row = 0
        for place, column in enumerate(self._columns):
            self._sheet.set_column(place, place, column.width)
            self._sheet.write_string(0, place, column.label[:LONGEST_TEXT], self._head)
        self._sheet.freeze_panes(1, 0)

    def write(self, row: Row) -> None:
        if self._row == self._most:
            self._begin()
        self._row += 1
        for place, column in enumerate(self._columns):
            value = column.value(row)
            is_amount = column.currency is not None and isinstance(value, int | Decimal)
            self._cell(
                place, value, self._money(value, column.currency(row)) if column.currency and is_amount else None
            )

    def _money(self, value: Decimal, currency: str | None) -> Format:
        """The format of an amount: the digits of its currency's coins, more where it has more."""
        digits = exponent(currency or "")
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        if not fits(Decimal(value), currency or ""):
            pattern = "#,##0." + "0" * digits + "#" * (MOST_DECIMALS - digits)
        if pattern not in self._formats:
            self._formats[pattern] = self._book.add_format({"num_format": pattern})
        return self._formats[pattern]

    def _cell(self, place: int, value: Any, look: Format | None = None) -> None:
        sheet, row = self._sheet, self._row
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(row, place, value[:LONGEST_TEXT])
        elif isinstance(value, date) and value.year < FIRST_YEAR:
            sheet.write_string(row, place, value.isoformat())
        elif isinstance(value, datetime):
            local = value.replace(tzinfo=UTC).astimezone(self._zone).replace(tzinfo=None)
            sheet.write_datetime(row, place, local, self._moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, place, datetime.combine(value, datetime.min.time()), self._day)
        elif is_exact(value):
            sheet.write_number(row, place, value, look)
        else:
            sheet.write_string(row, place, f"{value:f}" if isinstance(value, Decimal) else str(value))

    def close(self) -> None:
        try:
            self._book.close()
        except XlsxWriterException as error:
            raise OSError(str(error)) from error


def is_exact(number: int | Decimal) -> bool:
    """Whether a spreadsheet keeps every digit of it: noughts at the end of 1,250.0000 say nothing."""
    exact = Decimal(number)
    if len(exact.as_tuple().digits) <= MOST_DIGITS:
        return True
    return len(exact.normalize().as_tuple().digits) <= MOST_DIGITS
