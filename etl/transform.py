"""Parsed rows -> whole orders. An order with anything wrong in any of its rows is held, all of it."""

from __future__ import annotations

import duckdb

from etl.channels.base import Field, Layout
from etl.parse import TYPES
from etl.parsers import ident, quote
from etl.places import JOIN, know_places
from ordertrail.domain.order import HAND_CHANNEL, LINE_COLUMNS, ORDER_COLUMNS
from ordertrail.domain.words import NO_WORDS, Words

SQL_TYPES = {**TYPES, "text": "VARCHAR", "timestamp": "TIMESTAMP", "integer": "BIGINT"}
_PROGRESS_OF_STAGES = "['awaiting_payment', 'paid', 'preparing', 'shipped', 'delivered', 'done', 'hold', 'exception']"


def settle_duplicates(connection: duckdb.DuckDBPyConnection, layout: Layout, files: int) -> str:
    """Name a view of the layout's rows without repeated ones; contradictions become faults.

    The same order in several files, or twice in one, counts once where both say the same; otherwise it is
    held, since a file does not tell which is newer. Where rows have nothing to tell items apart, two equal
    rows may be two items or one written twice: held as well.
    """
    rows, clean = f"rows_{layout.code}", f"clean_{layout.code}"
    everything = f"hash({', '.join(ident(field.name) for field in layout.fields)})"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE skipped_{layout.code} (seq BIGINT)")
    if files > 1:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE shared AS SELECT _key, count(DISTINCT print) > 1 AS differs FROM ("
            f"SELECT _key, _file, sum({everything}::HUGEINT)::VARCHAR || '/' || count(*) AS print "
            f"FROM {rows} WHERE _key IS NOT NULL GROUP BY ALL) GROUP BY _key HAVING count(*) > 1"
        )
        _fault_first(connection, rows, "SELECT _key FROM shared WHERE differs", "conflicting_rows")
        connection.execute(
            f"INSERT INTO skipped_{layout.code} SELECT r.rowid FROM {rows} r JOIN shared s USING (_key) "
            f"JOIN (SELECT _key, min(_file) AS keep FROM {rows} GROUP BY _key) k USING (_key) "
            "WHERE NOT s.differs AND r._file <> k.keep"
        )
    if layout.rows == "single":
        _same_or_conflict(connection, layout, "_part", everything)
    elif layout.rows == "block":
        _repeated_heads(connection, layout, everything)
    elif layout.item_key and _has_keys(connection, rows, layout.item_key):
        _same_or_conflict(connection, layout, f"_part, {ident(layout.item_key)}", everything)
    elif layout.repeats == "once":
        connection.execute(
            f"INSERT INTO skipped_{layout.code} SELECT rowid FROM {rows} WHERE _key IS NOT NULL "
            f"QUALIFY row_number() OVER (PARTITION BY _file, _key, {everything} ORDER BY rowid) > 1"
        )
    elif layout.repeats == "hold":
        connection.execute(
            f"INSERT INTO faults SELECT _file, _line, _span, _key, NULL, 'duplicate_row', '{{}}', 1 FROM ("
            f"SELECT *, row_number() OVER (PARTITION BY _file, _key, _print ORDER BY _seq) AS nth FROM ("
            f"SELECT _file, _line, _span, _key, {everything} AS _print, rowid AS _seq FROM {rows} "
            f"WHERE _key IN (SELECT _key FROM {rows} GROUP BY _key, _file, {everything} HAVING count(*) > 1))) "
            "WHERE nth = 2"
        )
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW {clean} AS SELECT rowid AS _seq, * FROM {rows} "
        f"WHERE _key IS NOT NULL AND rowid NOT IN (SELECT seq FROM skipped_{layout.code})"
    )
    return clean


def _has_keys(connection: duckdb.DuckDBPyConnection, rows: str, item_key: str) -> bool:
    row = connection.execute(f"SELECT count({ident(item_key)}) FROM {rows}").fetchone()
    return bool(row and row[0])


