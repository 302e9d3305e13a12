"""The items of an order, and whether their sum is the order's subtotal."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dash import html
from dash.development.base_component import Component

from dashboard.components.order_blame import LINE, blamed
from dashboard.components.order_changes import edit_button, may_edit_goods
from dashboard.components.order_words import NOTHING, Record, has_amount, money
from ordertrail.i18n import tr


def order_lines(order: Record, lines: Sequence[Record]) -> Component:
    """One row an item. A narrow place shows code and spec under the name."""
    t = tr()
    title: Component = html.H3(t.t("order.lines", n=t.number(len(lines))), className="ot-card-title")
    if may_edit_goods(order):
        title = html.Div([title, edit_button(order, "goods")], className="ot-card-head")
    if not lines:
        return html.Section(
            [title, html.P(t.t("order.no_lines"), className="ot-muted")], className="ot-card ot-order-lines"
        )
    has_discount = any(has_amount(line["discount"]) for line in lines)
    has_tax = any(has_amount(line["tax"]) for line in lines)
    header = [
        (t.t("order.line_name"), ""),
        (t.t("order.line_sku"), "is-aside"),
        (t.t("order.line_spec"), "is-aside"),
        (t.t("order.line_quantity"), "is-number is-detail"),
        (t.t("order.line_price"), "is-number is-detail"),
        *([(t.t("order.line_discount"), "is-number is-detail")] if has_discount else []),
        *([(t.t("order.line_tax"), "is-number is-detail")] if has_tax else []),
        (t.t("order.line_amount"), "is-number"),
    ]
    return html.Section(
        [
            title,
            html.Div(
                html.Table(
                    [
                        html.Thead(html.Tr([html.Th(name, scope="col", className=side) for name, side in header])),
                        html.Tbody([_row(line, order["currency"], has_discount, has_tax) for line in lines]),
                        _foot(order, lines, 2 + has_discount + has_tax),
                    ],
                    className="ot-table",
                ),
                className="ot-scroll",
                tabIndex=0,
            ),
        ],
        className="ot-card ot-order-lines",
    )


def line_sum(lines: Sequence[Record]) -> Decimal | None:
    """Sum of the amounts; None where one is not known."""
    amounts = [line["amount"] for line in lines]
    return None if None in amounts else sum(amounts, Decimal(0))


def _row(line: Record, currency: str | None, has_discount: bool, has_tax: bool) -> Component:
    t = tr()
    name = line["name"] or line["sku"] or NOTHING
    under = [part for part in (line["sku"], line["spec"]) if part]
    return html.Tr(
        [
            html.Td(
                [
                    blamed(name, f"{LINE}{line['line_no']}", label=name),
                    html.Span(t.t("order.line_join").join(under), className="ot-order-under") if under else None,
                    html.Span(_sum_words(line, currency), className="ot-order-sum"),
                ],
                className="ot-order-item",
            ),
            html.Td(line["sku"] or NOTHING, className="is-aside ot-mono"),
            html.Td(line["spec"] or NOTHING, className="is-aside"),
            html.Td(t.number(line["quantity"]), className="is-number is-detail"),
            html.Td(money(line["unit_price"], currency), className="is-number is-detail"),
            *([html.Td(_minus(line["discount"], currency), className="is-number is-detail")] if has_discount else []),
            *([html.Td(_plus(line["tax"], currency), className="is-number is-detail")] if has_tax else []),
            html.Td(money(line["amount"], currency), className="is-number"),
        ]
    )


def _sum_words(line: Record, currency: str | None) -> str:
    """'2 × $50.00 − $5.00', for where there is no room for columns."""
    t = tr()
    words = f"{t.number(line['quantity'])} × {money(line['unit_price'], currency)}"
    if has_amount(line["discount"]):
        words += f" − {money(line['discount'], currency)}"
    return words + t.t("order.line_with_tax", tax=money(line["tax"], currency)) if has_amount(line["tax"]) else words


def _minus(amount: Decimal | None, currency: str | None) -> str:
    return f"−{money(amount, currency)}" if has_amount(amount) else NOTHING


def _plus(amount: Decimal | None, currency: str | None) -> str:
    return f"+{money(amount, currency)}" if has_amount(amount) else NOTHING


def _foot(order: Record, lines: Sequence[Record], between: int) -> Component | None:
    """The sum, and by how much it differs from the subtotal; ``between``: the columns of details."""
    t = tr()
    total = line_sum(lines)
    if total is None:
        return None
    subtotal, currency = order["subtotal"], order["currency"]
    words = t.t("order.line_sum")
    if subtotal is not None and subtotal != total:
        words = t.t("order.line_sum_differs", subtotal=money(subtotal, currency))
    return html.Tfoot(
        html.Tr(
            [
                html.Td(words),
                html.Td(className="is-aside"),
                html.Td(className="is-aside"),
                *[html.Td(className="is-detail") for _ in range(between)],
                html.Td(money(total, currency), className="is-number"),
            ]
        )
    )
