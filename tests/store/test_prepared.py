"""What is prepared while staging is what the store would make of the same drafts itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from etl.read.named_file import NamedFile
from etl.staging import recognise, stage
from ordertrail.store.drafts import drop, load
from ordertrail.store.engine import Store
from ordertrail.store.prepared import hide, show

FILE = """\
order_no,status,currency,placed_at,customer_name,customer_phone,customer_email,address,sku,product,quantity,unit_price
A1,paid,CNY,2026-01-01 10:00:00.25,张三,13800000001,,路 1 号,,无码,1.5,0.3333
A1,,,,,,,,S2,杯,2,3.10
A2,shipped,USD,2026-01-01 23:30:00,Özil,,OZIL@example.org,"a, b",S1,Mug,1,1999999.99
A3,paid,EUR,2026-02-01 00:00:00,,,,,S1,,3,5
"""
MADE = "order_id, order_day, base_total, customer_key, lines_print, lines_detail, skus, fingerprint, note, total"


@pytest.mark.parametrize(("rated", "at_once"), [(False, 1_000_000), (True, 1_000_000), (False, 1)])
def test_equal_to_what_is_made_of_the_drafts(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rated: bool, at_once: int
) -> None:
    monkeypatch.setattr("ordertrail.store.prepared.LINES_AT_ONCE", at_once)
    path = tmp_path / "a.csv"
    path.write_text(FILE, encoding="utf-8")
    file = recognise(NamedFile(path, path.name), tmp_path / "work")
    target = tmp_path / "staging.duckdb"
    stage([file], target, tmp_path / "work", store.zone, lambda _: None)
    found = []
    with store.source(target) as source, store.engine.connect() as connection:
        if rated:
            connection.execute(
                text(
                    "INSERT INTO rates (currency, day, rate, actor, updated_at) "
                    "VALUES ('USD', DATE '2025-12-01', 7.5, 'x', TIMESTAMP '2026-01-01')"
                )
            )
        prepared = source.prepared(connection)
        assert prepared
        show(connection, *prepared, store.base_currency)
        found.append(connection.execute(text(f"SELECT {MADE} FROM incoming ORDER BY channel_order_no")).all())
        hide(connection)
        load(connection, f"{source.open(connection)}.", store.zone, store.base_currency)
        found.append(connection.execute(text(f"SELECT {MADE} FROM incoming ORDER BY channel_order_no")).all())
        drop(connection)
        connection.rollback()
    assert len(found[0]) == 3 and found[0] == found[1]
