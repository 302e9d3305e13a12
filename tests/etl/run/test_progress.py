"""How far an import is: never back, at its end all of it, and with a time left that is worth reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.read.containers import BETWEEN
from etl.run.progress import COSTS, LAND, PREPARE, Progress, Standing, Teller, Tracker

MB = 1 << 20
ROWS_A_MB = 4000


class Clock:
    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Given:
    """A file of ``size`` bytes with so many tables in it; a plain one is its own table. ``channel`` groups them."""

    name: str
    size: int
    members: int
    channel: int

    @property
    def tables(self) -> list[str]:
        return [f"{self.name}{BETWEEN}{n}.csv" for n in range(self.members)] if self.members else [self.name]


Word = tuple[Progress, float]


def words(files: list[Given], land: bool) -> Iterator[Word]:
    """What an import tells, in its order, each with the seconds that pass before the next word on the usual machine."""
    for file in files:
        share = file.size / MB / len(file.tables)
        for table in file.tables:
            if file.members:
                yield from steps("unpack", file.name, 3, COSTS["unpack"] * share)
            yield from steps("decode", table, 4, COSTS["decode"] * share)
    groups = [
        [file for file in files if file.channel == channel] for channel in dict.fromkeys(f.channel for f in files)
    ]
    for group in groups:
        for file in group:
            share = file.size / MB / len(file.tables)
            for table in file.tables:
                lines = max(int(share * ROWS_A_MB), 1)
                yield from steps("read", table, 5, COSTS["read"] * share, lines)
                yield Progress("transform", table), COSTS["parse"] * share
        whole = sum(file.size for file in group) / MB
        yield from steps("transform", "", 4, COSTS["transform"] * whole)
        orders = int(whole * ROWS_A_MB / 2)
        yield Progress("compare", rows=orders * 2, orders=orders), 0.0
        yield from steps("compare", "", 4, COSTS["compare"] * whole)
    for group in groups if land else []:
        yield from steps("land", "", 5, COSTS["land"] * sum(file.size for file in group) / MB)


def steps(step: str, file: str, count: int, seconds: float, total: int = 100) -> Iterator[Word]:
    yield Progress(step, file), seconds / count
    for n in range(1, count):
        yield Progress(step, file, total * n // count, total), seconds / count
    yield Progress(step, file, total, total), 0.0


@st.composite
def imports(draw: st.DrawFn) -> list[Given]:
    sizes = draw(st.lists(st.integers(1, 400 * MB), min_size=1, max_size=4))
    return [
        Given(f"{n}.csv", size, draw(st.sampled_from((0, 0, 1, 2, 5))), draw(st.integers(0, 1)))
        for n, size in enumerate(sizes)
    ]


def follow(files: list[Given], land: bool, pace: float, noise: list[float]) -> list[tuple[float, Standing]]:
    """Seconds since the beginning and the standing then, several times within each word and once at the end."""
    clock = Clock()
    tracker = Tracker({file.name: file.size for file in files}, (*PREPARE, *(LAND if land else ())), clock)
    began, seen = clock.now, []
    kinds = list(COSTS)
    for told, seconds in words(files, land):
        tracker.hear(told)
        for _ in range(2):
            clock.now += seconds * pace * noise[kinds.index(told.step)] / 2
            seen.append((clock.now - began, tracker.standing()))
    tracker.end()
    return [*seen, (clock.now - began, tracker.standing())]


EVEN = [1.0] * len(COSTS)
PACES = st.sampled_from((0.2, 1.0, 8.0))
NOISE = st.lists(st.sampled_from((0.5, 1.0, 2.0)), min_size=len(COSTS), max_size=len(COSTS))


@settings(max_examples=50, derandomize=True, deadline=None)
@given(files=imports(), land=st.booleans(), pace=PACES, noise=NOISE)
def test_it_never_goes_back_and_ends_with_all_done(
    files: list[Given], land: bool, pace: float, noise: list[float]
) -> None:
    seen = follow(files, land, pace, noise)
    total = sum(file.size for file in files)
    before = Standing()
    for _, now in seen:
        assert before.share <= now.share <= 1 and before.rows <= now.rows and before.orders <= now.orders
        assert 0 <= now.bytes <= total and (now.step != before.step or now.bytes >= before.bytes)
        assert now.rate >= 0 and (now.left is None or now.left >= 0)
        before = now
    assert all(now.share < 1 for _, now in seen[:-1])
    _, last = seen[-1]
    assert last.share == 1 and last.bytes == last.bytes_total == total and last.left in (None, 0)


@settings(max_examples=50, derandomize=True, deadline=None)
@given(files=imports(), land=st.booleans(), pace=PACES, noise=NOISE)
def test_the_time_left_and_the_speed_are_plausible(
    files: list[Given], land: bool, pace: float, noise: list[float]
) -> None:
    """Where each step takes half to twice what is usual, the time left is told within a factor of five."""
    seen = follow(files, land, pace, noise)
    whole = seen[-1][0]
    rows = seen[-1][1].rows
    for at, now in seen[:-1]:
        if now.left is None or at < whole / 10:
            continue
        assert now.left <= 5 * (whole - at) + 0.12 * whole + 2
        assert now.left >= (whole - at) / 5 - 0.12 * whole
    if seen[-1][1].rate:
        assert rows / whole / 1.1 <= seen[-1][1].rate + 1 <= rows / whole * 1.1 + 2


def test_an_archive_of_many_tables_is_as_far_as_its_bytes() -> None:
    """Each of twelve tables is a twelfth of the file, not once more the whole."""
    seen = follow([Given("a.zip", 60 * MB, 12, 0)], land=True, pace=1.0, noise=EVEN)
    whole = seen[-1][0]
    at_transform = next((at, now.share) for at, now in seen if (now.step, now.file) == ("transform", ""))
    assert at_transform[1] == pytest.approx(at_transform[0] / whole, abs=0.1)


def test_the_teller_hands_on_at_most_so_often_and_keeps_what_was_known() -> None:
    clock, heard = Clock(), list[Progress]()
    teller = Teller(heard.append, pause=1.0, clock=clock)
    teller(Progress("compare", rows=7, orders=3))
    teller.done_of(1, 10)  # too soon
    clock.now += 2
    teller.done_of(2, 10)
    teller.done_of(10, 10)  # an end is told at once
    assert [(each.done, each.rows, each.orders) for each in heard] == [(0, 7, 3), (2, 7, 3), (10, 7, 3)]
