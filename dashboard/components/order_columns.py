"""The columns of the table of orders. Fields of the company's own making join them in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from ordertrail.domain.order import PRIORITIES
from ordertrail.domain.statuses import FULFILMENT, PAYMENT, RETURN
from ordertrail.domain.workflow_templates import workflows
from ordertrail.i18n import tr

TEXT_FILTER: Final = ("contains", "notContains", "equals", "notEqual", "startsWith", "endsWith", "blank", "notBlank")
NUMBER_FILTER: Final = (
    "greaterThanOrEqual", "lessThanOrEqual", "equals", "inRange", "greaterThan", "lessThan", "notEqual", "blank",
    "notBlank",
)  # fmt: skip
DATE_FILTER: Final = ("equals", "lessThan", "greaterThan", "inRange", "notEqual", "blank", "notBlank")
FILTERS: Final = {
    "text": ("agTextColumnFilter", TEXT_FILTER),
    "number": ("agNumberColumnFilter", NUMBER_FILTER),
    "date": ("agDateColumnFilter", DATE_FILTER),
}
# Chips that stand in the filter bar from the first; all other columns are added to it.
CHIPS: Final = ("payment_status", "fulfilment_status", "priority", "tags", "owner")


@dataclass(frozen=True)
class OrderColumn:
    """``id`` is the server's name for sorting and filtering, ``field`` the row's part that is shown.

    ``shape`` names the script's renderer, '' for plain text; ``filter`` is text, number, date, set or ''. A set has
    its choices in the words of the table, or the server is asked for them. ``wider`` is what longer words than the
    Chinese ones need beyond ``width``. A column that is not ``shown`` waits in the column chooser.
    """

    id: str
    word: str = ""
    width: int = 120
    wider: int = 0
    field: str = ""
    tooltip: str = ""
    shape: str = ""
    filter: str = ""
    sorts: bool = True
    pinned: str = ""
    shown: bool = True

    @property
    def name(self) -> str:
        """What stands above it."""
        return tr().t(f"orders.column_{self.word}") if self.word else tr().t(f"export.{self.id}")


def _more(*names: str, **cells: Any) -> tuple[OrderColumn, ...]:
    return tuple(OrderColumn(name, shown=False, **cells) for name in names)


COLUMNS: Final = (
    OrderColumn("channel_order_no", "number", 184, shape="OrderNumber", filter="text", pinned="left"),
    OrderColumn("channel", "channel", 92, shape="OrderChannel"),
    OrderColumn("stage", "stage", 104, wider=52, shape="OrderStage"),
    OrderColumn("customer_name", "customer", 96, filter="text"),
    OrderColumn("customer_phone", "phone", 148, filter="text"),
    OrderColumn("total", "total", 112, wider=24, filter="number", shape="OrderMoney"),
    OrderColumn("placed_at", "placed", 128, field="placed", tooltip="placed_full", filter="date"),
    OrderColumn("promised_at", "promised", 172, field="promised", shape="OrderPromise", filter="date"),
    OrderColumn("goods", "goods", 220, shape="OrderGoods", sorts=False, filter="text"),
    OrderColumn("place", "place", 128),
    OrderColumn("tracking_no", "tracking", 160, filter="text"),
    *_more(
        "payment_status", "fulfilment_status", "return_status", "priority", wider=40, shape="OrderCode", filter="set"
    ),
    *_more("tags", width=160, filter="set"),
    *_more("owner", filter="set"),
    *_more("segment", shape="OrderCode", filter="set"),
    *_more("company", width=180, filter="text"),
    OrderColumn("sku", "sku", 140, filter="text", sorts=False, shown=False),
    *_more("customer_email", width=200, filter="text"),
    *_more("city", filter="text"),
    *_more("address", "billing_address", width=240, filter="text"),
    *_more("postal_code", filter="text"),
    *_more("carrier", field="carrier_label", filter="set"),
    *_more("payment_method", field="payment_label", filter="set"),
    *_more("paid", "refunded", filter="number", shape="OrderMoney"),
    *_more("subtotal", "shipping", "tax", "discount", "surcharge", filter="number", shape="OrderMoney"),
    *_more("promo_code", "return_policy", filter="set"),
    *_more("workflow", shape="OrderCode", filter="set"),
    *_more("note", width=240, filter="text"),
    *_more("paid_at", "shipped_at", "delivered_at", "closed_at", "cancelled_at", width=150, filter="date"),
    *_more("created_at", "updated_at", width=150, filter="date"),
    OrderColumn("next", "next", 96, wider=32, shape="OrderNext", sorts=False, pinned="right"),
)


def column_names() -> dict[str, str]:
    """The words above the columns, by column id."""
    return {column.id: column.name for column in COLUMNS}


def column_facts() -> list[dict[str, Any]]:
    """What the script must know of each column to filter by it: ``{id, name, filter, shown}``."""
    facts = ((column.id, column.name, column.filter, column.shown) for column in COLUMNS)
    return [dict(zip(("id", "name", "filter", "shown"), each, strict=True)) for each in facts]


def code_labels() -> dict[str, dict[str, str]]:
    """Column -> code -> word, of the columns whose codes the program knows."""
    t = tr()
    return {
        "payment_status": {code: t.t(f"payment_status.{code}") for code in PAYMENT},
        "fulfilment_status": {code: t.t(f"fulfilment_status.{code}") for code in FULFILMENT},
        "return_status": {code: t.t(f"return_status.{code}") for code in RETURN},
        "priority": {code: t.t(f"priority.{code}") for code in PRIORITIES},
        "workflow": {each.code: each.label(t.lang) for each in workflows().all},
    }
