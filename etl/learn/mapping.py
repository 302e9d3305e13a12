"""A look into an unknown file, with a proposal how to read it; and a trial of a mapping on its first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import duckdb

from etl.channels.own import own_layout
from etl.channels.template import Shape, shaped_field
from etl.detect import Detected
from etl.extract import extract
from etl.learn.columns import Column, anything, judge_columns, negative_share, prefixes_of, repeats_of
from etl.learn.currency import likely_currency
from etl.learn.propose import Guess, is_time, propose
from etl.learn.unknown import Opened
from etl.parsers import ident, install
from etl.read.decode import Decoded
from etl.report import HeldRow
from etl.resync import records
from etl.staging import Recognised, Staged, stage
from ordertrail.domain.own_channels import Dates, OwnLayout, Role, Rows
from ordertrail.domain.synonyms import STATUS_WORDS, plain_name

TRIED_ROWS: Final = 2_000
SHOWN_ORDERS: Final = 20
# With more rows than this without a number they go on with the order above.
_NUMBERED: Final = 0.98
_SHOWN_LINES: Final = 12
# Where a day and a month could be either, the person is asked; most of the world writes the day first.
_DATES_OF: Final[dict[str, Dates]] = {
    "none": "year_first", "both": "year_first", "month_first": "month_first", "day_first": "day_first",
    "open": "day_first",
}  # fmt: skip
_WORDED: Final = ("segment", "priority", "workflow", "return_policy")
# Where goods are spoken of and not money.
_OF_GOODS: Final = {"pending": "paid", "partial": "preparing", "open": "paid"}
_ORDER_FACTS: Final = (
    "channel_order_no", "placed_at", "stage", "currency", "total", "paid", "refunded", "customer_name", "country",
    "region", "city", "paid_at", "shipped_at", "delivered_at", "cancelled_at", "payment_method",
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """``layout`` is the proposal; ``guesses`` tell how certain each of its columns is.

    ``rows_an_order`` is the mean over the judged rows, ``equal_rows`` how many rows repeat an earlier one,
    ``dates_seen`` what the days prove: day_first, month_first, both, open (either would do) or none.
    """

    columns: Sequence[Column]
    layout: OwnLayout
    guesses: Mapping[str, Guess]
    rows: int
    rows_an_order: float
    equal_rows: int
    dates_seen: str


@dataclass(frozen=True)
class Trial:
    """What the first rows become: orders with their lines, and counts over all the rows tried."""

    staged: Staged
    orders: Sequence[Mapping[str, Any]]
    problems: Sequence[HeldRow]
    whole: bool


def look_into(file: Opened, shape: Shape) -> Look:
    """Judge all columns of the file and propose a mapping."""
    with duckdb.connect(":memory:", config={"temp_directory": str(file.workdir / "spill")}) as connection:
        install(connection)
        whatever = anything(file.headers)
        detected = Detected(whatever, file.delimiter, file.quoting, file.headers, file.header_line, file.headers)
        read = extract(connection, file.decoded, detected, file.kept.name, "raw_0", file.workdir, lambda _line: None)
        columns = judge_columns(connection, read.table, file.headers)
        names = ", ".join(ident(column.header) for column in columns)
        row = connection.execute(
            f"SELECT count(*), count(*) - count(DISTINCT hash({names})) FROM {read.table}"
        ).fetchone()
        assert row is not None
        role, guesses = _role(columns, shape)
        guesses = _spoken(columns, guesses, shape)
        layout, per_order, seen = _proposal(connection, read.table, columns, role, guesses, file.headers)
    return Look(columns, layout, guesses, int(row[0]), per_order, int(row[1]), seen)


def _role(columns: Sequence[Column], shape: Shape) -> tuple[Role, dict[str, Guess]]:
    guesses = propose(columns, "orders", shape.fields)
    if "placed_at" in guesses or any(is_time(column) for column in columns):
        return "orders", guesses
    payments, items = propose(columns, "payments"), propose(columns, "items")
    if "payment_method" in payments and "paid" in payments:
        return "payments", {"given_total": replace(payments["paid"], confidence="weak"), **payments}
    return ("items", items) if "item_name" in items or "item_sku" in items else ("orders", guesses)


def _spoken(columns: Sequence[Column], guesses: Mapping[str, Guess], shape: Shape) -> dict[str, Guess]:
    """Without columns of words of which not one is known: proposed, they would hold every row."""
    words = {column.header: {plain_name(word) for word in column.words} for column in columns}
    known = {target: {plain_name(word) for word in shaped_field(target, shape).words} for target in _WORDED}
    return {
        target: guess for target, guess in guesses.items() if target not in known or words[guess.header] & known[target]
    }


def _proposal(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[Column],
    role: Role,
    guesses: Mapping[str, Guess],
    headers: tuple[str, ...],
) -> tuple[OwnLayout, float, str]:
    by_name = {column.header: column for column in columns}
    mapped = {target: guess.header for target, guess in guesses.items()}
    times = [by_name[header] for target, header in mapped.items() if target.endswith("_at")]
    seen = _dates_seen(times)
    layout = OwnLayout(
        role=role,
        columns=mapped,
        headers=headers,
        currency="" if "currency" in mapped else likely_currency(columns, mapped.get("country_text")),
        dates=_DATES_OF[seen],
        decimal=_decimal(columns),
        status=_status(by_name[mapped["status"]]) if "status" in mapped else {},
        stage_else="awaiting_payment" if "paid_at" in mapped else "paid",
    )
    key = mapped.get("order_no")
    if key is None:
        return layout, 0.0, seen
    head = mapped.get("placed_at", key)
    per_order, headed = repeats_of(connection, key, head)
    unnumbered = by_name[key].filled < by_name[key].rows * _NUMBERED
    rows: Rows = (
        "block" if unnumbered or (per_order > 1 and headed <= 0.9) else "single" if per_order <= 1.0 else "items"
    )
    amount = mapped.get("item_quantity") or mapped.get("given_total")
    prefixes = prefixes_of(connection, key, table) if amount else {}
    taken_back = [p for p in prefixes if amount and negative_share(connection, key, p, amount, table) > 0.9]
    layout = replace(
        layout,
        rows=rows if role == "orders" else "items",
        cancel_prefix=taken_back[0] if taken_back else "",
    )
    return layout, per_order, seen


def _dates_seen(times: Sequence[Column]) -> str:
    numbered = [column for column in times if column.share("numbered") > 0.5]
    if not numbered:
        return "none"
    first, second = (sum(column.counts[name] for column in numbered) for name in ("first_over_12", "second_over_12"))
    return "both" if first and second else "day_first" if first else "month_first" if second else "open"


def _decimal(columns: Sequence[Column]) -> str:
    commas, points = (
        sum(column.counts[name] for column in columns if column.share("point", "comma") > 0.5 and not is_time(column))
        for name in ("comma_cents", "point_cents")
    )
    return "," if commas > points else "."


def _status(column: Column) -> dict[str, str]:
    """Each word of the column with the stage that it surely is, '' where nobody knows."""
    known = STATUS_WORDS | _OF_GOODS if "fulfil" in column.header.lower() else STATUS_WORDS
    return {word.lower().replace(",", "，"): known.get(plain_name(word), "") for word in column.words}


def try_mapping(file: Opened, mapping: OwnLayout, shape: Shape, zone: str, known: Sequence[str] = ()) -> Trial:
    """Run the engine on the file's first rows as ``mapping`` reads them; nothing is kept.

    A list of items or payments is read as if its rows made orders, so that it can be seen alone.
    """
    layout = own_layout("trial", 0, mapping, shape)
    if mapping.role != "orders":
        stand_in = {"currency": "'XXX'", "stage": "'paid'", "placed_at": "TIMESTAMP '2000-01-01'"}
        layout = replace(layout, role="orders", order={**layout.order, **stand_in})
    sample, whole = _sample(file, mapping.columns["order_no"] if mapping.rows != "single" else None)
    headers = layout.declared(file.headers)
    detected = Detected(layout, file.delimiter, file.quoting, headers, file.header_line, file.headers)
    target = file.workdir / "trial.duckdb"
    staged = stage(
        [Recognised(replace(file.file, path=sample.path), sample, detected)],
        target,
        file.workdir,
        zone,
        lambda _progress: None,
        shape,
    )
    with duckdb.connect(str(target), read_only=True) as connection:
        orders = _orders(connection)
    return Trial(staged, orders, staged.problems, whole)


def _sample(file: Opened, key: str | None) -> tuple[Decoded, bool]:
    """The header and the first rows in a file of their own, cut before an order of which only a part is in them.

    Also whether that is all of the file.
    """
    position = file.headers.index(key) if key in file.headers else None
    ends, keys = [file.header_line], []
    found = records(file.decoded.path, file.delimiter, file.quoting, len(file.headers), file.header_line)
    whole = True
    for count, record in enumerate(found):
        if count >= TRIED_ROWS:
            whole = False
            break
        ends.append(record.line + record.span - 1)
        keys.append(record.cells[position] if record.cells and position is not None else None)
    if not whole and position is not None:
        while len(keys) > 1 and keys[-1] == keys[-2]:
            keys.pop()
            ends.pop()
        keys.pop()
        ends.pop()
    path = file.workdir / "sample.csv"
    with (
        file.decoded.path.open(encoding="utf-8", errors="replace", newline="\n") as source,
        path.open("w", encoding="utf-8", newline="") as target,
    ):
        for _, line in zip(range(ends[-1]), source, strict=False):
            target.write(line)
    return Decoded(path, "utf-8", file.decoded.damaged, ends[-1]), whole


def _orders(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    facts = ", ".join(map(ident, _ORDER_FACTS))
    heads = connection.execute(f"SELECT {facts} FROM draft_orders ORDER BY source_line LIMIT {SHOWN_ORDERS}").fetchall()
    orders = [dict(zip(_ORDER_FACTS, row, strict=True)) for row in heads]
    for order in orders:
        lines = connection.execute(
            "SELECT sku, name, spec, quantity, unit_price, amount FROM draft_lines WHERE channel_order_no = ? "
            "ORDER BY line_no",
            [order["channel_order_no"]],
        ).fetchall()
        names = ("sku", "name", "spec", "quantity", "unit_price", "amount")
        order["lines"] = [dict(zip(names, line, strict=True)) for line in lines[:_SHOWN_LINES]]
        order["line_count"] = len(lines)
    return orders


def layout_json(layout: OwnLayout) -> dict[str, Any]:
    """As the screen edits it."""
    return {**asdict(layout), "headers": list(layout.headers)}
