"""Parsed rows -> whole orders. An order with anything wrong in any of its rows is held, all of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import duckdb

from etl.channels.base import Field, Layout
from etl.parse import TYPES, told_fields
from etl.parsers import ident, quote
from etl.places import JOIN, chinese_words, know_places
from ordertrail.domain.order import HAND_CHANNEL, LINE_COLUMNS, ORDER_COLUMNS
from ordertrail.domain.words import NO_WORDS, Words
from ordertrail.store.drafts import key

SQL_TYPES = {**TYPES, "text": "VARCHAR", "timestamp": "TIMESTAMP", "integer": "BIGINT"}
_WORD = re.compile(r"\w+")
_LONG_DECIMAL = re.compile(r"DECIMAL\((19|2\d|3\d),[0-7]\)")
_PROGRESS_OF_STAGES = "['awaiting_payment', 'paid', 'preparing', 'shipped', 'delivered', 'done', 'hold', 'exception']"


def settle_duplicates(connection: duckdb.DuckDBPyConnection, layout: Layout, files: int) -> str:
    """Name a view of the layout's rows without repeated ones; contradictions become faults.

    The same order in several files, or twice in one, counts once where both say the same; otherwise it is
    held, since a file does not tell which is newer. Where rows have nothing to tell items apart, two equal
    rows may be two items or one written twice: held as well.
    """
    rows, clean = f"rows_{layout.code}", f"clean_{layout.code}"
    everything = f"hash({', '.join(map(ident, told_fields(connection, layout)))})"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE skipped_{layout.code} (seq BIGINT)")
    if files > 1:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE shared AS SELECT _key, count(DISTINCT print) > 1 AS differs FROM ("
            f"SELECT _key, _file, sum({everything}::HUGEINT)::VARCHAR || '/' || count(*) AS print "
            f"FROM {rows} WHERE _key IS NOT NULL GROUP BY ALL) GROUP BY _key HAVING count(*) > 1"
        )
        _fault_first(connection, rows, "SELECT _key FROM shared WHERE differs", "conflicting_rows")
        connection.execute(
            f"INSERT INTO skipped_{layout.code} SELECT r._seq FROM {rows} r JOIN shared s USING (_key) "
            f"JOIN (SELECT _key, min(_file) AS keep FROM {rows} GROUP BY _key) k USING (_key) "
            "WHERE NOT s.differs AND r._file <> k.keep"
        )
    if layout.rows == "single":
        _same_or_conflict(connection, layout, "_part", everything)
    elif layout.rows == "block":
        _repeated_heads(connection, layout, everything)
    elif layout.item_key and _has_keys(connection, layout, layout.item_key):
        _same_or_conflict(connection, layout, f"_part, {ident(layout.item_key)}", everything)
    elif layout.repeats != "keep" and _repeated(connection, rows, f"_key, _file, {everything}"):
        if layout.repeats == "once":
            connection.execute(
                f"INSERT INTO skipped_{layout.code} SELECT _seq FROM {rows} WHERE _key IN (SELECT _key FROM twice) "
                f"QUALIFY row_number() OVER (PARTITION BY _file, _key, {everything} ORDER BY _seq) > 1"
            )
        else:
            connection.execute(
                f"INSERT INTO faults SELECT _file, _line, _span, _key, NULL, 'duplicate_row', '{{}}', 1 FROM ("
                f"SELECT *, row_number() OVER (PARTITION BY _file, _key, _print ORDER BY _seq) AS nth FROM ("
                f"SELECT _file, _line, _span, _key, {everything} AS _print, _seq FROM {rows} "
                "WHERE _key IN (SELECT _key FROM twice))) WHERE nth = 2"
            )
    left = _left(connection, layout)
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {clean} AS SELECT * FROM known_{layout.code} WHERE _key IS NOT NULL{left}"
    )
    return clean


def _left(connection: duckdb.DuckDBPyConnection, layout: Layout) -> str:
    """SQL: a further condition for the rows that are not skipped; empty where none is, which saves a join."""
    skipped = connection.execute(f"SELECT 1 FROM skipped_{layout.code} LIMIT 1").fetchone()
    return f" AND _seq NOT IN (SELECT seq FROM skipped_{layout.code})" if skipped else ""


def _repeated(connection: duckdb.DuckDBPyConnection, rows: str, item: str, where: str = "TRUE") -> bool:
    """Make the table twice of the orders (_key) that have two rows of one ``item``; whether there are any."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE twice AS SELECT DISTINCT _key FROM (SELECT _key FROM {rows} "
        f"WHERE _key IS NOT NULL AND {where} GROUP BY {item} HAVING count(*) > 1)"
    )
    return connection.execute("SELECT 1 FROM twice LIMIT 1").fetchone() is not None


