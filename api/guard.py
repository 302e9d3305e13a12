"""What stands before every route: who may ask, in which language, and which headers go back."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import refusal
from ordertrail.i18n import LOCALES, negotiate, tr, use_locale
from ordertrail.settings import is_loopback

LIVE_PATHS: Final = ("/api/", "/_dash-layout", "/_dash-dependencies", "/_dash-update-component")
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def content_policy(script_hashes: str = "") -> str:
    """Only this server's own files; plotly and the grid need inline styles and data images."""
    return (
        f"default-src 'self'; script-src 'self' {script_hashes}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


class Guard:
    """Pure ASGI, so that the language set here reaches every thread and stream behind it.

    ``app.state.script_hashes``, where present, gives the hashes of the inline scripts of pages.
    """

    def __init__(self, app: ASGIApp, zone: str) -> None:
        self.app = app
        self.zone = zone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        use_locale(_language(headers), self.zone)
        answer = _refused(scope, headers)
        if scope["type"] == "websocket":
            if answer:
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self.app(scope, receive, send)
            return
        sender = _dressed(scope, send)
        await (answer or self.app)(scope, receive, sender)


def _language(headers: Headers) -> str:
    chosen = cookies(headers).get("ot_lang", "")
    return chosen if chosen in LOCALES else negotiate(headers.get("accept-language"))


def cookies(headers: Headers) -> dict[str, str]:
    """The request's cookies; none where the header cannot be read."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def _refused(scope: Scope, headers: Headers) -> Response | None:
    client = scope.get("client")
    if client and not is_loopback(client[0]):
        return _no_entry(scope, "foreign_client", client[0])
    host = headers.get("host", "")
    if not is_loopback(urlsplit(f"//{host}").hostname or ""):
        return _no_entry(scope, "foreign_host", host)
    if "\0" in scope["path"]:
        return refusal("bad_request", 400)
    if scope["type"] == "http" and scope["method"] not in SAFE and not _same_origin(headers, host):
        return refusal("foreign_origin", 403)
    return None


def _no_entry(scope: Scope, code: str, name: str) -> Response:
    if scope["path"].startswith(("/api/", "/_dash-")):
        return refusal(code, 403, name=name)
    return PlainTextResponse(tr().t(f"error.{code}", name=name), 403)


def _same_origin(headers: Headers, host: str) -> bool:
    """A browser names the page that asks; a program names none and is let through."""
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == host
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def _dressed(scope: Scope, send: Send) -> Send:
    """Security headers on every answer; the type that Dash's callback answers lack."""

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            page = headers.get("content-type", "").startswith("text/html")
            hashes: Callable[[], str] | None = getattr(scope["app"].state, "script_hashes", None)
            headers.setdefault("content-security-policy", content_policy(hashes() if hashes and page else ""))
            if scope["path"].startswith("/_dash-update-component") and message["status"] == 200:
                headers.setdefault("content-type", JSONResponse.media_type)
            if scope["path"].startswith(LIVE_PATHS):
                headers.setdefault("cache-control", "no-store")
        await send(message)

    return dressed
