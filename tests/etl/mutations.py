"""Samples, mutated as files are by programs, people and disks, with the number of rows that each then holds.

The rows are counted by this module's own reading of the samples (Python's csv), never by the product's.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random

import xlsxwriter
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.etl.reading import SAMPLES

Rows = list[list[str]]

ENCODINGS = {
    "taobao_orders.csv": "gb18030", "taobao_items.csv": "gb18030", "jd_orders.csv": "gb18030",
    "amazon_all_orders.tsv": "cp1252", "amazon_new_orders.tsv": "cp1252",
}  # fmt: skip
SEPARATORS = {"ebay_de.csv": ";"}
NAMES = sorted(path.name for path in SAMPLES.iterdir())
SIGNS = (",", ",", "\t", ";", "|", "^")
ALL_ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp932", "big5",
)  # fmt: skip
JUNK = (
    "", " ", "-", "NaN", "-1", "1e9", '"', '""', "=cmd", "9" * 40, "0000", "😀", "a\nb", "'5", "\u00a0", "x" * 300,
    "1,5", "2026-13-45", "2026-02-30 25:61", "None", "\t", ";", ",", "|", "3.51E+17", "é", "订单编号", "Name", "\ufdd0",
    "a\r\nb", "\x01", "TRUE", "<b>", "％", "$1,433.66", "\ufeff",
)  # fmt: skip
TITLES = (["订单报表"], ["Orders from 2026-11-01 to 2026-11-30"], ["店铺：", "样例店"], ["", "x"])
BLANK = ' \t\r\n\u3000\u00a0\ufeff"'


@dataclass(frozen=True)
class Mutant:
    """Files as bytes; between ``least`` and ``most`` rows are in them. ``story`` says how it was made."""

    files: tuple[tuple[str, bytes], ...]
    least: int
    most: int
    story: tuple[str, ...]

    def write(self, folder: Path) -> list[Path]:
        for name, content in self.files:
            (folder / name).write_bytes(content)
        return [folder / name for name, _ in self.files]


@dataclass(frozen=True)
class Frame:
    """What stands ``above`` the header, ``within`` between it and the rows, and ``below`` them: no orders."""

    above: Rows
    within: Rows
    below: Rows

    @property
    def filled(self) -> int:
        return sum(any(cell.strip(BLANK) for cell in row) for row in [*self.above, *self.within, *self.below])

    def around(self, table: Rows) -> Rows:
        return [*self.above, table[0], *self.within, *table[1:], *self.below]


def sample(name: str) -> tuple[Rows, Frame]:
    """Header and rows of a sample, and what its channel writes around them: only eBay writes anything."""
    text = (SAMPLES / name).read_bytes().decode(ENCODINGS.get(name, "utf-8-sig"))
    if name.endswith(".tsv"):
        rows = [line.split("\t") for line in text.splitlines()]
    else:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=SEPARATORS.get(name, ",")))
    if not name.startswith("ebay"):
        return rows, Frame([], [], [])
    # A blank row, the header, a blank row, the orders, an empty line and two footers.
    return [rows[1], *rows[3:-3]], Frame(rows[:1], rows[2:3], rows[-3:])


def sample_rows(name: str) -> Rows:
    """Header and rows of a sample."""
    return sample(name)[0]


@st.composite
def mutants(draw: DrawFn) -> Mutant:
    name = draw(st.sampled_from(NAMES))
    table, frame = sample(name)
    story = [name]
    for _ in range(draw(st.integers(0, 3))):
        change = draw(st.sampled_from(CHANGES))
        table = change(draw, table)
        story.append(change.__name__)
    if draw(st.integers(0, 9)) == 9:
        frame = replace(frame, above=[draw(st.sampled_from(TITLES)), *frame.above])
        story.append("titled")
    kind = draw(st.sampled_from(("plain",) * 9 + ("zip", "zip", "nested", "gz", "gz", "xlsx")))
    story.append(kind)
    if kind == "xlsx":
        content = _workbook(frame.around(table))
        least = most = _filled(table) + frame.filled
    else:
        content, least, most = _text(draw, table, frame, story)
        if draw(st.integers(0, 3)) == 3:
            content, least, most = _damaged(draw, content, story)
    file = _contained(name, content, kind)
    if draw(st.integers(0, 19)) == 19:
        file = (file[0], _flipped(draw, file[1]))
        story.append("container flipped")
        least, most = 0, max(most, len(file[1]))
    files = [file]
    if name == "taobao_items.csv" or (name == "taobao_orders.csv" and draw(st.booleans())):
        other = "taobao_orders.csv" if name == "taobao_items.csv" else "taobao_items.csv"
        files.append((other, (SAMPLES / other).read_bytes()))
        more = _filled(sample_rows(other))
        least, most = least + more, most + more
    return Mutant(tuple(files), least, most, tuple(story))


# --- the table -----------------------------------------------------------------------------------------------------


def cut_rows(draw: DrawFn, table: Rows) -> Rows:
    at, count = draw(st.integers(1, len(table))), draw(st.integers(1, 3))
    return table[:at] + table[at + count :]


def double_rows(draw: DrawFn, table: Rows) -> Rows:
    picked = draw(st.lists(st.integers(0, len(table) - 1), min_size=1, max_size=4))
    return table + [list(table[at]) for at in picked if at]


def double_all(draw: DrawFn, table: Rows) -> Rows:
    return table + [list(row) for row in table[1:]]


def repeat_header(draw: DrawFn, table: Rows) -> Rows:
    at = draw(st.integers(1, len(table)))
    return [*table[:at], list(table[0]), *table[at:]]


def shuffle_rows(draw: DrawFn, table: Rows) -> Rows:
    return [table[0], *draw(st.permutations(table[1:]))]


def blank_row(draw: DrawFn, table: Rows) -> Rows:
    at = draw(st.integers(1, len(table)))
    return [*table[:at], [""] * len(table[0]), *table[at:]]


def change_cell(draw: DrawFn, table: Rows) -> Rows:
    if len(table) > 1:
        row = table[draw(st.integers(1, len(table) - 1))]
        if row:
            row[draw(st.integers(0, len(row) - 1))] = draw(st.sampled_from(JUNK) | st.text(max_size=8))
    return table


def shorten_row(draw: DrawFn, table: Rows) -> Rows:
    if len(table) > 1:
        row = table[draw(st.integers(1, len(table) - 1))]
        del row[draw(st.integers(0, len(row))) :]
    return table


def lengthen_row(draw: DrawFn, table: Rows) -> Rows:
    table[draw(st.integers(0, len(table) - 1))].append(draw(st.sampled_from(JUNK)))
    return table


def drop_column(draw: DrawFn, table: Rows) -> Rows:
    at = draw(st.integers(0, max(len(table[0]) - 1, 0)))
    return [row[:at] + row[at + 1 :] for row in table]


def rename_column(draw: DrawFn, table: Rows) -> Rows:
    if table[0]:
        at = draw(st.integers(0, len(table[0]) - 1))
        old = table[0][at]
        table[0][at] = draw(st.sampled_from([old.upper(), f" {old} ", f"{old}2", "", table[0][0], "x", f"{old}\n"]))
    return table


def reorder_columns(draw: DrawFn, table: Rows) -> Rows:
    order = draw(st.permutations(range(len(table[0]))))
    return [[row[at] if at < len(row) else "" for at in order] for row in table]


def add_column(draw: DrawFn, table: Rows) -> Rows:
    name, cell = draw(st.sampled_from(("new", "Note 2", "", "状态"))), draw(st.sampled_from(JUNK))
    return [[*row, cell if number else name] for number, row in enumerate(table)]


def only_unknown_cells(draw: DrawFn, table: Rows) -> Rows:
    """A row that speaks in a column that nobody knows, and nowhere else."""
    width = len(table[0])
    wider = [[*row, "" if number else "own notes"] for number, row in enumerate(table)]
    return [*wider, [*[""] * width, "see above"]]


def summary_row(draw: DrawFn, table: Rows) -> Rows:
    """A sum below the rows, as spreadsheets get one."""
    width = len(table[0])
    words = draw(st.sampled_from(("合计", "总计：", "Total", "Summe", "")))
    return [*table, [words, *[""] * (width - 2), draw(st.sampled_from(("100.00", "¥3,000", "3")))][:width]]


CHANGES: tuple[Callable[[DrawFn, Rows], Rows], ...] = (
    cut_rows, double_rows, double_all, repeat_header, shuffle_rows, blank_row, change_cell, change_cell, change_cell,
    shorten_row, lengthen_row, drop_column, rename_column, reorder_columns, add_column, only_unknown_cells,
    summary_row,
)  # fmt: skip


def _filled(table: Rows) -> int:
    """Rows below the header with anything in them."""
    return sum(any(cell.strip(BLANK) for cell in row) for row in table[1:])


# --- the text and its bytes ----------------------------------------------------------------------------------------


def _text(draw: DrawFn, table: Rows, frame: Frame, story: list[str]) -> tuple[bytes, int, int]:
    sign = draw(st.sampled_from(SIGNS))
    end = draw(st.sampled_from(("\n", "\r\n", "\r\n", "\r")))
    quoting = draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL, None)))
    encoding = draw(st.sampled_from(ALL_ENCODINGS))
    story += [repr(sign), repr(end), str(quoting), encoding]
    if quoting is None:
        text = "".join(sign.join(row) + end for row in frame.around(table))
    else:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=sign, lineterminator=end, quoting=quoting).writerows(frame.around(table))
        text = out.getvalue()
    if draw(st.integers(0, 9)) == 9:
        text = f"sep={sign}{end}{text}"
        story.append("hinted")
    if draw(st.booleans()):
        text = text.removesuffix(end)
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        content = text.encode("utf-8", "surrogatepass")
        story.append("utf-8 after all")
    rows = _filled(table) + frame.filled
    cells = [cell for row in frame.around(table) for cell in row]
    whole = not any(sign in cell or '"' in cell or "\n" in cell or "\r" in cell for cell in cells)
    # A tab's quotes may be data, a bare return inside a quote may be a line end: then not every reader agrees.
    sure = whole or (quoting is not None and sign != "\t" and end == "\r\n" and "\r" not in "".join(cells))
    return content, (rows if sure else 0), (rows if sure else _lines(text))


def _lines(text: str) -> int:
    """Physical lines with anything in them, the header's included: no reader finds more rows."""
    return sum(bool(line.strip(BLANK)) for line in text.replace("\r", "\n").split("\n"))


