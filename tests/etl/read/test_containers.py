"""Archives and workbooks give their tables, each under a name that a person knows; what cannot be read says so."""

from __future__ import annotations

import gzip
import io
import os
import random
import struct
import tarfile
import threading
import zipfile
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from etl.read import archives
from etl.read.containers import plain_files
from etl.read.named_file import NamedFile
from ordertrail.domain.errors import FileRefused
from ordertrail.domain.work import Cancelled, Work, at_work
from ordertrail.i18n import catalogue
from tests.etl.read.xls_file import write_xls
from tests.etl.reading import SAMPLES, read

A, B = b"x,y\n1,2\n", b"p;q\n3;4\n"


def opened(path: Path) -> tuple[dict[str, bytes], list[tuple[str, str]]]:
    """What came out, and code and file of each refusal; every refusal has its sentences."""
    refused: list[FileRefused] = []
    files = list(plain_files(NamedFile(path, path.name), path.parent / "work", refused.append))
    for refusal in refused:
        for lang in ("zh", "en"):
            assert "{" not in catalogue(lang)[f"error.{refusal.code}"].format_map(refusal.params)
    return {file.name: file.path.read_bytes() for file in files}, [(r.code, r.params["file"]) for r in refused]


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def inner_zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


# --- archives ----------------------------------------------------------------------------------------------------


def test_a_plain_file_is_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(A)
    assert list(plain_files(NamedFile(path, "a.csv"), tmp_path / "work", pytest.fail)) == [NamedFile(path, "a.csv")]
    assert not (tmp_path / "work").exists()


def test_a_zip_with_folders_and_litter(tmp_path: Path) -> None:
    members = {
        "2026-11/orders.csv": A, "2026-11/items.tsv": B, "deep/er/inner.zip": inner_zip({"c.csv": A, ".hidden.csv": B}),
        "__MACOSX/2026-11/._orders.csv": b"x", ".DS_Store": b"x", "2026-11/~$book.xlsx": b"x", "photo.png": b"x",
        "Thumbs.db": b"x", "empty/": b"", "packed.csv.gz": gzip.compress(B),
    }  # fmt: skip
    files, refused = opened(zipped(tmp_path / "o.zip", members))
    assert files == {
        "o.zip › 2026-11/orders.csv": A, "o.zip › 2026-11/items.tsv": B,
        "o.zip › deep/er/inner.zip › c.csv": A, "o.zip › packed.csv.gz": B,
    }  # fmt: skip
    assert refused == []


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_a_word_on_their_encoding(tmp_path: Path, encoding: str) -> None:
    raw = "订单/十一月.csv".encode(encoding)
    stand_in = "x" * len(raw)
    path = zipped(tmp_path / "o.zip", {stand_in: A})
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), raw))
    assert list(opened(path)[0]) == ["o.zip › 订单/十一月.csv"]


def test_a_gz(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress(A))
    assert opened(path) == ({"orders.csv.gz": A}, [])
    path.write_bytes(gzip.compress(A)[:-9])
    assert opened(path) == ({}, [("broken_archive", "orders.csv.gz")])
    path.write_bytes(gzip.compress(inner_zip({"a.csv": A})))
    assert opened(path)[0] == {"orders.csv.gz › a.csv": A}


def test_a_damaged_member_takes_no_other_with_it(tmp_path: Path) -> None:
    path = tmp_path / "o.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a.csv", "b.csv", "c.csv"):
            archive.writestr(name, f"x,y\n{name},2\n")
    path.write_bytes(path.read_bytes().replace(b"b.csv,2", b"b.csv,3"))
    files, refused = opened(path)
    assert list(files) == ["o.zip › a.csv", "o.zip › c.csv"] and refused == [("broken_archive", "o.zip › b.csv")]


def test_a_locked_member_takes_no_other_with_it(tmp_path: Path) -> None:
    path = zipped(tmp_path / "o.zip", {"a.csv": A, "b.csv": B})
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<H", content, at + 8, 1)
    path.write_bytes(content)
    assert opened(path) == ({"o.zip › a.csv": A}, [("encrypted_file", "o.zip › b.csv")])


