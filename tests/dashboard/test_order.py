"""The page of one order: its address, what it says, what can be done, and the figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from dash.development.base_component import Component
from hypothesis import given
from hypothesis import strategies as st

from dashboard.addresses import order_href, order_of
from dashboard.callbacks.order import whole
from dashboard.components.order_facts import outstanding, place_words
from dashboard.components.order_head import main_move
from dashboard.components.order_lines import line_sum, order_lines
from dashboard.components.order_trail import order_trail
from dashboard.components.order_view import order_again, order_view
from dashboard.components.order_words import promise_words, span_words, verdict
from dashboard.figures.gantt import gantt
from dashboard.figures.time_axis import Span, ticks
from dashboard.pages import order as page
from ordertrail.domain.actor import local_owner
from ordertrail.domain.schedule import Row, Stay, promise, schedule
from ordertrail.domain.workflow_templates import RETAIL
from ordertrail.i18n import use_locale
from ordertrail.services.blame_order import blame_order
from ordertrail.services.change_status import change_status
from ordertrail.services.context import Context
from ordertrail.services.place_order import place_order
from ordertrail.store.orders import OrderView, get_order
from tests.dashboard.screen import parts, words

# 8:00 in the business zone, Asia/Shanghai.
PLACED = datetime(2026, 3, 2, 0, 0)
NO = "M/1 #中文%"


@pytest.fixture(autouse=True)
def _english() -> None:
    use_locale("en")


def at(hours: float) -> datetime:
    return PLACED + timedelta(hours=hours)


@pytest.fixture
def shop(ctx: Context) -> Context:
    """A store with one order by hand, placed at ``PLACED``, seen 30 hours later."""
    wish = {
        "channel_order_no": NO,
        "stage": "awaiting_payment",
        "currency": "CNY",
        "placed_at": "2026-03-02 08:00",
        "customer_name": "王小明",
        "lines": [
            {"sku": "A-1", "name": "Teapot", "spec": "green", "quantity": "2", "unit_price": "268"},
            {"name": "Cloth", "quantity": "3", "unit_price": "9.90", "discount": "1"},
        ],
        "surcharges": [{"kind": "shipping", "amount": "12"}, {"kind": "insurance", "amount": "5"}],
        "discount": "20",
    }
    place_order(replace(ctx, now=lambda: at(0)), local_owner("web"), wish)
    return replace(ctx, now=lambda: at(30))


def read(ctx: Context, no: str = NO) -> OrderView:
    with ctx.store.read() as connection:
        found = get_order(connection, "manual", no)
    assert found is not None
    return found


def moved(ctx: Context, *moves: tuple[float, str, str]) -> OrderView:
    for hours, to, note in moves:
        version = read(ctx).order["version"]
        then = replace(ctx, now=lambda hours=hours: at(hours))
        change_status(then, local_owner("web"), "manual", NO, to, version, note)
    return read(ctx)


def buttons(view: Component) -> list[dict[str, Any]]:
    found = [part.to_plotly_json()["props"] for part in parts(view)]
    return [props for props in found if "data-move" in props]


# --- address ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("no", ["#1001", "A/B", "50%", "a b", "订单 1", "x?y=1", "a%2Fb"])
def test_an_address_names_any_number(no: str) -> None:
    href = order_href("shopify", no)
    assert href.count("/") == 3 and not set(" #?") & set(href)
    assert order_of(href) == ("shopify", no)


@given(st.text(min_size=1), st.text(min_size=1))
def test_every_address_is_read_as_it_was_made(channel: str, no: str) -> None:
    assert order_of(order_href(channel, no)) == (channel, no)


def test_a_slash_may_be_typed_and_other_addresses_name_no_order() -> None:
    assert order_of("/orders/shopify/A/B") == ("shopify", "A/B")
    assert [order_of(path) for path in (None, "/", "/orders/new", "/x/orders/a/b")] == [None] * 4


def test_the_page_waits_in_the_shape_of_an_order_whatever_the_query_says() -> None:
    ids = {getattr(part, "id", None) for part in parts(page.layout(channel="a", no="b", other="c"))}
    assert {"order-url", "order-view", "order-back"} <= ids


def test_an_unknown_order_leads_to_the_search(shop: Context) -> None:
    shown = whole(shop, {"path": order_href("manual", "M 9/9"), "narrow": False})
    assert "no order M 9/9" in words(shown)
    assert "/orders?preset=all&q=M+9%2F9" in [getattr(part, "href", None) for part in parts(shown)]


# --- what it says ----------------------------------------------------------------------------------------------


def test_everything_about_the_order_is_on_the_page(shop: Context) -> None:
    said = words(whole(shop, {"path": order_href("manual", NO), "narrow": False}))
    for part in (NO, "王小明", "Awaiting payment", "Mar 2, 2026, 08:00", "Teapot", "A-1", "Entered by hand by Owner"):
        assert part in said


def test_money_is_a_ledger_with_each_surcharge(shop: Context) -> None:
    """2 × 268 + 3 × 9.90 − 1 = 564.70; + 12 + 5 − 20 = 561.70."""
    said = words(order_view(read(shop), shop, at(30)))
    for part in ("Subtotal CN¥564.70", "Discount −CN¥20.00", "Insurance CN¥5.00", "Total CN¥561.70"):
        assert part in said
    assert said.index("Shipping CN¥12.00") < said.index("Insurance CN¥5.00") < said.index("Discount −CN¥20.00")


@pytest.mark.parametrize(
    ("stage", "total", "paid", "owed"),
    [
        ("paid", "100", "40", "60"),
        ("paid", "100", "120", "0"),
        ("cancelled", "100", "0", "0"),
        ("paid", "100", None, None),
        ("paid", None, "40", None),
    ],
)
def test_outstanding_is_what_is_not_paid(stage: str, total: str | None, paid: str | None, owed: str | None) -> None:
    row = {"stage": stage, "total": total and Decimal(total), "paid": paid and Decimal(paid)}
    assert outstanding(row) == (owed and Decimal(owed))


def line(amount: str | None) -> dict[str, Any]:
    row = dict.fromkeys(("sku", "name", "spec", "quantity", "unit_price", "discount", "tax"))
    return row | {"line_no": 1, "amount": amount and Decimal(amount)}


def test_the_sum_of_the_items_is_set_against_the_subtotal() -> None:
    order = {"currency": "USD", "subtotal": Decimal("15.00")}
    agreed = words(order_lines(order, [line("10"), line("5")]))
    assert "Sum" in agreed and "$15.00" in agreed and "subtotal" not in agreed
    assert "the order's subtotal is $15.00" in words(order_lines(order, [line("10"), line("6")]))
    assert line_sum([line("10"), line(None)]) is None
    assert "Sum" not in words(order_lines(order, [line("10"), line(None)]))


def test_every_value_that_tells_its_source_has_one(shop: Context) -> None:
    found = read(shop)
    view = order_view(found, shop, at(30))
    marked = [name for part in parts(view) for name in (getattr(part, "data-blame", None) or "").split(",") if name]
    sources = blame_order(shop, found.order["channel"], found.order["channel_order_no"])
    told = {*sources.fields, *(f"line:{number}" for number in sources.lines)}
    assert {"total", "stage", "placed_at", "line:1"} <= set(marked)
    assert {name for name in marked if name not in told and found.order.get(name) is not None} == set()
    assert getattr(view, "data-blame-no", None) == found.order["channel_order_no"]


def test_places_are_named_in_the_readers_order() -> None:
    row = {"country": "CN", "region": "CN-44", "region_text": "广东", "city": "深圳市"}
    assert place_words(row) == "深圳市, Guangdong, China"
    assert place_words({"country": None, "region": None, "region_text": "Nowhere", "city": None}) == "Nowhere"
    use_locale("zh")
    assert place_words(row) == "中国 · 广东省 · 深圳市"


def test_history_tells_who_what_why_and_whence() -> None:
    change = {"occurred_at": at(5), "actor": "李雷", "from_value": "paid", "to_value": "preparing", "source": "web"}
    file = {"occurred_at": at(9), "actor": "owner", "from_value": None, "to_value": None, "source": "a:b.csv:17"}
    said = words(
        order_trail(
            [
                {**file, "kind": "import_changed", "note": "tracking_no,paid"},
                {**change, "kind": "stage_changed", "note": "call first"},
            ]
        )
    )
    assert said.index("Changed: Tracking no., Paid") < said.index("a:b.csv, line 17") < said.index("call first")
    assert "Paid → Preparing" in said and "李雷" in said and "Mar 2, 2026, 13:00" in said


def test_a_disagreement_of_a_file_is_in_sight(shop: Context) -> None:
    found = read(shop)
    found.conflicts.append(
        {"field": "customer_name", "ours": "王小明", "theirs": "王大明", "created_at": at(1), "import_id": "i-1"}
    )
    view = order_view(found, shop, at(30))
    assert "Customer 王小明 王大明" in words(view)
    assert "/import?id=i-1" in [getattr(part, "href", None) for part in parts(view)]


# --- promise ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "said", "tone", "sentence"),
    [
        (100, "in 2 d 20 h", "muted", "2 d 20 h left until the promised delivery"),
        (167.5, "in 30 min", "warn", "30 min left until the promised delivery"),
        (171.7, "3 h late", "bad", "3 h past the promised delivery"),
    ],
)
def test_an_open_promise_is_counted_from_now(shop: Context, now: float, said: str, tone: str, sentence: str) -> None:
    """Promised by the plan: 168 h after placing."""
    order = read(shop).order
    assert promise_words(order, RETAIL, at(now)) == (said, tone)
    assert verdict(order, RETAIL, at(now)) == sentence


def test_a_kept_promise_is_counted_from_the_delivery(shop: Context) -> None:
    found = moved(shop, (1, "paid", ""), (2, "preparing", ""), (3, "shipped", ""), (163, "delivered", ""))
    assert verdict(found.order, RETAIL, at(999)) == "Delivered 5 h before the promised time"
    assert promise_words(found.order, RETAIL, at(999)) == ("kept 5 h early", "muted")


def test_a_cancelled_order_has_no_promise_to_keep(shop: Context) -> None:
    found = moved(shop, (20, "cancelled", "changed their mind"))
    assert verdict(found.order, RETAIL, at(999)) == "Cancelled 20 h after it was placed"
    assert promise_words(found.order, RETAIL, at(999)) == ("", "")
    assert not buttons(order_view(found, shop, at(30)))


@pytest.mark.parametrize(("hours", "said"), [(0, "1 min"), (0.99, "59 min"), (-5.9, "5 h"), (26.5, "1 d 2 h")])
def test_spans_are_rounded_down(hours: float, said: str) -> None:
    assert span_words(hours) == said


# --- moves -----------------------------------------------------------------------------------------------------


def test_every_allowed_move_has_its_button_and_the_next_is_the_first(shop: Context) -> None:
    found = moved(shop, (1, "paid", ""))
    shown = buttons(order_view(found, shop, at(30)))
    assert [button["data-to"] for button in shown] == ["preparing", "shipped", "hold", "exception", "cancelled"]
    assert "is-primary" in shown[0]["className"]
    assert not any("is-primary" in button["className"] for button in shown[1:])
    for button in shown:
        assert (button["data-channel"], button["data-no"], button["data-stage"]) == ("manual", NO, "paid")
        assert button["data-version"] == "2"


def test_after_an_exception_the_order_goes_back_to_where_it_was(shop: Context) -> None:
    moves = [(1.0, "paid", ""), (2.0, "shipped", ""), (3.0, "exception", "lost")]
    found = moved(shop, *moves)
    assert main_move(found.order, found.events, RETAIL) == "shipped"
    first, other = buttons(order_view(found, shop, at(30)))
    assert first["data-to"] == "shipped" and "data-to" not in other


# --- refreshing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("compact", [False, True])
def test_a_refresh_reaches_parts_that_are_there(shop: Context, compact: bool) -> None:
    found = read(shop)
    ids = [getattr(part, "id", None) for part in parts(order_view(found, shop, at(30), compact))]
    there = [each for each in ids if isinstance(each, dict)]
    again = {str(part): values for part, values in order_again(found, shop, at(30), compact)}
    assert sorted(map(str, there)) == sorted(again)
    other = [part for part, _ in order_again(found, shop, at(30), not compact)]
    assert not {str(part) for part in other} & set(again)


# --- figure ----------------------------------------------------------------------------------------------------


def figure(found: OrderView, now: float) -> dict[str, Any]:
    rows = schedule(found.order, found.events, RETAIL, at(now))
    return gantt(rows, promise(found.order, RETAIL), RETAIL, at(now))


def bars(trace: dict[str, Any]) -> list[tuple[int, str, float]]:
    """Row, beginning on the axis, hours."""
    places = zip(trace["y"], trace["base"], trace["x"], strict=True)
    return [(place, base[:16], length / 3_600_000) for place, base, length in places]


def test_bars_stand_at_the_business_zones_time(shop: Context) -> None:
    found = moved(shop, (2, "paid", ""))
    planned, actual, points = figure(found, 30)["data"]
    assert bars(planned)[:3] == [(0, "2026-03-02 08:00", 24), (1, "2026-03-03 08:00", 12), (2, "2026-03-03 20:00", 36)]
    assert bars(actual) == [(0, "2026-03-02 08:00", 2), (1, "2026-03-02 10:00", 28)]
    assert points["x"] == ["2026-03-16 08:00:00.000"] and points["y"] == [5]


def test_what_took_too_long_is_red_and_says_by_how_much(shop: Context) -> None:
    drawn = figure(read(shop), 30)
    assert bars(drawn["data"][1]) == [(0, "2026-03-02 08:00", 24), (0, "2026-03-03 08:00", 6)]
    assert drawn["data"][1]["marker"]["color"][1] == "#C4302B"
    texts = [note["text"] for note in drawn["layout"]["annotations"]]
    assert "+6 h" in texts and "now" in texts and "promised" in texts
    assert "6 h longer than planned" in drawn["data"][1]["customdata"][1]


def test_now_is_dashed_and_the_promise_solid(shop: Context) -> None:
    lines = figure(read(shop), 30)["layout"]["shapes"]
    assert [(each["x0"][:16], each["line"]["dash"]) for each in lines] == [
        ("2026-03-03 14:00", "dash"),
        ("2026-03-09 08:00", "solid"),
    ]


def test_a_finished_order_is_not_drawn_up_to_now(shop: Context) -> None:
    found = moved(shop, (1, "paid", ""), (2, "preparing", ""), (3, "shipped", ""), (90, "delivered", ""))
    drawn = figure(found, 9000)
    assert drawn["layout"]["xaxis"]["range"][1] < "2026-03-18"
    assert [note["text"] for note in drawn["layout"]["annotations"]] == ["promised"]


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (datetime(2026, 3, 8, 6, 0), datetime(2026, 3, 8, 8, 0), 3),
        (datetime(2026, 11, 1, 5, 30), datetime(2026, 11, 1, 6, 10), 0),
    ],
)
def test_the_hour_that_clocks_skip_or_repeat_draws_nothing_backwards(
    start: datetime, end: datetime, hours: float
) -> None:
    """New York: 1:00 to 4:00 over the skipped hour; 1:30 to 1:10 in the repeated one."""
    use_locale("en", "America/New_York")
    rows = [Row("paid", "passed", stays=(Stay(start, end),))]
    assert [length for *_, length in bars(gantt(rows, None, RETAIL, end)["data"][1])] == [hours]


def test_an_order_without_any_time_can_be_drawn() -> None:
    drawn = gantt([Row("paid", "current")], None, RETAIL, at(0))
    assert [note["text"] for note in drawn["layout"]["annotations"]] == ["now", "time not recorded"]


def test_ticks_stand_at_midnight_and_name_the_day() -> None:
    places, said = ticks(Span(at(0), at(24 * 9)), 5)
    assert places == [f"2026-03-{day:02d} 00:00:00" for day in (4, 6, 8, 10)]
    assert said == ["Mar 4", "Mar 6", "Mar 8", "Mar 10"]


def test_hours_are_named_within_a_day_and_the_year_where_it_changes() -> None:
    _, said = ticks(Span(at(0), at(20)), 5)
    assert said == ["12:00<br>Mar 2", "18:00", "00:00<br>Mar 3"]
    new_year = datetime(2026, 12, 30)
    _, said = ticks(Span(new_year, new_year + timedelta(days=4)), 5)
    assert said == ["Dec 31", "Jan 1, 2027", "Jan 2", "Jan 3"]


@given(st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1)), st.floats(1, 400_000), st.integers(2, 6))
def test_ticks_are_few_and_within(start: datetime, hours: float, most: int) -> None:
    use_locale("zh")
    places, said = ticks(Span(start, start + timedelta(hours=hours)), most)
    assert len(places) == len(said) <= most
    shown = [datetime.fromisoformat(place) for place in places]
    first = start + timedelta(hours=8)
    assert all(first <= place <= first + timedelta(hours=hours) for place in shown)
    assert shown == sorted(shown)
