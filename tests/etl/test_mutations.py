"""Whatever happens to a file: each of its rows is merged, unchanged or held, or the file is refused with a sentence.

``ORDERTRAIL_MUTATIONS`` examples in parts, so that several processes share them; the 300 of a test run are the same
each time, those of ``make fuzz`` are not.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings

from etl.pipeline import land, prepare_sound, recognised
from etl.report import ImportReport
from ordertrail.domain.actor import Actor
from ordertrail.domain.errors import FileRefused
from ordertrail.i18n import catalogue
from ordertrail.services.context import Context
from tests.etl.mutations import NAMES, Mutant, mutants, sample_rows
from tests.etl.reading import Read, read

EXAMPLES = int(os.environ.get("ORDERTRAIL_MUTATIONS", "300"))
STEADY = "ORDERTRAIL_MUTATIONS" not in os.environ
# Landing twice takes five times as long as reading.
LANDED = max(EXAMPLES // 20, 30)
PART = 500
ACTOR = Actor("mutant")


def parts(count: int) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("part", range(1 + (count - 1) // PART))


def examples(count: int) -> settings:
    return settings(
        max_examples=min(count, PART),
        derandomize=STEADY,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
        print_blob=True,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutants")


@pytest.fixture(scope="module")
def reused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """One store for all: what the mutants before left in it is what the next one meets."""
    from ordertrail.app import open_context
    from ordertrail.settings import Settings

    ctx = open_context(Settings(data_dir=tmp_path_factory.mktemp("store")))
    yield ctx
    ctx.store.close()


def emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@parts(EXAMPLES)
@examples(EXAMPLES)
@given(mutant=mutants())
def test_every_row_is_accounted_for(folder: Path, part: int, mutant: Mutant) -> None:
    note(str(mutant.story))
    work = emptied(folder / "work")
    try:
        got = read(work, *mutant.write(emptied(folder / "files")))
    except FileRefused as refusal:
        has_sentences(refusal)
    else:
        assert mutant.least <= got.staged.rows_read + got.staged.rows_other <= mutant.most
        each_row_once(got)


def has_sentences(refusal: FileRefused) -> None:
    for lang in ("zh", "en"):
        assert "{" not in catalogue(lang)[f"error.{refusal.code}"].format_map(refusal.params)


def each_row_once(got: Read) -> None:
    held = [(row["file_no"], row["line"]) for row in got.held]
    assert len(held) == len(set(held))
    keys = [(order["channel"], order["channel_order_no"]) for order in got.orders]
    assert len(keys) == len(set(keys))
    lines = [(line["channel"], line["channel_order_no"], line["line_no"]) for line in got.lines]
    assert len(lines) == len(set(lines)) and {key[:2] for key in lines} <= set(keys)
    assert not {key[1] for key in keys} & {row["channel_order_no"] for row in got.held}


@examples(LANDED)
@given(mutant=mutants())
def test_landing_again_changes_nothing(folder: Path, reused: Context, mutant: Mutant) -> None:
    note(str(mutant.story))
    files = mutant.write(emptied(folder / "landed"))
    before = fingerprint(reused)
    first = landed(reused, files)
    after = fingerprint(reused)
    assert len(after) == len(before) + sum(report.orders["new"] for report in first)
    again = landed(reused, files)
    assert fingerprint(reused) == after and len(again) == len(first)
    for report, later in zip(first, again, strict=True):
        accounted(report)
        accounted(later)
        assert (later.rows["merged"], later.rows["held"], later.rows["read"]) == (
            0, report.rows["held"], report.rows["read"],
        )  # fmt: skip


def landed(ctx: Context, files: list[Path]) -> list[ImportReport]:
    refused: list[FileRefused] = []
    reports = []
    with recognised(ctx, files, refused.append) as groups:
        for group in groups:
            report = prepare_sound(ctx, ACTOR, group, refused.append)
            if report:
                reports.append(land(ctx, ACTOR, report.import_id))
    for refusal in refused:
        has_sentences(refusal)
    assert reports or refused
    return reports


def accounted(report: ImportReport) -> None:
    rows: dict[str, Any] = report.rows
    assert rows["read"] == rows["merged"] + rows["unchanged"] + rows["held"]
    assert report.account["differences"] == []


def fingerprint(ctx: Context) -> dict[tuple[str, str], Any]:
    """Every order with its version."""
    with ctx.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT channel, channel_order_no, version FROM orders").fetchall()
    return {(row[0], row[1]): row[2] for row in rows}


def test_samples_have_as_many_rows_as_are_counted() -> None:
    """So that a count that fits everything would be seen."""
    counted = {name: len(sample_rows(name)) - 1 for name in NAMES}
    assert counted["ebay_us.csv"] == 5 and counted["ebay_de.csv"] == 4
    assert counted["shopify_orders.csv"] == 4 and counted["taobao_orders.csv"] == 3 and len(counted) >= 9
