"""What an import held, and where its files disagreed with people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.field_labels import field_label
from dashboard.components.import_words import Record, block, reason, value_text
from ordertrail.i18n import tr

MAX_HELD: Final = 200


def conflicts_block(conflicts: Sequence[Record]) -> Component | None:
    if not conflicts:
        return None
    t = tr()
    rows = [
        html.Tr(
            [
                html.Td(row.get("channel_order_no") or "", className="ot-mono"),
                html.Td(field_label(str(row["field"]))),
                html.Td(value_text(str(row["field"]), row["ours"])),
                html.Td(value_text(str(row["field"]), row["theirs"])),
            ]
        )
        for row in conflicts[:MAX_HELD]
    ]
    header = [
        t.t("imports.column_order"),
        t.t("imports.column_field"),
        t.t("imports.column_ours"),
        t.t("imports.column_theirs"),
    ]
    return block(t.t("imports.conflicts"), header, rows, t.t("imports.conflicts_hint"))


def held_block(record: Record, held: Sequence[Record]) -> Component | None:
    if not held:
        return None
    t = tr()
    rows = [
        html.Tr(
            [
                html.Td(row.get("file") or ""),
                html.Td(t.number(row["line"]) if row.get("line") else "–", className="is-number"),
                html.Td(row.get("column_name") or row.get("column") or "–"),
                html.Td(reason(row), className="ot-reason"),
                html.Td(html.Code(row.get("raw") or "", title=row.get("raw") or ""), className="ot-raw"),
            ]
        )
        for row in held[:MAX_HELD]
    ]
    header = [
        t.t("imports.column_file"),
        t.t("imports.column_line"),
        t.t("imports.column_column"),
        t.t("imports.column_reason"),
        t.t("imports.column_raw"),
    ]
    mend = dcc.Link(t.t("held.mend"), href=held_href(record["import_id"]), className="ot-card-link")
    download = html.A(
        t.t("imports.held_csv"),
        href=f"/api/imports/{quote(str(record['import_id']))}/held.csv",
        download="",
        className="ot-card-link",
    )
    total = int((record["report"].get("rows") or {}).get("held", len(held)))
    hint = t.t("imports.held_hint")
    if total > len(rows):
        hint = f"{hint} {t.t('imports.held_first', n=t.number(len(rows)), total=t.number(total))}"
    return block(
        t.t("imports.held_rows", n=t.number(total)),
        header,
        rows,
        hint,
        html.Span([mend, download], className="ot-links"),
    )


def held_href(import_id: str) -> str:
    """Where the held rows of an import are mended."""
    return f"/import/held?import={quote(str(import_id))}"
