"""The words of tooltips."""

from __future__ import annotations

from ordertrail.i18n import tr


def orders_words(count: float) -> str:
    """'1,284 orders'."""
    t = tr()
    return t.t("overview.n_orders", n=t.number(count, 0))


def change_words(value: float, was: float, against: str) -> str:
    """'▲ 12.3% on the week before'; '' where there was nothing to compare with."""
    if not was:
        return ""
    change = value / was - 1
    sign = "▲" if change > 0 else "▼" if change < 0 else "="
    return f"{sign} {tr().percent(abs(change))} {against}"
