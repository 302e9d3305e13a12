"""Customers' pages: addresses, list, figures that open their orders, history, likely duplicates."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from dash import html
from hypothesis import given
from hypothesis import strategies as st

from dashboard.callbacks.customer import likely, whole
from dashboard.callbacks.customers import likely as all_likely
from dashboard.callbacks.customers import listed
from dashboard.callbacks.filter_bar import customer_of
from dashboard.components.customer_duplicates import duplicate_list
from dashboard.components.customer_view import customer_view
from dashboard.components.customer_words import (
    asked_of,
    customer_href,
    customer_link,
    customer_name,
    is_duplicates,
    key_of,
    list_href,
    sorted_by,
)
from dashboard.shell import active_place, page_title
from ordertrail.analytics.customers import DEEPEST, PAGE, SORTS, Asked, one_customer, people
from ordertrail.analytics.duplicates import likely_pairs
from ordertrail.analytics.filters import Filters
from ordertrail.domain.actor import local_owner
from ordertrail.domain.customer import customer_key
from ordertrail.i18n import use_locale
from ordertrail.services.allow_likeness import allow_likeness
from ordertrail.services.context import Context
from ordertrail.services.edit_customer import edit_customer
from ordertrail.services.merge_customers import merge_customers
from ordertrail.services.place_order import place_order
from ordertrail.services.refuse_likeness import refuse_likeness
from tests.dashboard.screen import links, parts, with_class, words

OWNER = local_owner("web")
NOW = datetime(2026, 11, 24, 3, 0)
LINE = {"name": "Mug", "quantity": "2", "unit_price": "10"}


def key(phone: str) -> UUID:
    return customer_key("manual", "", phone, None, None, None)


ANN, BOB, BOBBY = key("13800138000"), key("14155550100"), key("4155550100")


@pytest.fixture(autouse=True)
def _english() -> None:
    use_locale("en")


@pytest.fixture
def shop(ctx: Context) -> Context:
    fixed = replace(ctx, now=lambda: NOW)
    for name, phone in (("Ann", "138 0013 8000"), ("Bob", "+1 415 555 0100"), ("Bobby", "4155550100")):
        wish = {"customer_name": name, "customer_phone": phone, "currency": "CNY", "lines": [LINE]}
        place_order(fixed, OWNER, wish)
    return fixed


asked = st.builds(
    Asked,
    q=st.sampled_from(("", "王 小明", "a&b=c", "+1 (415)", "100%")),
    segment=st.sampled_from(("", "vip", "own_one")),
    sort=st.sampled_from(SORTS),
    descending=st.booleans(),
    offset=st.integers(0, DEEPEST // PAGE).map(lambda page: page * PAGE),
)


@given(asked)
def test_the_address_says_all_of_the_list(wanted: Asked) -> None:
    href = list_href(wanted)
    assert asked_of(href.partition("?")[2]) == wanted
    assert list_href(Asked()) == "/customers"


@pytest.mark.parametrize(
    "search", [None, "", "?sort=name:up&page=x&segment=", "?page=-1", "?page=0", "?page=٣", "?&=&&"]
)
def test_what_has_no_meaning_is_passed_over(search: str | None) -> None:
    assert asked_of(search) == Asked()


def test_paging_ends_where_the_store_stops_and_sorting_begins_anew() -> None:
    assert asked_of("?page=99999999").offset == DEEPEST
    assert sorted_by(Asked(offset=PAGE), "spent") == Asked(sort="spent")
    assert sorted_by(Asked(sort="spent"), "spent") == Asked(sort="spent", descending=False)
    assert is_duplicates("?tab=duplicates") and not is_duplicates("?q=duplicates")


def test_the_pages_address_is_read_as_it_is_made() -> None:
    assert key_of(customer_href(ANN)) == key_of(f"{customer_href(ANN)}/") == ANN
    for path in (None, "/customers", "/customers/x", f"/orders/customers/{ANN}"):
        assert key_of(path) is None
    assert active_place(customer_href(ANN)) == "/customers" == active_place("/customers/")
    assert page_title(customer_href(ANN)) == "Customer" and page_title("/customers") == "Customers"


def test_somebody_without_a_name_is_called_by_what_is_known() -> None:
    assert customer_name({"name": None, "company": "", "phone": "1", "email": "e"}) == "1"
    assert customer_name({}) == "No name"
    assert customer_link({"customer_name": "Ann", "customer_key": None}) == "Ann"


def test_the_list_leads_to_the_customer_and_to_the_orders(shop: Context) -> None:
    table, count = listed(shop, Asked(q="ann"))
    assert count == "1 customer"
    assert {customer_href(ANN), f"/orders?preset=all&customer={ANN}", "tel:138%200013%208000"} <= set(links(table))
    assert "CN¥20.00" in words(table) and not with_class(table, "ot-pager")
    on = [part for part in parts(table) if getattr(part, "aria-sort", None) == "descending"]
    assert len(on) == 1 and "is-last" in on[0].className


def test_a_list_of_nobody_says_why(shop: Context, ctx: Context) -> None:
    assert "No customer fits" in words(listed(shop, Asked(q="zoe"))[0])


def test_an_empty_store_offers_the_import(ctx: Context) -> None:
    table, count = listed(ctx, Asked())
    assert "No customers yet" in words(table) and links(table) == ["/import"] and count == "0 customers"


def test_figures_open_their_orders_and_the_form_knows_its_version(shop: Context) -> None:
    edit_customer(shop, OWNER, ANN, 0, {"note": "<b>asks</b> for blue", "segment": "vip"}, "by phone")
    view = whole(shop, customer_href(ANN))
    orders = f"/orders?preset=all&customer={ANN}"
    assert {orders, f"{orders}&only=sold", f"{orders}&channel=manual"} <= set(links(view))
    assert f"{orders}&only=returned" not in links(view), "there is none"
    said = words(view)
    assert all(each in said for each in ("Ann", "VIP", "<b>asks</b> for blue", "Ordered once", "by phone"))
    assert "Note: empty → <b>asks</b> for blue" in said and "Segment: empty → VIP" in said
    (button,) = [part for part in parts(view) if getattr(part, "data-customer-edit", None)]
    form = json.loads(getattr(button, "data-customer-edit"))
    fields = {field["name"]: field for field in form["fields"]}
    assert form["version"] == 1 and fields["segment"]["value"] == "vip" and "b2b" in fields["segment"]["options"]
    assert (fields["name"]["value"], fields["name"]["told"]) == ("", "Ann")


def unmerges(view: Any) -> list[str]:
    return [getattr(part, "data-customer-unmerge") for part in parts(view) if hasattr(part, "data-customer-unmerge")]


def test_a_merge_stands_in_the_history_of_both_with_its_way_back(shop: Context) -> None:
    merge_id = merge_customers(shop, OWNER, BOB, BOBBY)
    for each in (BOB, BOBBY):
        view = whole(shop, customer_href(each))
        assert "Merged with Bobby" in " ".join(words(view).split()) and unmerges(view) == [str(merge_id)]
    assert customer_of(Filters(customer=str(BOBBY)), shop) == "Bob"
    assert customer_of(Filters(), shop) == ""


def test_a_refusal_stands_in_the_history_with_its_way_back_while_it_holds(shop: Context) -> None:
    def ways_back() -> list[Any]:
        return [part for part in parts(whole(shop, customer_href(BOB))) if hasattr(part, "data-customer-together")]

    refuse_likeness(shop, OWNER, BOB, BOBBY)
    assert [{getattr(part, f"data-{name}") for name in ("one", "other")} for part in ways_back()] == [
        {str(BOB), str(BOBBY)}
    ]
    allow_likeness(shop, OWNER, BOB, BOBBY)
    assert ways_back() == []
    assert "No longer marked as not the same as Bobby" in " ".join(words(whole(shop, customer_href(BOB))).split())


def test_a_list_of_pairs_says_that_there_are_more(shop: Context) -> None:
    with shop.store.read() as connection:
        pairs, _ = likely_pairs(connection)
        known = people(connection, [BOB, BOBBY])
    said = "more appear as you settle these"
    assert said in words(duplicate_list(pairs, known, True)) and said not in words(duplicate_list(pairs, known, False))


def test_durations_join_the_chinese_words_without_a_gap(shop: Context) -> None:
    use_locale("zh")
    with shop.store.read() as connection:
        found = one_customer(connection, ANN, NOW)
    assert found is not None
    figures = found.figures | {"last": NOW - timedelta(days=70), "days_between": 12.0}
    view = customer_view(replace(found, figures=figures), html.Div(), {}, {}, "CNY", NOW)
    assert "70 天前" in words(view) and "平均每 12 天一单" in words(view)


def test_who_may_be_the_same_is_offered_on_either_page_and_in_the_tab(shop: Context) -> None:
    assert likely(shop, customer_href(ANN)) is None and likely(shop, "/customers/x") is None
    card = likely(shop, customer_href(BOB))
    assert "Bobby" in words(card) and "Same phone number" in words(card) and "70 %" in words(card)
    assert "415 555 0100" in words(card) or "4155550100" in words(card)
    everyone, _ = all_likely(shop)
    assert {customer_href(BOB), customer_href(BOBBY)} == set(links(everyone))
    merge_customers(shop, OWNER, BOB, BOBBY)
    assert "No likely duplicates" in words(all_likely(shop)[0])


def test_an_unknown_customer_is_a_page_with_a_way_back(shop: Context) -> None:
    for path in (customer_href(UUID(int=9)), "/customers/nonsense"):
        view = whole(shop, path)
        assert "There is no such customer" in words(view) and links(view) == ["/customers"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_reason_and_deed_has_its_words(shop: Context, lang: str) -> None:
    use_locale(lang)
    merge_customers(shop, OWNER, BOB, BOBBY)
    edit_customer(shop, OWNER, BOB, 0, {"kind": "company", "company": "Mill"})
    assert "customer." not in words(whole(shop, customer_href(BOB)))
