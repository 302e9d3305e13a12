"""The overview: what its cards say, and that every figure leads to exactly its orders."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.testclient import TestClient

from dashboard import theme
from dashboard.app import create_app
from dashboard.callbacks.overview_clicks import custom, toggled
from dashboard.components import overview_cards as cards
from dashboard.components.overview_context import around, clicked
from dashboard.components.overview_tables import Table
from dashboard.components.overview_view import CHOICES, View, fitting_bucket
from dashboard.ids import Overview
from dashboard.pages import overview as page
from ordertrail.analytics import overview
from ordertrail.analytics.filters import Filters
from ordertrail.analytics.orders import order_count
from ordertrail.domain.workflow_templates import RETAIL
from ordertrail.i18n import use_locale
from ordertrail.services.context import Context
from ordertrail.store.engine import Store
from tests.analytics.recount import NOW, TODAY, many, passes, rows_of, store_of
from tests.dashboard.screen import links, parts, with_class, words


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_locale("en")
    theme.use_scheme("light")
    yield
    use_locale("zh")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = store_of(tmp_path_factory.mktemp("overview"), many())
    yield opened
    opened.close()


@pytest.fixture
def shop(ctx: Context, store: Store) -> Context:
    """Four hundred orders, at a fixed moment."""
    return dataclasses.replace(ctx, store=store, now=lambda: NOW)


def filters(search: str = "") -> Filters:
    return Filters.from_query(search, TODAY)


# --- clicks ----------------------------------------------------------------------------------------------------

BAR = (date(2026, 11, 11), "taobao")


def test_a_click_narrows_to_the_bar_and_a_second_one_takes_it_back() -> None:
    before, view = filters("?preset=90d&channel=tmall,taobao&region=US"), View(bucket="day")
    after, remembering = clicked(before, view, TODAY, BAR)
    assert (after.start, after.end, after.channels, after.regions) == (BAR[0], BAR[0], ("taobao",), ("US",))
    assert around(after, remembering, TODAY) == (before, BAR)
    assert clicked(after, remembering, TODAY, BAR) == (before, view)


def test_a_click_on_another_bar_moves_the_choice() -> None:
    first, remembering = clicked(filters(), View(), TODAY, BAR)
    other = (date(2026, 11, 20), "amazon")
    second, still = clicked(first, remembering, TODAY, other)
    assert (second.start, second.channels) == (other[0], ("amazon",)) and still == remembering
    assert clicked(second, still, TODAY, other) == (filters(), View())


def test_a_bar_that_the_period_cuts_keeps_to_the_period() -> None:
    after, _ = clicked(filters("?from=2026-11-04&to=2026-11-24"), View(bucket="week", split="stage"), TODAY,
                       (date(2026, 11, 2), "paid"))  # fmt: skip
    assert (after.start, after.end, after.stages) == (date(2026, 11, 4), date(2026, 11, 8), ("paid",))


def test_a_memory_that_no_longer_fits_is_passed_over() -> None:
    after, remembering = clicked(filters(), View(), TODAY, BAR)
    for changed in (after.replace(end=TODAY), after.replace(channels=()), filters()):
        assert around(changed, remembering, TODAY) == (changed, None)
    assert around(after, dataclasses.replace(remembering, was="today"), TODAY) == (after, None)


def test_a_lone_bar_gives_up_its_key() -> None:
    alone = filters("?from=2026-11-11&to=2026-11-11&channel=taobao")
    after, view = clicked(alone, View(), TODAY, BAR)
    assert after.channels == () and after.start == BAR[0] and view.was == ""


def test_a_second_click_on_a_slice_or_region_takes_it_back() -> None:
    assert toggled((), "US") == ("US",) and toggled(("US", "DE"), "US") == ("US",) and toggled(("US",), "US") == ()
    assert custom({"points": [{"customdata": ["a", "b"]}]}) == ["a", "b"]
    assert custom({"points": [{"customdata": "a"}]}) == ["a"]
    assert custom({"points": [{}]}) == custom({"points": []}) == custom(None) == []


# --- choices ---------------------------------------------------------------------------------------------------


def test_choices_live_in_the_query() -> None:
    view = View.of({"measure": "revenue", "bucket": "hour", "map": "world", "sort": "x", "was": "30d"})
    assert view == View(measure="revenue", map="world", was="30d")
    assert View.of(view.extras()) == view and View().extras() == {}
    assert view.with_choice("split", "stage").was == "" and view.with_choice("map", "china").was == "30d"
    assert view.with_choice("measure", "weight") == view.with_choice("colour", "red") == view


@pytest.mark.parametrize(
    ("search", "bucket"),
    [
        ("?preset=today", "day"),
        ("?preset=30d", "day"),
        ("?preset=90d", "week"),
        ("?preset=12m", "month"),
        ("?preset=all", "month"),
    ],
)
def test_the_bucket_suits_the_period(search: str, bucket: str) -> None:
    period = filters(search)
    assert fitting_bucket(View(), period.start, period.end) == bucket
    assert fitting_bucket(View(bucket="week"), period.start, period.end) == "week"


# --- cards of a real store -------------------------------------------------------------------------------------

ASKED = (
    "?preset=all",
    "?preset=90d&channel=tmall,amazon",
    "?preset=all&only=late",
    "?preset=12m&region=CN",
    "?q=nobody",
)


def told_by(link: Any) -> tuple[int, str]:
    """The count that a link tells, and the query it leads to."""
    digits = "".join(sign for sign in words(link) if sign.isdigit())
    return int(digits), link.href.partition("?")[2]


@pytest.mark.parametrize("search", ASKED)
def test_every_card_leads_to_as_many_orders_as_it_says(shop: Context, search: str) -> None:
    asked, rows = filters(search), rows_of(shop.store)
    with shop.store.read() as connection:
        links_of_cards = [
            cards.trend_card(connection, asked, View(), shop)[-2],
            cards.stage_card(connection, asked, shop)[-2],
            cards.map_card(connection, asked, View(), shop)[-2],
            cards.channel_card(connection, asked, shop)[-2],
            *cards.kpi_row(overview.kpis(connection, asked, NOW), asked, "CNY"),
        ]
    for link in links_of_cards:
        count = words(with_class(link, "ot-kpi-behind")) or words(link)
        behind = Filters.from_query("?" + link.href.partition("?")[2], TODAY)
        assert int("".join(filter(str.isdigit, count))) == sum(passes(row, behind, NOW) for row in rows), link.href


def test_a_link_with_no_filters_but_the_usual_ones_names_the_period() -> None:
    """An address without a query would open the reader's default view."""
    assert cards.orders_href(filters("")) == "/orders?preset=30d"
    assert cards.orders_href(filters("?only=late")) == "/orders?only=late"


