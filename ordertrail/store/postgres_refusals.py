"""What a PostgreSQL server means by a refusal, as the code of a sentence."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy.exc import DBAPIError, OperationalError

# Serialization failure, deadlock, unique violation (two made the same order), lock not available.
_RETRY_STATES: Final = ("40001", "40P01", "23505", "55P03")
_BY_STATE: Final = {
    "25006": "store_takes_no_changes",
    "28000": "store_login_refused",
    "28P01": "store_login_refused",
    "3D000": "store_no_database",
    "42501": "store_forbidden",
    "53100": "store_server_full",
    "53300": "store_crowded",
    "57014": "store_broken_off",
}
# libpq gives no SQLSTATE for a connection that does not come about, only the server's words.
_BY_WORDS: Final = {
    r'database ".*" does not exist': "store_no_database",
    r'password authentication failed|no password supplied|role ".*" does not exist|no pg_hba\.conf entry'
    r"|authentication failed": "store_login_refused",
    r"too many clients|remaining connection slots|too many connections for": "store_crowded",
    r"invalid (connection|URI|command-line)|unrecognized configuration parameter|invalid value for parameter"
    r'|invalid \w+ value|invalid integer value|value for connection option "': "store_option_refused",
}


def state_of(error: DBAPIError) -> str | None:
    """The SQLSTATE that the server gave, None where it gave no answer."""
    return getattr(error.orig, "sqlstate", None)


def is_conflict(error: DBAPIError) -> bool:
    """Whether another transaction was faster."""
    return state_of(error) in _RETRY_STATES


def refusal_code(error: DBAPIError) -> str | None:
    """The code of a failure of the server; None where the statement is at fault."""
    if is_conflict(error):
        return None
    state = state_of(error)
    if state:
        found = _BY_STATE.get(state)
    else:
        words = str(error.orig)
        found = next((code for pattern, code in _BY_WORDS.items() if re.search(pattern, words)), None)
    return found or ("store_unreachable" if isinstance(error, OperationalError) else None)


def leaves_open(error: DBAPIError) -> bool:
    """Whether a COMMIT that ended so may have been kept: no answer came, or the server's farewell did instead of one.

    With any other SQLSTATE the server says that it undid the transaction.
    """
    state = state_of(error)
    return state is None or state[:2] == "08" or state[:3] == "57P"
