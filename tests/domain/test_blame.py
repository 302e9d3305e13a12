"""The source of each value, by a history worked out by hand."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from ordertrail.domain.blame import blame
from ordertrail.domain.order import ORDER_COLUMNS

AT = datetime(2026, 11, 24)


def event(version: int, kind: str, **more: Any) -> dict[str, Any]:
    told = {"actor": "ann", "occurred_at": AT, "note": None, "detail": None, "source": "web", "to_value": None,
            "import_id": None}  # fmt: skip
    return {**told, "version": version, "kind": kind, **more}


def order(**cells: Any) -> dict[str, Any]:
    return {**dict.fromkeys(ORDER_COLUMNS), **cells, "base_total": None, "order_day": None}


FIRST = event(1, "imported", import_id="a", source="a:b.csv:7")
ORDER = order(stage="paid", total=5, customer_name="Ann", region="CN-GD", promised_at=AT)


def test_each_value_has_the_source_that_spoke_last() -> None:
    edited = event(3, "edited", detail=json.dumps({"fields": {"customer_name": ["A", "Ann"]}}))
    events = [FIRST, event(2, "import_changed", import_id="b", source="b.csv:2", note="total,lines"), edited]
    found = blame(ORDER, [{"line_no": 1}], reversed(events))
    assert (found.fields["stage"].file, found.fields["stage"].line, found.fields["stage"].import_id) == (
        "a:b.csv",
        7,
        "a",
    )
    assert (found.fields["total"].import_id, found.lines[1].import_id) == ("b", "b")
    assert (found.fields["customer_name"].kind, found.fields["customer_name"].who) == ("person", "ann")
    assert (found.fields["region"].kind, found.fields["region"].rule) == ("rule", "place")
    assert "note" not in found.fields  # it has none


def test_what_was_taken_back_is_again_from_where_it_was() -> None:
    events = [
        FIRST,
        event(2, "stage_changed", to_value="paid"),
        event(3, "import_changed", import_id="b", source="b.csv:2", note="total,stage"),
        event(4, "import_undone", import_id="b"),
    ]
    found = blame(ORDER, [], events)
    assert (found.fields["total"].import_id, found.fields["stage"].kind) == ("a", "person")


def test_a_planned_promise_is_the_rule_s() -> None:
    assert blame(ORDER, [], [FIRST], planned=AT).fields["promised_at"].rule == "plan"
    assert blame(ORDER, [], [FIRST], planned=None).fields["promised_at"].kind == "import"


def test_an_edit_of_items_leaves_the_others_their_source() -> None:
    same, old, new = {"line_no": 1, "sku": "A"}, {"line_no": 2, "sku": "B"}, {"line_no": 2, "sku": "C"}
    detail = json.dumps({"fields": {"lines": [[same, old], [same, new]]}})
    found = blame(ORDER, [same, new], [FIRST, event(2, "edited", detail=detail)])
    assert (found.lines[1].kind, found.lines[2].kind) == ("import", "person")
