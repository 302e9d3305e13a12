"""Progress of long work, for every process that serves."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.progress import KEPT, ProgressBoard
from etl.run.progress import Progress


def test_progress_is_kept_by_ticket_for_every_process_and_the_oldest_is_forgotten(tmp_path: Path) -> None:
    board, other = ProgressBoard(tmp_path), ProgressBoard(tmp_path)
    for number in range(KEPT + 1):
        board.writer(str(number))(Progress("read", "订单.csv", number, 500))
    assert other.get("0") is None and other.get("1") is not None
    assert other.get(str(KEPT)) == Progress("read", "订单.csv", KEPT, 500)
    other.forget(str(KEPT))
    other.forget(str(KEPT))
    assert board.get(str(KEPT)) is None
    assert len(list(tmp_path.iterdir())) == KEPT - 1


@pytest.mark.parametrize("ticket", ["../../etc/passwd", "", "a" * 64, "订单", "a/b"])
def test_any_ticket_stays_in_its_folder(tmp_path: Path, ticket: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    board = ProgressBoard(folder)
    board.writer(ticket)(Progress("land"))
    assert board.get(ticket) == Progress("land")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_work_goes_on_where_its_word_cannot_be_kept(tmp_path: Path) -> None:
    board = ProgressBoard(tmp_path / "gone")
    board.writer("a")(Progress("land"))
    assert board.get("a") is None
