"""What an import found and did, for people and programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ordertrail.i18n import tr
from ordertrail.import_words import assumption_text, warning_text

ROW_COUNTS = ("read", "merged", "unchanged", "held", "other")
ORDER_COUNTS = ("new", "changed", "unchanged", "conflict", "held")


@dataclass(frozen=True)
class HeldRow:
    """A row that did not land. ``params`` fill the sentence of ``reason``."""

    file: str
    line: int
    column: str | None
    reason: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The row with its sentence in the present language."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "reason": self.reason,
            "text": tr().t(f"reason.{self.reason}", column=self.column or "", **self.params),
        }


@dataclass(frozen=True)
class ImportReport:
    """``rows["read"]`` is always merged + unchanged + held, and what was left out by choice (``left["rows"]``).

    ``rows["other"]`` are lines that are no orders.

    ``sums`` are order totals by currency over all orders that land. ``problems`` are the first held rows;
    ``rows["held"]`` counts them all. ``samples`` show what the preview found different; ``amounts`` what landing
    does to sums in the store; ``warnings`` as of ``ordertrail.store.import_warnings``; ``tally`` and ``account`` as
    of ``ordertrail.domain.reconciliation``; ``left``, ``undo``: what a person left out or took back; ``assumed`` as of
    ``etl.assumptions``.
    """

    import_id: str
    channel: str
    files: Sequence[str]
    rows: Mapping[str, int]
    orders: Mapping[str, int]
    lines: int
    sums: Mapping[str, str]
    problems: Sequence[HeldRow] = ()
    samples: Sequence[Mapping[str, Any]] = ()
    state: str = "previewed"
    amounts: Sequence[Mapping[str, Any]] = ()
    warnings: Sequence[Mapping[str, Any]] = ()
    tally: Mapping[str, Any] = field(default_factory=dict)
    account: Mapping[str, Any] = field(default_factory=dict)
    left: Mapping[str, Any] = field(default_factory=dict)
    undo: Mapping[str, Any] = field(default_factory=dict)
    assumed: Sequence[Mapping[str, Any]] = ()

    def to_json(self) -> dict[str, Any]:
        """The report as one JSON object; texts in the present language."""
        return {
            "import_id": self.import_id,
            "channel": self.channel,
            "files": list(self.files),
            "rows": {name: self.rows.get(name, 0) for name in ROW_COUNTS},
            "orders": {name: self.orders[name] for name in ORDER_COUNTS},
            "lines": self.lines,
            "sums": dict(self.sums),
            "problems": [problem.to_json() for problem in self.problems],
            "amounts": [dict(amount) for amount in self.amounts],
            "warnings": [{**each, "text": warning_text(each)} for each in self.warnings],
            "assumed": [{**each, "text": assumption_text(each)} for each in self.assumed],
            "reconciliation": dict(self.account),
            "left": dict(self.left),
            "undo": dict(self.undo),
        }

    def in_state(self, state: str, **changes: Any) -> ImportReport:
        """A copy in another state."""
        return replace(self, state=state, **changes)

    def dumps(self) -> str:
        """All of the report, without texts of any language, to be kept."""
        kept = self.to_json() | {"samples": list(self.samples), "state": self.state}
        kept |= {"warnings": list(self.warnings), "assumed": list(self.assumed)}
        kept |= {"tally": dict(self.tally), "account": kept.pop("reconciliation")}
        kept["problems"] = [
            {"file": p.file, "line": p.line, "column": p.column, "reason": p.reason, "params": dict(p.params)}
            for p in self.problems
        ]
        return json.dumps(kept, ensure_ascii=False, default=str)

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> ImportReport:
        """The report that ``dumps`` wrote, read as JSON; what the history has added to it is passed over."""
        problems = tuple(HeldRow(**problem) for problem in kept["problems"])
        told = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        return cls(**{**told, "problems": problems})