def _damaged(draw: DrawFn, content: bytes, story: list[str]) -> tuple[bytes, int, int]:
    # Drawn places crowd at the beginning; damage is to fall anywhere.
    chance = Random(draw(st.integers(0, 2**32)))
    for _ in range(draw(st.integers(1, 3))):
        if not content:
            break
        at = chance.randrange(len(content))
        match draw(st.sampled_from(("flip", "cut", "drop", "insert", "quote"))):
            case "flip":
                content = content[:at] + bytes([chance.randrange(1, 256)]) + content[at + 1 :]
            case "cut":
                content = content[:at]
            case "drop":
                content = content[:at] + content[at + draw(st.integers(1, 20)) :]
            case "quote":
                content = content[:at] + b'"' + content[at:]
            case _:
                content = content[:at] + draw(st.binary(min_size=1, max_size=4)) + content[at:]
        story.append(f"damaged at {at}")
    return content, 0, content.count(b"\n") + content.count(b"\r") + 1


def _flipped(draw: DrawFn, content: bytes) -> bytes:
    at = draw(st.integers(0, max(len(content) - 1, 0)))
    return content[:at] + bytes([draw(st.integers(0, 255))]) + content[at + 1 :]


# --- what it is packed in ------------------------------------------------------------------------------------------


def _contained(name: str, content: bytes, kind: str) -> tuple[str, bytes]:
    match kind:
        case "zip":
            return f"{name}.zip", _zip({f"十一月/{name}": content, "__MACOSX/x.csv": b"x"})
        case "nested":
            return f"{name}.zip", _zip({"in.zip": _zip({name: content})})
        case "gz":
            return f"{name}.gz", gzip.compress(content, mtime=0)
        case "xlsx":
            return f"{name}.xlsx", content
        case _:
            return name, content


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def _workbook(table: Rows) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    # The same bytes each time, or an example could not be repeated.
    book.set_properties({"created": datetime(2026, 1, 1)})
    sheet = book.add_worksheet("s")
    for number, row in enumerate(table):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, "".join(sign for sign in cell if sign >= " " or sign == "\n"))
    book.close()
    return out.getvalue()
