"""What every command shares: its language, its settings, its sentences and its bar."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from etl.run.progress import Progress as EtlProgress
from etl.run.run_words import step_words
from ordertrail.domain.actor import Actor, local_owner
from ordertrail.domain.errors import DomainError, FilesRefused
from ordertrail.i18n import negotiate, tr, use_locale
from ordertrail.remote import Refused
from ordertrail.settings import Settings

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

REFUSED: Final = 2


def actor() -> Actor:
    return local_owner(source="command")


def _text(key: str) -> str:
    """Help texts are fixed when the module loads, so the language comes from the environment."""
    return tr().t(key)


use_locale(negotiate((os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en")[:2]))

DataDir = Annotated[Path | None, typer.Option("--data-dir", help=_text("cli.data_dir.help"))]


def sentence(error: DomainError) -> str:
    """What a refusal says to people; a server has said it already."""
    return error.message if isinstance(error, Refused) else tr().t(f"error.{error.code}", **error.params)


def each_of(error: DomainError) -> tuple[DomainError, ...]:
    """The refusals that stand together in one, or the one."""
    return error.refusals if isinstance(error, FilesRefused) else (error,)


def show_refusal(error: DomainError) -> None:
    for each in each_of(error):
        err.print("[red]✗[/red] ", end="")
        err.print(sentence(each), soft_wrap=True, markup=False)
    if isinstance(error, FilesRefused) and error.spared:
        err.print(tr().t("cli.import.spared", names=", ".join(error.spared)), soft_wrap=True, markup=False)


@contextmanager
def refusals() -> Iterator[None]:
    """A refusal is one sentence and exit code 2, never a traceback."""
    try:
        yield
    except DomainError as error:
        show_refusal(error)
        raise typer.Exit(REFUSED) from None


def settings_of(**given: Any) -> Settings:
    """The settings with what the command line gives. DomainError for one that cannot work."""
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = error.errors()[0]
        raise DomainError("bad_setting", name=".".join(map(str, wrong["loc"])), why=wrong["msg"]) from None
    settings.check()
    use_locale(tr().lang, settings.business_timezone)
    return settings


@contextmanager
def progress_bar() -> Iterator[Callable[[EtlProgress], None]]:
    """The function that shows how far a work is, gone from the terminal at the end."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task(tr().t("cli.reading"), total=None)

        def show(step: EtlProgress) -> None:
            table = step.step == "table"
            label = tr().t("cli.step.table", file=step.file) if table else step_words(step.step, step.file)
            progress.update(task, description=label, completed=step.done, total=step.total or None)

        yield show
