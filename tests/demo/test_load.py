"""The demo's files go the ordinary way: recognised, whole, and the second time without effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from etl.pipeline import import_many
from etl.report import ImportReport
from etl.run.progress import Progress
from ordertrail.app import open_context
from ordertrail.demo.generate import HELD_ROWS, generate
from ordertrail.demo.load import demo_loaded, load_demo
from ordertrail.domain.actor import local_owner
from ordertrail.services.context import Context
from ordertrail.settings import Settings

NOW = datetime(2026, 11, 24, 6)
ORDERS = 1000


@dataclass(frozen=True)
class Loaded:
    ctx: Context
    reports: dict[str, ImportReport]
    told: list[Progress]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """A store into which a small demo was loaded, and what was told meanwhile."""
    ctx = replace(open_context(Settings(data_dir=tmp_path_factory.mktemp("data"))), now=lambda: NOW)
    told: list[Progress] = []
    reports = load_demo(ctx, local_owner(source="test"), orders=ORDERS, progress=told.append)
    yield Loaded(ctx, {report.channel: report for report in reports}, told)
    ctx.store.close()


def test_files_land_whole(loaded: Loaded) -> None:
    assert demo_loaded(loaded.ctx)
    assert list(loaded.reports) == ["taobao", "douyin", "shopify", "amazon", "template"]
    for channel, report in loaded.reports.items():
        rows = report.rows
        assert rows["held"] == HELD_ROWS.get(channel, 0), channel
        assert rows["read"] == rows["merged"] + rows["held"] and rows["unchanged"] == 0
    assert {channel: report.orders["new"] for channel, report in loaded.reports.items()} == {
        "taobao": 330, "douyin": 227, "shopify": 180, "amazon": 159, "template": 100,
    }  # fmt: skip


def test_what_is_held_and_why(loaded: Loaded) -> None:
    problems = [problem for report in loaded.reports.values() for problem in report.problems]
    reasons = [(problem.file, problem.reason, problem.params) for problem in problems]
    assert reasons == [
        *[("douyin_orders.csv", "unknown_status", {"value": "已揽收"})] * 3,
        ("all_orders_report.txt", "broken_row", {}),
    ]


def test_the_same_files_again_change_nothing(loaded: Loaded, tmp_path: Path) -> None:
    files = generate(tmp_path, NOW.date(), orders=ORDERS)
    for report in import_many(loaded.ctx, local_owner(source="test"), files, demo=True):
        assert report.orders["unchanged"] == loaded.reports[report.channel].orders["new"]
        assert report.orders["new"] == report.orders["changed"] == report.orders["conflict"] == 0


def test_one_bar_over_all_steps(loaded: Loaded) -> None:
    assert {progress.total for progress in loaded.told} == {100}
    reached = [progress.done for progress in loaded.told]
    assert reached == sorted(reached) and reached[0] == 0 and reached[-1] == 100
    assert max(after - before for before, after in pairwise(reached)) <= 15
    steps = list(dict.fromkeys(progress.step for progress in loaded.told))
    assert steps == ["generate", "unpack", "decode", "read", "transform", "compare", "land"]


def test_the_files_are_removed(loaded: Loaded) -> None:
    assert not (loaded.ctx.settings.inbox_dir / "demo").exists()
