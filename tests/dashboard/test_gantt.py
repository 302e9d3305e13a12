"""What stands beside the bars of an order's Gantt, and the Gantt of many orders."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dashboard.callbacks.orders_gantt import FIRST, drawn
from dashboard.components.order_gantt import usual_words
from dashboard.components.order_outputs import bulk_outputs, print_link
from dashboard.components.row_words import row_words
from dashboard.figures.gantt import gantt, height
from dashboard.figures.gantt_bands import band_span
from dashboard.figures.gantt_marks import marks_of
from dashboard.figures.orders_gantt import order_bar, orders_gantt
from ordertrail.analytics.durations import Band
from ordertrail.domain.actor import local_owner
from ordertrail.domain.errors import DomainError
from ordertrail.domain.schedule import Row, Stay
from ordertrail.domain.workflow_templates import RETAIL
from ordertrail.i18n import use_locale
from ordertrail.services.context import Context
from ordertrail.services.place_order import place_order
from ordertrail.store.orders import OrderView

PLACED = datetime(2026, 3, 2, 0, 0)
BAND = Band(usual=28, most=48, count=40, like="channel")


@pytest.fixture(autouse=True)
def _english() -> None:
    use_locale("en")


def at(hours: float) -> datetime:
    return PLACED + timedelta(hours=hours)


def head(no: str = "M-1", **cells: Any) -> dict[str, Any]:
    stamps = dict.fromkeys(("paid_at", "shipped_at", "delivered_at", "closed_at", "cancelled_at"))
    return {
        "channel": "manual", "channel_order_no": no, "stage": "paid", "currency": "CNY", "placed_at": PLACED,
        "promised_at": at(72), "followed_to": None, "origin": "import", "workflow": None, **stamps, **cells,
    }  # fmt: skip


def row(state: Any = "current", *stays: Stay) -> Row:
    return Row("paid", state, at(0), at(12), stays)


# ---- the usual time ----


def test_the_bracket_counts_from_the_last_beginning_or_from_the_plan() -> None:
    assert band_span(row("current", Stay(at(1), at(2)), Stay(at(5), None)), BAND) == (at(33), at(53))
    assert band_span(row("ahead"), BAND) == (at(28), at(48))
    assert band_span(row("untold"), BAND) is None and band_span(row(), None) is None


def test_the_bracket_is_drawn_and_told() -> None:
    figure = gantt([row("current", Stay(at(0), None))], None, RETAIL, at(6), usual={"paid": BAND})
    bracket = figure["data"][-1]
    assert bracket["mode"] == "lines" and bracket["x"][0] == "2026-03-03 12:00:00.000"
    assert bracket["x"][3] == "2026-03-04 08:00:00.000" and bracket["x"][4] is None
    assert "usually 1 d 4 h, nine of ten under 2 d" in bracket["customdata"][0]
    assert len(gantt([row()], None, RETAIL, at(6))["data"]) == 3
    assert row_words(row("ahead"), at(0), BAND)[-1].startswith("usually")


def test_a_sentence_says_with_what_it_is_compared() -> None:
    assert "40 orders of this channel" in usual_words([row()], {"paid": BAND})
    assert "in all channels" in usual_words([row()], {"paid": replace(BAND, like="workflow")})
    assert "fewer than 30" in usual_words([row()], {"shipped": BAND})


# ---- payments, parcels, returns ----


def view(**parts: Any) -> OrderView:
    return OrderView(head(), [], [], [], [], **parts)


def payment(amount: int, hours: float, **cells: Any) -> dict[str, Any]:
    known = {"kind": "payment", "amount": Decimal(amount), "method": None, "paid_at": at(hours), "voided_at": None}
    return {**known, **cells}


def shipment(number: int, hours: float, delivered: float | None = None, **cells: Any) -> dict[str, Any]:
    known = {
        "number": number, "shipped_at": at(hours), "delivered_at": None if delivered is None else at(delivered),
        "cancelled_at": None, "carrier": "SF <1>", "tracking_no": "T1",
        "lines": [{"line_no": 1, "quantity": Decimal(2)}],
    }  # fmt: skip
    return {**known, **cells}


def test_payments_and_parcels_stand_below_the_stages_with_their_numbers() -> None:
    found = view(
        payments=[payment(5, 1), payment(9, 2, voided_at=at(3)), payment(3, 4, kind="refund")],
        parcels=[shipment(1, 10, 20), shipment(2, 30), shipment(3, 31, cancelled_at=at(32))],
    )
    marks = marks_of(found)
    assert [(mark.kind, mark.number) for mark in marks] == [
        ("payment", 1), ("payment", 2), ("parcel", 1), ("parcel", 2),
    ]  # fmt: skip
    assert marks[1].words[0] == "Refund 2" and "2 pieces" in marks[2].words
    figure = gantt([row()], None, RETAIL, at(40), happened=marks)
    numbers = figure["data"][-1]
    assert numbers["text"] == ["1", "2", "1", "1", "2"] and numbers["y"] == [1, 1, 2, 2, 2]
    assert figure["layout"]["yaxis"]["ticktext"][1:] == ["Payments", "Parcels"]
    assert any("SF &lt;1&gt;" in words for words in numbers["customdata"])
    assert height([row()], marks) - height([row()]) == 2 * 28


# ---- many orders ----


def drawn_bars(trace: dict[str, Any]) -> list[tuple[int, str, float]]:
    return [(y, base[:16], x / 3_600_000) for y, base, x in zip(trace["y"], trace["base"], trace["x"], strict=True)]


def test_an_order_is_pale_to_its_promise_coloured_by_stage_and_red_behind_it() -> None:
    late = order_bar(head("M-1", paid_at=at(6)), [], RETAIL, at(100))
    kept = order_bar(
        head("M-2", stage="delivered", paid_at=at(6), shipped_at=at(20), delivered_at=at(60)), [], RETAIL, at(100)
    )
    planned, stages, over, points = orders_gantt([late, kept], at(100))["data"]
    assert drawn_bars(planned) == [(0, "2026-03-02 08:00", 72), (1, "2026-03-02 08:00", 72)]
    assert drawn_bars(stages)[:2] == [(0, "2026-03-02 08:00", 6), (0, "2026-03-02 14:00", 66)]
    assert drawn_bars(over) == [(0, "2026-03-05 08:00", 28)] and over["text"] == ["+1 d 4 h"]
    assert over["marker"]["color"] == "#C4302B" and over["customdata"] == [["manual", "M-1"]]
    assert "Late by 1 d 4 h" in over["hovertext"][0]
    assert list(points["y"]) == [1]


def test_what_came_late_is_late_only_up_to_its_arrival() -> None:
    bar = order_bar(head(stage="delivered", delivered_at=at(80)), [], RETAIL, at(500))
    assert bar.late == (at(72), at(80))
    assert order_bar(head(stage="cancelled", cancelled_at=at(5)), [], RETAIL, at(500)).late is None


def test_a_stage_of_unknown_beginning_is_pale_from_the_last_known_moment() -> None:
    bar = order_bar(head(stage="paid"), [], RETAIL, at(10))
    assert [(each.stage, each.start, each.end, each.is_known) for each in bar.segments] == [
        ("paid", at(0), at(10), False)
    ]
    stages = orders_gantt([bar], at(10))["data"][1]
    assert stages["marker"]["color"] == ["rgba(90, 141, 235, 0.45)"]
    assert "Paid: since when is not known" in stages["hovertext"][0]


def test_a_stage_left_at_once_has_no_sign_of_its_own() -> None:
    bar = order_bar(head(stage="paid", paid_at=at(0)), [], RETAIL, at(10))
    assert [each.stage for each in bar.segments] == ["paid"]


def test_now_is_named_above_the_bars() -> None:
    layout = orders_gantt([order_bar(head(), [], RETAIL, at(10))], at(10))["layout"]
    assert layout["shapes"][0]["layer"] == "above" and layout["annotations"][0]["text"] == "now"


def test_numbers_lead_to_their_orders_and_are_text() -> None:
    figure = orders_gantt([order_bar(head("<b>#1"), [], RETAIL, at(1))], at(1), narrow=True)
    assert figure["layout"]["yaxis"]["ticktext"] == ['<a href="/orders/manual/%3Cb%3E%231">&lt;b&gt;#1</a>']
    assert "<b>#1" not in figure["data"][0]["hovertext"][0].replace("<b>&lt;b&gt;#1</b>", "")


def test_no_order_is_an_empty_figure() -> None:
    assert [len(trace["y"]) for trace in orders_gantt([], at(0))["data"]] == [0, 0, 0, 0]


@pytest.fixture
def shop(ctx: Context) -> Context:
    for number in range(3):
        wish = {
            "channel_order_no": f"M-{number}", "stage": "awaiting_payment", "currency": "CNY",
            "placed_at": f"2026-03-0{number + 1} 08:00", "customer_name": "Ann",
            "lines": [{"name": "Cup", "quantity": "1", "unit_price": "5"}],
        }  # fmt: skip
        place_order(replace(ctx, now=lambda: at(100)), local_owner("web"), wish)
    return replace(ctx, now=lambda: at(100))


def names(ctx: Context, **asked: Any) -> list[str]:
    figure = drawn(ctx, {"query": "preset=all", **asked})[0]
    return [words.split(">")[1].split("<")[0] for words in figure["layout"]["yaxis"]["ticktext"]]


def test_the_view_shows_the_tables_orders_in_its_order_or_the_chosen_ones(shop: Context) -> None:
    assert names(shop) == ["M-2", "M-1", "M-0"]
    assert names(shop, sort="placed_at:asc") == ["M-0", "M-1", "M-2"]
    where = {"channel_order_no": {"filterType": "text", "type": "equals", "filter": "M-1"}}
    assert names(shop, where=json.dumps(where)) == ["M-1"]
    assert names(shop, chosen=[["manual", "M-0"], ["manual", "M-2"], ["manual", "gone"]]) == ["M-0", "M-2"]
    _, style, note, is_whole = drawn(shop, {"query": "preset=all", "chosen": [["manual", "M-0"]]})
    assert style == {"height": "96px"} and note == "Chosen orders: 1" and not is_whole


def test_a_long_table_is_cut_and_says_so(shop: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.callbacks.orders_gantt.FIRST", 2)
    assert drawn(shop, {"query": "preset=all"})[2] == "The first 2 of 3 orders, in the table's order"
    assert FIRST == 100 and drawn(shop, {"query": "preset=all&q=nothing"})[2] == "No orders match."


def test_a_mistyped_address_is_refused(shop: Context) -> None:
    with pytest.raises(DomainError, match="bad_request"):
        drawn(shop, {"query": "", "where": "[]"})


def test_ways_out_are_at_hand() -> None:
    assert [button.to_plotly_json()["props"]["data-out"] for button in bulk_outputs()] == [
        "csv", "xlsx", "slips", "picks", "gantt",
    ]  # fmt: skip
    assert print_link("shopify", "#1|2").href == "/print/slips?o=shopify%7C%231%7C2"
