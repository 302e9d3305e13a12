"""Our own template with what a company shaped: own fields, segments, workflows; what is wrong holds the row."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.channels.template import Shape, template_csv
from etl.parsers import install
from etl.staging import NamedFile, recognise, stage
from ordertrail.domain.cells import Cells
from ordertrail.domain.custom_fields import CustomField, judge
from ordertrail.domain.named import Named
from ordertrail.domain.tags import read_tags
from ordertrail.domain.workflow_templates import B2B, RETAIL
from tests.etl.reading import Read, read, read_staged, write

SHAPE = Shape(
    fields=(
        CustomField("colour", "颜色", "Colour", "choice", ("Red, dark", "Blue")),
        CustomField("floor", "楼层", "Floor", "number"),
        CustomField("gift", "礼物", "", "yes_no"),
        CustomField("fit_on", "", "Fit on", "date"),
        CustomField("gate", "", "Gate", "text"),
    ),
    segments=(Named("vip", "VIP", "VIP"), Named("campus", "校园", "Campus")),
    workflows=(RETAIL, B2B),
)
HEAD = "order_no,currency,placed_at,product,quantity,unit_price"
ROW = "CNY,2026-01-01 08:00:00,Cup,1,10"


def shaped(folder: Path, text: str) -> Read:
    path = write(folder, "t.csv", text)
    files = [recognise(NamedFile(path, path.name), folder / "work")]
    target = folder / "shaped.duckdb"
    staged = stage(files, target, folder / "work", "Asia/Shanghai", lambda _: None, SHAPE)
    return read_staged(staged, target)


def test_a_header_that_is_a_fields_name_or_key_is_that_field(tmp_path: Path) -> None:
    got = shaped(
        tmp_path,
        f"{HEAD},颜色,floor,礼物,Fit on,Gate,unknown,segment,workflow,priority\n"
        f'1,{ROW},"red, DARK",1e1,,,,x,,,\n'
        f'2,{ROW},"red, DARK","1,200.0",有,2026/1/5,"=CMD() <b>",x,校园,企业客户,加急\n'
        f"3,{ROW},,,,,,,,,\n",
    )
    assert got.reasons == {2: "bad_number"}
    second, third = got.order("2"), got.order("3")
    assert second["custom"] == (
        '{"colour":"Red, dark","fit_on":"2026-01-05","floor":"1200","gate":"=CMD() <b>","gift":"yes"}'
    )
    assert (second["segment"], second["workflow"], second["priority"]) == ("campus", "b2b", "urgent")
    assert (third["custom"], third["segment"], third["workflow"]) == (None, None, None)


def test_a_status_is_read_by_the_workflow_that_the_order_names(tmp_path: Path) -> None:
    got = shaped(
        tmp_path,
        f"{HEAD},status,workflow,paid_at,shipped_at\n"
        f"1,{ROW},待回款,b2b,,\n2,{ROW},AWAITING settlement,B2B,,\n3,{ROW},settling,企业客户,,\n"
        f"4,{ROW},交易成功,b2b,,\n5,{ROW},已发货,,,\n6,{ROW},,b2b,,\n7,{ROW},,b2b,2026-01-02 08:00:00,\n"
        f"8,{ROW},,b2b,,2026-01-02 08:00:00\n9,{ROW},,,2026-01-02 08:00:00,\n"
        f"10,{ROW},settling,,,\n11,{ROW},paid,b2b,,\n12,{ROW},nonsense,b2b,,\n",
    )
    assert {order["channel_order_no"]: order["stage"] for order in got.orders} == {
        "1": "settling", "2": "settling", "3": "settling", "4": "done", "5": "shipped", "6": "reviewing",
        "7": "reviewing", "8": "shipped", "9": "paid",
    }  # fmt: skip
    assert got.reasons == {11: "no_status", 12: "no_status", 13: "unknown_status"}


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("Colour", "Green", "unknown_choice"), ("Floor", "three", "bad_number"), ("礼物", "maybe", "not_yes_no"),
        ("fit_on", "2026-02-30", "bad_day"), ("Gate", "x" * 501, "bad_text"), ("segment", "nobody", "unknown_segment"),
        ("workflow", "x", "unknown_workflow"), ("priority", "x", "unknown_priority"), ("tags", "x" * 41, "bad_tags"),
    ],
)  # fmt: skip
def test_a_wrong_value_holds_its_order_with_the_column(tmp_path: Path, column: str, value: str, reason: str) -> None:
    got = shaped(tmp_path, f"{HEAD},{column}\n1,{ROW},{value}\n2,{ROW},\n")
    assert [order["channel_order_no"] for order in got.orders] == ["2"]
    assert [(row["reason"], row["column_name"]) for row in got.held] == [(reason, column)]


def test_the_tax_of_lines_is_the_orders_where_the_file_gives_none(tmp_path: Path) -> None:
    got = read(
        tmp_path,
        write(tmp_path, "t.csv", f"{HEAD},line_tax,tax,surcharge\n1,{ROW},1.5,,4\n1,,,Pot,1,5,0.5,,\n2,{ROW},1,9,\n"),
    )
    first, second = got.order("1"), got.order("2")
    assert (first["tax"], first["surcharge"], first["total"]) == (Decimal(2), Decimal(4), Decimal(21))
    assert (second["tax"], second["total"]) == (Decimal(9), Decimal(19))
    assert [line["tax"] for line in got.lines_of("1")] == [Decimal("1.5"), Decimal("0.5")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_download_has_a_column_for_each_own_field(tmp_path: Path, lang: str) -> None:
    text = template_csv(lang, SHAPE.fields)
    assert text.splitlines()[0].endswith(
        {"zh": "颜色,楼层,礼物,Fit on,Gate", "en": "Colour,Floor,礼物,Fit on,Gate"}[lang]
    )
    assert len(shaped(tmp_path, text).orders) == 1


@pytest.fixture(scope="module")
def engine() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    install(connection)
    return connection


NUMBERS = st.text("0123456789.,-+ １２，．e", max_size=12)
DAYS = st.from_regex(r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?( 0?0:00(:00)?)?", fullmatch=True)


@given(kind=st.sampled_from(["number", "date"]), number=NUMBERS, day=DAYS)
def test_files_and_forms_read_a_value_alike(
    engine: duckdb.DuckDBPyConnection, kind: str, number: str, day: str
) -> None:
    typed, macro = (number, "as_number") if kind == "number" else (day, "as_day")
    row = engine.execute(f"SELECT {macro}(cell(?))", [typed]).fetchone()
    assert row is not None
    field = CustomField("k", en="K", kind="number" if kind == "number" else "date")
    assert row[0] == judge([field], Cells(), {"k": typed}).get("k"), typed


@given(typed=st.text("ab ,，;；、\u3000é👍", min_size=1, max_size=60))
def test_files_and_forms_read_tags_alike(engine: duckdb.DuckDBPyConnection, typed: str) -> None:
    row = engine.execute("SELECT as_tags(cell(?))", [typed]).fetchone()
    assert row is not None and (row[0] or None) == read_tags(Cells(), "tags", typed)
