"""Every column sorts and filters as what it is, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from ordertrail.analytics.filters import Filters
from ordertrail.analytics.order_choices import choices
from ordertrail.analytics.orders import order_rows
from ordertrail.domain.actor import local_owner
from ordertrail.domain.custom_fields import CustomField, fields_json
from ordertrail.domain.errors import DomainError
from ordertrail.store.custom_sql import CUSTOM_FIELDS
from ordertrail.store.documents import put_document
from ordertrail.store.edits import Edit, edit_order
from ordertrail.store.engine import Store
from ordertrail.store.merge import land
from tests.conftest import ENGINES
from tests.store.drafting import draft, line, staging

NOW = datetime(2026, 11, 24, 3, 0)
ACTOR = local_owner("test")
FIELDS = (
    CustomField("grade", "等级", "Grade", "choice", ("A", "B")),
    CustomField("weight", "重量", "Weight", "number"),
    CustomField("due", "交期", "Due", "date"),
    CustomField("floor", "楼层", "Floor", "choice", ("1", "2"), hidden=True),
)
FIRST, SECOND = '{"grade":"A","weight":"9"}', '{"due":"2026-12-01","weight":"10.5"}'
# Number -> the cells of the order.
ORDERS: dict[str, dict[str, Any]] = {
    "1": {
        "tags": "vip,急单",
        "priority": "urgent",
        "owner": "Lin",
        "paid": 100,
        "custom": '{"grade":"A","weight":"9"}',
    },
    "2": {
        "tags": "VIP2",
        "priority": "low",
        "owner": "Wu",
        "paid": 0,
        "custom": '{"due":"2026-12-01","weight":"10.5"}',
    },
    "3": {"priority": "high", "paid": 40, "refunded": 40, "custom": '{"due":"2026-11-30","grade":"B"}'},
    "4": {"tags": "Vip", "paid": 130, "company": "Acme", "custom": '{"floor":"2"}'},
}
SKUS = {"1": ["CUP-1", "MUG"], "2": ["MUG"], "3": ["cup-2"], "4": []}


@pytest.fixture(scope="module", params=ENGINES)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    target = None
    if request.param == "postgresql":
        target = request.getfixturevalue("postgres").database(request.getfixturevalue("laid_out"))
    store = Store(target, zone="Asia/Shanghai", base_currency="CNY")
    rows = [line(no, n, sku=sku) for no, skus in SKUS.items() for n, sku in enumerate(skus, 1)]
    drafts = [draft(no, **{**cells, "custom": None}) for no, cells in ORDERS.items()]
    made = staging(tmp_path_factory.mktemp("columns") / "a", drafts, rows)
    with store.source(made) as source:
        store.run(lambda uow: land(uow, source, "a", ACTOR, NOW), aside=True)
    for no, cells in ORDERS.items():
        _edit(store, no, cells)
    store.run(lambda uow: put_document(uow, CUSTOM_FIELDS, fields_json(FIELDS), seen_version=0, actor=ACTOR, now=NOW))
    yield store
    store.close()


def _edit(store: Store, no: str, cells: dict[str, Any]) -> None:
    edit_order(store, "shopify", no, 1, lambda _: Edit("edited", cells), ACTOR, NOW)


def numbers(store: Store, model: dict[str, Any] | None = None, sort: str = "channel_order_no:asc") -> str:
    name, _, direction = sort.rpartition(":")
    with store.read() as connection:
        rows, total = order_rows(connection, Filters(), now=NOW, sort=[(name, direction)], column_filters=model)
    assert total == len(rows)
    return "".join(row["channel_order_no"] for row in rows)


def of_set(*values: str | None) -> dict[str, Any]:
    return {"filterType": "set", "values": list(values)}


def of_text(type_: str, word: str = "") -> dict[str, Any]:
    return {"filterType": "text", "type": type_, "filter": word}


CASES: list[tuple[str, dict[str, Any], str]] = [
    ("tags", of_set("VIP"), "14"),
    ("tags", of_set("急单", None), "13"),
    ("tags", of_set(), ""),
    ("tags", of_text("contains", "vip"), "124"),
    ("priority", of_set("urgent", "low"), "12"),
    ("priority", of_set(None), "4"),
    ("owner", of_set("Lin"), "1"),
    ("payment_status", of_set("paid"), "1"),
    ("payment_status", of_set("unpaid", "overpaid"), "24"),
    ("payment_status", of_set("refunded"), "3"),
    ("fulfilment_status", of_set("unshipped"), "1234"),
    ("return_status", of_set("none"), "1234"),
    ("company", of_text("notBlank"), "4"),
    ("sku", of_text("contains", "cup"), "13"),
    ("sku", of_text("notContains", "cup"), "24"),
    ("sku", of_text("equals", "mug"), "12"),
    ("sku", of_text("blank"), "4"),
    ("sku", of_text("notBlank"), "123"),
    ("goods", of_text("startsWith", "mu"), "123"),
    ("paid", {"filterType": "number", "type": "inRange", "filter": 40, "filterTo": 100}, "13"),
    ("paid", {"filterType": "number", "type": "inRange", "filter": 100, "filterTo": 40}, "13"),
    ("custom.grade", of_set("A", None), "124"),
    ("custom.floor", of_set("2"), "4"),
    ("custom.due", {"filterType": "date", "type": "inRange", "dateFrom": "2026-12-01", "dateTo": "2026-11-30"}, "23"),
    ("custom.weight", {"filterType": "number", "type": "greaterThan", "filter": 9.5}, "2"),
    ("custom.due", {"filterType": "date", "type": "equals", "dateFrom": "2026-12-01 00:00:00"}, "2"),
    ("custom.due", {"filterType": "date", "type": "lessThan", "dateFrom": "2026-12-01 00:00:00"}, "3"),
    ("custom.due", {"filterType": "date", "type": "blank"}, "14"),
]


@pytest.mark.parametrize(("name", "model", "found"), CASES, ids=lambda case: str(case)[:40])
def test_a_column_filters_as_what_it_is(filled: Store, name: str, model: dict[str, Any], found: str) -> None:
    assert numbers(filled, {name: model}) == found


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("priority:desc", "1324"),
        ("custom.weight:desc", "21"),
        ("custom.due:asc", "32"),
        ("payment_status:asc", "2143"),
        ("owner:desc", "21"),
    ],
)
def test_a_column_sorts_as_what_it_is(filled: Store, sort: str, found: str) -> None:
    known = numbers(filled, sort=sort)
    assert [no for no in known if no in found] == list(found)


@pytest.mark.parametrize("name", ["custom.gone", "custom.grade'; --", "nothing", "search"])
def test_columns_that_do_not_exist_are_refused(filled: Store, name: str) -> None:
    with pytest.raises(DomainError):
        numbers(filled, {name: of_text("contains", "a")})
    with pytest.raises(DomainError):
        numbers(filled, sort=f"{name}:asc")


@pytest.mark.parametrize("name", ["sku", "goods"])
def test_texts_of_lines_do_not_sort(filled: Store, name: str) -> None:
    with pytest.raises(DomainError):
        numbers(filled, sort=f"{name}:asc")


def test_a_row_tells_its_statuses_fields_and_skus(filled: Store) -> None:
    with filled.read() as connection:
        rows, _ = order_rows(connection, Filters(), now=NOW, sort=[("channel_order_no", "asc")])
    first, last = rows[0], rows[-1]
    assert (first["payment_status"], first["return_status"], first["sku"], first["lines"]) == (
        "paid",
        "none",
        "CUP-1, MUG",
        2,
    )
    assert (first["custom"], first["tags"], first["paid"]) == (ORDERS["1"]["custom"], "vip,急单", Decimal(100))
    assert (last["sku"], last["goods"], last["lines"]) == (None, None, 0)


def test_the_values_of_a_column_are_offered_each_tag_by_itself(filled: Store) -> None:
    with filled.read() as connection:
        assert choices(connection, "owner") == ["Lin", "Wu"]
        assert sorted(choices(connection, "tags")) == ["VIP2", "Vip", "vip", "急单"]
        with pytest.raises(DomainError):
            choices(connection, "search")
