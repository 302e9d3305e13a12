"""What is proposed for an unknown file, and the trial of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from etl.learn.mapping import TRIED_ROWS, try_mapping
from etl.learn.unknown import KEPT_DAYS, MOST_KEPT, expire, keep_unknown, kept_file, kept_files, opened
from etl.pipeline import shape_of
from etl.staging import NamedFile
from ordertrail.domain.errors import FileRefused, NotFound
from ordertrail.services.context import Context
from tests.etl.own import WHO, kept, looked
from tests.etl.reading import write

SHEET = (
    "晨光小店 2026年1月销售,,,,,,,\n单号,日期,客户,电话,商品,数量,单价,进度\n"
    "A001,2026年1月5日,张三,13800138000,茶叶礼盒,2,128.00,已发货\n"
    'A002,2026年1月6日 10:20,李四,13900139001,紫砂壶,1,"1,280.00",待发货\n'
    ",,,,茶杯,4,15.5,\nA003,2026.1.8,王五,13700137000,普洱,1,88元,补寄\n"
)


def test_a_shops_own_chinese_sheet_is_understood(ctx: Context, tmp_path: Path) -> None:
    path = write(tmp_path, "手工.csv", SHEET, "gb18030")
    look = looked(ctx, path)
    assert {target: guess.header for target, guess in look.guesses.items()} == {
        "order_no": "单号", "placed_at": "日期", "customer_name": "客户", "customer_phone": "电话", "item_name": "商品",
        "item_quantity": "数量", "item_price": "单价", "status": "进度",
    }  # fmt: skip
    assert (look.layout.rows, look.layout.currency) == ("block", "CNY")
    assert look.layout.status == {"已发货": "shipped", "待发货": "paid", "补寄": ""}
    with opened(ctx, WHO, kept(ctx, path)) as file:
        assert (file.header_line, file.decoded.encoding) == (2, "gb18030")
        trial = try_mapping(file, look.layout, shape_of(ctx), "Asia/Shanghai")
    assert [(order["channel_order_no"], str(order["total"])) for order in trial.orders] == [
        ("A001", "256.0000"), ("A002", "1342.0000"),
    ]  # fmt: skip
    assert [(problem.line, problem.reason) for problem in trial.problems] == [(6, "unknown_status")]


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            "Bestellnummer;Bestelldatum;Artikel;Menge;Einzelpreis;Kunde;PLZ;Ort;Land",
            '7;31.12.2025;Tasse;2;"12,50 €";Jo Ro;10115;Berlin;Deutschland',
            {
                "order_no", "placed_at", "item_name", "item_quantity", "item_price", "customer_name", "postal_code",
                "city", "country_text",
            },
        ),
        (
            "N° commande;Date de commande;Produit;Quantité;Prix unitaire;E-mail",
            "7;31/12/2025;Tasse;2;12,50;a@b.fr",
            {"order_no", "placed_at", "item_name", "item_quantity", "item_price", "customer_email"},
        ),
        (
            "Número de pedido,Fecha,Artículo,Cantidad,Precio,Estado",
            "7,31/12/2025,Taza,2,12.50,Enviado",
            {"order_no", "placed_at", "item_name", "item_quantity", "item_price", "status"},
        ),
        (
            "OrderID,OrderDate,ProductName,Qty,UnitPrice,ShipCountry",
            "7,12/31/2025,Mug,2,12.50,Japan",
            {"order_no", "placed_at", "item_name", "item_quantity", "item_price", "country_text"},
        ),
    ],
)  # fmt: skip
def test_names_of_other_tongues_are_known(
    ctx: Context, tmp_path: Path, header: str, row: str, expected: set[str]
) -> None:
    look = looked(ctx, write(tmp_path, "x.csv", f"{header}\n{row}\n{row.replace('7', '8', 1)}\n"))
    assert set(look.guesses) == expected
    numbered = "/" in row or "31.12" in row
    assert look.dates_seen == ("month_first" if "12/31" in row else "day_first" if numbered else "none")
    assert look.layout.decimal == ("," if "12,50" in row else ".")


def test_values_outweigh_a_name_that_cannot_be_true(ctx: Context, tmp_path: Path) -> None:
    text = "id,date,total,mail\n1,shipped,2026-01-05,a@b.cd\n2,open,2026-01-06,e@f.gh\n"
    found = looked(ctx, write(tmp_path, "x.csv", text)).guesses
    assert (found["placed_at"].header, found["placed_at"].why) == ("total", "values")
    assert found["customer_email"].header == "mail" and "given_total" not in found


def test_days_that_could_be_either_way_are_open(ctx: Context, tmp_path: Path) -> None:
    look = looked(ctx, write(tmp_path, "x.csv", "id,order date,total\n1,01/02/2026,5\n2,03/04/2026,6\n"))
    assert look.dates_seen == "open"


def test_a_trial_reads_whole_orders_of_the_first_rows(ctx: Context, tmp_path: Path) -> None:
    rows = "".join(f"{n // 3},2026-01-05,Item {n},1,2\n" for n in range(TRIED_ROWS + 50))
    path = write(tmp_path, "x.csv", "order no,order date,item,qty,unit price\n" + rows)
    look = looked(ctx, path)
    with opened(ctx, WHO, kept(ctx, path)) as file:
        trial = try_mapping(
            file, look.layout.__class__(**{**vars(look.layout), "currency": "EUR"}), shape_of(ctx), "UTC"
        )
    # The last order begins within the sample and ends beyond it.
    assert (trial.whole, trial.staged.rows_read, trial.staged.rows_held) == (False, TRIED_ROWS - TRIED_ROWS % 3, 0)
    assert {order["line_count"] for order in trial.orders} == {3}


def test_kept_files_are_bounded_by_age_and_number(ctx: Context, tmp_path: Path) -> None:
    path = write(tmp_path, "x.csv", "a,b\n1,2\n")
    ids = [kept(ctx, path) for _ in range(MOST_KEPT + 3)]
    assert len(kept_files(ctx)) == MOST_KEPT and kept_file(ctx, ids[-1]).name == "x.csv"
    now = ctx.now
    object.__setattr__(ctx, "now", lambda: now() + timedelta(days=KEPT_DAYS, hours=1))
    expire(ctx)
    assert kept_files(ctx) == []
    with pytest.raises(NotFound):
        kept_file(ctx, "../../../etc")
    assert keep_unknown(ctx, NamedFile(path, "x.csv"), FileRefused("mojibake")) is None


@pytest.mark.parametrize("text", ["dear friend,\nno table here\n", "readme\n", "\n"])
def test_what_has_no_columns_waits_for_nobody(ctx: Context, tmp_path: Path, text: str) -> None:
    path = write(tmp_path, "letter.csv", text)
    assert keep_unknown(ctx, NamedFile(path, path.name), FileRefused("unknown_layout")) is None
    assert not any(ctx.settings.unknown_dir.iterdir())