def _fault_first(connection: duckdb.DuckDBPyConnection, rows: str, keys: str, reason: str) -> None:
    """Lay a fault on the first row of each of ``keys``."""
    connection.execute(
        f"INSERT INTO faults SELECT arg_min(_file, rowid), arg_min(_line, rowid), arg_min(_span, rowid), _key, NULL, "
        f"{quote(reason)}, '{{}}', 1 FROM {rows} WHERE _key IN ({keys}) GROUP BY _key"
    )


def _same_or_conflict(connection: duckdb.DuckDBPyConnection, layout: Layout, item: str, everything: str) -> None:
    rows = f"rows_{layout.code}"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE repeated AS SELECT _key, {item}, min(rowid) AS keep, "
        f"count(DISTINCT {everything}) > 1 AS differs FROM {rows} WHERE _key IS NOT NULL "
        f"AND rowid NOT IN (SELECT seq FROM skipped_{layout.code}) GROUP BY ALL HAVING count(*) > 1"
    )
    _fault_first(connection, rows, "SELECT _key FROM repeated WHERE differs", "conflicting_rows")
    same = " AND ".join(f"r.{name.strip()} IS NOT DISTINCT FROM s.{name.strip()}" for name in item.split(","))
    connection.execute(
        f"INSERT INTO skipped_{layout.code} SELECT r.rowid FROM {rows} r JOIN repeated s "
        f"ON r._key = s._key AND {same} WHERE r.rowid <> s.keep AND NOT s.differs"
    )


def _repeated_heads(connection: duckdb.DuckDBPyConnection, layout: Layout, everything: str) -> None:
    rows = f"rows_{layout.code}"
    head = ", ".join(ident(field.name) for field in layout.fields if not field.name.startswith("item_"))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE repeated AS SELECT _key, count(DISTINCT hash({head})) > 1 AS differs "
        f"FROM {rows} WHERE _opens AND _key IS NOT NULL "
        f"AND rowid NOT IN (SELECT seq FROM skipped_{layout.code}) GROUP BY _key HAVING count(*) > 1"
    )
    _fault_first(connection, rows, "SELECT _key FROM repeated WHERE differs", "conflicting_rows")
    connection.execute(
        f"INSERT INTO skipped_{layout.code} SELECT _seq FROM ("
        f"SELECT *, bool_and(_opens OR times > 1) OVER (PARTITION BY _key) AS whole FROM ("
        f"SELECT rowid AS _seq, _key, _opens, count(*) OVER same AS times, row_number() OVER same AS nth FROM {rows} "
        "WHERE _key IN (SELECT _key FROM repeated WHERE NOT differs) "
        f"WINDOW same AS (PARTITION BY _key, {everything} ORDER BY rowid "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING))) "
        "WHERE nth > 1 AND (_opens OR whole)"
    )
    connection.execute(
        f"INSERT INTO faults SELECT arg_min(_file, rowid), arg_min(_line, rowid), arg_min(_span, rowid), _key, NULL, "
        f"'no_head', '{{}}', 1 FROM {rows} WHERE _key IS NOT NULL GROUP BY _key HAVING NOT bool_or(_opens)"
    )


