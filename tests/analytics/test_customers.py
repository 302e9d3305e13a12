"""Customers over all orders: the list, one of them, and who is likely one, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from ordertrail.analytics.customers import PAGE, SORTS, Asked, customer_list, one_customer, people
from ordertrail.analytics.duplicates import likely_pairs, likely_same
from ordertrail.analytics.filters import Filters
from ordertrail.analytics.orders import order_count
from ordertrail.domain.actor import local_owner
from ordertrail.domain.customer import customer_key
from ordertrail.domain.errors import DomainError
from ordertrail.store.customer_merges import merge_keys, undo_merge
from ordertrail.store.customers import refuse_pair, write_customer
from ordertrail.store.engine import Store
from ordertrail.store.tables import orders
from tests.analytics.recount import NOW, Row, is_sold, share_on_time, store_of
from tests.conftest import ENGINES
from tests.store.drafting import draft

CLERK = local_owner("test")
DAY = timedelta(days=1)


def key(**cells: str) -> UUID:
    told = {name: cells.get(name) for name in ("customer_phone", "customer_email", "customer_name", "company")}
    return customer_key("shopify", cells.get("no", ""), *told.values())


ANN = key(customer_phone="13800138000")
ANN_BY_MAIL = key(customer_email="ann.lee+x@gmail.com")
BOB = key(customer_phone="+1 415 555 0100")
BOB_SHORT = key(customer_phone="415 555 0100")
ZHANG = key(customer_name="张三")


def told() -> list[Row]:
    """Ann by phone twice and by e-mail once, Bob with and without his country code, two of one name and street."""
    ann = {"customer_name": "Ann Lee", "customer_phone": "+86 138-0013-8000"}
    return [
        draft("1", **ann, total=100, placed_at=NOW - 30 * DAY, delivered_at=NOW - 29 * DAY, promised_at=NOW - 25 * DAY,
              stage="delivered", customer_email="annlee@gmail.com", segment="vip"),
        draft("2", **ann | {"customer_name": "Lee, Ann"}, total=50, currency="CNY", placed_at=NOW - 10 * DAY,
              promised_at=NOW - 2 * DAY, company="Mill Ltd"),
        draft("3", customer_name="A. Lee", customer_email="ann.lee+x@gmail.com", total=7, currency="CNY",
              placed_at=NOW - 5 * DAY, stage="cancelled"),
        draft("4", customer_name="Bob", customer_phone="+1 415 555 0100", placed_at=NOW - 400 * DAY, total=None),
        draft("5", customer_name="Bob", customer_phone="415 555 0100", placed_at=NOW - 3 * DAY, segment="b2b"),
        draft("6", customer_name="张三", customer_phone="138****1111", address="上海市 南京路 1 号",
              placed_at=NOW - 2 * DAY),
        draft("7", customer_name="张三", customer_phone="13911112222", address="上海市南京路1号",
              placed_at=NOW - DAY),
        draft("8", customer_name="Nobody", customer_phone="13712345678", placed_at=None),
        draft("9", customer_name="Other", customer_phone="13912345678", placed_at=NOW - 90 * DAY),
    ]  # fmt: skip


@pytest.fixture(params=ENGINES)
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    target = None
    if request.param == "postgresql":
        target = request.getfixturevalue("postgres").database(request.getfixturevalue("laid_out"))
    opened = store_of(tmp_path, told(), target=target)
    yield opened
    opened.close()


def listed(store: Store, **asked: Any) -> dict[UUID, dict[str, Any]]:
    with store.read() as connection:
        rows, total = customer_list(connection, Asked(**asked), NOW)
    assert total == len(rows)
    return {row["key"]: row for row in rows}


def merge(store: Store, kept: UUID, merged: UUID) -> UUID:
    return store.run(lambda uow: merge_keys(uow, kept, merged, CLERK, NOW))


def say(store: Store, customer: UUID, seen: int = 0, **cells: str | None) -> None:
    store.run(lambda uow: write_customer(uow, customer, cells, seen_version=seen, actor=CLERK, now=NOW, note=""))


def test_the_list_counts_every_order_once(store: Store, rows: list[Row]) -> None:
    """Over the many orders of ``recount``, counted once more in Python."""
    own: dict[UUID, list[Row]] = {}
    for row in rows:
        own.setdefault(row["customer_key"], []).append(row)
    found: dict[UUID, dict[str, Any]] = {}
    with store.read() as connection:
        for offset in range(0, len(own) + PAGE, PAGE):
            page, total = customer_list(connection, Asked(offset=offset), NOW)
            assert total == len(own)
            found |= {row["key"]: row for row in page}
    assert found.keys() == own.keys()
    for customer, theirs in own.items():
        told = found[customer]
        spent = [row["base_total"] for row in theirs if is_sold(row) and row["base_total"] is not None]
        assert (told["orders"], told["spent"]) == (len(theirs), sum(spent) if spent else None)
        assert (told["first"], told["last"]) == (
            min(r["placed_at"] for r in theirs),
            max(r["placed_at"] for r in theirs),
        )
        share = share_on_time(theirs, NOW)
        assert told["on_time"] == (None if share is None else pytest.approx(share))


@pytest.mark.parametrize("sort", SORTS)
def test_each_sort_runs_both_ways_and_what_is_not_known_comes_last(store: Store, sort: str) -> None:
    for descending in (True, False):
        with store.read() as connection:
            found, _ = customer_list(connection, Asked(sort=sort, descending=descending, limit=1000), NOW)
        values = [row[sort] for row in found]
        known = [value for value in values if value is not None]
        assert known == sorted(known, reverse=descending)
        assert values[: len(known)] == known


def test_a_sort_that_does_not_exist_is_refused(shop: Store) -> None:
    with pytest.raises(DomainError, match="bad_request"):
        listed(shop, sort="name")


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("ann lee", {ANN, ANN_BY_MAIL}),
        ("lee, mill", {ANN}),
        ("MILL", {ANN}),
        ("8000", {ANN}),
        ("138 0013 8000", {ANN}),
        ("138-0013", {ANN}),
        ("lee", {ANN, ANN_BY_MAIL}),
        ("@gmail", {ANN, ANN_BY_MAIL}),
        ("张三", {ZHANG, key(customer_phone="13911112222")}),
        ("(415) 555", {BOB, BOB_SHORT}),
        ("%", set()),
        ("nobody lee", set()),
    ],
)
def test_the_search_looks_at_the_person_alone(shop: Store, q: str, found: set[UUID]) -> None:
    rows = listed(shop, q=q)
    assert rows.keys() == found
    if ANN in found:
        assert rows[ANN]["orders"] == 2, "all orders count, not only those that were found"


@pytest.mark.parametrize("q", ["zhangsan", "zs", "ZhangSan", "shanghai", "张 zhang", "zs 139"])
def test_chinese_names_are_found_by_their_sound(shop: Store, q: str) -> None:
    found = listed(shop, q=q).keys()
    both = {ZHANG, key(customer_phone="13911112222")}
    assert found == (set() if q == "shanghai" else both - {ZHANG} if "139" in q else both)


def test_a_sound_is_one_of_a_name_and_of_nothing_else(tmp_path: Path) -> None:
    rows = [
        draft("wxm-1", customer_name="Ann", placed_at=NOW, tags="wxm"),
        draft("2", customer_name="Bob", customer_phone="13800000001", tracking_no="wxm", tags="wxm", placed_at=NOW),
        draft("3", customer_name="王小明", placed_at=NOW),
        draft("4", customer_name="Cy", company="王小明公司", customer_email="cy@mill.de", placed_at=NOW),
    ]
    opened = store_of(tmp_path, rows)
    found = {row["person"]["name"] for row in listed(opened, q="wxm").values()}
    opened.close()
    assert found == {"王小明", "Cy"}


def test_the_name_that_staff_gives_is_found_by_its_sound(shop: Store) -> None:
    say(shop, BOB, name="李雷")
    say(shop, BOB_SHORT, company="Mill 雷", note="lilei")
    assert listed(shop, q="lilei").keys() == {BOB} and listed(shop, q="ll 李").keys() == {BOB}


def test_staffs_word_is_found_and_shown_instead(shop: Store) -> None:
    say(shop, BOB, name="Robert", segment="vip")
    assert listed(shop, q="robert").keys() == {BOB}
    assert listed(shop)[BOB]["person"]["name"] == "Robert"
    assert listed(shop, segment="vip").keys() == {ANN, BOB}
    assert listed(shop, segment="b2b").keys() == {BOB_SHORT}
    merge(shop, BOB, BOB_SHORT)
    assert listed(shop, segment="vip").keys() == {ANN, BOB} and not listed(shop, segment="b2b")
    say(shop, BOB, 1, segment=None)
    assert listed(shop, segment="b2b").keys() == {BOB}


def test_merged_customers_are_one_in_list_search_and_figures(shop: Store) -> None:
    merge_id = merge(shop, ANN, ANN_BY_MAIL)
    rows = listed(shop)
    assert ANN_BY_MAIL not in rows and rows[ANN]["orders"] == 3
    assert listed(shop, q="a. lee").keys() == {ANN}
    assert rows[ANN]["last"] == NOW - 5 * DAY
    with shop.read() as connection:
        by_either = [one_customer(connection, each, NOW) for each in (ANN, ANN_BY_MAIL)]
        assert by_either[0] == by_either[1] and by_either[0] is not None and by_either[0].key == ANN
        for each in (ANN, ANN_BY_MAIL):
            assert order_count(connection, Filters(customer=str(each)), NOW) == 3
    shop.run(lambda uow: undo_merge(uow, merge_id, CLERK, NOW))
    assert listed(shop)[ANN]["orders"] == 2 and ANN_BY_MAIL in listed(shop)


def test_one_customer_in_figures(shop: Store) -> None:
    with shop.engine.begin() as connection:
        own = orders.c.channel_order_no == "1"
        connection.execute(update(orders).where(own).values(requested_quantity=Decimal(1)))
    with shop.read() as connection:
        found = one_customer(connection, ANN, NOW)
    assert found is not None
    # The order in dollars was delivered in time, the other one is late.
    figures = {name: found.figures[name] for name in ("orders", "sold", "due", "kept", "returned", "on_time")}
    assert figures == {"orders": 2, "sold": 2, "due": 2, "kept": 1, "returned": 1, "on_time": 0.5}
    assert found.figures["days_between"] == pytest.approx(20)
    assert sorted(found.sums) == [("CNY", 1, Decimal(50)), ("USD", 1, Decimal(100))]
    assert found.figures["spent"] > 50
    names = [(value, count) for value, count, _ in found.told["customer_name"]]
    assert names == [("Lee, Ann", 1), ("Ann Lee", 1)]
    assert found.told["customer_phone"] == [("+86 138-0013-8000", 2, NOW - 10 * DAY)]
    assert (found.person["name"], found.person["segment"], found.person["email"], found.person["kind"]) == (
        "Lee, Ann", "vip", "annlee@gmail.com", "company",
    )  # fmt: skip
    assert [row["channel_order_no"] for row in found.latest] == ["2", "1"]


@pytest.mark.parametrize(("only", "figure"), [((), "orders"), (("sold",), "sold"), (("due",), "due"),
                                              (("returned",), "returned")])  # fmt: skip
def test_each_figure_opens_exactly_its_orders(shop: Store, only: tuple[str, ...], figure: str) -> None:
    with shop.engine.begin() as connection:
        own = orders.c.channel_order_no == "2"
        connection.execute(update(orders).where(own).values(returned_quantity=Decimal("0.5")))
    with shop.read() as connection:
        for customer in listed(shop):
            found = one_customer(connection, customer, NOW)
            assert found is not None
            behind = Filters(customer=str(customer), only=only)
            assert found.figures[figure] == order_count(connection, behind, NOW)


def test_nobody_is_no_customer(shop: Store) -> None:
    with shop.read() as connection:
        assert one_customer(connection, UUID(int=9), NOW) is None
        assert people(connection, []) == {}


def pairs(store: Store) -> dict[frozenset[UUID], tuple[str, ...]]:
    with store.read() as connection:
        found, more = likely_pairs(connection)
        assert not more
        for pair in found:
            for one in (pair.one, pair.other):
                assert pair in likely_same(connection, one)
        assert [pair.score for pair in found] == sorted((pair.score for pair in found), reverse=True)
    return {frozenset((pair.one, pair.other)): pair.reasons for pair in found}


def test_likely_pairs_are_found_with_their_reasons(shop: Store) -> None:
    assert pairs(shop) == {
        frozenset((ANN, ANN_BY_MAIL)): ("email",),
        frozenset((BOB, BOB_SHORT)): ("phone",),
        frozenset((ZHANG, key(customer_phone="13911112222"))): ("name_address",),
    }


def test_a_pair_says_what_the_two_share(shop: Store) -> None:
    with shop.read() as connection:
        shared = {pair.reasons: pair.shared for pair in likely_pairs(connection)[0]}
    assert shared[("email",)][0] in ("annlee@gmail.com", "ann.lee+x@gmail.com")
    assert shared[("phone",)][0] in ("+1 415 555 0100", "415 555 0100")
    assert shared[("name_address",)][0] in ("张三 · 上海市 南京路 1 号", "张三 · 上海市南京路1号")


def test_a_list_that_was_cut_says_so_and_what_is_settled_takes_no_place(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shop.read() as connection:
        whole, _ = likely_pairs(connection)
        assert likely_pairs(connection, 2) == (whole[:2], True) and likely_pairs(connection, 3) == (whole, False)
    # Two numbers of one ending, which is likeness to nobody, come before those of Bob.
    monkeypatch.setattr("ordertrail.analytics.duplicates.MOST_GROUPS", 1)
    with shop.read() as connection:
        found, more = likely_pairs(connection)
    assert more and {pair.reasons for pair in found} == {("email",), ("name_address",)}
    shop.run(lambda uow: refuse_pair(uow, ANN_BY_MAIL, ANN, CLERK, NOW))
    with shop.read() as connection:
        found, more = likely_pairs(connection)
    assert not more and {pair.reasons for pair in found} == {("phone",), ("name_address",)}


def test_what_is_settled_is_not_proposed_again(shop: Store) -> None:
    merge_id = merge(shop, BOB, BOB_SHORT)
    shop.run(lambda uow: refuse_pair(uow, ANN_BY_MAIL, ANN, CLERK, NOW))
    assert pairs(shop).keys() == {frozenset((ZHANG, key(customer_phone="13911112222")))}
    shop.run(lambda uow: undo_merge(uow, merge_id, CLERK, NOW))
    assert frozenset((BOB, BOB_SHORT)) in pairs(shop)


def test_a_refusal_holds_for_what_was_merged_since(shop: Store) -> None:
    shop.run(lambda uow: refuse_pair(uow, ANN_BY_MAIL, ANN, CLERK, NOW))
    merge(shop, BOB, ANN)
    assert frozenset((BOB, ANN_BY_MAIL)) not in pairs(shop)


def test_what_staff_says_counts_as_a_contact(shop: Store) -> None:
    other = key(customer_phone="13912345678")
    say(shop, other, email="Ann.Lee@googlemail.com")
    assert pairs(shop)[frozenset((ANN, other))] == ("email",)


def test_a_contact_of_a_crowd_is_nobodys_own(tmp_path: Path) -> None:
    crowd = [
        draft(str(n), customer_name=f"P{n}", customer_phone=f"1390000{n:04d}", customer_email="shop@mill.de",
              placed_at=datetime(2026, 1, 1))
        for n in range(9)
    ]  # fmt: skip
    opened = store_of(tmp_path, crowd)
    with opened.read() as connection:
        assert likely_pairs(connection) == ([], False)
    opened.close()


def test_the_customer_that_is_kept_keeps_its_name_and_the_other_its_own(shop: Store) -> None:
    merge(shop, ANN, ANN_BY_MAIL)
    with shop.read() as connection:
        assert people(connection, [ANN])[ANN]["name"] == "Lee, Ann"
        apart = people(connection, [ANN, ANN_BY_MAIL], apart=True)
    assert apart[ANN_BY_MAIL]["name"] == "A. Lee" and apart[ANN_BY_MAIL]["phone"] is None
