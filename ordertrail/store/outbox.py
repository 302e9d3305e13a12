"""The outbox: what left the store by a commit, each with its place in one sequence without gaps.

Where one process writes, the writer numbers its own rows. On a server the rows are written without a number, and one
relay at a time, chosen by an advisory lock, numbers what has been committed: a number given inside the transaction
could be overtaken by a later one that commits first.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from ordertrail.store.feed import BulkChange, Change, ChangeFeed, Numbered
from ordertrail.store.rows import RowsStatement
from ordertrail.store.tables import outbox

log = logging.getLogger(__name__)

# Seconds between two looks, and before the next try after a failure.
LOOK: Final = 0.25
AGAIN: Final = 2.0
MOST: Final = 1000
# Any constant will do; all processes of one database must share it.
_LOCK: Final = 0x0D3_7411
_ROW: Final = {"order_id": "UUID", "outbox_id": "UUID", "place": "INTEGER", "seq": "BIGINT", "body": "TEXT"}
_INTO: Final = f"INSERT INTO outbox ({', '.join(_ROW)}, occurred_at) SELECT {', '.join(_ROW)}"
_INSERT: Final = RowsStatement(_ROW, lambda rows: f"{_INTO}, CAST(:now AS TIMESTAMP) FROM ({rows}) AS r")
_INSERT_BY_SERVER: Final = RowsStatement(_ROW, lambda rows: f"{_INTO}, clock_timestamp() FROM ({rows}) AS r")


def write(
    connection: Connection, changes: Sequence[Change | BulkChange], now: datetime, last: int | None
) -> list[Numbered]:
    """Write outbox rows, numbered after ``last`` where it is given; the numbered changes."""
    if not changes:
        return []
    rows = [
        {
            "order_id": change.key,
            "outbox_id": uuid4(),
            "place": place,
            "seq": None if last is None else last + place,
            "body": json.dumps(change.to_json(), ensure_ascii=False),
        }
        for place, change in enumerate(changes, start=1)
    ]
    if last is None:
        # Of two edits of one order the later waits for the earlier's row: by the server's clock its row is later too.
        _INSERT_BY_SERVER.execute(connection, rows)
        return []
    _INSERT.execute(connection, rows, now=now)
    return [(last + place, change.to_json()) for place, change in enumerate(changes, start=1)]


def last_number(connection: Connection) -> int:
    """Number of the newest change; 0 in a store without any."""
    return int(connection.execute(select(func.coalesce(func.max(outbox.c.seq), 0))).scalar_one())


def read_since(connection: Connection, after: int, limit: int = MOST) -> list[Numbered]:
    """Changes with a number above ``after``, in order."""
    found = connection.execute(
        select(outbox.c.seq, outbox.c.body).where(outbox.c.seq > after).order_by(outbox.c.seq).limit(limit)
    )
    return [(int(seq), json.loads(body)) for seq, body in found]


def number(connection: Connection) -> int:
    """Give each committed row without a number the next one; how many."""
    changed = connection.execute(
        text(
            "UPDATE outbox SET seq = n.seq FROM (SELECT order_id, outbox_id, "
            "(SELECT coalesce(max(seq), 0) FROM outbox) "
            "+ row_number() OVER (ORDER BY occurred_at, place, outbox_id) AS seq FROM outbox WHERE seq IS NULL) n "
            "WHERE outbox.order_id = n.order_id AND outbox.outbox_id = n.outbox_id"
        )
    )
    return int(changed.rowcount)


class Relay:
    """Follows the outbox of a server and tells this process's feed; numbers the rows while it holds the lock."""

    def __init__(self, engine: Engine, feed: ChangeFeed) -> None:
        self._engine = engine
        self._feed = feed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox-relay", daemon=True)

    def start(self) -> None:
        """Begin where the outbox stands now: what was committed before is not told again."""
        with self._engine.begin() as connection:
            if connection.execute(text(f"SELECT pg_try_advisory_xact_lock({_LOCK})")).scalar_one():
                number(connection)
            self._feed.begin(self._feed.store_id, last_number(connection))
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(2)

    def _run(self) -> None:
        lost = False
        while not self._stop.is_set():
            try:
                with self._engine.connect() as connection:
                    if lost:
                        log.warning("the changes of the database are followed again")
                        lost = False
                    self._follow(connection)
            except SQLAlchemyError as error:
                if not lost:
                    log.warning("the changes of the database cannot be followed, trying again soon: %s", _line(error))
                lost = True
                self._stop.wait(AGAIN)

    def _follow(self, connection: Connection) -> None:
        """One database session: the lock ends with it, so that a relay that died is replaced.

        After an error the session is not given back but ended, so that nobody is left with the lock unawares.
        """
        chosen = False
        try:
            while not self._stop.is_set():
                if not chosen:
                    chosen = bool(connection.execute(text(f"SELECT pg_try_advisory_lock({_LOCK})")).scalar_one())
                if chosen:
                    number(connection)
                found = read_since(connection, self._feed.sequence)
                connection.commit()
                self._feed.tell(found)
                if len(found) < MOST:
                    self._stop.wait(LOOK)
            if chosen:
                connection.execute(text(f"SELECT pg_advisory_unlock({_LOCK})"))
                connection.commit()
        except BaseException:
            connection.invalidate()
            raise


def _line(error: Exception) -> str:
    return str(error).splitlines()[0]
