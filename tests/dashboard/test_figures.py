"""Figures as plotly gets them, and the boundaries that the maps are drawn from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from dashboard import theme
from dashboard.figures.maps import REGIONS, china_figure, drawn_places, quantile_steps, step_colours, world_figure
from dashboard.figures.periods import amount_ticks, bucket_end, bucket_words, is_cut, is_running, time_ticks
from dashboard.figures.stages import stage_figure
from dashboard.figures.trend import trend_figure
from ordertrail.domain.places import countries, provinces
from ordertrail.i18n import use_locale

MONDAY, NEXT = date(2026, 11, 2), date(2026, 11, 9)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    use_locale("en")
    theme.use_scheme("light")
    yield
    use_locale("zh")


# --- trend -----------------------------------------------------------------------------------------------------


def two_weeks() -> pd.DataFrame:
    rows = [
        (MONDAY, "taobao", 30, 3000.0),
        (MONDAY, "amazon", 10, 0.0),
        (NEXT, "taobao", 45, 20_000.0),
        (NEXT, "amazon", 0, 0.0),
    ]
    return pd.DataFrame(rows, columns=["bucket_start", "key", "orders", "revenue"])


def trend(**changes: Any) -> dict[str, Any]:
    given = {"bucket": "week", "split": "channel", "measure": "orders", "currency": "CNY", "today": date(2026, 12, 1)}
    return trend_figure(two_weeks(), **{**given, **changes})


def bars(figure: dict[str, Any]) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if "customdata" in trace]


def test_the_legend_is_not_hatched_by_its_first_bucket() -> None:
    figure = trend(period=(date(2026, 11, 3), None))
    legend = [trace for trace in figure["data"] if trace.get("showlegend", True)]
    assert [mark["name"] for mark in legend] == ["Taobao", "Amazon"]
    assert [mark["marker"]["pattern"]["shape"] for mark in legend] == [[""], [""]]
    assert {value for mark in legend for value in mark["y"]} == {None}


def test_bars_stack_from_zero_in_the_order_and_colour_of_their_keys() -> None:
    figure = trend()
    assert [bar["name"] for bar in bars(figure)] == ["Taobao", "Amazon"]
    assert [bar["y"] for bar in bars(figure)] == [[30, 45], [10, 0]]
    assert figure["data"][0]["marker"]["color"] == theme.CHANNELS["light"]["taobao"]
    assert figure["layout"]["barmode"] == "stack" and figure["layout"]["yaxis"]["range"][0] == 0
    assert trend(measure="revenue")["data"][0]["y"] == [3000, 20_000]


def test_a_bar_says_what_a_click_narrows_to() -> None:
    assert trend()["data"][1]["customdata"] == [["2026-11-02", "amazon"], ["2026-11-09", "amazon"]]


def test_a_bar_tells_figure_share_and_change() -> None:
    first, second = trend()["data"][0]["hovertext"]
    assert "30 orders" in first and "75.0%" in first and "▲" not in first
    assert "45 orders" in second and "100.0%" in second and "▲ 50.0% on the week before" in second
    assert "CN¥20K" in trend(measure="revenue")["data"][0]["hovertext"][1]
    assert "▼ 100.0%" in trend()["data"][1]["hovertext"][1]


@pytest.mark.parametrize(
    ("today", "period", "hatched"),
    [
        (date(2026, 12, 1), (None, None), ["", ""]),
        (date(2026, 11, 15), (None, None), ["", "/"]),
        (date(2026, 11, 16), (None, None), ["", ""]),
        (date(2026, 12, 1), (date(2026, 11, 3), date(2026, 11, 15)), ["/", ""]),
        (date(2026, 12, 1), (MONDAY, date(2026, 11, 14)), ["", "/"]),
    ],
)
def test_what_is_no_whole_bucket_is_hatched_and_not_compared(
    today: date, period: tuple[date | None, date | None], hatched: list[str]
) -> None:
    bar = trend(today=today, period=period)["data"][0]
    assert bar["marker"]["pattern"]["shape"] == hatched
    assert ("▲" in bar["hovertext"][1]) == (hatched == ["", ""])


def test_the_chosen_bar_keeps_its_strength() -> None:
    figure = trend(selected=(NEXT, "taobao"))
    assert [bar["marker"]["opacity"] for bar in bars(figure)] == [[0.25, 1.0], [0.25, 0.25]]


def test_an_empty_trend_is_an_empty_picture() -> None:
    assert trend_figure(
        two_weeks().head(0), bucket="day", split="stage", measure="orders", currency="CNY", today=NEXT
    )["data"] == []  # fmt: skip


@pytest.mark.parametrize(
    ("top", "values"),
    [
        (0, [0]),
        (3, [0, 1, 2, 3]),
        (10, [0, 5, 10]),
        (303, [0, 100, 200, 300, 400]),
        (47_000, [0, 20_000, 40_000, 60_000]),
    ],
)
def test_amounts_are_marked_by_round_numbers(top: float, values: list[float]) -> None:
    assert amount_ticks(top)[0] == values


def test_large_amounts_are_shortened_as_the_reader_counts() -> None:
    assert amount_ticks(47_000)[1] == ["0", "20K", "40K", "60K"]
    use_locale("zh")
    assert amount_ticks(47_000)[1] == ["0", "2 万", "4 万", "6 万"]


def test_time_is_marked_four_times_and_at_its_end() -> None:
    days = [date(2026, 11, day) for day in range(1, 31)]
    assert time_ticks(days, "day") == (
        ["2026-11-06", "2026-11-14", "2026-11-22", "2026-11-30"],
        ["Nov 6", "Nov 14", "Nov 22", "Nov 30"],
    )
    assert time_ticks([], "day") == ([], [])


def test_buckets_end_with_the_calendar() -> None:
    assert bucket_end(date(2028, 2, 1), "month") == date(2028, 2, 29)
    assert bucket_end(MONDAY, "week") == date(2026, 11, 8)
    assert bucket_end(MONDAY, "day") == MONDAY
    assert is_running(MONDAY, "week", date(2026, 11, 8)) and not is_running(MONDAY, "week", NEXT)
    assert is_cut(MONDAY, "week", None, date(2026, 11, 7)) and not is_cut(MONDAY, "week", MONDAY, date(2026, 11, 8))


def test_buckets_are_named_as_the_reader_names_them() -> None:
    assert bucket_words(MONDAY, "week") == "Nov 2 – Nov 8"
    assert bucket_words(date(2026, 11, 1), "month") == "Nov 2026"
    use_locale("zh")
    assert bucket_words(MONDAY, "week") == "11月2日 – 11月8日"
    assert bucket_words(date(2026, 11, 1), "month") == "2026年11月"


# --- stages ----------------------------------------------------------------------------------------------------


def stages() -> pd.DataFrame:
    return pd.DataFrame([("paid", 3), ("done", 6), ("cancelled", 1)], columns=["stage", "orders"])


def test_the_ring_keeps_the_way_of_an_order_and_its_sum() -> None:
    figure = stage_figure(stages())
    ring = figure["data"][0]
    assert ring["values"] == [3, 6, 1] and not ring["sort"]
    assert ring["customdata"] == [["paid"], ["done"], ["cancelled"]]
    assert "30.0%" in ring["hovertext"][0]
    assert ring["marker"]["pattern"]["shape"] == ["", "", "\\"]
    assert figure["layout"]["annotations"][0]["text"] == "<b>10</b>"


def test_chosen_stages_stand_out_and_are_counted() -> None:
    figure = stage_figure(stages(), ("done",))
    first, second, _ = figure["data"][0]["marker"]["colors"]
    assert first.startswith("rgba") and first.endswith("0.25)") and second == theme.stage_colour("done", "light")
    assert figure["layout"]["annotations"][0]["text"] == "<b>6</b>"


def test_no_orders_leave_no_ring() -> None:
    assert stage_figure(stages().head(0))["data"] == []


# --- maps ------------------------------------------------------------------------------------------------------


def places(column: str, **counts: int) -> pd.DataFrame:
    rows = [(code.replace("_", "-"), count, count * 10.0) for code, count in counts.items()]
    return pd.DataFrame(rows, columns=[column, "orders", "revenue"])


def locations(figure: dict[str, Any]) -> list[str]:
    return [code for layer in figure["data"] for code in layer["locations"]]


def test_every_place_is_drawn_whether_it_has_orders_or_not() -> None:
    figure = china_figure(places("region", CN_44=5, CN_31=2), currency="CNY")
    assert sorted(locations(figure)) == sorted(drawn_places("china"))
    with_orders = figure["data"][-1]
    assert with_orders["locations"] == ["CN-44", "CN-31"]
    assert with_orders["customdata"] == [["CN-44"], ["CN-31"]]
    assert sorted(locations(world_figure(places("country", CN=9, unknown=1), currency="CNY"))) == sorted(
        drawn_places("world")
    )


def test_boundaries_are_named_not_carried() -> None:
    figure = china_figure(places("region", CN_44=5), currency="CNY")
    assert {layer["geojson"] for layer in figure["data"]} == {"/regions/china.json"}
    assert figure["layout"]["geo"]["visible"] is False
    assert len(json.dumps(figure)) < 12_000


def test_a_place_tells_figure_share_and_change() -> None:
    frame = places("country", CN=30, US=10)
    text = world_figure(frame, currency="CNY", before={"US": 8})["data"][-1]["hovertext"][1]
    assert "United States" in text and "10 orders" in text and "25.0%" in text and "CN¥100.00" in text
    assert "▲ 25.0% on the period before" in text


def test_a_chosen_place_stands_out_of_all_layers() -> None:
    figure = china_figure(places("region", CN_44=5, CN_31=2), currency="CNY", selected=("CN-31",))
    scenery, empty, full = figure["data"]
    assert full["selectedpoints"] == [1] and empty["selectedpoints"] == []
    assert full["unselected"]["marker"]["opacity"] == 0.25
    assert scenery["hoverinfo"] == "skip" and "selectedpoints" not in scenery


@pytest.mark.parametrize(
    ("counts", "steps"),
    [
        ([], []),
        ([0, 0], []),
        ([7], [(7, 7)]),
        ([4, 4, 4], [(4, 4)]),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 100], [(1, 2), (3, 4), (5, 6), (7, 8), (9, 100)]),
        ([1, 1, 1, 1, 9], [(1, 1), (9, 9)]),
    ],
)
def test_steps_hold_about_as_many_places_each(counts: list[int], steps: list[tuple[int, int]]) -> None:
    assert quantile_steps(counts) == steps


def test_steps_take_the_ends_of_the_ramp() -> None:
    ramp = list(theme.RAMPS["light"])
    assert step_colours(5) == ramp and step_colours(2) == [ramp[0], ramp[-1]] and step_colours(1) == [ramp[-1]]


def test_each_place_is_painted_in_the_colour_of_its_step() -> None:
    figure = china_figure(places("region", CN_44=9, CN_31=2), currency="CNY")
    layer = figure["data"][-1]
    span = layer["zmax"] - layer["zmin"]

    def painted(z: float) -> str:
        share = (z - layer["zmin"]) / span
        return next(shade for edge, shade in layer["colorscale"][1::2] if share < edge)

    assert [painted(z) for z in layer["z"]] == [theme.RAMPS["light"][-1], theme.RAMPS["light"][0]]


# --- boundaries ------------------------------------------------------------------------------------------------


def rings(name: str) -> Iterator[tuple[str, int, list[list[float]]]]:
    for feature in json.loads(REGIONS[name].read_text(encoding="utf-8"))["features"]:
        for polygon in feature["geometry"]["coordinates"]:
            for at, ring in enumerate(polygon):
                yield feature["id"], at, ring


@pytest.mark.parametrize("name", REGIONS)
def test_rings_are_closed_and_run_as_d3_needs_them(name: str) -> None:
    """A ring the wrong way round would fill the whole globe but for its inside."""
    for code, at, ring in rings(name):
        turned = sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring))
        assert ring[0] == ring[-1] and len(ring) >= 4, code
        assert (turned > 0) == (at > 0) and turned, code
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring), code


def test_the_map_of_china_has_every_province_and_the_southern_sea() -> None:
    assert set(drawn_places("china")) == {province.code for province in provinces()} | {"inset"}
    assert sum(code == "inset" for code, _, _ in rings("china")) == 16


def test_the_map_of_the_world_speaks_the_codes_of_orders() -> None:
    drawn = set(drawn_places("world"))
    known = {country.code for country in countries()}
    assert drawn - known == {"unclaimed"}
    assert not drawn & {"TW", "HK", "MO"}
    small = {"AQ", "BQ", "BV", "CC", "GF", "GI", "GP", "MQ", "RE", "SJ", "TK", "XK", "YT", "HK", "MO", "TW"}
    assert known - drawn == small


@pytest.mark.parametrize(
    ("name", "code", "point"),
    [
        ("china", "CN-44", (113.26, 23.13)),
        ("china", "CN-65", (87.6, 43.8)),
        ("china", "CN-TW", (121.0, 23.8)),
        ("world", "CN", (116.4, 39.9)),
        ("world", "CN", (121.0, 23.8)),
        ("world", "US", (-98.0, 39.0)),
        ("world", "BR", (-47.9, -15.8)),
    ],
)
def test_cities_lie_in_their_places(name: str, code: str, point: tuple[float, float]) -> None:
    def holds(ring: list[list[float]]) -> bool:
        x, y = point
        crossings = [(ax, ay, bx, by) for (ax, ay), (bx, by) in pairwise(ring) if (ay > y) != (by > y)]
        return sum(x < (bx - ax) * (y - ay) / (by - ay) + ax for ax, ay, bx, by in crossings) % 2 == 1

    assert {found for found, at, ring in rings(name) if not at and holds(ring)} == {code}


@pytest.mark.parametrize("name", REGIONS)
def test_boundaries_are_light(name: str) -> None:
    assert REGIONS[name].stat().st_size < 250_000
