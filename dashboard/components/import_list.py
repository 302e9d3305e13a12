"""The orders of a previewed import, a page at a time: what each would become, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.field_labels import field_label
from dashboard.components.import_words import Record, value_text
from dashboard.ids import ImportList
from ordertrail.i18n import tr
from ordertrail.stages import stage_label

KINDS: Final = ("changed", "conflict", "new", "unchanged")
PAGE: Final = 20
FIELD_CLASS: Final = "ot-import-field"


def import_list(record: Record, differing: Mapping[str, Mapping[str, int]]) -> Component | None:
    """Tabs, search and the place of the list; the rows come by callback.

    ``differing``: orders by changed and by disputed field.
    """
    orders = record["report"].get("orders") or {}
    kinds = [kind for kind in KINDS if orders.get(kind)]
    if record["state"] != "previewed" or not kinds:
        return None
    t, key = tr(), record["import_id"]
    options = [
        {"label": f"{t.t(f'imports.count_{kind}')} {t.number(int(orders[kind]))}", "value": kind} for kind in kinds
    ]
    return html.Div(
        [
            html.H3(t.t("landing.orders_title")),
            html.Div(
                [
                    dcc.RadioItems(
                        id=ImportList.kind(key),
                        options=options,
                        value=kinds[0],
                        className="ot-import-kinds",
                        inline=True,
                    ),
                    html.Div(
                        dcc.Dropdown(
                            id=ImportList.field(key),
                            options=field_options({}),
                            placeholder=t.t("landing.all_fields"),
                            className=f"{FIELD_CLASS} is-hidden",
                            searchable=False,
                        ),
                        className="ot-import-pick",
                    ),
                    dcc.Input(
                        id=ImportList.search(key),
                        type="search",
                        debounce=0.3,
                        placeholder=t.t("landing.search"),
                        className="ot-input",
                        maxLength=100,
                    ),
                ],
                className="ot-import-tools",
            ),
            html.Div(id=ImportList.rows(key)),
            html.Div(
                [
                    html.Button(
                        t.t("landing.earlier"), id=ImportList.back(key), type="button", className="ot-button is-small"
                    ),
                    html.Span(id=ImportList.where(key), className="ot-muted", role="status"),
                    html.Button(
                        t.t("landing.later"), id=ImportList.on(key), type="button", className="ot-button is-small"
                    ),
                ],
                className="ot-import-pages",
            ),
            dcc.Store(id=ImportList.page(key), data=0),
            dcc.Store(
                id=ImportList.fields(key),
                data={"changed": differing.get("changed", {}), "conflict": differing.get("disputed", {})},
            ),
        ],
        className="ot-block",
    )


def field_options(counts: Mapping[str, int]) -> list[dict[str, str]]:
    """The fields in which orders differ, those of most orders first."""
    t = tr()
    ranked = sorted(counts.items(), key=lambda each: -each[1])
    return [
        {"label": t.t("landing.field_n", field=field_label(name), n=t.number(count)), "value": name}
        for name, count in ranked
    ]


def rows_of(found: Sequence[Record], kind: str) -> Component:
    """The table of a page; an order that differs has a row a field."""
    t = tr()
    if not found:
        return html.P(t.t("landing.none_found"), className="ot-muted")
    if kind in ("new", "unchanged"):
        header = [t.t("imports.column_order"), t.t("landing.customer"), t.t("landing.status"), t.t("landing.placed"),
                  t.t("landing.total"), t.t("landing.row")]  # fmt: skip
        rows = [_plain(row) for row in found]
    else:
        header = [t.t("imports.column_order"), t.t("imports.column_field"), t.t("landing.change"), t.t("landing.row")]
        rows = [each for row in found for each in _differing(row)]
    return html.Div(
        html.Table(
            [html.Thead(html.Tr([html.Th(name, scope="col") for name in header])), html.Tbody(rows)],
            className="ot-table",
        ),
        className="ot-scroll",
        tabIndex=0,
    )


def _plain(row: Record) -> Component:
    t = tr()
    total = t.money(row["total"], row["currency"]) if row["total"] is not None else "–"
    return html.Tr(
        [
            html.Td(row["channel_order_no"], className="ot-mono"),
            html.Td(row["customer_name"] or "–"),
            html.Td(stage_label(row["stage"])),
            html.Td(t.datetime(row["placed_at"]) if row["placed_at"] else "–"),
            html.Td(total, className="is-number"),
            html.Td(_where(row)),
        ]
    )


def _where(row: Record) -> str:
    return tr().t("landing.row_of", file=row["source_file"] or "", line=tr().number(row["source_line"] or 0))


def _differing(row: Record) -> list[Component]:
    told: list[tuple[str, Any]] = []
    for name, (old, new) in row["changes"].items():
        told.append((field_label(name), change(name, old, new, name in row["disputed"])))
    if row["lines"]:
        told.append((field_label("lines"), _lines(*row["lines"], disputed="lines" in row["disputed"])))
    return [
        html.Tr(
            [
                html.Td("" if place else row["channel_order_no"], className="ot-mono"),
                html.Td(name),
                html.Td(said),
                html.Td("" if place else _where(row), className="ot-muted"),
            ]
        )
        for place, (name, said) in enumerate(told)
    ]


def change(column: str, old: Any, new: Any, disputed: bool) -> list[Component]:
    """Old and new value; in words where a person's value stays and ``new`` is only what the file says."""
    ours, theirs = value_text(column, old), value_text(column, new)
    if disputed:
        return [html.Span(tr().t("imports.stays", ours=ours, theirs=theirs))]
    return [html.Del(ours), html.Span(" → ", className="ot-muted"), html.Ins(theirs)]


def _lines(old: Sequence[Record], new: Sequence[Record], *, disputed: bool) -> Component:
    """Which items differ: gone, come, or other than before."""
    before, after = ({line["line_no"]: line for line in side} for side in (old, new))
    said = []
    for place in sorted(before.keys() | after.keys(), key=int):
        left, right = before.get(place), after.get(place)
        if left == right:
            continue
        gone = html.Del(item_words(left)) if left else None
        come = html.Ins(item_words(right)) if right else None
        arrow = html.Span(" → " if left and right else "", className="ot-muted")
        said.append(html.Li([part for part in (gone, arrow, come) if part is not None]))
    hint = html.P(tr().t("landing.lines_disputed"), className="ot-muted") if disputed else None
    return html.Div([hint, html.Ul(said, className="ot-import-lines")])


def item_words(line: Mapping[str, Any]) -> str:
    """An item in one line: name or SKU, quantity, unit price."""
    t = tr()
    name = line.get("name") or line.get("sku") or "–"
    price = value_text("total", line["unit_price"]) if line.get("unit_price") else ""
    quantity = f"{Decimal(line['quantity']).normalize():f}" if line.get("quantity") else ""
    words = t.t("landing.item", name=name, quantity=quantity or "–", price=price)
    return f"{words} ({line['spec']})" if line.get("spec") else words
