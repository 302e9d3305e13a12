"""Every road into the store gives an order the customer that the rule says."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from ordertrail.domain.actor import local_owner
from ordertrail.domain.customer import customer_key
from ordertrail.store.edits import Edit, edit_order
from ordertrail.store.engine import Store
from ordertrail.store.merge import insert_draft, land
from ordertrail.store.migrations.m0003_life import CUSTOMER
from ordertrail.store.tables import orders
from tests.store.drafting import draft, staging

NOW = datetime(2026, 11, 24, 3, 0)
CLERK = local_owner("test")
CELLS = ("customer_phone", "customer_email", "customer_name", "company")

PHONES = st.sampled_from(
    ["138****8000", "+86 138 0013 8000", "8613800138000", "13800138000", "123456", "1234567", "+1 (415) 555-0100", ""]
) | st.text("0123456789 +-*()", max_size=20)
EMAILS = st.sampled_from(["Ann@Mill.de", "a***@mill.de", "nobody", "@", ""]) | st.text("aBé中@.*+", max_size=12)
NAMES = st.sampled_from(["张三", "王*", "Ann Lee", "ÉMILE Ö", ""]) | st.text("aZéÖ张 *|'", max_size=8)
PEOPLE = st.fixed_dictionaries(
    {
        "customer_phone": st.none() | PHONES,
        "customer_email": st.none() | EMAILS,
        "customer_name": st.none() | NAMES,
        "company": st.none() | NAMES,
    }
)


def expected(row: dict[str, Any]) -> Any:
    return customer_key(row["channel"], row["channel_order_no"], *(row.get(name) for name in CELLS))


@given(st.lists(PEOPLE, min_size=1, max_size=12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_rule_in_python_is_the_rule_in_sql(store: Store, people: list[dict[str, str | None]]) -> None:
    shape = "CAST(:no AS TEXT), CAST(:customer_phone AS TEXT), CAST(:customer_email AS TEXT), "
    shape += "CAST(:customer_name AS TEXT), CAST(:company AS TEXT), CAST('shopify' AS TEXT)"
    names = "channel_order_no, customer_phone, customer_email, customer_name, company, channel"
    query = text(f"SELECT {CUSTOMER} FROM (VALUES ({shape})) AS t({names})")
    with store.read() as connection:
        for place, cells in enumerate(people):
            found = connection.execute(query, {"no": str(place), **cells}).scalar_one()
            row = {"channel": "shopify", "channel_order_no": str(place), **cells}
            assert str(found) == str(expected(row)), cells


def keys(store: Store) -> dict[str, Any]:
    with store.read() as connection:
        found = connection.execute(select(orders.c.channel_order_no, orders.c.customer_key))
        return dict(found.tuples().all())


def put(store: Store, folder: Path, *told: dict[str, Any]) -> None:
    path = staging(folder / "drafts.duckdb", list(told))
    with store.source(path) as source:
        store.run(lambda uow: land(uow, source, "i1", CLERK, NOW))


def test_a_file_gives_the_key_and_a_later_one_corrects_it(store: Store, tmp_path: Path) -> None:
    masked = draft("1", customer_phone="138****8000", customer_name="张三")
    nobody = draft("2", customer_name=None)
    put(store, tmp_path, masked, nobody)
    assert keys(store) == {"1": expected(masked), "2": expected(nobody)}
    whole = masked | {"customer_phone": "+86 138-0013-8000"}
    put(store, tmp_path, whole)
    assert keys(store)["1"] == expected(whole) != expected(masked)


def test_an_order_by_hand_gets_it_and_an_edit_follows(store: Store) -> None:
    row = draft("1", customer_name="Ann", customer_email="Ann@mill.de")
    store.run(lambda uow: insert_draft(uow, row, [], [], actor=CLERK, origin="hand", now=NOW))
    assert keys(store) == {"1": expected(row)}
    edit = Edit("edited", {"customer_email": None, "company": "Mill"})
    edit_order(store, "shopify", "1", 1, lambda _: edit, CLERK, NOW)
    assert keys(store) == {"1": expected(row | {"customer_email": None, "company": "Mill"})}
    edit_order(store, "shopify", "1", 2, lambda _: Edit("edited", {"note": "x"}), CLERK, NOW)
    assert keys(store) == {"1": expected(row | {"customer_email": None, "company": "Mill"})}
