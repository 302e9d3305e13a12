"""The sign between cells, told without a known header."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.read.delimiters import sniff

ROWS = [["Order", "Buyer", "Sum", "When"], ["7", "Li; Wei", "12,50", "2026-01-01 10:00"], ["8", "A|B", "3", "2026/1/2"]]


def text(sign: str) -> str:
    return "".join(sign.join(f'"{cell}"' if sign in cell else cell for cell in row) + "\n" for row in ROWS)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|", "^", "~", "\x1f", "\x01", "§", "¦"])
def test_signs(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text(sign), encoding="utf-8")
    found = sniff(path)
    assert found and (found.delimiter, found.width, found.header_line, found.fits) == (sign, 4, 1, 1.0)


def test_commas_in_bare_cells_of_another_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name;Preis;Ort\nMüller, Jörg;12,50;Köln\nWeiß, Anne;3,00;Bonn\n", encoding="utf-8")
    found = sniff(path)
    assert found and (found.delimiter, found.width) == (";", 3)


def test_a_comma_too_many_in_one_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name,Sum,City\nMüller, Jörg,12,Köln\n" + "Weiß,3,Bonn\n" * 9, encoding="utf-8")
    found = sniff(path)
    assert found and (found.delimiter, found.width, found.fits) == (",", 3, 10 / 11)


def test_excels_own_line_decides(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\ufeffsep=;\r\nA;B,C\r\n1;2,5\r\n", encoding="utf-8", newline="")
    found = sniff(path)
    assert found and (found.delimiter, found.header_line, found.width) == (";", 2, 2)


def test_a_bare_quote_between_tabs_is_data(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text('sku\tname\tprice\n1\tPan 10" steel\t5\n2\t"Lid\t3\n3\tCup\t1\n', encoding="utf-8")
    found = sniff(path)
    assert found and (found.delimiter, found.quoting, found.width) == ("\t", False, 3)


def test_a_header_below_a_title(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Orders of November\n\nOrder,Buyer,Sum\n1,A,2\n2,B,3\n3,C,4\n", encoding="utf-8")
    found = sniff(path)
    assert found and (found.delimiter, found.header_line) == (",", 3)


@pytest.mark.parametrize("content", ["", "\n", "a letter\nto a friend\n", "one\n1\n2\n"])
def test_nothing_to_cut(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(content, encoding="utf-8")
    assert sniff(path) is None
