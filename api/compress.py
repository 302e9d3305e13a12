"""Static files are compressed once, kept, and sent small ever after."""

from __future__ import annotations

import threading
from typing import Final

import brotli
from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIXES: Final = ("/_dash-component-suites/", "/assets/", "/vendor/", "/regions/", "/theme.css")
TYPES: Final = ("text/", "application/javascript", "application/json", "image/svg")
QUALITY: Final = 5
SMALLEST: Final = 1024
LARGEST_STORE: Final = 64 * 1024 * 1024


class Compressed:
    """Brotli for whole answers below ``PREFIXES``, kept by address and validator."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, bytes, str], bytes] = {}
        self._size = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["method"] != "GET"
            or not scope["path"].startswith(PREFIXES)
            or "br" not in Headers(scope=scope).get("accept-encoding", "")
            or "range" in Headers(scope=scope)
        ):
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        parts: list[bytes] = []

        async def gather(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            parts.append(message.get("body", b""))
            if message.get("more_body") or start is None:
                return
            body = b"".join(parts)
            headers = MutableHeaders(scope=start)
            fits = headers.get("content-type", "").startswith(TYPES) and len(body) >= SMALLEST
            if start["status"] == 200 and fits and "content-encoding" not in headers:
                body = await self._small(scope, headers, body)
                headers["content-encoding"] = "br"
                headers["content-length"] = str(len(body))
                headers.add_vary_header("Accept-Encoding")
            await send(start)
            await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, gather)

    async def _small(self, scope: Scope, headers: MutableHeaders, body: bytes) -> bytes:
        key = (scope["path"], scope["query_string"], headers.get("etag") or str(hash(body)))
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        small: bytes = await to_thread.run_sync(lambda: brotli.compress(body, quality=QUALITY))
        with self._lock:
            if key not in self._kept and self._size + len(small) <= LARGEST_STORE:
                self._kept[key] = small
                self._size += len(small)
        return small
