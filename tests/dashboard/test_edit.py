"""The screen's ways to edit: bar, forms, trail; their scripts and words belong together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dashboard.components import bulk_bar, edit_dialog
from dashboard.components.order_changes import changes, edit_button, may_edit_goods, undo_button
from dashboard.components.order_trail import order_trail
from dashboard.ids import Edit, Orders
from ordertrail.domain.custom_fields import CustomField
from ordertrail.i18n import use_locale
from tests.dashboard.screen import parts, with_class, words

ASSETS = Path(bulk_bar.__file__).parents[1] / "assets"
ORDER = {"channel": "manual", "channel_order_no": "A/1", "version": 2, "origin": "hand"}
EVENT = {
    "kind": "edited", "version": 2, "actor": "owner", "from_value": None, "to_value": None, "note": None,
    "source": "web", "occurred_at": datetime(2026, 11, 24, 3),
}  # fmt: skip


@pytest.fixture(autouse=True, params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use_locale(request.param)
    yield request.param
    use_locale("zh")


def script(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def event(fields: dict[str, Any]) -> dict[str, Any]:
    return {**EVENT, "detail": json.dumps({"fields": fields})}


def test_the_scripts_of_the_forms_and_their_words_belong_together(language: str) -> None:
    host = edit_dialog.edit_dialog()
    assert host.id == Edit.HOST
    said = json.loads(host.to_plotly_json()["props"]["data-words"])
    used = set(re.findall(r"words\(\)\.(\w+)", script("edit.js") + script("order_edit.js") + script("orders_edit.js")))
    used |= set(re.findall(r"\bconflict_\w+", script("edit.js")))
    assert used - {"cancel"} <= set(said) and set(said) - used == set()


def test_the_script_of_the_bar_and_its_words_belong_together(language: str) -> None:
    bar = bulk_bar.bulk_bar()
    said = json.loads(bar.to_plotly_json()["props"]["data-words"])
    text = script("orders_bulk.js")
    used = set(re.findall(r"(?<![.\w])words\(\)\.(\w+)", text))
    for named in re.findall(r"const \{ ([^}]+) \} = words\(\)", text):
        used |= {word.strip() for word in named.split(",")}
    assert used == set(said)


def test_every_button_of_the_bar_has_its_deed() -> None:
    ids = {str(part.id) for part in parts(bulk_bar.bulk_bar()) if getattr(part, "id", None)}
    named = set(re.findall(r"\"(orders-bulk-[\w]+)\"", script("orders_bulk.js")))
    assert named <= ids and {Orders.BULK, Orders.BULK_MORE} <= ids
    buttons = {
        part.id for part in parts(bulk_bar.bulk_bar()) if type(part).__name__ == "Button" and hasattr(part, "id")
    }
    deeds = script("orders_bulk.js").split("const deeds = {")[1].split("};")[0]
    assert buttons == set(re.findall(r"\"(orders-bulk-\w+)\":", deeds))


def test_a_change_is_told_field_by_field(language: str) -> None:
    own = (CustomField("gift", "礼品", "Gift"),)
    fields = {
        "priority": [None, "high"], "promised_at": ["2026-11-25T10:00:00", None], "tags": ["a,b", "a"],
        "total": ["28.0000", "58.00"], "custom.gift": [None, "yes"], "region_text": [None, "x"],
        "lines": [[{"sku": "A"}], []],
    }  # fmt: skip
    told = words(changes(event(fields), own))
    assert ("High" in told and "Gift" in told) if language == "en" else ("高" in told and "礼品" in told)
    assert "a, b" in told and "18:00" in told and "28.00 " in told
    assert "region_text" not in told and not re.search(r"\b(edit|priority)\.\w", told)


def test_events_of_other_kinds_tell_no_fields() -> None:
    assert changes({**EVENT, "detail": None}) is None
    assert changes({**EVENT, "detail": '{"stamp": "paid_at"}'}) is None
    assert changes({**EVENT, "detail": '{"fields": {}}'}) is None


@pytest.mark.parametrize(
    ("cells", "there"),
    [
        ({}, True), ({"actor": "bo"}, False), ({"version": 1}, False), ({"kind": "undone"}, False),
        ({"kind": "imported"}, False),
    ],
)  # fmt: skip
def test_ones_own_newest_change_offers_its_undo(cells: dict[str, Any], there: bool) -> None:
    newest = event({"city": [None, "Linz"]}) | cells
    undo = undo_button(ORDER, newest)
    assert (undo is not None) is there
    trail = order_trail([newest, event({"city": [None, "Graz"]})], undo)
    assert len(with_class(trail, "ot-trail-undo")) == int(there)


def test_items_of_an_order_by_hand_are_edited_until_they_are_under_way() -> None:
    assert may_edit_goods(ORDER)
    assert not may_edit_goods({**ORDER, "origin": "import"})
    assert not may_edit_goods({**ORDER, "shipped_quantity": 1})
    button = edit_button(ORDER, "goods").to_plotly_json()["props"]
    assert (button["data-edit"], button["data-no"]) == ("goods", "A/1")
