"""The filter bar: its words, its chips, and the query that it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard.app import create_app
from dashboard.callbacks import filter_bar as bar
from dashboard.components.filter_bar import chosen, filter_bar, region_label, region_options
from dashboard.ids import FilterBar
from ordertrail.analytics.filters import Filters
from ordertrail.i18n import use_locale
from ordertrail.services.context import Context
from tests.dashboard.screen import parts, words

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_locale("en")
    yield
    use_locale("zh")


def filters(search: str) -> Filters:
    return Filters.from_query(search, TODAY)


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("", "Last 30 days"),
        ("?preset=all", "All time"),
        ("?from=2026-11-11&to=2026-11-11", "Nov 11, 2026"),
        ("?from=2026-11-01&to=2026-11-11", "Nov 1, 2026 – Nov 11, 2026"),
        ("?from=2026-11-01", "Since Nov 1, 2026"),
        ("?to=2026-11-01", "Until Nov 1, 2026"),
    ],
)
def test_the_period_is_said_in_words(search: str, said: str) -> None:
    assert bar.period_label(filters(search)) == said


def test_chips_say_what_is_chosen(ctx: Context) -> None:
    said = bar.labels(filters("?channel=tmall,taobao&stage=paid,hold,done&region=US"), ctx)
    assert said == ["Last 30 days", "Taobao, Tmall", "Paid + 2 more", "United States"]


def test_places_without_a_code_have_names() -> None:
    assert [region_label(code) for code in ("CN-44", "CN", "unknown", "CN-unknown", "abroad", "XX")] == [
        "Guangdong",
        "China",
        "Country unknown",
        "China, province unknown",
        "Outside China",
        "XX",
    ]
    codes = [option["value"] for option in region_options(["CN", "US"])]
    assert len(codes) == len(set(codes)) == 34 + 5
    assert codes[0] == "CN" and codes[-4:] == ["CN-unknown", "abroad", "US", "unknown"]


def test_many_choices_are_counted() -> None:
    assert chosen({"a": "A", "b": "B"}, (), "All") == "All"
    assert chosen({"a": "A", "b": "B"}, ("b", "z"), "All") == "B, z"


def test_every_filter_without_an_editor_has_a_chip_that_drops_it() -> None:
    shown = bar.extra_chips(filters("?q=李四&only=late,sold"))
    assert [chip.id["name"] for chip in shown] == ["q", "sold", "late"]
    assert "李四" in words(shown[0]) and "Late only" in words(shown[2])
    kept = bar.without(filters("?q=李四&only=late,sold"), "late")
    assert (kept.q, kept.only) == ("李四", ("sold",))
    assert bar.without(kept, "q").q == ""
    assert bar.extra_chips(filters("")) == []


def test_the_query_keeps_what_is_not_a_filter() -> None:
    assert bar.extras_of("?channel=tmall&only=late&map=world&was=30d") == {"map": "world", "was": "30d"}
    assert bar.query(filters("?channel=tmall"), {"map": "world"}) == "?channel=tmall&map=world"
    assert bar.query(filters(""), {"was": "30d,tmall"}) == "?was=30d,tmall"
    assert bar.query(filters(""), {}) == ""


def test_the_memory_of_a_click_ends_with_other_days() -> None:
    search = "?from=2026-11-11&to=2026-11-11&channel=tmall&was=30d&map=world"
    here = filters(search)
    assert "was=30d" in bar.edited(here, here.replace(regions=("US",)), search)
    assert bar.edited(here, filters(""), search) == "?map=world"


def test_one_bar_has_every_part_once() -> None:
    ids = [str(part.id) for part in parts(filter_bar()) if getattr(part, "id", None)]
    assert len(ids) == len(set(ids))
    assert {FilterBar.URL, FilterBar.PRESET, FilterBar.REGIONS, FilterBar.EXTRA, FilterBar.CLEAR} <= set(ids)


# --- through the server -------------------------------------------------------------------------------------------

OUTPUTS = [
    (FilterBar.URL, "search"), (FilterBar.PRESET, "value"), (FilterBar.START, "value"), (FilterBar.END, "value"),
    (FilterBar.CHANNELS, "value"), (FilterBar.STAGES, "value"), (FilterBar.REGIONS, "value"),
    *((FilterBar.label(name), "children") for name in bar.CHIPS),
    *((FilterBar.chip(name), "className") for name in bar.CHIPS),
    (FilterBar.EXTRA, "children"), (FilterBar.CLEAR, "hidden"),
]  # fmt: skip


@pytest.fixture
def client(ctx: Context) -> Iterator[TestClient]:
    with TestClient(create_app(ctx), base_url="http://127.0.0.1:8050", client=("127.0.0.1", 50000)) as each:
        each.headers["accept-language"] = "en"
        yield each


def written(component_id: Any) -> str:
    if isinstance(component_id, str):
        return component_id
    return "{" + ",".join(f'"{name}":"{component_id[name]}"' for name in sorted(component_id)) + "}"


def sync(client: TestClient, changed: str, **values: Any) -> dict[str, Any]:
    """What the bar answers when ``changed`` (a component) took its value, the others standing as given."""
    given = {FilterBar.URL: "", FilterBar.CHANNELS: [], FilterBar.STAGES: [], FilterBar.REGIONS: []}
    given |= {name.replace("_", "-"): value for name, value in values.items()}
    order = [
        (FilterBar.URL, "search"), (FilterBar.PRESET, "value"), (FilterBar.START, "value"), (FilterBar.END, "value"),
        (FilterBar.CHANNELS, "value"), (FilterBar.STAGES, "value"), (FilterBar.REGIONS, "value"),
        (FilterBar.CLEAR, "n_clicks"),
    ]  # fmt: skip
    prop = dict(order)[changed]
    body = {
        "output": ".." + "...".join(f"{written(name)}.{prop}" for name, prop in OUTPUTS) + "..",
        "outputs": [{"id": name, "property": prop} for name, prop in OUTPUTS],
        "inputs": [{"id": name, "property": prop, "value": given.get(name)} for name, prop in order],
        "changedPropIds": [f"{changed}.{prop}"],
    }
    answer = client.post("/_dash-update-component", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["response"]


def test_an_address_fills_the_bar(client: TestClient) -> None:
    answer = sync(client, FilterBar.URL, filter_url="?channel=tmall&region=abroad&only=late")
    assert "search" not in answer.get(FilterBar.URL, {})
    assert answer[FilterBar.CHANNELS]["value"] == ["tmall"] and answer[FilterBar.PRESET]["value"] == "30d"
    assert answer[written(FilterBar.label("region"))]["children"] == "Outside China"
    assert answer[written(FilterBar.chip("channel"))]["className"] == "ot-chip is-set"
    assert answer[written(FilterBar.chip("dates"))]["className"] == "ot-chip"
    assert answer[FilterBar.CLEAR]["hidden"] is False


def test_an_editor_writes_the_address(client: TestClient) -> None:
    answer = sync(
        client, FilterBar.CHANNELS, filter_url="?channel=tmall&map=world", filter_channels=["tmall", "taobao"]
    )
    assert answer[FilterBar.URL]["search"] == "?channel=taobao,tmall&map=world"
    answer = sync(client, FilterBar.PRESET, filter_url="?only=late", filter_preset="all")
    assert answer[FilterBar.URL]["search"] == "?preset=all&only=late"
    answer = sync(client, FilterBar.START, filter_start="2026-11-30", filter_end="2026-11-01")
    assert answer[FilterBar.URL]["search"] == "?from=2026-11-01&to=2026-11-30"


def test_clear_takes_all_filters_and_leaves_the_choices(client: TestClient) -> None:
    answer = sync(client, FilterBar.CLEAR, filter_url="?preset=90d&q=x&only=late&measure=revenue", filter_clear=1)
    assert answer[FilterBar.URL]["search"] == "?measure=revenue"
    assert answer[FilterBar.CLEAR]["hidden"] is True
