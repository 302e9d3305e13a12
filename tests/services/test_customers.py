"""Editing, merging and telling apart customers: roles, checks, and nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from ordertrail.analytics.customers import one_customer
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.customer import customer_key
from ordertrail.domain.errors import DomainError, Invalid, NotAllowed, NotFound, StaleEdit
from ordertrail.services.allow_likeness import allow_likeness
from ordertrail.services.context import Context
from ordertrail.services.edit_customer import edit_customer
from ordertrail.services.merge_customers import merge_customers
from ordertrail.services.place_order import place_order
from ordertrail.services.refuse_likeness import refuse_likeness
from ordertrail.services.undo_customer import last_edit, may_undo_customer, undo_customer
from ordertrail.services.unmerge_customers import unmerge_customers
from ordertrail.store.customers import customer_rows, history, refused_pairs, write_customer

OWNER = local_owner("test")
NOW = datetime(2026, 11, 24, 3, 0)
LINE = {"name": "Mug", "quantity": "2", "unit_price": "10"}


def key(phone: str) -> UUID:
    return customer_key("manual", "", phone, None, None, None)


ANN, BOB = key("13800138000"), key("13900139000")


@pytest.fixture
def desk(ctx: Context) -> Context:
    fixed = replace(ctx, now=lambda: NOW)
    for name, phone in (("Ann", "138 0013 8000"), ("Bob", "13900139000")):
        place_order(fixed, OWNER, {"customer_name": name, "customer_phone": phone, "lines": [LINE]})
    return fixed


def row(ctx: Context, customer: UUID) -> dict[str, Any] | None:
    with ctx.store.read() as connection:
        return customer_rows(connection, [customer]).get(customer)


def test_a_customer_is_edited_with_the_version_that_was_seen(desk: Context) -> None:
    wish = {"name": " Ann Lee ", "segment": "vip", "email": "ann@mill.de", "address": "1 Mill Rd\r\nLyon"}
    assert edit_customer(desk, OWNER, ANN, 0, wish, "called") == 1
    found = row(desk, ANN)
    assert found and (found["name"], found["address"], found["phone"]) == ("Ann Lee", "1 Mill Rd\nLyon", None)
    with pytest.raises(StaleEdit):
        edit_customer(desk, OWNER, ANN, 0, {"name": "Zoe"})
    assert edit_customer(desk, OWNER, ANN, 1, {"name": ""}) == 2
    found = row(desk, ANN)
    assert found and found["name"] is None and found["segment"] == "vip"


@pytest.mark.parametrize(
    ("wish", "path", "code"),
    [
        ({"email": "ann at mill"}, "email", "bad_email"),
        ({"segment": "royal"}, "segment", "bad_value"),
        ({"kind": "robot"}, "kind", "bad_value"),
        ({"name": "x" * 1001}, "name", "too_long"),
        ({"name": "a\nb"}, "name", "unprintable"),
        ({"note": "x" * 5001}, "note", "too_long"),
    ],
)
def test_each_fault_stands_at_its_field_and_nothing_is_saved(
    desk: Context, wish: dict[str, str], path: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        edit_customer(desk, OWNER, ANN, 0, {"company": "Mill", **wish})
    assert {name: problem.code for name, problem in refused.value.fields.items()} == {path: code}
    assert row(desk, ANN) is None


def test_what_is_stored_already_is_not_judged_anew(desk: Context) -> None:
    with desk.store.unit_of_work() as uow:
        write_customer(uow, ANN, {"segment": "old"}, seen_version=0, actor=OWNER, now=NOW, note="")
    assert edit_customer(desk, OWNER, ANN, 1, {"segment": "old", "note": "<script>=1+1\n🙂"}) == 2


def test_an_edit_of_a_merged_key_is_one_of_its_customer(desk: Context) -> None:
    merge_id = merge_customers(desk, OWNER, ANN, BOB)
    assert edit_customer(desk, OWNER, BOB, 0, {"note": "both"}) == 1
    assert row(desk, BOB) is None and row(desk, ANN)
    assert unmerge_customers(desk, OWNER, merge_id) == (ANN, BOB)
    with desk.store.read() as connection:
        found = one_customer(connection, BOB, NOW)
    assert found and found.person["note"] is None


def test_ones_own_last_edit_is_undone_once_while_nothing_newer_stands_on_it(desk: Context) -> None:
    edit_customer(desk, OWNER, ANN, 0, {"name": "Ann A", "segment": "vip"})
    edit_customer(desk, OWNER, ANN, 1, {"name": "Anna", "phone": "1"})
    with desk.store.read() as connection:
        deeds = history(connection, [ANN])
    last = last_edit(deeds)
    assert last is not None
    assert (last["version"], may_undo_customer(last, OWNER.name), may_undo_customer(last, "bo")) == (2, True, False)
    with pytest.raises(DomainError, match="undo_not_own"):
        undo_customer(desk, Actor("bo", role="staff"), ANN, 2)
    with pytest.raises(DomainError, match="undo_overtaken"):
        undo_customer(desk, OWNER, ANN, 1)
    assert undo_customer(desk, OWNER, ANN, 2) == 3
    now = row(desk, ANN)
    assert now is not None
    assert (now["name"], now["segment"], now["phone"], now["version"]) == ("Ann A", "vip", None, 3)
    with pytest.raises(DomainError, match="undo_of_undo"):
        undo_customer(desk, OWNER, ANN, 3)
    with pytest.raises(NotFound):
        undo_customer(desk, OWNER, BOB, 0)


def test_only_customers_are_merged_or_told_apart(desk: Context) -> None:
    for deed in (merge_customers, refuse_likeness):
        for one, other in ((ANN, uuid4()), (uuid4(), ANN)):
            with pytest.raises(NotFound, match="no_such_customer"):
                deed(desk, OWNER, one, other)
        with pytest.raises(DomainError, match="customer_itself"):
            deed(desk, OWNER, ANN, ANN)
    with pytest.raises(NotFound):
        edit_customer(desk, OWNER, uuid4(), 0, {"name": "x"})
    with desk.store.read() as connection:
        assert refused_pairs(connection) == frozenset() and history(connection, [ANN, BOB]) == []


def test_a_refusal_is_taken_back_by_whichever_key_it_was_said(either_ctx: Context) -> None:
    cid = key("13700137000")
    for name, phone in (("Ann", "13800138000"), ("Bob", "13900139000"), ("Cid", "13700137000")):
        place_order(either_ctx, OWNER, {"customer_name": name, "customer_phone": phone, "lines": [LINE]})
    refuse_likeness(either_ctx, OWNER, ANN, BOB)
    refuse_likeness(either_ctx, OWNER, cid, ANN)
    with pytest.raises(NotFound, match="no_such_refusal"):
        allow_likeness(either_ctx, OWNER, BOB, cid)
    merge_customers(either_ctx, OWNER, cid, BOB)
    allow_likeness(either_ctx, OWNER, ANN, cid)
    with either_ctx.store.read() as connection:
        assert refused_pairs(connection) == frozenset()
        kinds = [deed["kind"] for deed in history(connection, [ANN])]
    assert sorted(kinds) == ["maybe_same", "maybe_same", "not_same", "not_same"]
    with pytest.raises(NotFound, match="no_such_refusal"):
        allow_likeness(either_ctx, OWNER, ANN, cid)


@pytest.mark.parametrize(
    "deed",
    [
        lambda ctx, actor: edit_customer(ctx, actor, ANN, 0, {"name": "x"}),
        lambda ctx, actor: undo_customer(ctx, actor, ANN, 1),
        lambda ctx, actor: merge_customers(ctx, actor, ANN, BOB),
        lambda ctx, actor: unmerge_customers(ctx, actor, uuid4()),
        lambda ctx, actor: refuse_likeness(ctx, actor, ANN, BOB),
        lambda ctx, actor: allow_likeness(ctx, actor, ANN, BOB),
    ],
)
def test_who_only_looks_may_do_none_of_it(desk: Context, deed: Callable[[Context, Actor], object]) -> None:
    with pytest.raises(NotAllowed):
        deed(desk, Actor("eve", role="viewer"))
