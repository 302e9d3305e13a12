"""Whether the index of terms says of the orders what their texts do."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

from ordertrail.store import terms
from ordertrail.store.engine_name import is_embedded

# So many notes are left behind by an ordinary import; more keep every search from using the index.
USUAL_DUE: Final = 1_000

_KNOWN: Final = "SELECT order_id FROM order_finding.due"
_SHOWN: Final = "coalesce(o.channel, '?') || ' ' || coalesce(o.channel_order_no, '?')"


def terms_faults(connection: Connection, sample: int) -> list[tuple[str, int, str, bool]]:
    """(code, count, example, grave) of what is wrong; nothing on a server, which has another index.

    ``terms_astray``: rows of orders that are gone. ``terms_off``: orders of a ``sample`` whose rows are not those
    that their text makes. ``terms_due``: orders that wait for their rows. Of an order that waits, nothing is asked.
    """
    if not is_embedded(connection):
        return []
    astray = (
        "SELECT count(*), min(CAST(t.order_id AS TEXT)) FROM order_finding.terms t "
        f"WHERE t.order_id NOT IN (SELECT order_id FROM orders) AND t.order_id NOT IN ({_KNOWN})"
    )
    found = [("terms_astray", *connection.execute(text(astray)).one(), True)]
    picked = (
        f"SELECT order_id FROM orders WHERE order_id NOT IN ({_KNOWN}) "
        f"ORDER BY md5(CAST(order_id AS TEXT)) LIMIT {sample}"
    )
    texts = f"SELECT order_id, placed_at, search FROM orders WHERE order_id IN ({picked})"
    columns = "head, rest, placed_at, order_id"
    held = f"SELECT {columns} FROM order_finding.terms WHERE order_id IN ({picked})"
    due = f"SELECT {columns} FROM ({terms.made_anew(texts)}) AS made"
    differing = f"(({due}) EXCEPT ({held})) UNION (({held}) EXCEPT ({due}))"
    off = (
        f"SELECT count(*), min({_SHOWN}) FROM orders o "
        f"WHERE o.order_id IN (SELECT order_id FROM ({differing}) AS differing)"
    )
    found.append(("terms_off", *connection.execute(text(off)).one(), True))
    waiting = terms.count_due(connection)
    found.append(("terms_due", waiting if waiting > USUAL_DUE else 0, "", False))
    return [(code, int(count), str(example or ""), grave) for code, count, example, grave in found if count]
