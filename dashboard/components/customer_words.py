"""What customers are called, and how the list's address says what is wanted of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode
from uuid import UUID

from dash import dcc, html
from dash.development.base_component import Component

from ordertrail.analytics.customers import DEEPEST, PAGE, SORTS, Asked
from ordertrail.analytics.filters import LONGEST_SEARCH
from ordertrail.i18n import tr

CUSTOMERS: Final = "/customers"
DUPLICATES: Final = "duplicates"

Segments = Mapping[str, str]


def customer_href(key: UUID | str) -> str:
    """The address of a customer's page."""
    return f"{CUSTOMERS}/{key}"


def key_of(path: str | None) -> UUID | None:
    """The key in an address; None where it names no customer."""
    head, _, rest = (path or "").partition(f"{CUSTOMERS}/")
    try:
        return UUID(rest.strip("/")) if not head else None
    except ValueError:
        return None


def orders_href(key: UUID | str, **more: str) -> str:
    """The address of all of a customer's orders, narrowed by further filters."""
    return f"/orders?{urlencode({'preset': 'all', 'customer': str(key), **more})}"


def customer_name(person: Mapping[str, Any]) -> str:
    """The name, else the company, else how the customer is reached."""
    known = (person.get(name) for name in ("name", "company", "phone", "email"))
    return next(filter(None, known), None) or tr().t("customer.unnamed")


def customer_link(order: Mapping[str, Any]) -> Any:
    """The name on an order, leading to the customer's page."""
    name, key = order["customer_name"] or tr().t("order.unnamed"), order["customer_key"]
    return dcc.Link(name, href=customer_href(key), className="ot-figure-link") if key else name


def segment_badge(code: str | None, segments: Segments) -> Component | None:
    return html.Span(segments.get(code, code), className=f"ot-badge is-{code}") if code else None


def phone_link(phone: str | None) -> Component | None:
    return html.A(phone, href=f"tel:{quote(phone)}", className="ot-contact") if phone else None


def email_link(email: str | None) -> Component | None:
    return html.A(email, href=f"mailto:{quote(email)}", className="ot-contact") if email else None


def asked_of(search: str | None) -> Asked:
    """What the list's address asks for; what has no meaning is passed over."""
    said = dict(parse_qsl((search or "").lstrip("?")))
    sort, _, direction = said.get("sort", "").partition(":")
    page = said.get("page", "")
    number = min(int(page), DEEPEST // PAGE + 1) if page.isascii() and page.isdigit() and len(page) < 9 else 1
    return Asked(
        q=" ".join(said.get("q", "").split())[:LONGEST_SEARCH],
        segment=said.get("segment", "")[:64],
        sort=sort if sort in SORTS else SORTS[0],
        descending=direction != "asc",
        offset=(max(number, 1) - 1) * PAGE,
    )


def is_duplicates(search: str | None) -> bool:
    """Whether the address asks for the likely duplicates."""
    return dict(parse_qsl((search or "").lstrip("?"))).get("tab") == DUPLICATES


def list_href(asked: Asked) -> str:
    """The address from which ``asked_of`` makes the same again."""
    said = {"q": asked.q, "segment": asked.segment}
    if (asked.sort, asked.descending) != (SORTS[0], True):
        said["sort"] = f"{asked.sort}:{'desc' if asked.descending else 'asc'}"
    if asked.offset:
        said["page"] = str(asked.offset // PAGE + 1)
    query = urlencode({name: value for name, value in said.items() if value}, safe=":")
    return f"{CUSTOMERS}?{query}" if query else CUSTOMERS


def sorted_by(asked: Asked, sort: str) -> Asked:
    """By another figure, or the other way round; from the first page on."""
    return replace(asked, sort=sort, descending=not (asked.sort == sort and asked.descending), offset=0)
