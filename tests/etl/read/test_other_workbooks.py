"""Workbooks beside XLSX: ODS, and the errors in cells of XLS."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from etl.read.sheet_faults import error_cells
from etl.read.sheet_faults_xls import MAGIC
from tests.etl.read.ods_file import write_ods
from tests.etl.read.xls_file import Fault, write_xls
from tests.etl.reading import read

_HEAD: list[object] = ["order_no", "channel", "currency", "placed_at", "product", "quantity", "unit_price"]


def _order(number: object, price: object) -> list[object]:
    return [number, "tmall", "CNY", datetime(2026, 1, 1, 8), "Cup", 2, price]


def test_an_ods_workbook_is_read_as_any_other(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "b.ods", {"Notes": [["made by hand"]], "Orders": [_HEAD, _order(536365, 10.1)]})
    got = read(tmp_path, path)
    [order] = got.orders
    assert (order["channel_order_no"], order["total"], str(order["placed_at"])) == (
        "536365", Decimal("20.20"), "2026-01-01 00:00:00",
    )  # fmt: skip
    assert got.held == []


@pytest.mark.parametrize("fault", [Fault(0x17), Fault(0x2A, formula=True)])
def test_an_error_in_an_amount_of_an_xls_holds_its_row(tmp_path: Path, fault: Fault) -> None:
    rows = [_HEAD, _order("1", 10.1), _order("2", fault)]
    got = read(tmp_path, write_xls(tmp_path / "b.xls", {"s": rows}))
    assert [order["channel_order_no"] for order in got.orders] == ["1"]
    assert got.reasons == {3: "bad_money"}


def test_an_error_in_an_amount_of_an_ods_holds_its_row(tmp_path: Path) -> None:
    got = read(tmp_path, _with_fault(tmp_path / "b.ods"))
    assert [order["channel_order_no"] for order in got.orders] == ["1"]
    assert got.reasons == {5: "bad_money"}


def _with_fault(path: Path) -> Path:
    """Below an empty row, beside an empty column, behind a sheet that holds another error."""
    rows = [_HEAD, _order("1", 10.1), _order("2", "#REF!")]
    return write_ods(path, {"x": [["#N/A"]], "s": [[], [], *([None, *row] for row in rows)]})


def test_errors_are_those_of_the_sheet_that_is_asked_for(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "b.xls", {"Eins": [["a"], [1]], "Zwei": [["a", "b"], [None, Fault(0x07)]]})
    assert (error_cells(path, "Eins"), error_cells(path, "Zwei")) == ({}, {1: {1: "#DIV/0!"}})


@pytest.mark.parametrize("length", [0, 8, 60, 512, 700, 1500, 4000])
def test_a_cut_or_foreign_file_has_no_errors(tmp_path: Path, length: int) -> None:
    whole = write_xls(tmp_path / "b.xls", {"s": [["a"], [Fault(0x17)]]}).read_bytes()
    for content in (whole[:length], MAGIC + b"\xff" * length):
        (tmp_path / "cut.xls").write_bytes(content)
        assert error_cells(tmp_path / "cut.xls", "s") in ({}, {1: {0: "#REF!"}})
