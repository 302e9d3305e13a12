"""The command line as people and programs use it."""

from __future__ import annotations

import csv
import json
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ordertrail.cli import app
from ordertrail.i18n import use_locale
from tests.services.landing import HEAD

ROW = "M-1,paid,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00\n"
KEYS = ["import_id", "channel", "files", "rows", "orders", "lines", "sums", "problems", "amounts", "warnings",
        "assumed", "reconciliation", "left", "undo"]  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("ORDERTRAIL_DATA_DIR", str(tmp_path / "kept"))
    use_locale("en")

    def call(*words: str) -> Result:
        return CliRunner().invoke(app, list(words))

    return call


def file(folder: Path, text: str, name: str = "orders.csv") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_json_is_one_object_with_the_documented_parts(run, tmp_path: Path) -> None:
    result = run("import", file(tmp_path, HEAD + ROW + ROW.replace("M-1,paid", "M-2,lost")), "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert list(found) == KEYS
    assert found["rows"] == {"read": 2, "merged": 1, "unchanged": 0, "held": 1, "other": 0}
    assert found["orders"] == {"new": 1, "changed": 0, "unchanged": 0, "conflict": 0, "held": 1}
    assert (found["lines"], found["sums"], found["files"]) == (1, {"CNY": "100.00"}, ["orders.csv"])
    problem = found["problems"][0]
    assert (problem["file"], problem["line"], problem["column"]) == ("orders.csv", 3, "status")
    assert "lost" in problem["text"] and problem["reason"] == "unknown_status"


def test_the_same_file_again_changes_nothing_and_is_no_failure(run, tmp_path: Path) -> None:
    path = file(tmp_path, HEAD + ROW)
    run("import", path)
    again = run("import", path, "--json")
    assert again.exit_code == 0
    assert json.loads(again.stdout)["orders"] == {"new": 0, "changed": 0, "unchanged": 1, "conflict": 0, "held": 0}


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty_file"), ("a,b\n1,2\n", "unknown_layout"), (HEAD + ROW.replace("M-1", "3.51E+17"), "excel_ids")],
)
def test_a_refused_file_is_exit_2_with_its_sentence(run, tmp_path: Path, text: str, reason: str) -> None:
    path = file(tmp_path, text)
    result = run("import", path, "--json")
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert list(found) == KEYS
    assert found["problems"][0]["reason"] == reason and "orders.csv" in found["problems"][0]["text"]
    plain = run("import", path)
    assert plain.exit_code == 2 and "orders.csv" in plain.stderr and "Traceback" not in plain.output


def test_all_refusals_are_told_and_what_they_kept_out(run, tmp_path: Path) -> None:
    texts = {"good.csv": HEAD + ROW, "bad.csv": HEAD + ROW.replace("M-1", "3.51E+17"), "notes.csv": "a,b\n1,2\n"}
    words = [file(tmp_path, text, name) for name, text in texts.items()] + [str(tmp_path / "gone.csv")]
    plain = run("import", *words)
    assert plain.exit_code == 2 and plain.stderr.count("✗") == 3
    assert "Nothing of good.csv was imported" in plain.stderr
    found = json.loads(run("import", *words, "--json").stdout)
    assert list(found) == KEYS and found["files"] == [*texts, "gone.csv"]
    assert {problem["file"]: problem["reason"] for problem in found["problems"]} == {
        "bad.csv": "excel_ids", "notes.csv": "unknown_layout", "gone.csv": "unreadable_file",
    }  # fmt: skip
    alone = run("import", *words[1:])
    assert alone.exit_code == 2 and "Nothing of" not in alone.stderr
    assert json.loads(run("import", words[0], "--json").stdout)["orders"]["new"] == 1


def test_brackets_in_what_people_give_are_shown_as_they_are(run, tmp_path: Path) -> None:
    refused = run("import", file(tmp_path, "a,[/b],c\n1,2,3\n", "[b].csv"))
    assert refused.exit_code == 2 and "a,[/b],c" in refused.stderr and "[b].csv" in refused.stderr
    held = run("import", file(tmp_path, HEAD + ROW + ROW.replace("M-1,paid", "M-2,[/lost]"), "[x]o.csv"))
    assert held.exit_code == 0, held.output
    assert "[x]o.csv:3" in held.stdout and "[/lost]" in held.stdout
    for folder, name in (("[bold]", "o.csv"), ("out[", "a].csv")):
        (tmp_path / folder).mkdir()
        done = run("export", "orders", "--output", str(tmp_path / folder / name))
        assert done.exit_code == 0 and f"{folder}/{name}" in done.stdout, done.output


