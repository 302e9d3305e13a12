"""Files of more rows than the engine keeps together: order and content must not depend on its threads."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from etl.read.named_file import NamedFile
from etl.staging import recognise, stage
from ordertrail.store.prepared_files import prepared_of

# The engine keeps 122,880 rows in a group; so many of two rows each need three, and a head of three rows shifts
# every pair, so that a pair lies astride the bounds.
ORDERS = 150_000
HEAD = "order_no,status,currency,placed_at,sku,product,quantity,unit_price"


def _written(path: Path) -> None:
    rows = [HEAD, "A,paid,CNY,2026-01-01 10:00:00,S1,one,1,1", "A,,,,S2,two,1,1", "A,,,,S3,three,1,1"]
    for number in range(ORDERS):
        rows += [f"B{number},paid,CNY,2026-01-01 10:00:00,S{number},one,1,2.50", f"B{number},,,,T{number},two,2,3"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def test_lines_stand_in_the_order_of_the_file_and_again_alike(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    _written(path)
    prints = []
    for turn in ("first", "second"):
        folder = tmp_path / turn
        folder.mkdir()
        file = recognise(NamedFile(path, path.name), folder / "work")
        staged = stage([file], folder / "staging.duckdb", folder / "work", "Asia/Shanghai", lambda _: None)
        assert (staged.orders, staged.lines, staged.rows_read) == (ORDERS + 1, 2 * ORDERS + 3, 2 * ORDERS + 3)
        files = prepared_of(folder / "staging.duckdb")
        with duckdb.connect(str(folder / "staging.duckdb"), read_only=True) as connection:
            turned = connection.execute(
                "SELECT count(*) FROM draft_lines WHERE channel_order_no LIKE 'B%' "
                "AND sku <> CASE line_no WHEN 1 THEN 'S' ELSE 'T' END || channel_order_no[2:]"
            ).fetchone()
            displaced = connection.execute(
                "SELECT count(*) FROM draft_orders WHERE channel_order_no LIKE 'B%' "
                "AND source_line <> 5 + 2 * CAST(channel_order_no[2:] AS BIGINT)"
            ).fetchone()
            found = connection.execute(f"SELECT order_id, fingerprint FROM read_parquet('{files.orders}')").fetchall()
        assert turned == displaced == (0,)
        prints.append(dict(found))
    assert prints[0] == prints[1]


def test_staging_that_needs_more_than_its_bound_of_memory_still_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.csv"
    _written(path)
    monkeypatch.setattr("etl.staging.MEMORY", "8MB")
    file = recognise(NamedFile(path, path.name), tmp_path / "work")
    staged = stage([file], tmp_path / "staging.duckdb", tmp_path / "work", "Asia/Shanghai", lambda _: None)
    assert (staged.orders, staged.lines, staged.rows_read) == (ORDERS + 1, 2 * ORDERS + 3, 2 * ORDERS + 3)
