"""What an import's account says on the terminal, and the command that takes an import back."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.table import Table

from ordertrail.cli.base import DataDir, _text, out, refusals, settings_of
from ordertrail.cli.desk import desk
from ordertrail.i18n import tr

PARTS = ("file", "landed", "unchanged", "left", "held")


def undo_import_command(
    import_id: Annotated[str, typer.Argument(help=_text("cli_import.undo_id"))], data_dir: DataDir = None
) -> None:
    with refusals(), desk(settings_of(data_dir=data_dir), "ordertrail undo-import") as where:
        counts = where.undo_import(import_id)
        t = tr()
        told = {name: t.number(count) for name, count in counts.items()}
        out.print(t.t("cli_import.undone", vanish=told["vanish"], back=told["return"], keep=told["keep"]))


def print_account(report: dict[str, Any]) -> None:
    """Warnings, then the file's rows, orders and sums against what became of them; differences loudest."""
    t = tr()
    for warning in report.get("warnings") or ():
        out.print(f"! {warning['text']}", markup=False, soft_wrap=True)
    account = report.get("reconciliation")
    if not account:
        return
    table = Table(title=t.t("cli_import.account"), title_justify="left")
    currencies = sorted({currency for part in PARTS for currency in account[part]["sums"]})
    table.add_column("")
    for name in (t.t("cli_import.rows"), t.t("cli_import.orders"), *currencies):
        table.add_column(name or t.t("cli_import.no_currency"), justify="right")
    for part in PARTS:
        tally = account[part]
        sums = [tally["sums"].get(currency, "0") for currency in currencies]
        table.add_row(t.t(f"cli_import.part_{part}"), t.number(tally["rows"]), t.number(tally["orders"]), *sums)
    out.print(table)
    if account["unreadable"]:
        out.print(t.t("cli_import.unreadable", n=t.number(account["unreadable"])), soft_wrap=True)
    for each in account["differences"]:
        what = t.t(f"cli_import.off_{each['what']}", by=each["by"], currency=each["currency"] or "")
        out.print(what, style="red", soft_wrap=True)
    if not account["differences"]:
        out.print(t.t("cli_import.adds_up"))
    out.print(t.t("cli_import.id", id=report["import_id"]))