def test_a_zip_cut_off(tmp_path: Path) -> None:
    path = zipped(tmp_path / "o.zip", {"a.csv": A * 100, "b.csv": B * 100})
    path.write_bytes(path.read_bytes()[:-30])
    assert opened(path) == ({}, [("broken_archive", "o.zip")])


def test_a_zip_of_pictures(tmp_path: Path) -> None:
    assert opened(zipped(tmp_path / "o.zip", {"a.png": A, "__MACOSX/b.csv": A})) == ({}, [("archive_empty", "o.zip")])


def test_what_unpacks_a_thousandfold_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "SMALL", 1 << 20)
    path = zipped(tmp_path / "o.zip", {"a.csv": A, "bomb.csv": b"0" * (8 << 20), "c.csv": A})
    assert opened(path) == ({"o.zip › a.csv": A}, [("archive_bomb", "o.zip")])
    path.write_bytes(gzip.compress(b"0" * (8 << 20)))
    assert opened(path) == ({}, [("archive_bomb", "o.zip")])
    monkeypatch.setattr(archives, "MOST_BYTES", 1 << 20)
    assert opened(path) == ({}, [("archive_too_big", "o.zip")])


def test_too_many_and_too_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_FILES", 3)
    files, refused = opened(zipped(tmp_path / "o.zip", {f"{n}.csv": A for n in range(5)}))
    assert len(files) == 3 and refused == [("archive_too_many", "o.zip")]
    nest = A
    for _ in range(7):
        nest = gzip.compress(nest)
    (tmp_path / "n.gz").write_bytes(nest)
    monkeypatch.setattr(archives, "MOST_FILES", 30)
    assert opened(tmp_path / "n.gz") == ({}, [("archive_too_deep", "n.gz")])


