"""A word explained once: rows held for it land, orders that spell it so are brought up, and that can be taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from etl.held.explain_words import channel_statuses, explain_words
from etl.pipeline import import_many
from etl.report import ImportReport
from ordertrail.analytics.unknown_words import unknown_counts, unknown_words
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.errors import Invalid, NotAllowed, StaleEdit
from ordertrail.domain.words import KINDS, Word
from ordertrail.services.context import Context
from ordertrail.services.word_list import own_word_list
from tests.services.landing import land_template

OWNER = local_owner("test")
HEAD = (
    "order_no,status,currency,placed_at,customer_name,country,province,carrier,payment_method,product,quantity,"
    "unit_price\n"
)


def land(ctx: Context, tmp_path: Path, *rows: str) -> ImportReport:
    path = tmp_path / "places.csv"
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return import_many(ctx, OWNER, [path])[0]


def row(number: str, country: str, province: str, carrier: str = "SF", payment: str = "支付宝") -> str:
    return f"{number},paid,CNY,2026-01-15 10:30:00,Ann,{country},{province},{carrier},{payment},Cup,1,5.00"


def places(ctx: Context) -> dict[str, tuple[str | None, ...]]:
    with ctx.store.read() as connection:
        query = "SELECT channel_order_no, country, region, version FROM orders ORDER BY 1"
        return {found[0]: tuple(found[1:]) for found in connection.execute(text(query))}


def unknown(ctx: Context, kind: str) -> list[tuple[str, int]]:
    with ctx.store.read() as connection:
        return [(each.spelling, each.rows) for each in unknown_words(connection, kind, own_word_list(ctx))]


ROWS = (
    row("A-1", "天朝", "粤省"),
    row("A-2", "天朝", "广东省"),
    row("A-3", "中国", "粤省", "快鸟", "赊着"),
    row("A-4", "中国", "广东省"),
)


def test_a_country_and_a_province_are_brought_up_with_their_event_and_taken_back(
    either_ctx: Context, tmp_path: Path
) -> None:
    ctx = either_ctx
    land(ctx, tmp_path, *ROWS)
    assert unknown(ctx, "country") == [("天朝", 2)] and unknown(ctx, "region") == [("粤省", 1)]
    done = explain_words(
        ctx, OWNER, [Word("country", None, "天朝", "CN"), Word("region", None, "粤省", "CN-44")], [], 0
    )
    assert (done.version, done.orders, done.later) == (1, 3, False)
    assert places(ctx) == {
        "A-1": ("CN", "CN-44", 2), "A-2": ("CN", "CN-44", 2), "A-3": ("CN", "CN-44", 2), "A-4": ("CN", "CN-44", 1),
    }  # fmt: skip
    with ctx.store.read() as connection:
        assert unknown_counts(connection, own_word_list(ctx)) == {**dict.fromkeys(KINDS, 0), "carrier": 1, "payment": 1}
        query = "SELECT detail FROM order_events WHERE kind = 'word_mapped' ORDER BY detail"
        details = [json.loads(found) for found in connection.execute(text(query)).scalars()]
    assert {"fields": {"region": [None, "CN-44"]}} in details and len(details) == 3
    again = land(ctx, tmp_path, *ROWS)
    assert again.orders["unchanged"] == 4
    back = explain_words(ctx, OWNER, [], [("country", None, "天朝"), ("region", None, "粤省")], done.version)
    assert back.orders == 3
    assert places(ctx) == {
        "A-1": (None, None, 3), "A-2": (None, None, 3), "A-3": ("CN", None, 3), "A-4": ("CN", "CN-44", 1),
    }  # fmt: skip


def test_what_a_person_set_stays(ctx: Context, tmp_path: Path) -> None:
    land(ctx, tmp_path, *ROWS)
    ctx.store.run(
        lambda uow: uow.connection.execute(
            text("UPDATE orders SET country = 'TH', staff_fields = ',country,' WHERE channel_order_no = 'A-1'")
        )
    )
    assert explain_words(ctx, OWNER, [Word("country", None, "天朝", "CN")], [], 0).orders == 1
    assert places(ctx)["A-1"][0] == "TH"


def test_a_later_file_reads_the_word_by_itself(ctx: Context, tmp_path: Path) -> None:
    explain_words(
        ctx, OWNER, [Word("country", "manual", "天朝", "CN"), Word("status", "template", "Lost", "paid")], [], 0
    )
    report = land(ctx, tmp_path, ROWS[1], row("A-9", "天朝", "").replace("paid", "LOST"))
    assert report.rows["held"] == 0 and {told[0] for told in places(ctx).values()} == {"CN"}


def test_rows_held_for_a_status_land_when_it_is_explained(ctx: Context) -> None:
    land_template(
        ctx, "M-2,lost,CNY,2026-01-16 10:00:00,Bob,Jar,1,5.00", "M-3,gone,CNY,2026-01-16 10:00:00,Cy,Jar,1,5.00"
    )
    assert unknown(ctx, "status") == [("gone", 1), ("lost", 1)]
    done = explain_words(ctx, OWNER, [Word("status", "template", "lost", "exception")], [], 0)
    assert (done.rows, done.replayed.landed) == (1, 1)
    assert unknown(ctx, "status") == [("gone", 1)] and list(places(ctx)) == ["M-2"]


def test_a_word_that_is_passed_over_is_asked_no_more(ctx: Context, tmp_path: Path) -> None:
    land(ctx, tmp_path, *ROWS)
    assert unknown(ctx, "carrier") == [("快鸟", 1)] and unknown(ctx, "payment") == [("赊着", 1)]
    explain_words(ctx, OWNER, [Word("carrier", None, "快鸟", None)], [], 0)
    assert unknown(ctx, "carrier") == []


def test_faults_and_roles(ctx: Context) -> None:
    with pytest.raises(NotAllowed):
        explain_words(ctx, Actor("s", role="staff"), [], [], 0)
    with pytest.raises(Invalid):
        explain_words(ctx, OWNER, [Word("country", None, "x", "Nowhere")], [], 0)
    with pytest.raises(Invalid):
        explain_words(ctx, OWNER, [Word("status", "shopify", "x", "shipped")], [], 0)
    explain_words(ctx, OWNER, [Word("carrier", None, "x", "sf")], [], 0)
    with pytest.raises(StaleEdit):
        explain_words(ctx, OWNER, [Word("carrier", None, "y", "sf")], [], 0)


def test_a_status_column_takes_its_own_values_alone() -> None:
    assert channel_statuses("shopify", "shopify_orders", "Fulfillment Status") == (
        "fulfilled",
        "unfulfilled",
        "partial",
    )
    assert "voided" in channel_statuses("shopify", "shopify_orders", "Financial Status")


def test_a_province_abroad_that_no_table_knows_is_counted_and_explained(either_ctx: Context, tmp_path: Path) -> None:
    ctx = either_ctx
    land(
        ctx,
        tmp_path,
        row("D-1", "Germany", "Weisswurstland"),
        row("D-2", "Germany", "Bayern"),
        row("D-3", "US", "Weisswurstland"),
    )
    with ctx.store.read() as connection:
        found = unknown_words(connection, "region", own_word_list(ctx))
    assert [(each.country, each.spelling, each.rows) for each in found] == [
        ("DE", "Weisswurstland", 1), ("US", "Weisswurstland", 1),
    ]  # fmt: skip
    assert [example["no"] for example in found[0].examples] == ["D-1"]
    done = explain_words(ctx, OWNER, [Word("region", None, "Weisswurstland", "DE-BY")], [], 0)
    assert done.orders == 1
    assert {no: place[:2] for no, place in places(ctx).items()} == {
        "D-1": ("DE", "DE-BY"), "D-2": ("DE", "DE-BY"), "D-3": ("US", None),
    }  # fmt: skip
    with ctx.store.read() as connection:
        left = unknown_words(connection, "region", own_word_list(ctx))
    assert [(each.country, each.spelling) for each in left] == [("US", "Weisswurstland")]
    with pytest.raises(Invalid):
        explain_words(ctx, OWNER, [Word("region", None, "x", "DE-XX")], [], done.version)
