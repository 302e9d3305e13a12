"""Settings page: its tabs, and what their lists tell the script."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest

from dashboard.callbacks.order_new import form_rules
from dashboard.callbacks.settings import chosen_tab
from dashboard.components.order_facts import order_facts
from dashboard.components.order_known import known_facts, own_facts
from dashboard.components.settings_tabs import TABS, tab_bar
from dashboard.ids import Settings
from ordertrail.domain.actor import local_owner
from ordertrail.domain.own_words import NONE, use_own_words
from ordertrail.i18n import use_locale
from ordertrail.services.context import Context
from ordertrail.services.custom_fields import put_fields
from ordertrail.services.own_lists import GROUPS, SURCHARGES, put_list
from ordertrail.services.own_words import words_of
from ordertrail.services.place_order import place_order
from ordertrail.store.orders import OrderView, get_order
from tests.dashboard.screen import links, parts, with_class, words

OWNER = local_owner("test")
LINE = {"name": "Mug", "quantity": "1", "unit_price": "10", "tax": "1"}


@pytest.fixture
def shaped(ctx: Context) -> Context:
    use_locale("en")
    put_fields(
        ctx,
        OWNER,
        [
            {"en": "Floor", "kind": "number"},
            {"zh": "颜色", "en": "Colour", "kind": "choice", "choices": ["Red"], "required": True},
            {"en": "Fit on", "kind": "date"},
            {"en": "Gift", "kind": "yes_no"},
            {"en": "Old", "kind": "text", "hidden": True},
        ],
        0,
    )
    put_list(ctx, OWNER, SURCHARGES, [{"zh": "安装费", "en": "Fitting"}, {"en": "Gone", "hidden": True}], 0)
    put_list(ctx, OWNER, GROUPS, [{"en": "Campus"}], 0)
    use_own_words(words_of(ctx))
    return replace(ctx, now=lambda: datetime(2026, 11, 24, 3, 0))


@pytest.fixture(autouse=True)
def _nothing_in_force() -> None:
    use_own_words(NONE)


def test_the_url_names_the_tab() -> None:
    assert (chosen_tab("?tab=kinds"), chosen_tab("?tab=kinds&tab=segments")) == ("kinds", "segments")
    assert chosen_tab("") == chosen_tab("?tab=nowhere") == chosen_tab(None) == next(iter(TABS))


def test_the_chosen_tab_is_no_link() -> None:
    use_locale("en")
    bar = tab_bar("fields")
    assert set(links(bar)) == {f"/settings?tab={code}" for code in TABS if code != "fields"}
    assert words(with_class(bar, "is-active")[0]) == "Custom fields"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", ["fields", "kinds", "segments"])
def test_a_tab_tells_its_script_columns_and_words(shaped: Context, code: str, lang: str) -> None:
    use_locale(lang)
    lists = [part for part in parts(TABS[code](shaped)) if getattr(part, "id", None) == Settings.LIST]
    props = lists[0].to_plotly_json()["props"]
    assert props["data-address"].startswith("/api/settings/lists/")
    names = [column["name"] for column in json.loads(props["data-columns"])]
    assert names[:2] == ["zh", "en"] and props["data-key"] in names
    told = json.loads(props["data-words"])
    assert not [text for text in told.values() if text.startswith(("settings.", "error."))]


def test_the_form_is_told_what_the_company_shaped(shaped: Context) -> None:
    rules = form_rules(shaped)
    assert rules["kinds"] == [["fitting", "Fitting"]]
    assert rules["segments"] == [["retail", "Retail"], ["vip", "VIP"], ["b2b", "B2B"], ["campus", "Campus"]]
    assert rules["workflows"] == [
        {"code": "retail", "label": "Retail", "starts": [["awaiting_payment", "Awaiting payment"], ["paid", "Paid"]]}
    ]
    assert [(each["key"], each["kind"], each["required"]) for each in rules["fields"]] == [
        ("floor", "number", False), ("colour", "choice", True), ("fit_on", "date", False), ("gift", "yes_no", False),
    ]  # fmt: skip


def entered(ctx: Context) -> OrderView:
    wish = {
        "customer_name": "<b>Ann</b>",
        "company": "Acme",
        "segment": "campus",
        "priority": "urgent",
        "tags": "vip,fragile",
        "owner": "Li",
        "lines": [LINE],
        "surcharges": [{"kind": "fitting", "amount": "5"}],
        "custom": {"floor": "1234.50", "colour": "red", "fit_on": "2026-12-01", "gift": "no"},
    }
    _, no = place_order(ctx, OWNER, wish)
    with ctx.store.read() as connection:
        found = get_order(connection, "manual", no)
    assert found is not None
    return found


def test_an_order_shows_what_it_has_by_its_names(shaped: Context) -> None:
    found = entered(shaped)
    assert [each[:2] for each in own_facts(found.order)] == [
        ("Floor", "1,234.5"), ("Colour", "Red"), ("Fit on", "Dec 1, 2026"), ("Gift", "No"),
    ]  # fmt: skip
    assert [name for name, *_ in known_facts(found.order)] == ["Segment", "Priority", "Tags", "Owner"]
    shown = words(order_facts(found))
    for word in ("Acme", "Campus", "Urgent", "vip", "fragile", "Fitting", "Custom fields"):
        assert word in shown
    use_locale("zh")
    assert own_facts(found.order)[1][:2] == ("颜色", "Red") and "安装费" in words(order_facts(found))


def test_an_order_that_tells_nothing_has_no_empty_cards(shaped: Context) -> None:
    _, no = place_order(shaped, OWNER, {"customer_name": "Ann", "lines": [LINE], "custom": {"colour": "Red"}})
    with shaped.store.read() as connection:
        found = get_order(connection, "manual", no)
    assert found is not None and known_facts(found.order) == []
