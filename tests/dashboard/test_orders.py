"""The orders page: its table asks only what the server answers, and says everything in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.order_json import row_json
from dashboard.callbacks.orders import drawer_content
from dashboard.components import move_dialog
from dashboard.components.order_columns import CHIPS, COLUMNS, FILTERS
from dashboard.components.order_finding import filter_words, view_words
from dashboard.components.order_grid import GRID_WORDS, column_definitions, order_grid, words
from dashboard.ids import Move, Orders
from dashboard.pages import orders
from ordertrail.analytics.filters import Filters
from ordertrail.analytics.order_choices import ASKED
from ordertrail.analytics.orders import order_rows
from ordertrail.domain.workflow_templates import RETAIL
from ordertrail.i18n import use_locale
from ordertrail.services.context import Context
from tests.dashboard.screen import parts
from tests.services.landing import land_template

ASSETS = Path(orders.__file__).parents[1] / "assets"


@pytest.fixture(autouse=True, params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use_locale(request.param)
    yield request.param
    use_locale("zh")


def texts(component: Any) -> str:
    return json.dumps([part.to_plotly_json() for part in parts(component)], default=str, ensure_ascii=False)


VALUES: dict[str, dict[str, Any]] = {
    "text": {"filter": "a"},
    "number": {"filter": 1, "filterTo": 2},
    "date": {"dateFrom": "2026-01-01 00:00:00", "dateTo": "2026-02-01 00:00:00"},
}


@pytest.mark.parametrize("column", [each for each in COLUMNS if each.filter in FILTERS], ids=lambda column: column.id)
def test_the_server_knows_every_filter_that_a_column_offers(ctx: Context, column: Any) -> None:
    for choice in FILTERS[column.filter][1]:
        model = {column.id: {"filterType": column.filter, "type": choice, **VALUES[column.filter]}}
        with ctx.store.read() as connection:
            assert order_rows(connection, Filters(), now=ctx.now(), column_filters=model) == ([], 0)


@pytest.mark.parametrize("column", [each for each in COLUMNS if each.filter == "set"], ids=lambda column: column.id)
def test_a_set_has_its_choices_in_the_tables_words_or_the_server_offers_them(ctx: Context, column: Any) -> None:
    model = {column.id: {"filterType": "set", "values": ["a", None]}}
    with ctx.store.read() as connection:
        assert order_rows(connection, Filters(), now=ctx.now(), column_filters=model) == ([], 0)
    assert column.id in words()["labels"] or column.id in ASKED


def test_the_chips_of_the_filter_bar_are_columns_that_filter() -> None:
    assert set(CHIPS) <= {column.id for column in COLUMNS if column.filter}


def test_the_scripts_words_and_the_pages_are_the_same(language: str) -> None:
    for script, said in (("orders_filters.js", filter_words()), ("orders_views.js", view_words())):
        text = (ASSETS / script).read_text(encoding="utf-8")
        used = set(re.findall(r"words\.(\w+)", text))
        assert used == set(said), script


@pytest.mark.parametrize("column", [column for column in COLUMNS if column.sorts], ids=lambda column: column.id)
def test_the_server_sorts_by_every_column_that_offers_it(ctx: Context, column: Any) -> None:
    with ctx.store.read() as connection:
        assert order_rows(connection, Filters(), now=ctx.now(), sort=[(column.id, "asc")]) == ([], 0)


def test_a_row_of_the_columns_in_sight_shows_each_of_them_as_the_whole_row_does(ctx: Context) -> None:
    land_template(ctx, "A1,paid,CNY,2026-01-15 10:30:00,Ann,Mug,2,50", "A2,shipped,USD,2026-01-16 10:30:00,Bob,Cup,1,5")

    def rows(*in_sight: str) -> list[dict[str, Any]]:
        found, _ = order_rows(connection, Filters(), now=ctx.now(), in_sight=in_sight or None)
        return [row_json(row, ctx.now(), ctx.workflows()) for row in found]

    with ctx.store.read() as connection:
        whole = rows()
        assert len(whole) == 2
        for column in COLUMNS:
            some = rows(column.id)
            assert [{name: row[name] for name in few} for row, few in zip(whole, some, strict=True)] == some
            assert all((column.field or column.id) in row and len(row) < len(whole[0]) for row in some), column.id


def test_every_renderer_is_written(language: str) -> None:
    script = (ASSETS / "orders_cells.js").read_text(encoding="utf-8")
    for definition in column_definitions():
        assert definition["headerName"] and not definition["headerName"].startswith("orders.")
        if "cellRenderer" in definition:
            assert re.search(rf"^    {definition['cellRenderer']}\(", script, re.M), definition["cellRenderer"]


def test_the_grid_evaluates_no_text_as_code() -> None:
    """A string in one of these places would be compiled, which the pages' policy forbids."""
    compiled = {"valueGetter", "valueFormatter", "valueParser", "valueSetter", "filterValueGetter", "headerValueGetter"}
    assert all(not compiled & definition.keys() for definition in column_definitions())
    assert not getattr(order_grid(), "dangerously_allow_code", False)