def _has_keys(connection: duckdb.DuckDBPyConnection, layout: Layout, item_key: str) -> bool:
    row = connection.execute(f"SELECT count({ident(item_key)}) FROM known_{layout.code}").fetchone()
    return bool(row and row[0])


def _fault_first(connection: duckdb.DuckDBPyConnection, rows: str, keys: str, reason: str) -> None:
    """Lay a fault on the first row of each of ``keys``."""
    connection.execute(
        f"INSERT INTO faults SELECT arg_min(_file, _seq), arg_min(_line, _seq), arg_min(_span, _seq), _key, NULL, "
        f"{quote(reason)}, '{{}}', 1 FROM {rows} WHERE _key IN ({keys}) GROUP BY _key"
    )


def _same_or_conflict(connection: duckdb.DuckDBPyConnection, layout: Layout, item: str, everything: str) -> None:
    rows, left = f"rows_{layout.code}", _left(connection, layout)
    if not _repeated(connection, rows, f"_key, {item}", f"TRUE{left}"):
        return
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE repeated AS SELECT _key, {item}, min(_seq) AS keep, "
        f"count(DISTINCT {everything}) > 1 AS differs FROM {rows} WHERE _key IN (SELECT _key FROM twice){left} "
        "GROUP BY ALL HAVING count(*) > 1"
    )
    _fault_first(connection, rows, "SELECT _key FROM repeated WHERE differs", "conflicting_rows")
    same = " AND ".join(f"r.{name.strip()} IS NOT DISTINCT FROM s.{name.strip()}" for name in item.split(","))
    connection.execute(
        f"INSERT INTO skipped_{layout.code} SELECT r._seq FROM {rows} r JOIN repeated s "
        f"ON r._key = s._key AND {same} WHERE r._seq <> s.keep AND NOT s.differs"
    )


def _repeated_heads(connection: duckdb.DuckDBPyConnection, layout: Layout, everything: str) -> None:
    rows, left = f"rows_{layout.code}", _left(connection, layout)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE odd AS SELECT _key, count(*) FILTER (_opens{left}) AS heads, "
        f"bool_or(_opens) AS opened FROM {rows} WHERE _key IS NOT NULL GROUP BY _key HAVING heads > 1 OR NOT opened"
    )
    if connection.execute("SELECT 1 FROM odd WHERE heads > 1 LIMIT 1").fetchone():
        _skip_repeated(connection, layout, everything, left)
    _fault_first(connection, rows, "SELECT _key FROM odd WHERE NOT opened", "no_head")


def _skip_repeated(connection: duckdb.DuckDBPyConnection, layout: Layout, everything: str, left: str) -> None:
    """What stands twice and says the same counts once; heads that differ are a fault."""
    rows = f"rows_{layout.code}"
    names = (name for name in told_fields(connection, layout) if not name.startswith("item_"))
    head = ", ".join(map(ident, names))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE repeated AS SELECT _key, count(DISTINCT hash({head})) > 1 AS differs "
        f"FROM {rows} WHERE _opens AND _key IN (SELECT _key FROM odd WHERE heads > 1){left} GROUP BY _key"
    )
    _fault_first(connection, rows, "SELECT _key FROM repeated WHERE differs", "conflicting_rows")
    connection.execute(
        f"INSERT INTO skipped_{layout.code} SELECT _seq FROM ("
        f"SELECT *, bool_and(_opens OR times > 1) OVER (PARTITION BY _key) AS whole FROM ("
        f"SELECT _seq, _key, _opens, count(*) OVER same AS times, row_number() OVER same AS nth FROM {rows} "
        "WHERE _key IN (SELECT _key FROM repeated WHERE NOT differs) "
        f"WINDOW same AS (PARTITION BY _key, {everything} ORDER BY _seq "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))) "
        "WHERE nth > 1 AND (_opens OR whole)"
    )