def test_a_file_that_is_not_there(run, tmp_path: Path) -> None:
    result = run("import", str(tmp_path / "gone.csv"))
    assert result.exit_code == 2 and "gone.csv" in result.stderr


def test_a_dry_run_lands_nothing(run, tmp_path: Path) -> None:
    path = file(tmp_path, HEAD + ROW)
    assert json.loads(run("import", path, "--dry-run", "--json").stdout)["orders"]["new"] == 1
    assert json.loads(run("import", path, "--json").stdout)["orders"]["new"] == 1


def test_two_channels_make_two_imports(run, tmp_path: Path) -> None:
    samples = Path(__file__).resolve().parents[2] / "data" / "samples"
    result = run("import", str(samples / "douyin_orders.csv"), str(samples / "shopify_orders.csv"), "--json")
    assert [report["channel"] for report in json.loads(result.stdout)] == ["douyin", "shopify"]


def test_export_as_a_spreadsheet_or_line_by_line(run, tmp_path: Path) -> None:
    run("import", file(tmp_path, HEAD + "M-1,paid,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00\n"))
    for words, kind in (
        (("-o", "o.xlsx"), b"PK"),
        (("-o", "o", "--format", "xlsx"), b"PK"),
        (("-o", "o.csv"), b"\xef"),
    ):
        target = tmp_path / words[1]
        done = run("export", "orders", words[0], str(target), *words[2:], "--rows", "lines")
        assert done.exit_code == 0, done.output
        assert target.read_bytes().startswith(kind)
    assert "line_no" in (tmp_path / "o.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert run("export", "orders", "-o", str(tmp_path / "x"), "--format", "pdf").exit_code == 2


def test_export_and_data_dir(run, tmp_path: Path) -> None:
    run("import", file(tmp_path, HEAD + ROW))
    out = tmp_path / "out.csv"
    result = run("export", "orders", "--output", str(out))
    assert result.exit_code == 0, result.stderr
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["channel_order_no"] for row in rows] == ["M-1"]
    assert (tmp_path / "kept" / "ordertrail.duckdb").is_file()
    other = run("export", "orders", "--output", str(out), "--data-dir", str(tmp_path / "elsewhere"))
    assert other.exit_code == 0
    assert out.read_text(encoding="utf-8-sig").count("\n") == 1


def test_doctor_finds_what_is_wrong(run, tmp_path: Path) -> None:
    assert run("doctor").exit_code == 0
    kept = tmp_path / "kept"
    kept.mkdir(exist_ok=True)
    (kept / "ordertrail.duckdb").write_bytes(b"not a store" * 500)
    result = run("doctor")
    assert result.exit_code == 1 and "→" in result.stdout and "Traceback" not in result.output


def test_doctor_finds_a_taken_port(run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("ORDERTRAIL_PORT", str(taken.getsockname()[1]))
        result = run("doctor")
        assert result.exit_code == 1 and str(taken.getsockname()[1]) in result.stdout
        served = run("serve")
    assert served.exit_code == 2 and "port" in served.stderr.lower()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOST", "0.0.0.0"),
        ("HOST", "shop.example"),
        ("BUSINESS_TIMEZONE", "Mars/Olympus"),
        ("BASE_CURRENCY", "XXQ"),
        ("PORT", "many"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_a_sentence(
    run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"ORDERTRAIL_{name}", value)
    result = run("serve")
    assert result.exit_code == 2 and "Traceback" not in result.output
    assert value in result.stderr or name.lower() in result.stderr.lower()


def test_help_explains_every_command(run) -> None:
    shown = run("--help").stdout
    for command in ("serve", "import", "demo", "export", "doctor"):
        assert command in shown
        assert run(command, "--help").exit_code == 0


def test_an_unwritable_folder_is_named(run, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    result = run("export", "orders", "--output", str(tmp_path / "o.csv"), "--data-dir", str(blocked / "deep"))
    assert result.exit_code == 2 and str(blocked) in result.stderr.replace("\n", "")
