"""Held rows that were mended land as the mended file would have; what is still wrong stays held, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from etl.held.replay import replay
from etl.pipeline import import_many, land
from ordertrail.app import open_context
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.errors import DomainError, NotAllowed
from ordertrail.domain.landing import Choice
from ordertrail.services.context import Context
from ordertrail.services.held_rows import drop_held, ids_of, mend_held
from ordertrail.settings import Settings
from ordertrail.store.held import HeldFilter, Id, held_of_import
from ordertrail.store.imports import get_import, list_imports
from tests.services.landing import HEAD, land_template

OWNER = local_owner("test")
GOOD = "M-1,paid,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00"
LOST = "M-2,lost,CNY,2026-01-16 10:00:00,Bob,Jar,1,5.00"
STATUS = 1


def rows(ctx: Context, import_id: str) -> dict[int, dict[str, object]]:
    with ctx.store.read() as connection:
        return {row["line"]: row for row in held_of_import(connection, import_id)}


def ids(ctx: Context, import_id: str, *lines: int) -> list[Id]:
    found = rows(ctx, import_id)
    return [(import_id, int(str(found[line]["row_no"]))) for line in lines]


def orders(ctx: Context) -> dict[str, tuple[object, ...]]:
    with ctx.store.read() as connection:
        query = "SELECT channel_order_no, stage, total, source_file, source_line FROM orders"
        return {row[0]: tuple(row[1:]) for row in connection.execute(text(query))}


def test_a_mended_row_lands_and_tells_where_it_stood(either_ctx: Context) -> None:
    ctx = either_ctx
    parent = land_template(ctx, GOOD, LOST).import_id
    (key,) = ids(ctx, parent, 3)
    assert mend_held(ctx, OWNER, {key: {STATUS: ("lost", "shipped")}}) == 1
    done = replay(ctx, OWNER, [key])
    assert (done.landed, done.held) == (1, 0)
    stage, total, file, line = orders(ctx)["M-2"]
    assert (stage, f"{total:.2f}", file, line) == ("shipped", "5.00", "orders.csv", 3)
    row = rows(ctx, parent)[3]
    assert (row["state"], row["replay_id"], row["settled_by"]) == ("replayed", done.imports[0], OWNER.name)
    with ctx.store.read() as connection:
        record = get_import(connection, done.imports[0])
    assert record and record["parent_id"] == parent and record["report"]["rows"]["held"] == 0
    with pytest.raises(DomainError, match="held_settled"):
        replay(ctx, OWNER, [key])


def test_what_is_still_wrong_stays_held_in_the_old_import_with_its_new_reason(ctx: Context) -> None:
    parent = land_template(ctx, GOOD, LOST, LOST.replace("M-2", "M-3")).import_id
    first, second = ids(ctx, parent, 3, 4)
    mend_held(ctx, OWNER, {first: {STATUS: ("lost", "paid"), 3: ("2026-01-16 10:00:00", "yesterday")}})
    mend_held(ctx, OWNER, {second: {STATUS: ("lost", "paid")}})
    done = replay(ctx, OWNER, [first, second])
    assert (done.landed, done.held) == (1, 1)
    row = rows(ctx, parent)[3]
    assert (row["state"], row["reason"], row["column_name"], row["params"]) == (
        "open", "bad_time", "placed_at", {"value": "yesterday"},
    )  # fmt: skip
    assert sorted(orders(ctx)) == ["M-1", "M-3"]
    with ctx.store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM held_rows")).scalar_one() == 2


def test_all_rows_of_an_order_go_together(ctx: Context) -> None:
    item = "M-2,,,,,Lid,1,2.00"
    parent = land_template(ctx, LOST, item).import_id
    assert {line: row["reason"] for line, row in rows(ctx, parent).items()} == {
        2: "unknown_status", 3: "order_held_whole",
    }  # fmt: skip
    head, other = ids(ctx, parent, 2, 3)
    mend_held(ctx, OWNER, {head: {STATUS: ("lost", "paid")}})
    assert replay(ctx, OWNER, [other]).landed == 2
    assert f"{orders(ctx)['M-2'][1]:.2f}" == "7.00"


def test_a_broken_row_swallows_no_neighbour(ctx: Context) -> None:
    broken = 'M-2,"paid,CNY,2026-01-16 10:00:00,Bob,Jar,1,5.00'
    parent = land_template(ctx, GOOD, broken, LOST.replace("M-2", "M-3")).import_id
    found = rows(ctx, parent)
    assert found[3]["reason"] == "broken_quote"
    first, second = ids(ctx, parent, 3, 4)
    mend_held(ctx, OWNER, {second: {STATUS: ("lost", "paid")}})
    done = replay(ctx, OWNER, [first, second])
    assert (done.landed, done.held) == (1, 1) and sorted(orders(ctx)) == ["M-1", "M-3"]
    assert rows(ctx, parent)[3]["reason"] == "broken_quote"


def test_a_dropped_row_does_not_come_along(ctx: Context) -> None:
    again = GOOD.replace("M-1", "M-5").replace("Ann", "Bea")
    parent = land_template(ctx, GOOD.replace("M-1", "M-5"), again).import_id
    first, second = ids(ctx, parent, 2, 3)
    drop_held(ctx, OWNER, [second], "written twice")
    assert replay(ctx, OWNER, [first]).landed == 1
    assert f"{orders(ctx)['M-5'][1]:.2f}" == "100.00"


def test_a_replay_that_its_process_did_not_land_lands_whole_or_not_at_all(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of it would settle rows of which nothing has landed."""
    parent = land_template(ctx, LOST).import_id
    (key,) = ids(ctx, parent, 2)
    mend_held(ctx, OWNER, {key: {STATUS: ("lost", "paid")}})
    monkeypatch.setattr("etl.held.replay.land", killed)
    with pytest.raises(KeyboardInterrupt):
        replay(ctx, OWNER, [key])
    with ctx.store.read() as connection:
        left = next(each["import_id"] for each in list_imports(connection) if each["state"] == "previewed")
    for choice in (Choice(new=False), Choice(changed=False), Choice(without=frozenset({"money"}))):
        with pytest.raises(DomainError, match="replay_lands_whole"):
            land(ctx, OWNER, left, choice=choice)
    assert rows(ctx, parent)[2]["state"] == "open" and orders(ctx) == {}
    land(ctx, OWNER, left, choice=Choice(quiet=True))
    assert rows(ctx, parent)[2]["state"] == "replayed" and sorted(orders(ctx)) == ["M-2"]


def killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_only_who_may_import_may_replay(ctx: Context) -> None:
    parent = land_template(ctx, LOST).import_id
    with pytest.raises(NotAllowed):
        replay(ctx, Actor("s", role="staff"), ids(ctx, parent, 2))


CELLS = st.tuples(
    st.sampled_from(["M-1", "M-2", "M-3", "M-4", ""]),
    st.sampled_from(["paid", "lost", "shipped"]),
    st.sampled_from(["2026-01-15 10:30:00", "soon"]),
    st.sampled_from(["1", "x"]),
    st.sampled_from(["5.00", "about 7"]),
)
MENDS = {1: {"lost": "paid"}, 3: {"soon": "2026-01-15 10:30:00"}, 6: {"x": "1"}, 7: {"about 7": "7.00"}}


def line_of(cells: tuple[str, ...]) -> str:
    number, status, placed, quantity, price = cells
    return f"{number},{status},CNY,{placed},Ann,Cup,{quantity},{price}"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(CELLS, min_size=1, max_size=8), keep=st.sets(st.integers(0, 40)), drop=st.sets(st.integers(2, 9)))
def test_rows_in_are_landed_or_held_or_dropped_and_no_row_twice(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[str, ...]], keep: set[int], drop: set[int]
) -> None:
    """Whatever is mended and dropped: each row has one fate, and no order lands that its rows do not make."""
    folder = tmp_path_factory.mktemp("replay")
    context = open_context(Settings(data_dir=folder / "data"))
    try:
        path = folder / "orders.csv"
        path.write_text(HEAD + "\n".join(map(line_of, lines)) + "\n", encoding="utf-8")
        report = import_many(context, OWNER, [path])[0]
        at_first = rows(context, report.import_id)
        landed_first = report.rows["merged"] + report.rows["unchanged"]
        assert landed_first + len(at_first) == len(lines)
        if dropped := ids(context, report.import_id, *(drop & at_first.keys())):
            drop_held(context, OWNER, dropped, "not ours")
        for line, row in at_first.items():
            if line in drop:
                continue
            cells = str(row["raw"]).split(",")
            wanted = {
                place: (cells[place], words[cells[place]])
                for place, words in MENDS.items()
                if cells[place] in words and (line * 4 + place) not in keep
            }
            if wanted:
                mend_held(context, OWNER, {(report.import_id, int(str(row["row_no"]))): wanted})
        left = [key for line in at_first.keys() - drop for key in ids(context, report.import_id, line)]
        done = replay(context, OWNER, left) if left else None
        now = rows(context, report.import_id)
        fates = [row["state"] for row in now.values()]
        assert now.keys() == at_first.keys()
        assert fates.count("dropped") == len(dropped)
        assert fates.count("replayed") == (done.landed if done else 0)
        assert fates.count("open") == (done.held if done else 0)
        told = {
            cells[0]
            for place, cells in enumerate(lines)
            if place + 2 not in now or now[place + 2]["state"] == "replayed"
        }
        assert set(orders(context)) == told - {""}
        if left and fates.count("open"):
            again = replay(context, OWNER, ids_of(context, HeldFilter(import_id=report.import_id)))
            assert again.landed == 0 and again.held == fates.count("open")
    finally:
        context.store.close()


def test_a_file_of_rows_that_are_all_well_again_equals_the_mended_file(ctx: Context, tmp_path: Path) -> None:
    parent = land_template(ctx, LOST, LOST.replace("M-2", "M-3").replace("5.00", "oops")).import_id
    first, second = ids(ctx, parent, 2, 3)
    mend_held(ctx, OWNER, {first: {1: ("lost", "paid")}, second: {1: ("lost", "paid"), 7: ("oops", "5.00")}})
    replay(ctx, OWNER, [first, second])
    mended = tmp_path / "orders.csv"
    body = "\n".join((LOST, LOST.replace("M-2", "M-3"))).replace("lost", "paid")
    mended.write_text(HEAD + body + "\n", encoding="utf-8")
    report = import_many(ctx, OWNER, [mended])[0]
    assert report.orders["unchanged"] == 2 and report.orders["changed"] == 0