@pytest.mark.parametrize("world", [False, True])
def test_every_row_beside_the_map_counts_its_orders(shop: Context, world: bool) -> None:
    asked, view = filters("?preset=all&region=CN-44"), View(map="world" if world else "china")
    with shop.store.read() as connection:
        aside = cards.map_card(connection, asked, view, shop)[2]
        shown = [part for part in parts(aside) if isinstance(getattr(part, "id", None), dict)]
        for row in shown:
            behind = asked.replace(regions=(cast(dict[str, str], row.id)["code"],))
            assert int(words(row.children[1])) == order_count(connection, behind, NOW)
    spots = {(part.id["spot"], part.id["code"]) for part in shown}
    gaps = {"unknown"} if world else {"unknown", "CN-unknown", "abroad"}
    assert {code for spot, code in spots if spot == "elsewhere"} == gaps
    assert [part.id["code"] for part in shown if "is-on" in part.className] == ([] if world else ["CN-44"])


def test_every_place_is_either_drawn_or_told_beside(shop: Context) -> None:
    asked = filters("?preset=all")
    with shop.store.read() as connection:
        figure, _, aside, *_ = cards.map_card(connection, asked, View(), shop)
        all_orders = order_count(connection, asked, NOW)
        provinces = overview.province_counts(connection, asked, NOW)
    elsewhere = sum(
        int(words(part.children[1])) for part in parts(aside)
        if isinstance(getattr(part, "id", None), dict) and part.id["spot"] == "elsewhere"
    )  # fmt: skip
    assert int(provinces["orders"].sum()) + elsewhere == all_orders
    assert set(provinces["region"]) == set(figure["data"][-1]["locations"])


def test_a_chosen_stage_stays_among_the_others(shop: Context) -> None:
    with shop.store.read() as connection:
        figure, listed, _, link, _ = cards.stage_card(connection, filters("?preset=all&stage=paid"), shop)
    assert len(figure["data"][0]["values"]) == len(listed) == len(RETAIL.codes())
    assert [row.id["code"] for row in listed if "is-on" in row.className] == ["paid"]
    assert told_by(link)[0] == int(words(listed[1].children[2]))


def test_a_clicked_bar_stays_among_the_others(shop: Context) -> None:
    with shop.store.read() as connection:
        asked = filters("?preset=90d")
        whole = cards.trend_card(connection, asked, View(), shop)[0]
        drawn = [bar for bar in whole["data"] if "customdata" in bar]
        start, key = next(
            mark for bar in drawn for mark, value in zip(bar["customdata"], bar["y"], strict=True) if value
        )
        after, view = clicked(asked, View(), TODAY, (date.fromisoformat(start), key))
        figure, _, title, link, _ = cards.trend_card(connection, after, view, shop)
    assert [bar["y"] for bar in figure["data"]] == [bar["y"] for bar in whole["data"]]
    bars = [bar for bar in figure["data"] if "customdata" in bar]
    strong = [mark for bar in bars for mark, strength in
              zip(bar["customdata"], bar["marker"]["opacity"], strict=True) if strength == 1]  # fmt: skip
    assert strong == [[start, key]]
    assert told_by(link)[0] == int(title.split(": ")[1].removesuffix(" orders"))


