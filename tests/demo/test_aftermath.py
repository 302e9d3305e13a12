"""What the demo shows beside its files: every status, filter and page has something in it, and all of it goes again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from ordertrail.app import open_context
from ordertrail.demo.frame import set_up, unload_demo
from ordertrail.demo.load import load_demo
from ordertrail.domain.actor import local_owner
from ordertrail.services.context import WORKFLOWS, Context
from ordertrail.services.custom_fields import every_field, put_fields
from ordertrail.services.shape_workflow import add_template
from ordertrail.settings import Settings
from ordertrail.store.integrity import find_faults

NOW = datetime(2026, 11, 24, 6)
ORDERS = 4000
OWNER = local_owner(source="test")


def opened(folder: Path) -> Context:
    return replace(open_context(Settings(data_dir=folder)), now=lambda: NOW)


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    ctx = opened(tmp_path_factory.mktemp("data"))
    load_demo(ctx, OWNER, orders=ORDERS)
    yield ctx
    ctx.store.close()


def one(connection: Connection, query: str) -> int:
    return int(connection.execute(text(query)).scalar_one())


@pytest.mark.parametrize(
    ("condition", "least", "most"),
    [
        ("company IS NOT NULL", 400, 400),
        ("owner IS NOT NULL", 400, 520),
        ("tags IS NOT NULL", 100, 320),
        ("priority IN ('high', 'urgent')", 40, 140),
        ("segment = 'b2b'", 200, 390),
        ("segment = 'vip'", 20, 200),
        ("workflow = 'b2b'", 60, 200),
        ("workflow = 'made_to_order'", 30, 130),
        ("custom IS NOT NULL", 400, 400),
        ("surcharge > 0", 20, 80),
        ("paid > 0 AND paid < total", 2, 60),
        ("stage = 'hold'", 2, 20),
    ],
)
def test_a_plausible_share_of_each(ctx: Context, condition: str, least: int, most: int) -> None:
    with ctx.store.read() as connection:
        found = one(connection, f"SELECT count(*) FROM orders WHERE {condition}")
    assert least <= found <= most


def test_returns_parcels_and_payments_have_rows(ctx: Context) -> None:
    with ctx.store.read() as connection:
        assert one(connection, "SELECT count(*) FROM returns") >= 3
        assert one(connection, "SELECT count(*) FROM returns WHERE received_at IS NOT NULL") >= 1
        assert one(connection, "SELECT count(*) FROM shipments WHERE source = 'staff'") >= 1
        assert one(connection, "SELECT count(*) FROM payments WHERE source = 'staff'") >= 1
        assert one(connection, "SELECT count(*) FROM jobs WHERE state = 'finished' AND kind <> 'import'") >= 3
        assert one(connection, "SELECT count(*) FROM job_results WHERE outcome NOT IN ('done', 'unchanged')") == 0


def test_the_store_is_sound(ctx: Context) -> None:
    assert [fault for fault in find_faults(ctx.store) if fault.count] == []


def test_every_field_of_the_companys_own_has_values(ctx: Context) -> None:
    with ctx.store.read() as connection:
        for field in every_field(ctx):
            pattern = f'%"{field.key}":%'
            assert one(connection, f"SELECT count(*) FROM orders WHERE custom LIKE '{pattern}'") > 50, field.key


def test_all_of_it_goes_and_what_is_ones_own_stays(tmp_path: Path) -> None:
    ctx = opened(tmp_path)
    try:
        add_template(ctx, OWNER, "b2b", ctx.shaped.document(WORKFLOWS).version)
        load_demo(ctx, OWNER, orders=300)
        assert {each.code for each in ctx.workflows().all} == {"retail", "b2b", "made_to_order"}
        assert unload_demo(ctx, OWNER) > 290
        assert {each.code for each in ctx.workflows().all} == {"retail", "b2b"}
        assert every_field(ctx) == ()
        with ctx.store.read() as connection:
            for table in ("orders", "returns", "return_lines", "shipments", "payments", "jobs", "job_results"):
                assert one(connection, f"SELECT count(*) FROM {table}") == 0, table
    finally:
        ctx.store.close()


def test_a_store_that_has_the_names_already_takes_the_demo_without_them(tmp_path: Path) -> None:
    ctx = opened(tmp_path)
    try:
        put_fields(ctx, OWNER, [{"key": "mine", "zh": "箱数", "en": "Boxes", "kind": "text"}], 0)
        assert set_up(ctx, OWNER).fields == ()
        load_demo(ctx, OWNER, orders=300)
        assert [each.key for each in every_field(ctx)] == ["mine"]
    finally:
        ctx.store.close()
