"""Where each value of an order comes from: which file and row, which person and when, or a rule.

Read from the order's history alone, oldest event first; what was taken back is again from where it was before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from ordertrail.domain.order import ORDER_COLUMNS
from ordertrail.domain.workflow import Workflow

Record = Mapping[str, Any]

IMPORT: Final = "import"
PERSON: Final = "person"
RULE: Final = "rule"
LINES: Final = "lines"
# Values that are made of others, by which rule.
DERIVED: Final = {
    "country": "place", "region": "place", "city_code": "place", "district_code": "place", "order_day": "day",
    "base_total": "rate", "followed_to": "layout",
}  # fmt: skip
MADE_OF: Final = {"order_day": "placed_at", "base_total": "total"}
PLAN: Final = "plan"
# What an event of a deed sets, beside the stage it may name.
DEEDS: Final = {
    "payment_recorded": ("paid", "refunded", "paid_at", "payment_method"),
    "payment_voided": ("paid", "refunded", "paid_at"),
    "parcel_shipped": ("shipped_at", "carrier", "tracking_no"),
    "parcel_delivered": ("delivered_at",),
    "parcel_cancelled": ("shipped_at", "carrier", "tracking_no"),
}


@dataclass(frozen=True)
class Source:
    """``kind`` is import, person or rule. Of an import: its id where it is known, file and line. ``rule`` names what
    made the value, of which the rest says whence its parts are."""

    kind: str
    who: str
    at: datetime
    version: int
    event: str
    import_id: str | None = None
    file: str | None = None
    line: int | None = None
    rule: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As one JSON object."""
        return {**asdict(self), "at": self.at.isoformat()}


@dataclass(frozen=True)
class Blame:
    """``fields``: name of a column, ``lines`` or ``custom.<key>`` -> its source; ``lines``: number of a line -> its."""

    fields: dict[str, Source]
    lines: dict[int, Source]


def blame(order: Record, lines: Sequence[Record], events: Iterable[Record], planned: datetime | None = None) -> Blame:
    """Of every value that the order has. ``planned``: when its workflow would promise it."""
    fields: dict[str, Source] = {}
    of_lines: dict[int, Source] = {}
    kept: dict[int, tuple[dict[str, Source], dict[int, Source]]] = {0: ({}, {})}
    imports: dict[str, int] = {}
    for event in sorted(events, key=lambda each: each["version"]):
        version, kind = event["version"], event["kind"]
        source, detail = _source(event), json.loads(event["detail"] or "{}")
        if kind in ("imported", "created"):
            fields = dict.fromkeys((*ORDER_COLUMNS, *_own(order), LINES), source)
            of_lines = {line["line_no"]: source for line in lines}
        elif kind == "import_changed":
            for name in _names(event["note"]):
                fields[name] = source
            if LINES in _names(event["note"]):
                of_lines = {line["line_no"]: source for line in lines}
            imports[event["import_id"]] = version
        elif kind == "import_undone" and event["import_id"] in imports:
            fields, of_lines = kept[imports[event["import_id"]] - 1]
        elif kind == "undone" and detail.get("undone", 1) - 1 in kept:
            fields, of_lines = kept[detail["undone"] - 1]
        else:
            changed = detail.get("fields", {})
            fields |= dict.fromkeys(changed, source)
            if LINES in changed:
                of_lines = _lines_of(changed[LINES], of_lines, source)
            if event["to_value"]:
                fields["stage"] = source
            if detail.get("stamp"):
                fields[detail["stamp"]] = source
            fields |= {name: source for name in DEEDS.get(kind, ()) if name in detail or name in ("paid", "refunded")}
        fields, of_lines = dict(fields), dict(of_lines)
        kept[version] = (dict(fields), dict(of_lines))
    return Blame(_derived(order, fields, planned), {no: of_lines[no] for no in _numbers(lines) if no in of_lines})


def planned_at(order: Record, workflow: Workflow) -> datetime | None:
    """When the workflow would promise the order, at the point up to which its source tells of it."""
    hours = workflow.hours_to(order["followed_to"] or "delivered")
    return order["placed_at"] + timedelta(hours=hours) if order["placed_at"] else None


def _source(event: Record) -> Source:
    file, _, line = (event["source"] or "").rpartition(":")
    told = {"who": event["actor"], "at": event["occurred_at"], "version": event["version"], "event": event["kind"]}
    if event["kind"] in ("imported", "import_changed") and line.isdecimal():
        return Source(IMPORT, **told, import_id=event["import_id"], file=file, line=int(line))
    return Source(PERSON, **told)


def _names(note: str | None) -> list[str]:
    return [name for name in (note or "").split(",") if name]


def _own(order: Record) -> list[str]:
    return [f"custom.{key}" for key in json.loads(order["custom"] or "{}")]


def _numbers(lines: Sequence[Record]) -> list[int]:
    return [line["line_no"] for line in lines]


def _lines_of(sides: Sequence[Any], known: Mapping[int, Source], source: Source) -> dict[int, Source]:
    """Lines that an edit left as they were keep their source."""
    old, new = ({line["line_no"]: line for line in side or ()} for side in sides)
    return {no: known[no] if no in known and old.get(no) == line else source for no, line in new.items()}


def _derived(order: Record, fields: Mapping[str, Source], planned: datetime | None) -> dict[str, Source]:
    """Only what the order has; values that a rule made name it."""
    first = next(iter(fields.values()), None)
    found = {name: source for name, source in fields.items() if _has(order, name)}
    for name, rule in DERIVED.items():
        source = found.get(name) or fields.get(MADE_OF.get(name, "")) or first
        if order.get(name) is not None and source and (source.kind == IMPORT or name in MADE_OF):
            found[name] = replace(source, kind=RULE, rule=rule)
    promised = found.get("promised_at")
    if promised and planned == order["promised_at"] and promised.event in ("imported", "created", "import_changed"):
        found["promised_at"] = replace(promised, kind=RULE, rule=PLAN)
    return found


def _has(order: Record, name: str) -> bool:
    return name == LINES or name.startswith("custom.") or order.get(name) is not None
