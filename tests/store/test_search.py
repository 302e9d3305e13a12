"""The search text is the same whichever way an order came, and finds all that staff look for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from ordertrail.analytics.filters import Filters
from ordertrail.analytics.orders import order_rows
from ordertrail.domain.actor import local_owner
from ordertrail.domain.order import order_id
from ordertrail.store import migrations
from ordertrail.store.dialect import open_backend
from ordertrail.store.edits import Edit, edit_order
from ordertrail.store.engine import Store
from ordertrail.store.merge import insert_draft, land
from ordertrail.store.search import renew_orders
from ordertrail.store.tables import orders
from tests.store.drafting import draft, line, staging

NOW = datetime(2026, 11, 24, 3, 0)
ACTOR = local_owner("test")
CELLS: dict[str, Any] = {
    "customer_name": "单小明",
    "company": "上海青果",
    "customer_phone": "138-1234 5678",
    "customer_email": "Xm@Example.cn",
    "tracking_no": "SF100, SF200",
    "tags": "急单,VIP",
}
LINES = [{"sku": "CUP-Red", "name": "Cup"}, {"sku": "MUG-9", "name": "Mug"}]
WHOLE = (
    "#10-a 单小明 shanxiaoming danxiaoming sxm dxm xiaoming 上海青果 shanghaiqingguo shqg haiqingguo qingguo "
    "138-1234 5678 13812345678 "
    "xm@example.cn sf100, sf200 急单,vip cup-red mug-9"
)


def landed(store: Store, path: Path, name: str, no: str, cells: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    rows = [line(no, number, **each) for number, each in enumerate(lines, 1)]
    made = staging(path / name, [draft(no, source_file=name, **cells)], rows)
    with store.source(made) as source:
        store.run(lambda uow: land(uow, source, name, ACTOR, NOW), aside=True)


def by_hand(store: Store, no: str, cells: dict[str, Any], lines: list[dict[str, Any]]) -> None:
    order = draft(no, source_file=None, source_line=None, **cells)
    rows = [line(no, number, **each) for number, each in enumerate(lines, 1)]
    store.run(lambda uow: insert_draft(uow, order, rows, [], actor=ACTOR, origin="hand", now=NOW))


def text_of(store: Store, no: str) -> str:
    with store.read() as connection:
        query = select(orders.c.search).where(orders.c.order_id == order_id("shopify", no))
        return str(connection.execute(query).scalar_one())


def test_a_file_an_entry_and_edits_make_the_same_text(store: Store, tmp_path: Path) -> None:
    landed(store, tmp_path, "a", "#10-A", CELLS, LINES)
    assert text_of(store, "#10-A") == WHOLE
    by_hand(store, "#10-B", CELLS, LINES)
    assert text_of(store, "#10-B") == WHOLE.replace("#10-a", "#10-b")
    landed(store, tmp_path, "c", "#10-C", {"customer_name": "Ann"}, LINES)
    edit_order(store, "shopify", "#10-C", 1, lambda _: Edit("edited", CELLS), ACTOR, NOW)
    assert text_of(store, "#10-C") == WHOLE.replace("#10-a", "#10-c")
    landed(store, tmp_path, "d", "#10-D", {"customer_name": "Ann"}, LINES)
    landed(store, tmp_path, "e", "#10-D", CELLS, LINES)
    assert text_of(store, "#10-D") == WHOLE.replace("#10-a", "#10-d")


def test_a_landing_that_renews_lines_renews_their_skus(store: Store, tmp_path: Path) -> None:
    landed(store, tmp_path, "a", "#11", {}, [{"sku": "OLD"}])
    landed(store, tmp_path, "b", "#11", {}, [{"sku": "NEW", "spec": "red"}])
    assert text_of(store, "#11") == "#11 ann new"


def test_an_edit_of_lines_renews_their_skus(store: Store, tmp_path: Path) -> None:
    landed(store, tmp_path, "a", "#12", {}, [{"sku": "OLD"}])

    def write(uow: Any, key: Any) -> None:
        uow.connection.execute(text("UPDATE order_lines SET sku = 'NEW' WHERE order_id = :key"), {"key": key})

    edit_order(store, "shopify", "#12", 1, lambda _: Edit("edited", write=write, lines=True), ACTOR, NOW)
    assert text_of(store, "#12") == "#12 ann new"


SOUGHT = ("#10", "10-a", "小明", "shanxiaoming", "xiaoming", "SXM", "danxiaoming", "青果", "shqg", "5678", "138-1234",
          "13812345678", "xm@example", "sf200", "vip", "急单", "cup", "mug-9", "sxm 5678")  # fmt: skip


@pytest.mark.parametrize("word", SOUGHT)
def test_everything_that_staff_look_for_is_found(store: Store, tmp_path: Path, word: str) -> None:
    landed(store, tmp_path, "a", "#10-A", CELLS, LINES)
    landed(store, tmp_path, "b", "other", {"customer_name": "王芳"}, [{"sku": "X"}])
    with store.read() as connection:
        rows, total = order_rows(connection, Filters(q=word), now=NOW)
    assert [row["channel_order_no"] for row in rows] == ["#10-A"] and total == 1


@pytest.mark.parametrize("word", ["50%", "a_b", "c\\d"])
def test_signs_of_patterns_are_letters_like_others(store: Store, tmp_path: Path, word: str) -> None:
    landed(store, tmp_path, "a", f"1{word}1", {}, LINES)
    landed(store, tmp_path, "b", "15001 axb cxd", {}, LINES)
    with store.read() as connection:
        rows, _ = order_rows(connection, Filters(q=f"*{word}"), now=NOW)
    assert [row["channel_order_no"] for row in rows] == [f"1{word}1"]


def test_all_texts_are_made_anew(store: Store, tmp_path: Path) -> None:
    landed(store, tmp_path, "a", "#10-A", CELLS, LINES)
    landed(store, tmp_path, "b", "bare", {"customer_name": None}, [])
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE orders SET search = 'old'"))
        renew_orders(connection)
    assert (text_of(store, "#10-A"), text_of(store, "bare")) == (WHOLE, "bare")


def test_a_store_of_an_older_layout_is_searched_by_sounds_after_its_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    backend = open_backend(path)
    with backend.engine.begin() as connection:
        for number in (1, 2):
            migrations.apply(connection, number, "duckdb")
        connection.execute(
            text(
                "INSERT INTO orders (order_id, channel, channel_order_no, customer_name, search, version, origin, "
                "staff_stage, created_at, updated_at) VALUES (CAST(md5('shopify|1') AS UUID), 'shopify', '1', "
                "'王小明', '1 王小明', 1, 'import', FALSE, now(), now())"
            )
        )
    backend.close()
    store = Store(path, zone="Asia/Shanghai", base_currency="CNY")
    try:
        assert text_of(store, "1") == "1 王小明 wangxiaoming wxm xiaoming"
    finally:
        store.close()


def test_a_server_has_the_index_over_pieces(store: Store) -> None:
    if store.backend.name != "postgresql":
        return
    with store.read() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = connection.execute(text("EXPLAIN SELECT 1 FROM orders WHERE search LIKE '%wangxiaoming%'")).scalars()
        assert "orders_search" in " ".join(plan)


def test_a_whole_number_finds_that_order_and_no_other(store: Store, tmp_path: Path) -> None:
    landed(store, tmp_path, "a", "SO-20260001", {}, LINES)
    landed(store, tmp_path, "b", "SO-202600011", {"tracking_no": "SO-20260001"}, LINES)
    asked = {"SO-20260001": 1, "so-20260001": 1, "SO-2026000": 2, "0260001": 2, "*0260001": 2}
    with store.read() as connection:
        found = {q: order_rows(connection, Filters(q=q), now=NOW) for q in asked}
    assert {q: total for q, (_, total) in found.items()} == asked
    assert found["SO-20260001"][0][0]["channel_order_no"] == "SO-20260001"


def test_a_search_counts_all_that_match_on_every_page(store: Store, tmp_path: Path) -> None:
    for number in range(5):
        landed(store, tmp_path, f"f{number}", f"N{number}", {"customer_name": "王小明"}, [])
    for offset, limit, shown in ((0, 2, 2), (4, 2, 1), (6, 2, 0), (0, 0, 0)):
        with store.read() as connection:
            rows, total = order_rows(connection, Filters(q="wxm"), now=NOW, offset=offset, limit=limit)
        assert (len(rows), total) == (shown, 5)
