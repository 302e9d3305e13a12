"""A carrier is one value of the filter, whatever its spelling; a company's own words count, each in its channel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.pipeline import import_many
from ordertrail.analytics.filters import Filters
from ordertrail.analytics.order_choices import choices
from ordertrail.analytics.orders import order_rows
from ordertrail.domain.actor import local_owner
from ordertrail.domain.own_words import NONE, OwnWords, use_own_words
from ordertrail.domain.words import Word, Words
from ordertrail.services.context import Context

OWNER = local_owner("test")
CARRIERS = ("顺丰", "SF Express", " sf ", "中通", "Schneckenpost", "")
OWN = Words((Word("carrier", "manual", "Schneckenpost", "sf"), Word("carrier", "shopify", "中通", "sf")))


@pytest.fixture(autouse=True)
def no_words() -> Iterator[None]:
    use_own_words(NONE)
    yield
    use_own_words(NONE)


@pytest.fixture
def landed(either_ctx: Context, tmp_path: Path) -> Context:
    head = "order_no,status,currency,placed_at,product,quantity,unit_price,carrier\n"
    rows = [f"C-{n},paid,CNY,2026-01-15 10:30:00,Cup,1,5.00,{name}\n" for n, name in enumerate(CARRIERS)]
    path = tmp_path / "carriers.csv"
    path.write_text(head + "".join(rows), encoding="utf-8")
    import_many(either_ctx, OWNER, [path])
    return either_ctx


def numbers(ctx: Context, *values: str | None) -> list[str]:
    model = {"carrier": {"filterType": "set", "values": list(values)}}
    with ctx.store.read() as connection:
        rows, total = order_rows(
            connection,
            Filters.from_query("?preset=all", ctx.now().date()),
            now=ctx.now(),
            sort=[("channel_order_no", "asc")],
            offset=0,
            limit=20,
            column_filters=json.loads(json.dumps(model)),
        )
    assert total == len(rows)
    return [row["channel_order_no"] for row in rows]


@pytest.mark.parametrize("asked", ["sf", "顺丰", "顺丰速运", "SF EXPRESS"])
def test_any_spelling_asks_for_all_spellings(landed: Context, asked: str) -> None:
    assert numbers(landed, asked) == ["C-0", "C-1", "C-2"]


def test_what_nobody_knows_is_itself_and_nothing_is_nothing(landed: Context) -> None:
    assert numbers(landed, "Schneckenpost") == ["C-4"]
    assert numbers(landed, None) == ["C-5"] and numbers(landed, "zto", None) == ["C-3", "C-5"]
    assert numbers(landed) == []


def test_a_companys_words_count_in_their_channel(landed: Context) -> None:
    use_own_words(OwnWords(words=OWN))
    assert numbers(landed, "sf") == ["C-0", "C-1", "C-2", "C-4"]
    assert numbers(landed, "zto") == ["C-3"]


def test_known_carriers_are_offered_once(landed: Context) -> None:
    with landed.store.read() as connection:
        assert choices(connection, "carrier") == ["Schneckenpost", "sf", "zto"]
        use_own_words(OwnWords(words=OWN))
        assert choices(connection, "carrier") == ["sf", "zto"]
