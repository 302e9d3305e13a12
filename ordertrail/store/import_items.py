"""The orders of a previewed import, to be paged through and searched; read from a file beside the staging file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import duckdb

from ordertrail.domain.errors import DomainError
from ordertrail.store.transfer import quoted

ITEM_KINDS: Final = ("new", "changed", "unchanged", "conflict")
MOST: Final = 200
_SHOWN: Final = (
    "kind, channel, channel_order_no, customer_name, stage, currency, total, placed_at, source_file, source_line, "
    "fields, disputed, changes, lines_before, lines_after"
)


def items_path(staging: Path) -> Path:
    """Where the list of a previewed import lies."""
    return staging.with_name(f"{staging.stem}.items.parquet")


def page_items(
    staging: Path, kind: str, *, search: str = "", field: str = "", offset: int = 0, limit: int = 50
) -> tuple[list[dict[str, Any]], int]:
    """A page of the orders of one of ``ITEM_KINDS``, in the order of the file, and how many there are.

    ``search``: part of the number or of the customer's name; ``field``: a field that is changed or disputed. Rows have
    the columns of the list; ``fields``, ``disputed`` as lists, ``changes`` field -> [old, new], ``lines`` [old, new]
    as lists of lines, None where they stay. Raises DomainError preview_gone.
    """
    path = items_path(staging)
    wanted, given = ["kind = ?"], [kind]
    if search:
        wanted.append("(contains(lower(channel_order_no), ?) OR contains(lower(coalesce(customer_name, '')), ?))")
        given += [search.lower()] * 2
    if field:
        wanted.append("contains(',' || fields || ',' || disputed || ',', ?)")
        given.append(f",{field},")
    source = f"FROM read_parquet({quoted(path)}) WHERE {' AND '.join(wanted)}"
    if not path.is_file():
        raise DomainError("preview_gone")
    with duckdb.connect() as reader:
        counted = reader.execute(f"SELECT count(*) {source}", given).fetchone()
        cursor = reader.execute(
            f"SELECT {_SHOWN} {source} ORDER BY source_file, source_line, channel_order_no LIMIT ? OFFSET ?",
            [*given, min(limit, MOST), offset],
        )
        names = [each[0] for each in cursor.description or ()]
        rows = [_item(names, row) for row in cursor.fetchall()]
    return rows, int(counted[0]) if counted else 0


def count_fields(staging: Path) -> dict[str, int]:
    """How many orders each field differs in, of changed orders and of those in conflict; most first."""
    path = items_path(staging)
    if not path.is_file():
        raise DomainError("preview_gone")
    return _counted(path, "fields")


def count_disputed(staging: Path) -> dict[str, int]:
    """How many orders each field is disputed in; most first. Raises DomainError preview_gone."""
    path = items_path(staging)
    if not path.is_file():
        raise DomainError("preview_gone")
    return _counted(path, "disputed")


def _counted(path: Path, column: str) -> dict[str, int]:
    with duckdb.connect() as reader:
        found = reader.execute(
            f"SELECT name, count(*) FROM (SELECT unnest(string_split({column}, ',')) AS name "
            f"FROM read_parquet({quoted(path)}) WHERE {column} <> '') GROUP BY name ORDER BY 2 DESC, 1"
        )
        return {name: int(count) for name, count in found.fetchall()}


def _item(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    item = dict(zip(names, row, strict=True))
    lines = [json.loads(text) if text else [] for text in (item.pop("lines_before"), item.pop("lines_after"))]
    split = {name: [each for each in item[name].split(",") if each] for name in ("fields", "disputed")}
    changes = json.loads(item["changes"]) if item["changes"] else {}
    ranked = [name for name in dict.fromkeys((*split["fields"], *split["disputed"])) if name in changes]
    return {
        **item,
        **split,
        "changes": {name: changes[name] for name in ranked},
        "lines": lines if any(lines) else None,
    }