def test_every_word_of_the_table_has_its_text(language: str) -> None:
    said = words()
    assert set(said["stages"]) == set(RETAIL.codes())
    assert set(said["moves"]) == {"paid", "preparing", "shipped", "delivered", "done"}
    assert said["next"]["retail"]["preparing"] == "shipped" and said["next"]["retail"]["hold"] is None
    assert said["unsettled"] == ["hold", "exception"]
    assert {"{n}", "{goods}"} <= set(re.findall(r"\{\w+\}", said["more_goods"] + said["count"]))
    locale_text = order_grid().dashGridOptions["localeText"]
    assert set(locale_text) == set(GRID_WORDS)
    plain = [*locale_text.values(), *said["stages"].values(), *said["moves"].values(), said["resolve"]]
    assert not [text for text in plain if re.match(r"(grid|stage|move|orders)\.", text)]


def test_the_dialog_has_a_sentence_for_every_target_and_slot(language: str) -> None:
    host = next(part for part in parts(move_dialog.move_dialog()) if part.id == Move.HOST)
    said = json.loads(host.to_plotly_json()["props"]["data-words"])
    assert set(said["save"]) == set(RETAIL.codes()) and len(set(said["save"].values())) == len(RETAIL.codes())
    script = (ASSETS / "move.js").read_text(encoding="utf-8")
    used = set(re.findall(r"words\.(\w+)", script))
    assert used == set(said), "the script and the words belong together"


def test_the_page_holds_every_state_and_the_ways_out(language: str) -> None:
    page = orders.layout(q="x", anything="else")
    found = {str(getattr(part, "id", "")) for part in parts(page)}
    assert {Orders.GRID, Orders.NOTHING, Orders.NOTHING_EVER, Orders.EMPTY, Orders.FAILED, Orders.DRAWER} <= found
    hrefs = {getattr(part, "href", None) for part in parts(page)}
    assert {"/", "/import", "/orders/new", "/api/orders.csv"} <= hrefs
    assert not re.search(r'"(orders|grid|move)\.[a-z_]+"', texts(page))


def test_the_scripts_states_and_the_pages_are_the_same() -> None:
    script = (ASSETS / "orders.js").read_text(encoding="utf-8")
    named = re.search(r"const STATES = \[([^\]]+)\]", script)
    assert named is not None
    assert json.loads(f"[{named.group(1)}]") == [
        Orders.NOTHING, Orders.NOTHING_EVER, Orders.EMPTY, Orders.FAILED, Orders.REFUSED,
    ]  # fmt: skip


def test_the_drawer_shows_the_order_or_says_that_it_is_gone(ctx: Context, language: str) -> None:
    land_template(ctx, "A/1 #2,paid,CNY,2026-01-15 10:30:00,Ann,Mug,2,50")
    shown = texts(drawer_content(ctx, "manual", "A/1 #2"))
    assert '"data-move"' in shown and '"data-no": "A/1 #2"' in shown
    gone = texts(drawer_content(ctx, "manual", "A/1"))
    assert "ot-sentence is-bad" in gone
