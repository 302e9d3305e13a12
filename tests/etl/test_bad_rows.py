"""Bad rows hold their whole order and nothing else; what cannot be trusted is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from ordertrail.domain.errors import FileRefused
from ordertrail.i18n import catalogue
from tests.etl.reading import SAMPLES, Read, read, write

HEAD = (
    "Name,Financial Status,Fulfillment Status,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price\n"
)
GOOD = "#{n},paid,fulfilled,EUR,10.00,10.00,2026-01-0{n} 10:00:00 +0100,1,Mug {n},10.00\n"


def shop(folder: Path, *rows: str) -> Read:
    return read(folder, write(folder, "shop.csv", HEAD + "".join(rows)))


def good(*numbers: int) -> list[str]:
    return [GOOD.format(n=number) for number in numbers]


@pytest.mark.parametrize(
    ("bad", "reason", "column"),
    [
        ("#9,paid,fulfilled,EUR,1,1", "broken_row", None),
        ('#9,paid,fulfilled,EUR,10,10,2026-01-01 10:00:00 +0100,1,"Mug,10\n', "broken_quote", None),
        ('#9,paid,fulfilled,EUR,10,10,2026-01-01 10:00:00 +0100,1,"Mug"x,10\n', "broken_quote", None),
        ("#9,lost,fulfilled,EUR,10,10,2026-01-01 10:00:00 +0100,1,Mug,10\n", "unknown_status", "Financial Status"),
        ("#9,paid,fulfilled,XXQ,10,10,2026-01-01 10:00:00 +0100,1,Mug,10\n", "unknown_currency", "Currency"),
        ("#9,paid,fulfilled,EUR,ten,10,2026-01-01 10:00:00 +0100,1,Mug,10\n", "bad_money", "Subtotal"),
        ("#9,paid,fulfilled,EUR,10,10,05/13/2026 10:00,1,Mug,10\n", "bad_time", "Created at"),
        ("#9,paid,fulfilled,EUR,10,10,2026-01-01 10:00:00,1,Mug,10\n", "bad_time", "Created at"),
        ("#9,paid,fulfilled,EUR,10,10,2026-01-01 10:00:00 +0100,one,Mug,10\n", "bad_quantity", "Lineitem quantity"),
        ("#9,paid,fulfilled,EUR,10,,2026-01-01 10:00:00 +0100,1,Mug,10\n", "missing_value", "Total"),
        ("#9,paid,fulfilled,,10,10,2026-01-01 10:00:00 +0100,1,Mug,10\n", "no_currency", None),
        ("#9,,,,,,2026-01-01 10:00:00 +0100,1,Mug,10\n", "no_head", None),
        (",paid,fulfilled,EUR,10,10,2026-01-01 10:00:00 +0100,1,Mug,10\n", "no_order_number", "Name"),
        (HEAD.replace("paid", "Paid").replace("Subtotal", "Sum"), "repeated_header", "Name"),
    ],
)
def test_only_the_bad_order_is_held(tmp_path: Path, bad: str, reason: str, column: str | None) -> None:
    got = shop(tmp_path, *good(1, 2), bad if bad.endswith("\n") else bad + "\n", *good(3))
    assert sorted(str(order["channel_order_no"]) for order in got.orders) == ["#1", "#2", "#3"]
    assert [(row["line"], row["reason"], row["column_name"]) for row in got.held] == [(4, reason, column)]
    assert got.held[0]["raw"] == bad.rstrip("\n")


def test_a_row_that_speaks_in_an_unknown_column_alone_is_held(tmp_path: Path) -> None:
    rows = [line.replace("\n", ",\n") for line in good(1, 2)]
    text = HEAD.replace("\n", ",Own\n") + rows[0] + "," * HEAD.count(",") + ",see above\n" + rows[1] + "," * 10 + "\n"
    got = read(tmp_path, write(tmp_path, "shop.csv", text))
    assert got.reasons == {3: "no_order_number"} and (got.staged.rows_read, len(got.orders)) == (3, 2)


def test_an_order_is_held_with_all_its_rows(tmp_path: Path) -> None:
    got = shop(tmp_path, *good(1), "#1,,,,,,2026-01-01 10:00:00 +0100,many,Cup,5\n", *good(2))
    assert got.reasons == {2: "order_held_whole", 3: "bad_quantity"}
    assert [order["channel_order_no"] for order in got.orders] == ["#2"]


def test_a_broken_row_holds_the_order_it_names(tmp_path: Path) -> None:
    got = shop(tmp_path, *good(1), "#1,,,,,\n", *good(2))
    assert got.reasons == {2: "order_held_whole", 3: "broken_row"}


def test_a_file_cut_off_in_the_middle_keeps_what_came_before(tmp_path: Path) -> None:
    path = write(tmp_path, "cut.csv", (HEAD + "".join(good(1, 2, 3)))[:-30])
    got = read(tmp_path, path)
    assert len(got.orders) == 2 and got.reasons == {4: "broken_row"}


def test_a_file_cut_off_within_a_character(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_bytes((SAMPLES / "douyin_orders.csv").read_bytes().split("样例香皂".encode())[0] + "样".encode()[:2])
    got = read(tmp_path, path)
    assert len(got.orders) == 2 and got.reasons == {4: "broken_text"}


def test_a_doubled_order_counts_once(tmp_path: Path) -> None:
    second = "#1,,,,,,2026-01-01 10:00:00 +0100,1,Cup,0\n"
    got = shop(tmp_path, *good(1), second, *good(1), second, *good(2))
    assert (len(got.orders), len(got.lines), got.staged.rows_read, got.held) == (2, 3, 5, [])


def test_a_doubled_first_row_counts_once(tmp_path: Path) -> None:
    got = shop(tmp_path, *good(1, 1), "#1,,,,,,2026-01-01 10:00:00 +0100,1,Cup,0\n")
    assert (len(got.orders), len(got.lines), got.held) == (1, 2, [])


def test_contradicting_rows_are_held(tmp_path: Path) -> None:
    got = shop(tmp_path, *good(1), GOOD.format(n=1).replace("10.00", "12.00"), *good(2))
    assert set(got.reasons.values()) == {"conflicting_rows", "order_held_whole"} and len(got.orders) == 1


def test_equal_amazon_rows_are_held_since_nothing_tells_them_apart(tmp_path: Path) -> None:
    lines = (SAMPLES / "amazon_all_orders.tsv").read_text(encoding="cp1252").splitlines(keepends=True)
    got = read(tmp_path, write(tmp_path, "a.tsv", "".join([*lines, lines[1]])))
    assert got.reasons == {2: "order_held_whole", 3: "order_held_whole", 5: "duplicate_row"}


def test_the_same_order_in_two_files(tmp_path: Path) -> None:
    first = write(tmp_path, "a.csv", HEAD + "".join(good(1, 2)))
    second = write(tmp_path, "b.csv", HEAD + "".join(good(2, 3)))
    got = read(tmp_path, first, second)
    assert (len(got.orders), len(got.lines), got.staged.rows_read, got.held) == (3, 3, 4, [])
    third = write(tmp_path, "c.csv", HEAD + good(2)[0].replace("fulfilled", "partial"))
    got = read(tmp_path, first, third)
    assert sorted((str(row["file"]), row["reason"]) for row in got.held) == [
        ("a.csv", "conflicting_rows"), ("c.csv", "order_held_whole"),
    ]  # fmt: skip


def test_items_of_unknown_orders_are_held(tmp_path: Path) -> None:
    items = (SAMPLES / "taobao_items.csv").read_text(encoding="gb18030")
    extra = '="999","样例","1.00","1","","","","","交易成功","X",\n'
    path = write(tmp_path, "items.csv", items + extra, "gb18030")
    got = read(tmp_path, SAMPLES / "taobao_orders.csv", path)
    assert [(row["file"], row["reason"]) for row in got.held] == [("items.csv", "no_such_order")]


def test_a_taobao_order_list_with_an_unknown_status(tmp_path: Path) -> None:
    text = (SAMPLES / "taobao_orders.csv").read_text(encoding="gb18030").replace("交易关闭", "外星人劫走")
    got = read(tmp_path, write(tmp_path, "o.csv", text, "gb18030"), SAMPLES / "taobao_items.csv")
    assert sorted(str(row["reason"]) for row in got.held) == ["order_held_whole", "unknown_status"]
    assert got.staged.rows_read == 7 and len(got.orders) == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty_file"),
        (HEAD.encode(), "no_rows"),
        (b"PK\x03\x04 anything", "broken_archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 anything", "broken_workbook"),
        (b"%PDF-1.7\x00\x01", "not_text"),
        (b"a,b,c\n1,2,3\n", "unknown_layout"),
        (b"just a letter to a friend\nwith two lines\n", "unknown_layout"),
        (HEAD.replace("Created at,", "").encode() + b"#1,paid\n", "missing_columns"),
        (HEAD.encode() + GOOD.format(n=1).replace("#1", "3.51E+17").encode(), "excel_ids"),
        (HEAD.encode() + b"#1,\xff\xfe\xfa\x81\x20\x8d\n" * 3, "unknown_encoding"),
    ],
)
def test_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refusal:
        read(tmp_path, path)
    assert refusal.value.code == code and refusal.value.params["file"] == "file.csv"
    for lang in ("zh", "en"):
        assert "{" not in catalogue(lang)[f"error.{code}"].format_map(refusal.value.params)


TAOBAO = (SAMPLES / "taobao_orders.csv").read_text(encoding="gb18030")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("right", ["gb18030", "utf-8"])
@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_a_chinese_file_saved_in_a_wrong_encoding_says_so(tmp_path: Path, right: str, wrong: str, mark: str) -> None:
    # As browsers read it: a byte that cp1252 leaves empty stays a control character.
    seen = "".join(
        bytes([byte]).decode(wrong) if wrong == "latin-1" or byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte)
        for byte in TAOBAO.encode(right)
    )
    assert right != "gb18030" or "¶©µ¥±àºÅ" in seen
    with pytest.raises(FileRefused) as refusal:
        read(tmp_path, write(tmp_path, "o.csv", mark + seen))
    assert refusal.value.code == "mojibake" and refusal.value.params["file"] == "o.csv"
    for lang in ("zh", "en"):
        assert "{" not in catalogue(lang)["error.mojibake"].format_map(refusal.value.params)


def test_western_text_is_not_taken_for_damaged_chinese(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="unknown_layout"):
        read(tmp_path, write(tmp_path, "o.csv", "Größe,Stück,Währung,Straße\n1,2,3,4\n"))


def test_an_unknown_header_is_shown_short_and_without_its_mark(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refusal:
        read(tmp_path, write(tmp_path, "o.csv", "\ufeff" + "abcdefghi," * 30 + "\n1\n"))
    assert refusal.value.params["header"] == "abcdefghi," * 5 + "abcdefghi" + "…"
    with pytest.raises(FileRefused) as refusal:
        read(tmp_path, write(tmp_path, "o.csv", "\ufeffa,b\n1,2\n"))
    assert refusal.value.params["header"] == "a,b"


def test_ids_rounded_to_15_digits_are_refused(tmp_path: Path) -> None:
    text = (SAMPLES / "taobao_orders.csv").read_text(encoding="gb18030")
    for number in ("101", "102", "103"):
        text = text.replace(f'="260100000000000{number}"', f"26010000000{number}0000")
    with pytest.raises(FileRefused, match="excel_ids"):
        read(tmp_path, write(tmp_path, "o.csv", text, "gb18030"))


def test_files_of_several_channels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="mixed_channels"):
        read(tmp_path, SAMPLES / "shopify_orders.csv", SAMPLES / "douyin_orders.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_of_a_chinese_file(tmp_path: Path, encoding: str) -> None:
    text = (SAMPLES / "taobao_orders.csv").read_text(encoding="gb18030")
    got = read(tmp_path, write(tmp_path, "o.csv", text, encoding))
    assert got.order("260100000000000102")["customer_name"] == "样例乙"


def test_japanese_amazon_report(tmp_path: Path) -> None:
    text = (SAMPLES / "amazon_all_orders.tsv").read_text(encoding="cp1252").replace("Backform Größe M", "ケーキの型")
    got = read(tmp_path, write(tmp_path, "jp.tsv", text, "cp932"))
    assert got.lines_of("203-0000002-0000002")[0]["name"] == "ケーキの型"


def test_every_reason_has_a_sentence() -> None:
    import re

    sources = "".join(path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "etl").rglob("*.py"))
    for lang in ("zh", "en"):
        for code in re.findall(r'FileRefused\(\s*"(\w+)"', sources):
            assert f"error.{code}" in catalogue(lang)
