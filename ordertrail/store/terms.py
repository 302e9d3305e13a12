"""The index of an embedded store over the terms of its orders: rows sorted, so that blocks are passed over.

It is made of ``orders.search`` alone, by the rule of ``ordertrail.domain.seeking``, and is no part of a backup. A
writer only notes the keys of what it wrote in ``order_finding.due``; ``digest`` works them off later. Of an order
that is due, the rows here say nothing. A server has an index of its own over the text; there all this does nothing.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

from ordertrail.domain.seeking import LAST_DIGITS
from ordertrail.store.engine_name import is_embedded

# Of a text, the engine remembers the first eight bytes of the least and greatest of a block: a term is kept in two.
HEAD: Final = 8
LONGEST: Final = 32
# A sign that stands in no term: those after it are last digits, backwards.
BACKWARDS: Final = chr(31)
BLOCK: Final = 250_000
# Rows that may lie outside the sorted main part before all are sorted anew: at least so many, or a share of it.
LEAST_TAIL: Final = 2_000_000
TAIL_SHARE: Final = 0.25

TABLE: Final = (
    "(head TEXT NOT NULL, rest TEXT NOT NULL, placed_at TIMESTAMP, order_id UUID NOT NULL, sorted BOOLEAN NOT NULL)"
)
_COLUMNS: Final = "head, rest, placed_at, order_id"
_MARK: Final = f"chr({ord(BACKWARDS)})"
_KEYS: Final = "SELECT order_id FROM digested"


def note(connection: Connection, keys: str, *, fresh: bool = False) -> None:
    """The orders that the query ``keys`` names have another text, or are gone; ``fresh``: they are new."""
    if is_embedded(connection):
        connection.execute(
            text(f"INSERT INTO order_finding.due (order_id, fresh) SELECT order_id, {fresh} FROM ({keys}) AS noted")
        )


def begin_anew(connection: Connection) -> None:
    """Forget the index: all orders are due."""
    if is_embedded(connection):
        connection.execute(text("DELETE FROM order_finding.terms"))
        connection.execute(text("DELETE FROM order_finding.due"))
        note(connection, "SELECT order_id FROM orders", fresh=True)


def count_due(connection: Connection) -> int:
    """Notes that wait to be worked off."""
    if not is_embedded(connection):
        return 0
    return int(connection.execute(text("SELECT count(*) FROM order_finding.due")).scalar_one())


def digest(connection: Connection, most: int = BLOCK) -> int:
    """Bring the terms of at most ``most`` orders that are due up to date; how many there were.

    A note that another transaction makes meanwhile is not seen here, and stays.
    """
    run = connection.execute
    run(text("DROP TABLE IF EXISTS digested"))
    run(
        text(
            "CREATE TEMP TABLE digested AS SELECT order_id, bool_and(fresh) AS fresh FROM order_finding.due "
            f"GROUP BY order_id LIMIT {most}"
        )
    )
    counted = "SELECT count(*), coalesce(sum(CASE WHEN fresh THEN 0 ELSE 1 END), 0) FROM digested"
    count, known = (int(number) for number in run(text(counted)).one())
    if known:
        run(text(f"DELETE FROM order_finding.terms WHERE order_id IN ({_KEYS} WHERE NOT fresh)"))
    if count:
        run(
            text(
                f"INSERT INTO order_finding.terms ({_COLUMNS}, sorted) SELECT {_COLUMNS}, FALSE FROM "
                f"({_rows(f'SELECT order_id, placed_at, search FROM orders WHERE order_id IN ({_KEYS})')}) AS made "
                f"ORDER BY {_ORDER}"
            )
        )
        run(text(f"DELETE FROM order_finding.due WHERE order_id IN ({_KEYS})"))
    run(text("DROP TABLE digested"))
    return count


_ORDER: Final = "head, rest, placed_at DESC"


def is_untidy(connection: Connection) -> bool:
    """Whether so many rows lie outside the sorted part that all are worth sorting anew."""
    query = "SELECT count(*), coalesce(sum(CASE WHEN sorted THEN 0 ELSE 1 END), 0) FROM order_finding.terms"
    rows, tail = (int(number) for number in connection.execute(text(query)).one())
    return tail > max(LEAST_TAIL, TAIL_SHARE * (rows - tail))


def tidy(connection: Connection) -> None:
    """Sort all rows anew, in a table that takes the place of the old."""
    connection.execute(text("DROP TABLE IF EXISTS order_finding.tidied"))
    connection.execute(text(f"CREATE TABLE order_finding.tidied {TABLE}"))
    connection.execute(
        text(
            f"INSERT INTO order_finding.tidied ({_COLUMNS}, sorted) SELECT {_COLUMNS}, TRUE FROM order_finding.terms "
            f"ORDER BY {_ORDER}"
        )
    )
    connection.execute(text("DROP TABLE order_finding.terms"))
    connection.execute(text("ALTER TABLE order_finding.tidied RENAME TO terms"))


def made_anew(texts: str) -> str:
    """SQL: head, rest, placed_at, order_id as ``digest`` makes them of ``texts`` (order_id, placed_at, search)."""
    return _rows(texts)


def _rows(texts: str) -> str:
    """SQL: head, rest, placed_at, order_id of every term in ``texts`` (order_id, placed_at, search)."""
    # A mark before every place within a word at which a term begins.
    marked = (
        rf"regexp_replace(regexp_replace(replace(search, {_MARK}, ' '), '([^\x00-\x7f])', {_MARK} || '\1', 'g'), "
        rf"'([^a-z0-9 \x1f])([a-z0-9])', '\1' || {_MARK} || '\2', 'g')"
    )
    pieces = f"SELECT order_id, placed_at, unnest(string_split({marked}, ' ')) AS piece FROM ({texts}) AS texts"
    parts = f"SELECT order_id, placed_at, string_split(piece, {_MARK}) AS parts FROM pieces WHERE piece LIKE "
    suffixes = (
        "SELECT order_id, placed_at, array_to_string(parts[place:], '') AS term FROM "
        f"(SELECT *, unnest(range(1, len(parts) + 1)) AS place FROM ({parts} '%' || {_MARK} || '%') AS split) AS cut"
    )
    # Runs of letters and digits that end in digits, backwards: of those only what ends them is looked for.
    numbers = (
        "SELECT order_id, placed_at, unnest(regexp_extract_all(search, "
        f"'([0-9]{{{LAST_DIGITS},}})(?:[^a-z0-9]|$)', 1)) AS digits FROM ({texts}) AS texts"
    )
    terms = (
        f"SELECT order_id, placed_at, piece AS term FROM pieces WHERE NOT piece LIKE '%' || {_MARK} || '%' "
        f"UNION ALL {suffixes} UNION ALL "
        f"SELECT order_id, placed_at, {_MARK} || reverse(digits) FROM ({numbers}) AS numbers"
    )
    return (
        f"WITH pieces AS ({pieces}), terms AS ({terms}) SELECT DISTINCT substr(term, 1, {HEAD}) AS head, "
        f"substr(term, {HEAD + 1}, {LONGEST - HEAD}) AS rest, placed_at, order_id FROM terms WHERE term <> ''"
    )
