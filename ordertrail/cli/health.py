"""What is wrong, and how to mend it."""

from __future__ import annotations

from typing import Annotated

import typer

from ordertrail.app import open_context
from ordertrail.cli.base import DataDir, _text, actor, out, refusals, settings_of
from ordertrail.cli.desk import server_of
from ordertrail.doctor import Finding, examine
from ordertrail.domain.errors import StoreLocked
from ordertrail.i18n import tr
from ordertrail.services.renew_index import renew_index
from ordertrail.settings import Settings


def doctor(
    deep: Annotated[bool, typer.Option("--deep", help=_text("cli.doctor.deep"))] = False,
    repair: Annotated[bool, typer.Option("--repair", help=_text("cli.doctor.repair"))] = False,
    data_dir: DataDir = None,
) -> None:
    with refusals():
        if repair:
            _repair(settings_of(data_dir=data_dir))
        findings = _findings(settings_of(data_dir=data_dir), deep)
    for finding in findings:
        _show(finding)
    raise typer.Exit(1 if any(finding.wrong for finding in findings) else 0)


def _repair(settings: Settings) -> None:
    """What can be made anew from the orders: the index of terms. Raises StoreLocked where a server holds the store."""
    ctx = open_context(settings, command="ordertrail doctor")
    try:
        out.print(tr().t("cli.doctor.repaired", n=tr().number(renew_index(ctx, actor()))))
    finally:
        ctx.store.close()


def _findings(settings: Settings, deep: bool) -> list[Finding]:
    """Found here, or by the server that holds the store. Only the store's lock tells whether one does."""
    try:
        return examine(settings, deep=deep)
    except StoreLocked as error:
        server = server_of(error)
        if server is None:
            raise
        return [Finding(**each) for each in server.doctor(deep)]


def _show(finding: Finding) -> None:
    sign = "[green]✓[/green]" if finding.good else "[red]✗[/red]" if finding.grave else "[yellow]![/yellow]"
    out.print(f"{sign} ", end="")
    out.print(tr().t(f"cli.check.{finding.code}", **finding.params), markup=False, soft_wrap=True)
    if not finding.good:
        out.print("  → " + tr().t(f"cli.mend.{finding.code}", **finding.params), markup=False, soft_wrap=True)