def build_orders(
    connection: duckdb.DuckDBPyConnection, layout: Layout, clean: str, names: list[str], words: Words = NO_WORDS
) -> str:
    """Make orders_<layout>, a view of _key, order_id and every order column; name it."""
    target = f"orders_{layout.code}"
    country, region = (layout.order.get(name, _own(layout, name)) for name in ("country_text", "region_text"))
    channel = _order_column(layout, "channel", names)
    gathered = _gather_heads(connection, layout, clean)
    heads = f"SELECT *, {channel} AS _ch, {country} AS _ct, {region} AS _rt FROM ({gathered})"
    # Which countries are named is asked of all rows where they can tell, since heads would be made twice for it.
    of_rows = not set(layout.sums) & set(_WORD.findall(f"{channel} {country}"))
    asked = f"SELECT {channel} AS _ch, {country} AS _ct FROM {clean if of_rows else f'({gathered})'}"
    china = chinese_words(connection, asked, words)
    address = layout.order.get("address_text", layout.order.get("address", _own(layout, "address")))
    city = "NULL" if "address_text" in layout.order else _city(layout)
    silent = [field for field in layout.fields if field.name not in told_fields(connection, layout)]
    without = f" EXCLUDE ({', '.join(ident(field.name) for field in silent)})" if silent else ""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE placed AS SELECT *{without}, CASE WHEN {china} THEN {city} END AS _pc, "
        f"CASE WHEN {china} THEN address_head({address}) END AS _ph FROM ({heads})"
    )
    know_places(connection, words)
    nulls = "".join(f", NULL::{TYPES.get(field.parser, 'VARCHAR')} AS {ident(field.name)}" for field in silent)
    newest = "(SELECT max(placed_at) FROM placed) AS newest" if _reads(layout, "newest") else "NULL AS newest"
    told = {name: _order_column(layout, name, names) for name in ORDER_COLUMNS}
    kept = [name for name, sql in told.items() if sql.strip('"') not in {"NULL", *(field.name for field in silent)}]
    source = (
        f"SELECT h.*{nulls}, p.country AS _country, p.region AS _region, p.told AS _told, "
        f"p.currency AS country_currency, {newest}, "
        "p.city_name AS _city_name, p.city_code AS _city_code, p.district AS _district, "
        f"p.district_code AS _district_code, {_file_currency(connection, layout)} AS file_currency "
        f"FROM placed h LEFT JOIN places p ON {JOIN}"
    )
    columns = _typed(connection, {name: (told[name], ORDER_COLUMNS[name]) for name in kept}, source)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE told_{target} AS SELECT *, {key()} AS order_id FROM ("
        f"SELECT _key, {columns} FROM ({source}))"
    )
    every = ", ".join(
        ident(name) if name in kept else f"NULL::{SQL_TYPES[kind]} AS {ident(name)}"
        for name, kind in ORDER_COLUMNS.items()
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {target} AS SELECT _key, order_id, {every} FROM told_{target}")
    connection.execute("DROP TABLE placed")
    needed = (("currency", "no_currency"), ("stage", "no_status"), ("placed_at", "no_time"))
    for column, reason in needed if layout.role == "orders" else ():
        keys = f"SELECT _key FROM {target} WHERE {column} IS NULL"
        _fault_first(connection, f"rows_{layout.code}", keys, reason)
    return target


def _typed(connection: duckdb.DuckDBPyConnection, cells: Mapping[str, tuple[str, str]], source: str) -> str:
    """SQL: ``cells`` (name -> expression over the query ``source``, kind) as columns of their types."""
    asked = ", ".join(f"({sql}) AS {ident(name)}" for name, (sql, _) in cells.items())
    found = {name: kind for name, kind, *_ in connection.execute(f"DESCRIBE SELECT {asked} FROM ({source})").fetchall()}
    columns = []
    for name, (sql, kind) in cells.items():
        cast = f"({sql})::{SQL_TYPES[kind]}"
        # A cast that rounds is sixty times as slow from a decimal of 128 bits as from one of 64.
        if kind == "money" and _LONG_DECIMAL.fullmatch(found[name]):
            cast = f"coalesce(TRY_CAST(({sql}) AS DECIMAL(18,7))::{SQL_TYPES[kind]}, {cast})"
        columns.append(f"{cast} AS {ident(name)}")
    return ", ".join(columns)


def _gather_heads(connection: duckdb.DuckDBPyConnection, layout: Layout, clean: str) -> str:
    """SQL: a row an order: _key, _file, _line of its first row, each field as it is gathered, and sums."""
    told = told_fields(connection, layout)
    several = [field for field in layout.fields if field.gather != "first" and field.name in told]
    gathered = [f"{_gather(field)} AS {ident(field.name)}" for field in several]
    gathered += [f"{sql} AS {ident(name)}" for name, sql in layout.sums.items()]
    over = {field.name for field in several} | set(layout.sums)
    kept = [f"f.{ident(field.name)}" for field in layout.fields if field.name not in over]
    kept += [f"a.{ident(name)}" for name in sorted(over)]
    aggregates = "".join(f", {sql}" for sql in gathered)
    first = "min(_seq) FILTER (_opens)" if layout.rows == "block" else "min(_seq)"
    return (
        f"SELECT f._key, f._file, f._line, {', '.join(kept)} FROM "
        f"(SELECT _key, {first} AS _first{aggregates} FROM {clean} GROUP BY _key) a "
        f"JOIN {clean} f ON f._seq = a._first"
    )


def _reads(layout: Layout, name: str) -> bool:
    return any(name in _WORD.findall(sql) for sql in layout.order.values())


def _own(layout: Layout, name: str) -> str:
    known = {field.name for field in layout.fields} | set(layout.sums)
    return ident(name) if name in known else "NULL"


def _city(layout: Layout) -> str:
    return layout.order.get("city", _own(layout, "city"))


def _order_column(layout: Layout, name: str, names: list[str]) -> str:
    match name:
        case "channel":
            return quote(layout.merges_as) if layout.merges_as else f"coalesce(order_channel, {quote(HAND_CHANNEL)})"
        case "channel_order_no":
            return "_key"
        case "source_file":
            return (
                f"CASE _file {' '.join(f'WHEN {number} THEN {quote(file)}' for number, file in enumerate(names))} END"
            )
        case "source_line":
            return "_line"
        case "followed_to":
            return quote(layout.follows)
        case "country" | "region" | "city_code" | "district" | "district_code":
            return f"_{name}"
        case "city" if "address_text" in layout.order:
            return f"coalesce(_city_name, {_city(layout)})"
        case "region_text":
            return "_rt"
        case "country_text":
            return "CASE WHEN NOT _told THEN _ct END"
        case _:
            return layout.order.get(name, _own(layout, name))


def _gather(field: Field) -> str:
    column = ident(field.name)
    if field.gather == "least_advanced":
        rank = f"list_position({_PROGRESS_OF_STAGES}, {column})"
        return f"coalesce(arg_min({column}, {rank}) FILTER ({column} <> 'cancelled'), max({column}))"
    return f"{field.gather}({column})"


def _file_currency(connection: duckdb.DuckDBPyConnection, layout: Layout) -> str:
    """SQL: the currency of the only country named, where no row has a currency; else NULL."""
    if not any(field.name == "currency_text" for field in layout.fields):
        return "NULL"
    row = connection.execute(f"SELECT {_currencies(connection, layout)}").fetchone()
    found = connection.execute("SELECT DISTINCT country, currency FROM places").fetchall()
    if (row and row[0]) or len(found) != 1 or found[0][1] is None:
        return "NULL"
    return quote(found[0][1])


def _currencies(connection: duckdb.DuckDBPyConnection, layout: Layout) -> str:
    told = "currency_text" in told_fields(connection, layout)
    return "count(currency_text) FROM placed" if told else "0"


def combine(connection: duckdb.DuckDBPyConnection, tables: list[str], added: list[str]) -> None:
    """Name the view whole: all orders, an earlier table outranking a later one cell by cell.

    Those of ``added`` fill what the orders lack; they make none.
    """
    so_far = tables[0]
    for position, table in enumerate([*tables[1:], *added]):
        join = "LEFT" if table in added else "FULL"
        columns = ", ".join(f"coalesce(a.{ident(name)}, b.{ident(name)}) AS {ident(name)}" for name in ORDER_COLUMNS)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE whole_{position} AS SELECT coalesce(a._key, b._key) AS _key, "
            f"coalesce(a.order_id, b.order_id) AS order_id, {columns} "
            f"FROM {so_far} a {join} JOIN {table} b ON a._key = b._key"
        )
        so_far = f"whole_{position}"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW whole AS SELECT * FROM {so_far}")


