"""An unknown file, and what its first rows become, as the mapping screen shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from etl.learn.columns import Column
from etl.learn.mapping import Look, Trial, layout_json
from etl.learn.propose import is_time
from etl.learn.unknown import Opened
from ordertrail.domain.own_channels import NEEDED
from ordertrail.i18n import tr
from ordertrail.stages import stage_label

SHOWN_PROBLEMS: Final = 50


def look_json(file: Opened, look: Look) -> dict[str, Any]:
    """``missing`` are needed fields that no column was found for."""
    layout = layout_json(look.layout)
    return {
        "file": vars(file.kept) | {"encoding": file.decoded.encoding, "delimiter": file.delimiter},
        "header_line": file.header_line,
        "rows": look.rows,
        "rows_an_order": round(look.rows_an_order, 2),
        "equal_rows": look.equal_rows,
        "dates_seen": look.dates_seen,
        "columns": [_column(column) for column in look.columns],
        "layout": layout,
        "guesses": {target: asdict(guess) for target, guess in look.guesses.items()},
        "missing": [target for target in NEEDED[look.layout.role] if target not in look.layout.columns],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "header": column.header,
        "filled": column.filled,
        "rows": column.rows,
        "distinct": column.distinct,
        "samples": list(column.samples),
        "words": [[word, count] for word, count in column.words.items()],
        "looks": _looks(column),
    }


def _looks(column: Column) -> str:
    """What most of the values are, in one word; '' for texts."""
    if not column.judged:
        return "empty"
    if is_time(column):
        return "time"
    for look in ("email", "currency", "phone"):
        if column.share(look) >= 0.8:
            return look
    if column.country >= 0.8:
        return "country"
    if column.share("whole") >= 0.95:
        return "whole"
    return "amount" if max(column.share("point"), column.share("comma")) >= 0.8 else ""


def trial_json(trial: Trial) -> dict[str, Any]:
    """Texts in the present language, times in the business time zone; ``whole``: all rows of the file were tried."""
    t, staged = tr(), trial.staged
    return {
        "whole": trial.whole,
        "read": staged.rows_read,
        "held": staged.rows_held,
        "orders_held": staged.orders_held,
        "lines": staged.lines,
        "sums": {currency: t.money(Decimal(amount), currency) for currency, amount in staged.sums.items()},
        "orders": [_order(order) for order in trial.orders],
        "problems": [problem.to_json() for problem in trial.problems[:SHOWN_PROBLEMS]],
    }


def _order(order: Mapping[str, Any]) -> dict[str, Any]:
    t, currency = tr(), str(order["currency"])

    def amount(value: Any) -> str:
        if value is None:
            return ""
        return t.number(Decimal(value), 2) if currency == "XXX" else t.money(Decimal(value), currency)

    def when(value: datetime | None) -> str:
        return t.datetime(value) if value else ""

    place = ", ".join(str(order[name]) for name in ("city", "region", "country") if order[name])
    return {
        "no": order["channel_order_no"],
        "placed": when(order["placed_at"]),
        "stage": order["stage"],
        "stage_text": stage_label(str(order["stage"])),
        "total": amount(order["total"]),
        "paid": amount(order["paid"]),
        "method": order["payment_method"] or "",
        "customer": order["customer_name"] or "",
        "place": place,
        "times": {
            name: when(order[name]) for name in ("paid_at", "shipped_at", "delivered_at", "cancelled_at") if order[name]
        },
        "lines": [
            {
                "name": line["name"] or line["sku"] or "",
                "sku": line["sku"] or "",
                "quantity": "" if line["quantity"] is None else t.number(Decimal(line["quantity"])),
                "price": amount(line["unit_price"]),
                "amount": amount(line["amount"]),
            }
            for line in order["lines"]
        ],
        "line_count": order["line_count"],
    }
