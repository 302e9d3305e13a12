"""Documents that users shape, read once and kept until somebody writes them anew."""

from __future__ import annotations

import threading

from ordertrail.store.documents import SHAPED, Document, get_document
from ordertrail.store.engine import Store


class Shaped:
    """Reads through the store's change feed, so that what another process wrote is seen as well."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._heard = store.feed.subscribe()
        self._lock = threading.Lock()
        self._known: dict[str, Document] = {}
        self._cleared = 0

    @property
    def fresh(self) -> bool:
        """Whether what is known still holds."""
        with self._lock:
            if any(change.get("bulk") in (SHAPED, "overrun") for change in self._heard.get(0)):
                self._clear()
            return bool(self._known)

    def document(self, name: str) -> Document:
        """The document as last written."""
        if self.fresh and name in self._known:
            return self._known[name]
        cleared = self._cleared
        with self._store.read() as connection:
            found = get_document(connection, name)
        with self._lock:
            # What was read before another wrote must not be kept as the newest.
            if cleared == self._cleared:
                self._known[name] = found
        return found

    def forget(self) -> None:
        """Read anew what is asked next: this process has just written."""
        with self._lock:
            self._clear()

    def _clear(self) -> None:
        self._known.clear()
        self._cleared += 1