def build_orders(
    connection: duckdb.DuckDBPyConnection, layout: Layout, clean: str, names: list[str], words: Words = NO_WORDS
) -> str:
    """Make the table orders_<layout>: _key, _rows and every order column; name it."""
    target = f"orders_{layout.code}"
    gathered = [f"{_gather(field)} AS {ident(field.name)}" for field in layout.fields if field.gather != "first"]
    gathered += [f"{sql} AS {ident(name)}" for name, sql in layout.sums.items()]
    over = {field.name for field in layout.fields if field.gather != "first"} | set(layout.sums)
    kept = [f"f.{ident(field.name)}" for field in layout.fields if field.name not in over]
    kept += [f"a.{ident(name)}" for name in over]
    aggregates = "".join(f", {sql}" for sql in gathered)
    first = "min(_seq) FILTER (_opens)" if layout.rows == "block" else "min(_seq)"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE heads AS SELECT f._key, f._file, f._line, {', '.join(kept)} FROM "
        f"(SELECT _key, {first} AS _first{aggregates} FROM {clean} GROUP BY _key) a "
        f"JOIN {clean} f ON f._seq = a._first"
    )
    country, region = (layout.order.get(name, _own(layout, name)) for name in ("country_text", "region_text"))
    address = layout.order.get("address_text", layout.order.get("address", _own(layout, "address")))
    channel = _order_column(layout, "channel", names)
    heads = f"SELECT *, {channel} AS _ch, {country} AS _ct, {region} AS _rt FROM heads"
    know_places(connection, heads, "NULL" if "address_text" in layout.order else _city(layout), address, words)
    columns = []
    for name, kind in ORDER_COLUMNS.items():
        columns.append(f"({_order_column(layout, name, names)})::{SQL_TYPES[kind]} AS {ident(name)}")
    newest = "(SELECT max(placed_at) FROM heads) AS newest"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {target} AS SELECT _key, {', '.join(columns)} FROM ("
        f"SELECT h.*, p.country AS _country, p.region AS _region, p.told AS _told, "
        f"p.currency AS country_currency, {newest}, "
        "p.city_name AS _city_name, p.city_code AS _city_code, p.district AS _district, "
        f"p.district_code AS _district_code, {_file_currency(connection, layout)} AS file_currency "
        f"FROM placed h LEFT JOIN places p ON {JOIN})"
    )
    needed = (("currency", "no_currency"), ("stage", "no_status"), ("placed_at", "no_time"))
    for column, reason in needed if layout.role == "orders" else ():
        keys = f"SELECT _key FROM {target} WHERE {column} IS NULL"
        _fault_first(connection, f"rows_{layout.code}", keys, reason)
    return target


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
            return f"list_extract([{', '.join(map(quote, names))}], _file + 1)"
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
    row = connection.execute("SELECT count(currency_text) FROM heads").fetchone()
    found = connection.execute("SELECT DISTINCT country, currency FROM places").fetchall()
    if (row and row[0]) or len(found) != 1 or found[0][1] is None:
        return "NULL"
    return quote(found[0][1])


def combine(connection: duckdb.DuckDBPyConnection, tables: list[str], added: list[str]) -> None:
    """Name the view whole: all orders, an earlier table outranking a later one cell by cell.

    Those of ``added`` fill what the orders lack; they make none.
    """
    so_far = tables[0]
    for position, table in enumerate([*tables[1:], *added]):
        join = "LEFT" if table in added else "FULL"
        columns = ", ".join(f"coalesce(a.{ident(name)}, b.{ident(name)}) AS {ident(name)}" for name in ORDER_COLUMNS)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE whole_{position} AS SELECT coalesce(a._key, b._key) AS _key, {columns} "
            f"FROM {so_far} a {join} JOIN {table} b ON a._key = b._key"
        )
        so_far = f"whole_{position}"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW whole AS SELECT * FROM {so_far}")


def build_lines(connection: duckdb.DuckDBPyConnection, layouts: list[Layout]) -> None:
    """Make the table goods: _key and every line column; the first layout that has lines of an order gives them."""
    kinds = ", ".join(f"{ident(name)} {SQL_TYPES[kind]}" for name, kind in LINE_COLUMNS.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE goods (_key VARCHAR, {kinds})")
    ranked = sorted(layouts, key=lambda layout: not layout.lines_first)
    for position, layout in enumerate(ranked):
        cells = ", ".join(
            f"({layout.line.get(name, 'NULL')})::{SQL_TYPES[kind]} AS {ident(name)}"
            for name, kind in LINE_COLUMNS.items()
            if name not in ("channel", "channel_order_no", "line_no")
        )
        other = " AND _key NOT IN (SELECT _key FROM goods)" if position else ""
        connection.execute(
            "INSERT INTO goods SELECT l._key, w.channel, w.channel_order_no, "
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
