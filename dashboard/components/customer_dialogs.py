"""The words of the dialogs that edit a customer and compare two; the script makes them."""

from __future__ import annotations

from ordertrail.domain.entry import TEXT_LIMIT
from ordertrail.i18n import tr


def words() -> dict[str, object]:
    """Stand once on each page of customers, in ``data-customer-words``."""
    t = tr()
    return {
        "edit": t.t("customer.edit_title"),
        "edit_hint": t.t("customer.edit_hint"),
        "from_orders": t.t("customer.from_orders"),
        "why": t.t("customer.why"),
        "save": t.t("customer.save"),
        "cancel": t.t("customer.cancel"),
        "saved": t.t("customer.saved"),
        "stale": t.t("customer.stale"),
        "stale_now": t.t("customer.stale_now"),
        "nothing": t.t("customer.nothing"),
        "lost": t.t("customer.lost"),
        "unexpected": t.t("shell.unexpected"),
        "loading": t.t("customer.loading"),
        "title": t.t("customer.merge_title"),
        "hint": t.t("customer.merge_hint"),
        "keep": t.t("customer.merge_keep"),
        "merge": t.t("customer.merge"),
        "merged": t.t("customer.merged"),
        "undo": t.t("customer.undo"),
        "undone": t.t("customer.undone"),
        "edit_undone": t.t("customer.edit_undone"),
        "not_same": t.t("customer.not_same"),
        "not_same_done": t.t("customer.not_same_done"),
        "maybe_same_done": t.t("customer.maybe_same_done"),
        "limit": TEXT_LIMIT,
    }