def test_archives_of_other_kinds_say_what_they_are(tmp_path: Path) -> None:
    tar = tmp_path / "o.tar.gz"
    with tarfile.open(tar, "w:gz") as archive:
        archive.add(SAMPLES / "douyin_orders.csv", "a.csv")
    assert opened(tar) == ({}, [("archive_kind", "o.tar.gz")])
    for mark in (b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c\x00"):
        (tmp_path / "o.rar").write_bytes(mark + bytes(50))
        assert opened(tmp_path / "o.rar") == ({}, [("archive_kind", "o.rar")])
    (tmp_path / "o.xls").write_bytes(b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>")
    assert opened(tmp_path / "o.xls") == ({}, [("web_page", "o.xls")])


def test_a_missing_file(tmp_path: Path) -> None:
    assert opened(tmp_path / "no.csv") == ({}, [("unreadable_file", "no.csv")])


# --- workbooks ---------------------------------------------------------------------------------------------------


def test_cells_become_the_text_of_an_export(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Nov")
    moment, day, hour, share = (
        book.add_format({"num_format": each}) for each in ("yyyy-mm-dd hh:mm:ss", "yyyy/m/d", "hh:mm", "0%")
    )
    sheet.write_row(0, 0, ["a", "b", "c", "d", "e", "f", "g"])
    sheet.write_datetime(1, 0, datetime(2026, 1, 2, 3, 4, 59), moment)
    sheet.write_datetime(1, 1, datetime(2026, 1, 2), day)
    sheet.write_datetime(1, 2, time(3, 4), hour)
    sheet.write_number(1, 3, 0.05, share)
    sheet.write_number(1, 4, 0.1 + 0.2)
    sheet.write_boolean(1, 5, True)
    sheet.write_formula(1, 6, "=1/0", None, "#DIV/0!")
    sheet.write_string(2, 0, "2601000000000000123")
    sheet.write_number(2, 1, 13800000001)
    sheet.write_number(2, 2, 351000000000000123)
    sheet.write_number(2, 3, 1234567890123456)
    sheet.write_number(2, 4, 1234567890123450)
    sheet.write_string(2, 5, 'two\nlines, "quoted"')
    sheet.write_number(2, 6, -3)
    book.close()
    files, refused = opened(path)
    assert refused == [] and files["b.xlsx › Nov"].decode().splitlines() == [
        "a,b,c,d,e,f,g",
        "2026-01-02 03:04:59,2026-01-02,03:04:00,0.05,0.3,TRUE,#DIV/0!",
        '2601000000000000123,13800000001,3.51E+17,1234567890123456,1.23456789012345E+15,"two',
        'lines, ""quoted""",-3',
    ]


def test_sheets_that_hold_no_table_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("orders", "notes", "empty", "lists", "items"):
        sheet = book.add_worksheet(name)
        if name == "notes":
            sheet.write_column(0, 0, ["Please", "read", "this"])
        elif name != "empty":
            sheet.write_row(0, 0, [name, "b"])
            sheet.write_row(1, 0, [1, 2])
        if name == "lists":
            sheet.hide()
    book.add_chartsheet("chart")
    book.close()
    assert list(opened(path)[0]) == ["b.xlsx › orders", "b.xlsx › items"]


@pytest.mark.parametrize("kind", ["notes", "hidden", "empty"])
def test_a_workbook_with_nothing_better(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "b.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("first")
    if kind != "empty":
        sheet = book.add_worksheet("it")
        sheet.write_column(0, 0, ["a", "b"])
        if kind == "hidden":
            sheet.hide()
    book.close()
    expected = ({}, [("empty_file", "b.xlsx")]) if kind == "empty" else ({"b.xlsx › it": b"a\nb\n"}, [])
    assert opened(path) == expected


def test_a_header_of_two_storeys(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("s")
    sheet.merge_range(0, 0, 0, 3, "November")
    sheet.merge_range(1, 0, 2, 0, "order")
    sheet.merge_range(1, 1, 1, 2, "buyer")
    sheet.merge_range(1, 3, 2, 3, "sum")
    sheet.write_row(2, 1, ["name", "phone"])
    sheet.merge_range(3, 0, 4, 0, 7)
    sheet.write_row(3, 1, ["A", "1", 2])
    sheet.write_row(4, 1, ["B", "2", 3])
    book.close()
    assert opened(path)[0]["b.xlsx › s"].decode().splitlines()[2:] == ["order,name,phone,sum", "7,A,1,2", ",B,2,3"]


def test_an_old_workbook(tmp_path: Path) -> None:
    rows: list[list[object]] = [["号", "when", "sum"], ["1", datetime(2026, 1, 2, 3, 4, 5), 2.5], ["2", None, 1000]]
    files, refused = opened(write_xls(tmp_path / "b.xls", {"单": rows, "x": [["a", "b"], [1, 2]]}))
    assert refused == [] and files == {
        "b.xls › 单": "号,when,sum\n1,2026-01-02 03:04:05,2.5\n2,,1000\n".encode(), "b.xls › x": b"a,b\n1,2\n",
    }  # fmt: skip


@pytest.mark.parametrize("kept", [40, 600, 2000, 4000])
def test_workbooks_cut_off(tmp_path: Path, kept: int) -> None:
    path = write_xls(tmp_path / "b.xls", {"s": [["a", "b"], [1, 2]]})
    path.write_bytes(path.read_bytes()[:kept])
    assert opened(path) == ({}, [("broken_workbook", "b.xls")])


def test_a_workbook_under_a_password(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1000) + "EncryptedPackage".encode("utf-16-le"))
    assert opened(path) == ({}, [("encrypted_file", "b.xlsx")])


def test_a_cell_in_the_last_corner_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "b.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("s")
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "b")
    book.close()
    monkeypatch.setattr("etl.read.workbooks.MEMORY", 1 << 30)
    assert opened(path) == ({}, [("workbook_too_big", "b.xlsx")])


def test_a_broken_sheet_within_a_zip(tmp_path: Path) -> None:
    bad = inner_zip({"xl/workbook.xml": b"<workbook", "[Content_Types].xml": b""})
    files, refused = opened(zipped(tmp_path / "o.zip", {"a.csv": A, "bad.xlsx": bad}))
    assert files == {"o.zip › a.csv": A} and refused == [("broken_workbook", "o.zip › bad.xlsx")]


# --- broken off --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_unpacking_tells_how_far_it_is_and_is_broken_off(tmp_path: Path, kind: str) -> None:
    content, told = random.Random(5).randbytes(6 << 20), list[tuple[int, int]]()
    path = tmp_path / f"a.{kind}"
    path.write_bytes(inner_zip({"a.csv": content}) if kind == "zip" else gzip.compress(content))
    with at_work(Work(lambda done, total: told.append((done, total)))):
        opened(path)
    assert len(told) == 6 and told == sorted(told) and told[0][0] < told[0][1] / 2
    assert all(done / total == pytest.approx(1, abs=0.01) for done, total in told[-1:])
    work = Work(lambda done, total: work.cancel())
    with at_work(work), pytest.raises(Cancelled):
        opened(path)


def test_the_reader_of_a_workbook_is_broken_off_and_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for a workbook that takes minutes: it notes its process and sleeps."""
    reader = tmp_path / "reader"
    reader.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/new && mv {tmp_path}/new {tmp_path}/pid\nexec sleep 600\n")
    reader.chmod(0o755)
    monkeypatch.setattr("etl.read.workbooks.sys.executable", str(reader))
    path, work = write_xls(tmp_path / "b.xls", {"s": [["a", "b"], [1, 2]]}), Work()

    def cancel() -> None:
        while not (tmp_path / "pid").exists():
            threading.Event().wait(0.01)
        work.cancel()

    canceller = threading.Thread(target=cancel)
    canceller.start()
    with at_work(work), pytest.raises(Cancelled):
        opened(path)
    canceller.join()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


# --- to the orders -----------------------------------------------------------------------------------------------


def test_order_file_and_item_file_find_each_other_in_a_zip(tmp_path: Path) -> None:
    names = ("taobao_orders.csv", "taobao_items.csv")
    path = zipped(tmp_path / "o.zip", {f"11/{name}": (SAMPLES / name).read_bytes() for name in names})
    got, plain = read(tmp_path, path), read(tmp_path, *(SAMPLES / name for name in names))
    assert got.staged.sums == plain.staged.sums and got.lines == plain.lines
    assert {order["source_file"] for order in got.orders} == {"o.zip › 11/taobao_orders.csv"}


def test_numbers_that_a_workbook_rounded_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("s")
    sheet.write_row(0, 0, ["order_no", "channel", "currency", "placed_at", "product", "quantity", "unit_price"])
    sheet.write_row(1, 0, [351000000000000123, "tmall", "CNY", "2026-01-01 08:00:00", "Cup", 1, 10])
    book.close()
    with pytest.raises(FileRefused, match="excel_ids"):
        read(tmp_path, path)


def test_an_error_in_an_amount_holds_its_row(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    book = xlsxwriter.Workbook(path)
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet("s")
    sheet.write_row(0, 0, ["order_no", "channel", "currency", "placed_at", "product", "quantity", "unit_price"])
    for row in (1, 2):
        sheet.write_row(row, 0, [str(row), "tmall", "CNY", "", "Cup", 2, 10.1])
        sheet.write_datetime(row, 3, datetime(2026, 1, 1, 8), moment)
    sheet.write_formula(2, 6, "=B99", None, "#REF!")
    book.close()
    got = read(tmp_path, path)
    assert [(order["channel_order_no"], order["total"]) for order in got.orders] == [("1", Decimal("20.20"))]
    assert got.reasons == {3: "bad_money"}


def test_facts_are_of_the_bytes_that_came(tmp_path: Path) -> None:
    from hashlib import sha256

    from etl.staging import recognise

    content = (SAMPLES / "shopify_orders.csv").read_bytes()
    path = zipped(tmp_path / "o.zip", {"a.csv": content})
    (file,) = plain_files(NamedFile(path, "o.zip"), tmp_path / "work", pytest.fail)
    facts = recognise(file, tmp_path / "text").facts()
    assert (facts["name"], facts["digest"]) == ("o.zip › a.csv", sha256(content).hexdigest())
    book = xlsxwriter.Workbook(tmp_path / "b.xlsx")
    sheet = book.add_worksheet("s")
    sheet.write_row(0, 0, ["order_no", "channel", "currency", "placed_at", "product", "quantity", "unit_price"])
    sheet.write_row(1, 0, ["1", "tmall", "CNY", "2026-01-01 08:00:00", "Cup", 1, 10])
    book.close()
    (file,) = plain_files(NamedFile(tmp_path / "b.xlsx", "b.xlsx"), tmp_path / "work2", pytest.fail)
    facts = recognise(file, tmp_path / "text2").facts()
    raw = (tmp_path / "b.xlsx").read_bytes()
    assert (facts["name"], facts["digest"], facts["bytes"]) == ("b.xlsx › s", sha256(raw).hexdigest(), len(raw))
