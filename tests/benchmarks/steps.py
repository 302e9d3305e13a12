"""Where the time of an import goes: processor seconds within each named step and each statement."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from importlib import import_module
from typing import Any
from unittest.mock import patch

import duckdb
from sqlalchemy import Engine, event

# Function -> the step that it is shown under. A step within another is not counted in that.
STEPS = {
    "etl.pipeline.recognise": "decode, recognise",
    "etl.staging.extract": "read cells",
    "etl.staging.parse": "parse",
    "etl.parse.note_strays": "rows of unknown columns",
    "etl.staging.settle_duplicates": "repeated rows",
    "etl.staging.build_orders": "orders",
    "etl.transform.know_places": "places",
    "etl.staging.combine": "orders",
    "etl.staging.build_lines": "lines",
    "etl.staging.hold": "held rows",
    "etl.staging._write_held": "held rows",
    "etl.staging._write_drafts": "write drafts",
    "etl.staging._count": "count",
    "etl.staging.tally": "tally",
    "etl.pipeline.preview": "preview: other",
    "etl.pipeline.land_import": "landing: other",
    "ordertrail.store.merge.load": "keys and prints",
    "ordertrail.store.merge.judge": "judge",
    "ordertrail.store.merge.find_warnings": "warnings",
    "ordertrail.store.merge.review.list_items": "list of orders",
    "ordertrail.store.merge.review.write_items": "list of orders",
    "ordertrail.store.merge.review.counts": "counts and sums",
    "ordertrail.store.merge.review.told_sums": "counts and sums",
    "ordertrail.store.merge.review.amounts": "counts and sums",
    "ordertrail.store.merge._checked": "check what was written",
    "ordertrail.store.merge_writing.hold_sounds": "sounds of names",
    "ordertrail.store.merge_writing._write_lines": "insert lines",
    "ordertrail.store.merge_writing.terms.note": "notes of the index",
    "ordertrail.store.merge_writing.keep_before": "what was before",
    "ordertrail.store.merge.write": "insert orders and events",
    "ordertrail.store.engine.outbox.write": "outbox",
}


class Profile:
    """``steps``: name -> its own seconds, of all threads; ``statements``: the beginning
    of an SQL text -> seconds."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = defaultdict(float)
        self.statements: dict[str, float] = defaultdict(float)
        self._open: list[float] = []
        self._part = "preview"

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.process_time()
        self._open.append(0.0)
        try:
            yield
        finally:
            took = time.process_time() - start
            self.steps[name] += took - self._open.pop()
            if self._open:
                self._open[-1] += took

    def statement(self, sql: str, took: float) -> None:
        self.statements[re.sub(r"\s+", " ", sql)[:110]] += took

    def _timed(self, target: str, name: str, fn: Any) -> Any:
        merging = target.startswith("ordertrail.store.merge")

        @wraps(fn)
        def timed(*given: Any, **named: Any) -> Any:
            if target.endswith(("preview", "land_import")):
                self._part = name.split(":")[0]
            with self.step(f"{self._part}: {name}" if merging else name):
                return fn(*given, **named)

        return timed

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Time all imports of this process meanwhile."""
        with ExitStack() as patches:
            for target, name in STEPS.items():
                holder, attribute = _resolve(target)
                timed = self._timed(target, name, getattr(holder, attribute))
                patches.enter_context(patch.object(holder, attribute, timed))
            connect = duckdb.connect
            patches.enter_context(
                patch("etl.staging.duckdb.connect", lambda *given, **named: _Watched(connect(*given, **named), self))
            )
            event.listen(Engine, "before_cursor_execute", _begin)
            event.listen(Engine, "after_cursor_execute", self._end)
            patches.callback(event.remove, Engine, "before_cursor_execute", _begin)
            patches.callback(event.remove, Engine, "after_cursor_execute", self._end)
            yield

    def _end(self, connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        self.statement(sql, time.process_time() - connection.info["bench_began"])


def _begin(connection: Any, *_: Any) -> None:
    connection.info["bench_began"] = time.process_time()


def _resolve(target: str) -> tuple[Any, str]:
    path, _, attribute = target.rpartition(".")
    try:
        return import_module(path), attribute
    except ModuleNotFoundError:
        module, _, inner = path.rpartition(".")
        return getattr(import_module(module), inner), attribute


class _Watched:
    """A DuckDB connection whose statements are timed."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, profile: Profile) -> None:
        self._connection = connection
        self._profile = profile

    def execute(self, sql: str, *given: Any) -> Any:
        start = time.process_time()
        try:
            return self._connection.execute(sql, *given)
        finally:
            self._profile.statement(sql, time.process_time() - start)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def __enter__(self) -> _Watched:
        return self

    def __exit__(self, *_: Any) -> None:
        self._connection.close()
