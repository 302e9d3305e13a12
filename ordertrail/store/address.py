"""Where a store is, and how to say so without a password."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ordertrail.domain.errors import DomainError

_WORD: Final = re.compile(r"[A-Za-z][\w+.-]{0,39}", re.ASCII)
_SCHEME: Final = re.compile(r"([A-Za-z][\w+.-]{0,39})://", re.ASCII)
# A user or a scheme, then a host; or the keywords of libpq.
_NEARLY_AN_ADDRESS: Final = re.compile(r"[^/]*:.*@|\s*(host|hostaddr|user|password|dbname|service)\s*=")
_SECRETS: Final = ("password", "sslpassword")


def server_url(address: str) -> URL:
    """``address`` for the driver. Raises DomainError store_engine_unknown, store_url_unreadable.

    No part of an address that cannot be read is shown, since it may be the password. With a second @ nobody can
    tell where the password ends.
    """
    scheme = _SCHEME.match(address)
    if not scheme:
        if _WORD.fullmatch(address):
            raise DomainError("store_engine_unknown", engine=address)
        raise DomainError("store_url_unreadable")
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if (url.get_backend_name() if url else scheme[1].split("+")[0]) not in ("postgresql", "postgres"):
        raise DomainError("store_engine_unknown", engine=scheme[1])
    if url is None or address.count("@") > 1:
        raise DomainError("store_url_unreadable")
    return url.set(drivername="postgresql+psycopg")


def shown_url(address: str) -> str:
    """``address`` as its user wrote it, with stars for its password; of what cannot be read only the scheme."""
    scheme = _SCHEME.match(address)
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if url is None or address.count("@") > 1:
        return f"{scheme[1]}://…" if scheme else "…"
    secret = {name: "***" for name in url.query if name in _SECRETS}
    return url.update_query_dict(secret).render_as_string(hide_password=True).replace("%2A%2A%2A", "***")


def place_of(words: str) -> Path | str:
    """What a person names as the place of a store: the path of a file, or the address of a server.

    Raises DomainError place_unclear for an address that lacks its scheme: a file of its name would tell its password.
    """
    if "://" in words:
        return words
    if _NEARLY_AN_ADDRESS.match(words):
        raise DomainError("place_unclear")
    return Path(words).expanduser().resolve()