def test_channel_figures_lead_to_their_orders(shop: Context) -> None:
    with shop.store.read() as connection:
        *_, table = cards.channel_card(connection, filters("?preset=all"), shop)
        first = next(part for part in parts(table) if type(part).__name__ == "Tbody").children[0]
        orders, late = links(first.children[1])[0], links(first.children[5])[0]
        for href, cell in ((orders, 1), (late, 5)):
            behind = Filters.from_query("?" + href.partition("?")[2], TODAY)
            assert order_count(connection, behind, NOW) == int(words(first.children[cell]))


@pytest.mark.parametrize("card_name", ["trend", "stages", "map", "channels"])
def test_a_download_holds_the_numbers_of_the_card(shop: Context, card_name: str) -> None:
    asked = filters("?preset=all")
    with shop.store.read() as connection:
        table = cards.table_of(card_name, connection, asked, View(), shop)
        total = order_count(connection, asked, NOW)
        at_home = int(overview.province_counts(connection, asked, NOW)["orders"].sum())
    read = list(csv.reader(io.StringIO(table.csv().removeprefix("\ufeff"))))
    assert read[0] == table.header and len(read) == len(table.shown) + 1
    column = -1 if card_name == "trend" else 1
    assert sum(int(row[column]) for row in read[1:]) == (at_home if card_name == "map" else total)


def test_a_download_runs_nothing_in_a_spreadsheet() -> None:
    assert Table(["a"], [], [["=1+1"], ["-5"], [-5]]).csv().splitlines()[1:] == ["'=1+1", "'-5", "-5"]


def test_periods_to_compare_with_are_named() -> None:
    assert cards.against(filters("?preset=30d")) == "vs Sep 26 – Oct 25"
    assert cards.against(filters("?preset=today")) == "vs Nov 23"
    assert cards.against(filters("?preset=12m")) == "vs Dec 1, 2024 – Nov 24, 2025"
    assert cards.against(filters("?preset=all")) == ""


# --- the page --------------------------------------------------------------------------------------------------


@pytest.fixture
def client(ctx: Context) -> Iterator[TestClient]:
    with TestClient(create_app(ctx), base_url="http://127.0.0.1:8050", client=("127.0.0.1", 50000)) as each:
        each.headers["accept-language"] = "en"
        yield each


def ask(client: TestClient, outputs: list[tuple[Any, str]], inputs: list[tuple[Any, str, Any]]) -> dict[str, Any]:
    def name(each: Any) -> str:
        return each if isinstance(each, str) else "{" + ",".join(f'"{k}":"{each[k]}"' for k in sorted(each)) + "}"

    joined = "...".join(f"{name(each)}.{prop}" for each, prop in outputs)
    body = {
        "output": f"..{joined}..",
        "outputs": [{"id": each, "property": prop} for each, prop in outputs],
        "inputs": [{"id": each, "property": prop, "value": value} for each, prop, value in inputs],
        "changedPropIds": [],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["response"]


KPIS: list[tuple[Any, str]] = [(Overview.KPIS, "children"), (Overview.NOTHING, "children")]
KEY: list[tuple[Any, str, Any]] = [(Overview.KEY, "data", "?"), (Overview.REFRESH, "data", 0)]
START: list[tuple[Any, str]] = [(Overview.FIRST, "children"), (Overview.CONTENT, "hidden"), (Overview.AGE, "children")]


def test_an_empty_store_offers_two_ways(client: TestClient) -> None:
    answer = ask(client, START, [(Overview.CONTENT, "id", Overview.CONTENT), (Overview.REFRESH, "data", 0)])
    assert answer[Overview.CONTENT]["hidden"] is True
    text = str(answer[Overview.FIRST]["children"])
    assert Overview.DEMO_BUTTON in text and "'href': '/import'" in text


def test_no_orders_are_said_in_words(client: TestClient) -> None:
    answer = ask(client, KPIS, KEY)
    assert len(answer[Overview.KPIS]["children"]) == 6
    assert "No orders match these filters" in str(answer[Overview.NOTHING]["children"])


def test_a_fault_is_said_on_the_card_and_logged(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise ValueError("secret detail")

    monkeypatch.setattr(overview, "kpis", broken)
    answer = ask(client, KPIS, KEY)
    assert "Nothing is lost" in str(answer[Overview.NOTHING]["children"]) and "secret" not in str(answer)
    assert "secret detail" in caplog.text


def test_the_page_asks_nothing_of_the_store_and_stands_as_skeletons() -> None:
    ids = [str(part.id) for part in parts(page.layout(channel="x")) if getattr(part, "id", None)]
    assert len(ids) == len(set(ids)) and len(with_class(page.layout(), "ot-skeleton")) == 6
    assert all(name in View.__dataclass_fields__ for name in CHOICES)


def test_the_browser_knows_the_pages_own_choices() -> None:
    """live.js leaves them out of the key, so that they do not reload the other cards."""
    script = (Path(cards.__file__).parents[1] / "assets" / "live.js").read_text(encoding="utf-8")
    for name in View.__dataclass_fields__:
        assert f'"{name}"' in script
