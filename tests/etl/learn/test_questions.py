"""What a file does not tell: asked with samples, and read as a person says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from etl.learn.questions import DATES, ENCODING, question_of
from etl.learn.unknown import kept_file, kept_files, path_of
from etl.pipeline import prepare_sound, recognised
from etl.report import ImportReport
from etl.staging import NamedFile
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import FileRefused
from ordertrail.services.context import Context

ANN = Actor("Ann", "analyst", "web")
GRID = "ID,Purchase Date,Bill-to Name,Grand Total (Purchased),Status\n"
DATED = GRID + '1,"03/04/26",A,€5.00,Processing\n2,"05/06/26",B,€6.00,Processing\n3,"05/06/26",C,€7.00,Processing\n'
SHOP = (
    "Name,Financial Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Shipping Name\n"
    "#1,paid,EUR,5.00,2026-03-28 09:15:00 +0100,1,Mug,5.00,Анна Примерова\n"
)


def prepared(ctx: Context, file: NamedFile) -> tuple[list[ImportReport], list[FileRefused]]:
    reports, refused = [], list[FileRefused]()
    with recognised(ctx, [file], refused.append) as groups:
        for group in groups:
            report = prepare_sound(ctx, ANN, group, refused.append)
            reports += [report] if report else []
    return reports, refused


def test_an_open_order_of_dates_is_asked_with_both_readings(ctx: Context, tmp_path: Path) -> None:
    path = tmp_path / "grid.csv"
    path.write_text(DATED, encoding="utf-8")
    reports, (refused,) = prepared(ctx, NamedFile(path, "grid.csv"))
    assert not reports and refused.code == "date_order" and refused.kept
    kept = kept_file(ctx, refused.kept)
    question = question_of(ctx, ANN, kept)
    assert question and question.about == DATES
    assert {answer.value: answer.days for answer in question.answers} == {
        "day_first": (("03/04/26", date(2026, 4, 3)), ("05/06/26", date(2026, 6, 5))),
        "month_first": (("03/04/26", date(2026, 3, 4)), ("05/06/26", date(2026, 5, 6))),
    }
    for said in ("day_first", "month_first"):
        (report,), refusals = prepared(ctx, NamedFile(path_of(ctx, kept), kept.name, dates=said))
        assert not refusals and report.orders["new"] == 3
        assert {"code": f"dates_{said}", "params": {"example": "03/04/26"}} in report.assumed


def test_an_uncertain_encoding_is_asked_with_the_text_as_each_reads_it(ctx: Context, tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_bytes(SHOP.encode("cp1251"))
    reports, (refused,) = prepared(ctx, NamedFile(path, "shop.csv"))
    assert not reports and refused.code == "unknown_encoding" and refused.kept
    question = question_of(ctx, ANN, kept_file(ctx, refused.kept))
    assert question and question.about == ENCODING
    samples = {answer.value: answer.samples for answer in question.answers}
    assert "Анна Примерова" in samples["cp1251"][0] and "Анна" not in samples["cp1252"][0]
    (report,), refusals = prepared(ctx, NamedFile(path, "shop.csv", encoding="cp1251"))
    assert not refusals and report.orders["new"] == 1


def test_what_was_said_of_a_file_is_kept_while_its_columns_wait(ctx: Context, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes("Beleg,Wann,Wer\n1,2026-01-01,Анна\n".encode("cp1251"))
    prepared(ctx, NamedFile(path, "own.csv", encoding="cp1251"))
    (kept,) = kept_files(ctx)
    assert (kept.error, kept.encoding) == ("unknown_layout", "cp1251")
    assert question_of(ctx, ANN, kept) is None
