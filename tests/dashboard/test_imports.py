"""The import page: what the card and the history say, and the page against a real store."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from dash.development.base_component import Component

from dashboard.callbacks.imports import chosen_imports
from dashboard.components.import_account import account_block
from dashboard.components.import_card import import_card, orders_href
from dashboard.components.import_history import import_history
from dashboard.components.import_list import rows_of
from dashboard.components.import_words import reason, value_text
from dashboard.ids import Imports
from dashboard.pages import imports as page
from ordertrail.i18n import use_locale
from tests.dashboard.screen import words


@pytest.fixture(autouse=True)
def _english() -> None:
    use_locale("en")


def find(component: Any, component_id: Any) -> Component | None:
    if isinstance(component, list | tuple):
        return next((hit for part in component if (hit := find(part, component_id)) is not None), None)
    if not isinstance(component, Component):
        return None
    if getattr(component, "id", None) == component_id:
        return component
    return find(getattr(component, "children", None), component_id)


def record(state: str = "previewed", **orders: int) -> dict[str, Any]:
    counts = {"new": 0, "changed": 0, "unchanged": 0, "conflict": 0, "held": 0} | orders
    return {
        "import_id": "abc",
        "channel": "shopify",
        "created_at": datetime(2026, 3, 1, 4, 0),
        "state": state,
        "demo": False,
        "report": {
            "import_id": "abc",
            "channel": "shopify",
            "files": ["orders.csv"],
            "rows": {"read": 12, "merged": 7, "unchanged": 3, "held": 2},
            "orders": counts,
            "lines": 1234,
            "sums": {"USD": "1050.50"},
            "problems": [],
            "samples": [
                {
                    "channel": "shopify",
                    "channel_order_no": "#1001",
                    "kind": "changed",
                    "changes": {"stage": ["paid", "shipped"], "total": ["10.0000", "12.5000"]},
                }
            ],
        },
    }


def test_preview_tells_every_count_and_offers_to_merge() -> None:
    card = import_card(record(new=4, changed=3, unchanged=2, held=1), [])
    said = words(card)
    assert "Merge 7 orders" in said
    assert "12 rows read = 7 merged + 3 unchanged + 2 held" in said
    assert "1,234 order lines" in said
    assert "Sum $1,050.50" in said and "USD" not in said
    assert find(card, Imports.action("land", "abc")).to_plotly_json()["props"]["data-import-action"] == "land"
    assert find(card, Imports.action("discard", "abc")).to_plotly_json()["props"]["data-import-id"] == "abc"


ITEM = {
    "channel_order_no": "#1001", "fields": ["stage", "total", "lines"], "disputed": [],
    "changes": {"stage": ["paid", "shipped"], "total": ["10.0000", "12.5000"]},
    "lines": [[{"line_no": "1", "name": "Mug", "quantity": "1.000"}, {"line_no": "2", "name": "Cup"}],
              [{"line_no": "1", "name": "Mug", "quantity": "20.000"}, {"line_no": "2", "name": "Cup"}]],
    "source_file": "a.csv", "source_line": 7,
}  # fmt: skip


def test_changes_are_shown_old_and_new_in_the_users_words() -> None:
    said = words(rows_of([ITEM], "changed"))
    assert "#1001" in said and "Total" in said and "a.csv, row 7" in said
    assert "10.00  →  12.50" in said
    assert "Mug × 1" in said and "Mug × 20" in said and "Cup" not in said


def test_what_staff_changed_is_not_shown_as_a_change() -> None:
    told = {**ITEM, "disputed": ["stage"], "lines": None}
    said = words(rows_of([told], "conflict"))
    assert "stays Paid (changed by staff); the file says Shipped" in said
    assert "Paid  →  Shipped" not in said and "10.00  →  12.50" in said
    use_locale("zh")
    assert "保持“已付款”（人工修改过），文件里是“已发货”" in words(rows_of([told], "conflict"))


def test_a_difference_in_the_account_is_an_error() -> None:
    tally = {"rows": 1, "orders": 1, "lines": 1, "sums": {"CNY": "5"}}
    none = {"rows": 0, "orders": 0, "lines": 0, "sums": {}}
    account = {"file": tally, "landed": {**tally, "sums": {"CNY": "4.99"}}, "unchanged": none, "left": none,
               "held": none, "unreadable": 0, "derived": False,
               "differences": [{"what": "sum", "currency": "CNY", "by": "0.01"}]}  # fmt: skip
    said = words(account_block({"account": account, "state": "landed"}))
    assert "Sums do not add up: a difference of 0.01 CNY." in said
    assert "All of the file is accounted for" not in said


def test_one_order_is_one_and_conflicts_alone_are_recorded() -> None:
    def button(told: dict[str, Any]) -> str:
        return words(find(import_card(told, []), Imports.action("land", "abc")))

    assert button(record(new=1)) == "Merge 1 order"
    assert button(record(changed=1, conflict=2)) == "Merge 1 order"
    assert button(record(conflict=2)) == "Record the conflicts"
    assert button(record(unchanged=2)) == "Confirm and finish"
    assert "1 order was merged." in words(import_card(record("landed", new=1), []))
    assert "The conflicts were recorded" in words(import_card(record("landed", conflict=1), []))


def test_held_rows_are_counted_in_words_wherever_they_are_told() -> None:
    told = record("landed", new=1)
    assert "Held 2 rows" in words(import_card(told, [])) and "2 rows" in words(import_history([told], []))
    told["report"]["rows"]["held"] = 1
    assert "Held 1 row" in words(import_card(told, [])) and "1 row" in words(import_history([told], []))
    told["report"]["rows"]["held"] = 0
    assert "Held 0" in words(import_card(told, []))
    del told["report"]["rows"]
    assert words(import_history([told], [])).endswith("–")


def test_held_rows_name_file_line_column_and_keep_the_raw_text() -> None:
    row = {
        "file": "orders.csv",
        "line": 17,
        "column_name": "Financial Status",
        "reason": "unknown_status",
        "params": json.dumps({"value": "maybe"}),
        "channel_order_no": "#7",
        "raw": "#7,maybe",
    }
    card = import_card(record(held=1), [row])
    said = words(card)
    for part in ("orders.csv", "17", "Financial Status", "#7,maybe", reason(row)):
        assert part in said
    assert "/api/imports/abc/held.csv" in str(card)


@pytest.mark.parametrize("state", ["landed", "refused", "discarded"])
def test_only_a_preview_can_be_merged(state: str) -> None:
    assert find(import_card(record(state, new=1), []), Imports.action("land", "abc")) is None


def test_a_landed_import_links_to_its_orders() -> None:
    card = import_card(record("landed", new=2), [])
    assert "2 orders were merged." in words(card)
    assert orders_href("shopify") in str(card)


@pytest.mark.parametrize(
    ("channel", "href"),
    [
        ("shopify", "/orders?preset=all&channel=shopify"),
        ("tmall_report", "/orders?preset=all&channel=tmall"),
        ("template", "/orders?preset=all"),
    ],
)
def test_an_imports_orders_are_found_by_their_channel(channel: str, href: str) -> None:
    assert orders_href(channel) == href


def test_the_same_file_again_says_that_nothing_changed() -> None:
    assert "nothing changed" in words(import_card(record("landed", unchanged=5), []))
    assert "no new or changed" in words(import_card(record(unchanged=5), []))


def test_conflicts_show_both_values() -> None:
    conflict = {"order_id": "x", "channel_order_no": "#9", "field": "note", "ours": "call first", "theirs": "ring"}
    said = words(import_card(record(conflict=1), [], [conflict]))
    assert "call first" in said and "ring" in said and "#9" in said


def test_values_are_shown_as_staff_read_them() -> None:
    assert value_text("paid_at", "2026-03-01 04:00:00") == "Mar 1, 2026, 12:00"
    assert value_text("total", "1234.5") == "1,234.50"
    assert value_text("note", "") == "(empty)"
    assert value_text("note", None) == "(empty)"


def test_history_lists_newest_as_given_and_marks_the_chosen_one() -> None:
    table = import_history([record("landed", new=3)], ["abc"])
    said = words(table)
    assert "orders.csv" in said and "Merged" in said
    assert "is-on" in str(table) and "/import?id=abc" in str(table)


def test_history_of_nothing_says_what_would_be_here() -> None:
    assert "Nothing has been imported yet" in words(import_history([], []))


def test_the_url_names_the_import() -> None:
    assert chosen_imports("?id=a-b&id=c") == ["a-b", "c"]
    assert chosen_imports("") == []
    assert chosen_imports(None) == []


def test_layout_takes_any_query_and_offers_the_template() -> None:
    shown = page.layout(id="abc", other="x")
    assert "/api/template.csv" in str(shown)
    assert find(shown, "import-history") is not None
