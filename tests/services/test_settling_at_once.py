"""One preview, many who settle it at the same moment: one does, the others are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from etl.pipeline import prepare, recognised
from ordertrail.domain.actor import local_owner
from ordertrail.domain.errors import DomainError
from ordertrail.services.context import Context
from ordertrail.services.discard_import import discard_import
from ordertrail.services.land_import import land_import
from ordertrail.store.imports import get_import, staging_path
from tests.services.landing import HEAD

OWNER = local_owner("test")
ORDERS = 40


@pytest.fixture
def previewed(either_ctx: Context, tmp_path: Path) -> str:
    path = tmp_path / "orders.csv"
    rows = (f"M-{n},paid,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00\n" for n in range(ORDERS))
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    with recognised(either_ctx, [path], pytest.fail) as groups:
        return prepare(either_ctx, OWNER, groups[0]).import_id


def at_once(ctx: Context, import_id: str, *deeds: Callable[..., Any]) -> Counter[str]:
    start = Barrier(len(deeds))

    def one(deed: Callable[..., Any]) -> str:
        start.wait()
        try:
            deed(ctx, OWNER, import_id)
        except DomainError as error:
            return error.code
        return deed.__name__

    with ThreadPoolExecutor(len(deeds)) as pool:
        return Counter(pool.map(one, deeds))


def kept(ctx: Context, import_id: str) -> dict[str, Any]:
    with ctx.store.read() as connection:
        record = get_import(connection, import_id)
    assert record is not None
    return record


def test_of_many_landings_one_lands(either_ctx: Context, previewed: str) -> None:
    outcomes = at_once(either_ctx, previewed, *[land_import] * 8)
    assert outcomes == {"land_import": 1, "import_not_previewed": 7}
    record = kept(either_ctx, previewed)
    assert record["state"] == "landed" and record["report"]["orders"]["new"] == ORDERS
    assert either_ctx.store.count_orders() == ORDERS
    assert not staging_path(either_ctx.settings.staging_dir, previewed).exists()


def test_an_import_is_landed_or_dropped_and_never_both(either_ctx: Context, previewed: str) -> None:
    outcomes = at_once(either_ctx, previewed, *[land_import, discard_import] * 4)
    assert outcomes.pop("import_not_previewed") == 7
    landed = outcomes == {"land_import": 1}
    assert landed or outcomes == {"discard_import": 1}
    assert kept(either_ctx, previewed)["state"] == ("landed" if landed else "discarded")
    assert either_ctx.store.count_orders() == (ORDERS if landed else 0)


def test_a_landing_whose_drafts_are_gone_says_so(either_ctx: Context, previewed: str) -> None:
    staging_path(either_ctx.settings.staging_dir, previewed).unlink()
    with pytest.raises(DomainError, match="staging_missing"):
        land_import(either_ctx, OWNER, previewed)
    assert kept(either_ctx, previewed)["state"] == "previewed"