def build_lines(connection: duckdb.DuckDBPyConnection, layouts: list[Layout]) -> None:
    """Make the table goods: _key and every line column; the first layout that has lines of an order gives them."""
    of_line = {name: kind for name, kind in LINE_COLUMNS.items() if name not in ("channel", "channel_order_no")}
    kinds = ", ".join(f"{ident(name)} {SQL_TYPES[kind]}" for name, kind in of_line.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE goods (_key VARCHAR, order_id UUID, {kinds})")
    ranked = sorted(layouts, key=lambda layout: not layout.lines_first)
    for position, layout in enumerate(ranked):
        told = {name: (layout.line.get(name, "NULL"), kind) for name, kind in of_line.items() if name != "line_no"}
        cells = _typed(connection, told, f"FROM clean_{layout.code}")
        other = " AND _key NOT IN (SELECT _key FROM goods)" if position else ""
        connection.execute(
            "INSERT INTO goods SELECT l._key, w.order_id, "
            "row_number() OVER (PARTITION BY l._key ORDER BY l._seq), l.* EXCLUDE (_key, _seq) FROM ("
            f"SELECT _key, _seq, {cells} FROM clean_{layout.code} WHERE ({layout.line_if}){other}) l "
            "JOIN whole w ON w._key = l._key"
        )


def hold(connection: duckdb.DuckDBPyConnection, layouts: list[Layout]) -> None:
    """Make the table holding: one entry a source row that cannot land, with the rows of its whole order."""
    everything = " UNION ALL ".join(
        f"SELECT _file, _line, _span, _key FROM rows_{layout.code} WHERE _part = 1" for layout in layouts
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE every AS {everything}")
    for layout in layouts:
        if layout.role != "orders":
            connection.execute(
                f"INSERT INTO faults SELECT DISTINCT _file, _line, _span, _key, NULL, 'no_such_order', '{{}}', 2 "
                f"FROM rows_{layout.code} WHERE _key IS NOT NULL AND _key NOT IN (SELECT _key FROM whole)"
            )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE spoiled AS SELECT _key, arg_min(_line, (rank, _file, _line)) AS line "
        "FROM faults WHERE _key IS NOT NULL GROUP BY _key"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE holding AS SELECT * EXCLUDE (rank) FROM faults "
        "QUALIFY row_number() OVER (PARTITION BY _file, _line ORDER BY rank) = 1"
    )
    connection.execute(
        "INSERT INTO holding SELECT e._file, e._line, e._span, e._key, NULL, 'order_held_whole', "
        "json_object('line', s.line)::VARCHAR, FROM every e JOIN spoiled s USING (_key) "
        "WHERE NOT EXISTS (SELECT 1 FROM holding h WHERE h._file = e._file AND h._line = e._line)"
    )
