"""Many callers, one of them working for all."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

import pytest

from ordertrail.store.combiner import MOST, Combiner


def test_a_caller_alone_is_answered_at_once() -> None:
    assert Combiner(nullcontext()).ask(2, lambda asked: [each * 2 for each in asked]) == 4


def test_those_that_wait_are_handled_together_and_each_gets_its_own_answer() -> None:
    turn = threading.RLock()
    combiner, batches = Combiner(turn), []

    def handle(asked: Sequence[int]) -> list[int]:
        batches.append(list(asked))
        return [each * 2 for each in asked]

    with ThreadPoolExecutor(40) as callers:
        with turn:
            first = callers.submit(combiner.ask, 0, handle)
            while not combiner._led:
                time.sleep(0.001)
            others = [callers.submit(combiner.ask, number, handle) for number in range(1, 40)]
            while len(combiner._waiting) < 40:
                time.sleep(0.001)
        assert [each.result(10) for each in (first, *others)] == [number * 2 for number in range(40)]
    assert len(batches) == 1 and sorted(batches[0]) == list(range(40))


def test_no_more_than_so_many_at_once_in_the_order_of_asking() -> None:
    turn = threading.RLock()
    combiner, batches = Combiner(turn), []

    def handle(asked: Sequence[int]) -> Sequence[int]:
        batches.append(list(asked))
        return asked

    with ThreadPoolExecutor(MOST + 5) as callers:
        with turn:
            asked = []
            for number in range(MOST + 5):
                asked.append(callers.submit(combiner.ask, number, handle))
                while len(combiner._waiting) <= number:
                    time.sleep(0.001)
        assert [each.result(10) for each in asked] == list(range(MOST + 5))
    assert batches == [list(range(MOST)), list(range(MOST, MOST + 5))]


def test_a_refusal_reaches_its_caller_and_a_failure_all_of_them() -> None:
    combiner = Combiner(nullcontext())
    with pytest.raises(KeyError):
        combiner.ask(1, lambda asked: [KeyError("mine")])

    def broken(asked: Sequence[Any]) -> Sequence[Any]:
        raise ZeroDivisionError

    with ThreadPoolExecutor(8) as callers:
        told = [callers.submit(combiner.ask, number, broken) for number in range(30)]
        assert all(isinstance(each.exception(10), ZeroDivisionError) for each in told)
    assert combiner.ask(3, lambda asked: asked) == 3
