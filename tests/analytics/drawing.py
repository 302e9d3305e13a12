"""Filters and moments as Hypothesis draws them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from ordertrail.analytics.filters import ONLY, Filters
from tests.analytics.recount import NOW, STAGES, TODAY

CHANNELS = ("shopify", "amazon", "taobao", "tmall", "douyin", "manual")
REGIONS = ("unknown", "CN-unknown", "abroad", "CN", "CN-44", "CN-31", "CN-HK", "HK", "TW", "US", "DE", "FR")
WORDS = ("", "ann", "N00", "138 0013", "138-0013-80", "0208888", "%", "_", "\\", "o'n", "张", "nobody", "(020)")

days = st.dates(TODAY - timedelta(days=430), TODAY + timedelta(days=20))
moments = st.sampled_from((NOW, NOW - timedelta(days=90), NOW + timedelta(microseconds=1), datetime(2030, 1, 1)))


def some(codes: tuple[str, ...]) -> Any:
    """Often nothing, else a few of the codes."""
    return st.just(()) | st.lists(st.sampled_from(codes), max_size=4).map(tuple)


def preset(name: str) -> Filters:
    return Filters.from_query(f"?preset={name}", TODAY)


periods = st.sampled_from(("today", "7d", "30d", "90d", "12m", "all")).map(preset) | st.builds(
    Filters, start=st.none() | days, end=st.none() | days
)


@st.composite
def filters(draw: Any) -> Filters:
    """Filters that the orders of ``recount.many`` know."""
    return draw(periods).replace(
        channels=draw(some(CHANNELS)),
        stages=draw(some(STAGES)),
        regions=draw(some(REGIONS)),
        q=draw(st.just("") | st.sampled_from(WORDS)),
        only=draw(st.just(()) | some(ONLY)),
    )


any_filters = st.builds(
    Filters,
    start=st.none() | st.dates(),
    end=st.none() | st.dates(),
    channels=some(CHANNELS),
    stages=some(STAGES),
    regions=some(REGIONS),
    q=st.text(max_size=130),
    only=some(ONLY),
) | st.builds(lambda each, q: each.replace(q=q), periods, st.text())
