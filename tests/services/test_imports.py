"""Landing, discarding, exporting, removing the demo."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from etl.pipeline import import_many, land, prepare, prepare_sound, recognised
from etl.report import ImportReport
from ordertrail.app import open_context
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.errors import DomainError, FileRefused, FilesRefused, NotAllowed, NotFound, StoreDown
from ordertrail.services.context import Context
from ordertrail.services.discard_import import discard_import
from ordertrail.services.export_orders import export_orders
from ordertrail.services.land_import import land_import
from ordertrail.services.remove_demo import remove_demo
from ordertrail.settings import Settings
from ordertrail.store.imports import list_files, list_imports, staging_path
from tests.etl.reading import SAMPLES
from tests.services.landing import HEAD, land_template

OWNER = local_owner("test")
ROWS = ("M-1,paid,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00", "M-2,shipped,EUR,2026-01-16 00:30:00,Bob,=Pan,1,20.00")


def previewed(ctx: Context, path: Path) -> ImportReport:
    with recognised(ctx, [path], pytest.fail) as groups:
        return prepare(ctx, OWNER, groups[0])


def test_a_report_tells_what_landed(ctx: Context) -> None:
    report = land_template(ctx, *ROWS, "M-3,lost,CNY,2026-01-16 10:00:00,Cy,Jar,1,5.00")
    shown = report.to_json()
    assert shown["rows"] == {"read": 3, "merged": 2, "unchanged": 0, "held": 1, "other": 0}
    assert shown["orders"] == {"new": 2, "changed": 0, "unchanged": 0, "conflict": 0, "held": 1}
    assert shown["sums"] == {"CNY": "100.00", "EUR": "20.00"} and shown["lines"] == 2
    assert [(p["line"], p["reason"], p["column"]) for p in shown["problems"]] == [(4, "unknown_status", "status")]
    again = land_template(ctx, *ROWS).to_json()
    assert again["orders"]["unchanged"] == 2 and again["rows"]["unchanged"] == 2


def test_the_history_knows_the_rows_of_each_file(ctx: Context, tmp_path: Path) -> None:
    """Orders' rows: not eBay's two footers, nor lines within a cell, but held ones."""
    names = ("ebay_us.csv", "ebay_uk.csv")
    report = import_many(ctx, OWNER, [SAMPLES / name for name in names])[0]
    with ctx.store.read() as connection:
        files = list_files(connection, report.import_id)
    assert [(file["name"], file["rows"]) for file in files] == [("ebay_us.csv", 5), ("ebay_uk.csv", 2)]
    assert report.rows["read"] == 7
    path = tmp_path / "own.csv"
    path.write_text(HEAD + ROWS[0].replace("Cup", '"Cup,\nblue"') + "\n\n" + ROWS[1].replace("shipped", "lost") + "\n")
    report = import_many(ctx, OWNER, [path])[0]
    with ctx.store.read() as connection:
        assert [file["rows"] for file in list_files(connection, report.import_id)] == [2]
    assert report.rows["held"] == 1


def test_a_refused_file_lands_nothing_and_stands_in_the_history(ctx: Context, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(HEAD + ROWS[0] + "\n", encoding="utf-8")
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(FilesRefused) as refusal:
        import_many(ctx, OWNER, [good, bad])
    assert refusal.value.spared == ("good.csv",)
    assert ctx.store.is_empty()
    with ctx.store.read() as connection:
        history = list_imports(connection)
    assert [(record["state"], record["files"]) for record in history] == [("refused", ["bad.csv"])]
    assert history[0]["report"]["error"] == "unknown_layout"


def test_a_refusal_at_the_second_channel_leaves_no_preview_of_the_first(ctx: Context, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(HEAD + ROWS[0] + "\n", encoding="utf-8")
    header = "Name,Created at,Subtotal,Total,Currency,Financial Status\n"
    bad.write_text(header + "3.51E+17,2026-01-01 10:00:00 +0100,1,1,EUR,paid\n", encoding="utf-8")
    with pytest.raises(FilesRefused, match="excel_ids"):
        import_many(ctx, OWNER, [good, bad])
    with ctx.store.read() as connection:
        history = {record["state"]: record["channel"] for record in list_imports(connection)}
    assert history == {"discarded": "template", "refused": "shopify"}
    assert list(ctx.settings.staging_dir.iterdir()) == []


RUINED = ROWS[0].replace("M-1", "3.51E+17")


def test_every_refusal_is_told_and_none_hides_another(ctx: Context, tmp_path: Path) -> None:
    texts = {"a": HEAD + ROWS[0], "b": "x,y\n1,2", "c": HEAD + RUINED, "d": HEAD + ROWS[1], "e": "", "f": HEAD + RUINED}
    files = [tmp_path / f"{name}.csv" for name in texts]
    for path, content in zip(files, texts.values(), strict=True):
        path.write_text(content, encoding="utf-8")
    with pytest.raises(FilesRefused) as refusal:
        import_many(ctx, OWNER, files)
    assert sorted((each.params["file"], each.code) for each in refusal.value.refusals) == [
        ("b.csv", "unknown_layout"), ("c.csv", "excel_ids"), ("e.csv", "empty_file"), ("f.csv", "excel_ids"),
    ]  # fmt: skip
    assert refusal.value.spared == ("a.csv", "d.csv") and ctx.store.is_empty()
    with ctx.store.read() as connection:
        history = {record["files"][0]: record["channel"] for record in list_imports(connection)}
    assert history == {"b.csv": None, "c.csv": "template", "e.csv": None, "f.csv": "template"}


def test_a_ruined_file_does_not_take_its_namesake_with_it(ctx: Context, tmp_path: Path) -> None:
    files = []
    for folder, row in (("x", ROWS[0]), ("y", RUINED), ("z", ROWS[1])):
        (tmp_path / folder).mkdir()
        files.append(tmp_path / folder / "orders.csv")
        files[-1].write_text(HEAD + row + "\n", encoding="utf-8")
    refused: list[FileRefused] = []
    with recognised(ctx, files, refused.append) as groups:
        report = prepare_sound(ctx, OWNER, groups[0], refused.append)
    assert report and report.orders["new"] == 2 and [each.number for each in refused] == [1]


def test_an_item_list_whose_orders_are_ruined_is_refused_by_itself(ctx: Context, tmp_path: Path) -> None:
    text = (SAMPLES / "taobao_orders.csv").read_text(encoding="gb18030")
    for number in ("101", "102", "103"):
        text = text.replace(f'="260100000000000{number}"', f"26010000000{number}0000")
    ruined = tmp_path / "orders.csv"
    ruined.write_text(text, encoding="gb18030")
    with pytest.raises(FilesRefused) as refusal:
        import_many(ctx, OWNER, [ruined, SAMPLES / "taobao_items.csv"], dry_run=True)
    assert [(each.params["file"], each.code) for each in refusal.value.refusals] == [
        ("orders.csv", "excel_ids"), ("taobao_items.csv", "items_without_orders"),
    ]  # fmt: skip
    assert refusal.value.spared == ()


def test_what_a_killed_process_left_is_cleared_at_the_next_start_and_a_preview_stays(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    context, path = open_context(settings), tmp_path / "a.csv"
    path.write_text(HEAD + ROWS[0] + "\n", encoding="utf-8")
    report = previewed(context, path)
    context.store.close()
    kept = {path.name for path in settings.staging_dir.iterdir()}
    for name in ("inbox/upload", "staging/abc.work", "staging/reading-x"):
        (settings.data_dir / name).mkdir(parents=True)
    for name in ("0299cb74cbb5.duckdb", "0299cb74cbb5.items.parquet", f"{report.import_id}.duckdb.wal"):
        (settings.staging_dir / name).write_bytes(b"x")
    context = open_context(settings)
    assert {path.name for path in settings.staging_dir.iterdir()} == kept and len(kept) == 4
    assert list(settings.inbox_dir.iterdir()) == []
    assert land(context, OWNER, report.import_id).orders["new"] == 1
    context.store.close()


def test_a_dry_run_writes_nothing(ctx: Context, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEAD + ROWS[0] + "\n", encoding="utf-8")
    report = import_many(ctx, OWNER, [path], dry_run=True)[0]
    assert report.orders["new"] == 1 and ctx.store.is_empty()
    assert list(ctx.settings.staging_dir.iterdir()) == []
    with ctx.store.read() as connection:
        assert list_imports(connection) == []


def test_only_a_preview_lands_or_is_discarded_once(ctx: Context, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(HEAD + ROWS[0] + "\n", encoding="utf-8")
    report = previewed(ctx, path)
    with pytest.raises(NotAllowed):
        land_import(ctx, Actor("s", role="customer"), report.import_id)
    discard_import(ctx, OWNER, report.import_id)
    assert not staging_path(ctx.settings.staging_dir, report.import_id).exists()
    with pytest.raises(DomainError, match="import_not_previewed"):
        land(ctx, OWNER, report.import_id)
    with pytest.raises(NotFound):
        discard_import(ctx, OWNER, "none")
    other = previewed(ctx, path)
    staging_path(ctx.settings.staging_dir, other.import_id).unlink()
    with pytest.raises(DomainError, match="staging_missing"):
        land(ctx, OWNER, other.import_id)
    assert ctx.store.is_empty()


def test_the_export_holds_every_order_in_the_business_zone(ctx: Context, tmp_path: Path) -> None:
    land_template(ctx, *ROWS)
    target = tmp_path / "out.csv"
    assert export_orders(ctx, OWNER, target) == 2
    raw = target.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert list(rows[0])[:7] == [
        "order_id", "channel", "channel_order_no", "status", "currency", "total", "placed_at",
    ]  # fmt: skip
    by_no = {row["channel_order_no"]: row for row in rows}
    assert by_no["M-2"]["placed_at"] == "2026-01-16T00:30:00+08:00"
    assert (by_no["M-1"]["status"], by_no["M-1"]["currency"], by_no["M-1"]["total"]) == ("paid", "CNY", "100.0000")
    assert len(by_no["M-1"]["order_id"]) == 36
    assert [path.name for path in tmp_path.glob(".*part")] == []


def test_an_export_that_cannot_be_written_says_so(ctx: Context, tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="export_unwritable"):
        export_orders(ctx, OWNER, tmp_path / "no" / "such" / "folder.csv")


def test_removing_the_demo_keeps_what_became_real(ctx: Context) -> None:
    land_template(ctx, *ROWS, demo=True)
    land_template(ctx, ROWS[0].replace("paid", "shipped"), "M-9,paid,CNY,2026-01-17 10:30:00,Di,Cup,1,5.00")
    assert remove_demo(ctx, OWNER) == 1
    assert ctx.store.count_orders() == 2
    assert remove_demo(ctx, OWNER) == 0


def test_imports_that_could_not_land_are_dropped_with_their_files(
    ctx: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has asked for a preview, and what fills the disk must not stay there."""

    def full(*_: object, **__: object) -> None:
        raise StoreDown("store_unwritable", file="f", why="No space left on device")

    path = tmp_path / "a.csv"
    path.write_text(HEAD + ROWS[0] + "\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("etl.pipeline.land_import", full)
        with pytest.raises(StoreDown):
            import_many(ctx, OWNER, [path])
    assert list(ctx.settings.staging_dir.iterdir()) == []
    with ctx.store.read() as connection:
        assert [record["state"] for record in list_imports(connection)] == ["discarded"]
    assert import_many(ctx, OWNER, [path])[0].orders["new"] == 1
