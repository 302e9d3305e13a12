"""The bar of an import in the terminal."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from etl.run.progress import Progress
from ordertrail.cli import import_bar as bar
from ordertrail.i18n import use_locale


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    written = StringIO()
    monkeypatch.setattr(bar, "err", Console(file=written, force_terminal=True, width=160, color_system=None))
    use_locale("en")
    return written


@pytest.mark.parametrize(
    "told, said",
    [
        (Progress("read", "订单.csv", 5000, 10_000), ("订单.csv", "of 3.0 MB", "5,000 rows", "%")),
        (Progress("land", rows=10_000, orders=4000), ("3.0 of 3.0 MB", "4,000 orders", "%")),
        (Progress("read", "[bold]a[.csv", 1, 2), ("[bold]a[.csv",)),
        (Progress("cancel"), ("Cancelling",)),
    ],
)
def test_it_names_the_step_the_file_and_how_far_all_is(
    tmp_path: Path, terminal: StringIO, told: Progress, said: tuple[str, ...]
) -> None:
    path = tmp_path / "订单.csv"
    path.write_bytes(b"x" * (3 << 20))
    with bar.import_bar([path, tmp_path / "gone.csv"], dry_run=False) as show:
        show(Progress("decode", path.name, 1, 1))
        show(told)
    shown = terminal.getvalue()
    assert all(each in shown for each in said), shown
    assert shown.rstrip().endswith("\x1b[2K")  # nothing of it stays behind
