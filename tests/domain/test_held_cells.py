"""Rows of any file can be cut into cells and written again without a change."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordertrail.domain.held_cells import cells_of, fits_unquoted, row_text

CELL = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters='\n\r"'), max_size=8)


@given(st.lists(CELL, min_size=2, max_size=6), st.sampled_from([",", ";", "\t", "|"]))
def test_cells_written_are_the_cells_read(cells: list[str], delimiter: str) -> None:
    text = row_text(cells, delimiter, True)
    assert next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) == cells
    assert cells_of(text, len(cells), delimiter, True) == cells


@pytest.mark.parametrize(
    ("raw", "width", "cells"),
    [
        ("a,b,c", 3, ["a", "b", "c"]),
        ("a,b", 3, ["a", "b", ""]),
        ("a,b,c,d", 3, ["a", "b", "c,d"]),
        ("a,b,c,,", 3, ["a", "b", "c"]),
        ('a,"b,c', 3, ["a", '"b', "c"]),
        ("", 2, ["", ""]),
        ('="0012",b', 2, ['="0012"', "b"]),
    ],
)
def test_a_row_of_another_width_hides_nothing(raw: str, width: int, cells: list[str]) -> None:
    assert cells_of(raw, width, ",", True) == cells


def test_without_quotes_a_mark_is_content() -> None:
    assert cells_of('5" pipe\tx', 2, "\t", False) == ['5" pipe', "x"]
    assert not fits_unquoted("a\tb", "\t") and fits_unquoted('a"b', "\t")
