"""The stream of changes."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.routes import events
from ordertrail.services.context import Context
from ordertrail.store.feed import Change


class _Request:
    """As much of a request as the stream asks for."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.headers: dict[str, str] = {}

    async def is_disconnected(self) -> bool:
        return False


def data_of(event: str) -> dict[str, Any]:
    line = next(line for line in event.splitlines() if line.startswith("data: "))
    return json.loads(line.removeprefix("data: "))


def test_a_change_reaches_the_stream_and_closing_ends_it(app: FastAPI, ctx: Context) -> None:
    state = app.state.ordertrail

    async def listen() -> tuple[str, str, list[str]]:
        stream = events._stream(_Request(app), state)
        first = await anext(stream)
        ctx.store.run(lambda uow: uow.publish(Change("manual", "M-1", 2, "paid")))
        second = await anext(stream)
        state.closing.set()
        return first, second, [rest async for rest in stream]

    first, second, rest = asyncio.run(listen())
    begun, changed = data_of(first), data_of(second)
    assert begun == {"store": ctx.store.feed.store_id, "seq": 0, "changes": []}
    assert changed["seq"] == 1 and f"id: {changed['store']}:1" in second
    assert changed["changes"] == [{"channel": "manual", "no": "M-1", "version": 2, "stage": "paid"}]
    assert rest == []


def test_state_tells_where_the_stream_stands(client: TestClient, ctx: Context) -> None:
    ctx.store.run(lambda uow: uow.publish(Change("manual", "M-1", 2, "paid")))
    assert client.get("/api/events/state").json() == {"store": ctx.store.feed.store_id, "seq": 1}


def test_whoever_missed_too_much_is_told_to_look_at_everything_anew(app: FastAPI, ctx: Context) -> None:
    for version in range(2, 6):
        ctx.store.run(lambda uow, version=version: uow.publish(Change("manual", "M-1", version, "paid")))
    state, store = app.state.ordertrail, ctx.store.feed.store_id
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "MOST_MISSED", 2)
        told = data_of(events._begin(f"{store}:2", state, ctx.store.subscribe()))
        assert (told["seq"], [each["version"] for each in told["changes"]]) == (4, [4, 5])
        assert data_of(events._begin(f"{store}:1", state, ctx.store.subscribe())) == {
            "store": store, "seq": 4, "changes": [{"bulk": "overrun"}],
        }  # fmt: skip


@pytest.mark.parametrize("last", [None, 0, 2, 3])
def test_no_change_is_told_twice_and_no_number_steps_back(app: FastAPI, ctx: Context, last: int | None) -> None:
    """Changes that come between the subscription and the catching up stand in both."""
    state, store = app.state.ordertrail, ctx.store.feed.store_id

    def change(*versions: int) -> None:
        for version in versions:
            ctx.store.run(lambda uow, version=version: uow.publish(Change("manual", "M-1", version, "paid")))

    change(1, 2)
    subscription = ctx.store.subscribe()
    change(3, 4)
    began = events._begin(None if last is None else f"{store}:{last}", state, subscription)
    change(5)
    told = [data_of(began), {"seq": None, "changes": subscription.get(0)}]
    told[1]["seq"] = subscription.sequence
    versions = [each["version"] for part in told for each in part["changes"]]
    assert versions == list(range(3 if last is None else last + 1, 6))
    assert [part["seq"] for part in told] == [2 if last is None else 4, 5]
    assert subscription.get(0) == []
