"""How far an import is, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final

from rich.progress import BarColumn, ProgressBar, ProgressColumn, Task, TextColumn
from rich.progress import Progress as Bar
from rich.text import Text

from etl.run.progress import LAND, PREPARE, Progress, Tell, Tracker
from etl.run.run_words import facts_words, step_words
from ordertrail.cli.base import err
from ordertrail.cli.desk import sizes_of

WHOLE: Final = 1000


class _Share(BarColumn):
    """Asks the tracker at each drawing, so that the bar moves also where nothing is told."""

    def __init__(self, tracker: Tracker) -> None:
        super().__init__(bar_width=30)
        self._tracker = tracker

    def render(self, task: Task) -> ProgressBar:
        task.completed = int(self._tracker.standing().share * WHOLE)
        return super().render(task)


class _Facts(ProgressColumn):
    def __init__(self, tracker: Tracker) -> None:
        super().__init__()
        self._tracker = tracker

    def render(self, task: Task) -> Text:
        return Text(facts_words(asdict(self._tracker.standing())))


@contextmanager
def import_bar(files: Sequence[Path], dry_run: bool) -> Iterator[Tell]:
    """The function that shows how far the import is, gone from the terminal at the end."""
    tracker = Tracker(sizes_of(files), PREPARE if dry_run else (*PREPARE, *LAND))
    columns = (
        TextColumn("{task.description}", markup=False),
        _Share(tracker),
        TextColumn("{task.percentage:>3.0f}%"),
        _Facts(tracker),
    )
    with Bar(*columns, console=err, transient=True) as bar:
        task = bar.add_task(step_words(""), total=WHOLE)

        def show(told: Progress) -> None:
            if told.step != "cancel":
                tracker.hear(told)
            bar.update(task, description=step_words(told.step, told.file))

        yield show
