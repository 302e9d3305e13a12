"""The address of an order's page, made and read."""

from __future__ import annotations

from urllib.parse import quote, unquote

ORDERS = "/orders/"


def order_href(channel: str, no: str) -> str:
    """``/orders/shopify/%231001``; the browser's ``encodeURIComponent`` makes addresses that mean the same."""
    return f"{ORDERS}{quote(channel, safe='')}/{quote(no, safe='')}"


def order_of(path: str | None) -> tuple[str, str] | None:
    """Channel and number in an address, which the browser gives percent-encoded; None where it names no order.

    A number may hold a slash, typed as such or encoded.
    """
    head, _, rest = (path or "").partition(ORDERS)
    channel, _, no = rest.partition("/")
    return (unquote(channel), unquote(no)) if not head and channel and no else None
