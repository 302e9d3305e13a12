"""Commands beside a running server do their work through it, with the answers that they give alone."""

from __future__ import annotations

import csv
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ordertrail import remote
from ordertrail.domain.errors import DomainError
from tests.cli.serving import Served, serving
from tests.cli.test_cli import KEYS, ROW
from tests.services.landing import HEAD

GOOD = HEAD + ROW + ROW.replace("M-1,paid", "M-2,lost")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served") / "data") as found:
        yield found


def write(folder: Path, text: str, name: str = "orders.csv") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_an_import_lands_in_the_server_as_it_lands_alone(served: Served, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD, '订单 "1".csv')
    dry = json.loads(served.run("import", path, "--dry-run", "--json").stdout)
    assert dry["orders"]["new"] == 1 and served.ask("GET", "/healthz")[1]["orders"] == 0
    assert list((served.folder / "staging").iterdir()) == []
    done = served.run("import", path, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert list(found) == KEYS
    assert found["rows"] == {"read": 2, "merged": 1, "unchanged": 0, "held": 1, "other": 0}
    assert (found["problems"][0]["line"], found["problems"][0]["reason"]) == (3, "unknown_status")
    assert served.ask("GET", "/healthz")[1]["orders"] == 1
    again = served.run("import", path)
    assert again.returncode == 0 and "Unchanged orders" in again.stdout and "lost" in again.stdout
    chinese = served.run("import", path, "--json", lang="zh_CN.UTF-8")
    assert json.loads(chinese.stdout)["problems"][0]["text"] != found["problems"][0]["text"]


def test_one_refused_file_keeps_all_from_landing(served: Served, tmp_path: Path) -> None:
    good = write(tmp_path, HEAD + ROW.replace("M-1", "M-77"))
    bad = write(tmp_path, HEAD + ROW.replace("M-1", "3.51E+17"), "bad.csv")
    before = served.ask("GET", "/healthz")[1]["orders"]
    for words in ((good, bad), (bad,)):
        done = served.run("import", *words, "--json")
        assert done.returncode == 2, done.stdout
        problem = json.loads(done.stdout)["problems"][0]
        assert (problem["file"], problem["line"], problem["reason"]) == ("bad.csv", 2, "excel_ids")
        assert json.loads(done.stdout)["files"] == [Path(word).name for word in words] and "bad.csv" in problem["text"]
    assert "坏" not in served.run("import", bad).stderr
    assert "bad.csv" in served.run("import", bad, lang="zh_CN.UTF-8").stderr
    gone = served.run("import", good, str(tmp_path / "gone.csv"))
    assert gone.returncode == 2 and "gone.csv" in gone.stderr and "Traceback" not in gone.stderr
    odd = write(tmp_path, "a,[/b],c\n1,2,3\n", "odd.csv")
    for words in ((good, bad, odd), (bad, odd)):
        done = served.run("import", *words, str(tmp_path / "gone.csv"))
        assert done.returncode == 2 and done.stderr.count("✗") == 3 and "a,[/b],c" in done.stderr
        assert ("Nothing of orders.csv was imported" in done.stderr) == (good in words)
    assert served.ask("GET", "/healthz")[1]["orders"] == before
    assert list((served.folder / "staging").iterdir()) == []


def test_export_writes_what_the_store_holds(served: Served, tmp_path: Path) -> None:
    extra = HEAD + 'M-3,paid,CNY,2025-01-15 10:30:00,"Ann\nLee, ""A""",Cup,2,50.00\n'
    assert served.run("import", write(tmp_path, extra)).returncode == 0
    output = tmp_path / "out.csv"
    done = served.run("export", "orders", "--output", str(output))
    assert done.returncode == 0, done.stderr
    with output.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    orders = served.ask("GET", "/healthz")[1]["orders"]
    assert len(rows) == orders and {"M-1", "M-3"} <= {row["channel_order_no"] for row in rows}
    assert done.stdout.strip() == f"{orders} orders written to {output}."
    blocked = served.run("export", "orders", "--output", str(tmp_path / "no" / "out.csv"))
    assert blocked.returncode == 2 and "out.csv" in blocked.stderr


def test_demo_data_come_and_go(served: Served) -> None:
    loaded = served.run("demo", "load")
    assert loaded.returncode == 0 and "demo orders loaded" in loaded.stdout, loaded.stderr
    again = served.run("demo", "load")
    assert again.returncode == 2 and "already" in again.stderr
    assert served.ask("GET", "/api/imports/demo/progress")[0] == 404
    removed = served.run("demo", "remove")
    count = loaded.stdout.split()[0]
    assert removed.stdout.split()[0] == count and int(count) > 10_000


def test_doctor_asks_the_server(served: Served) -> None:
    # What tests before this one wrote waits for a moment to get into the index of terms.
    for _ in range(30):
        done = served.run("doctor", "--deep")
        if "everything fits together" in done.stdout:
            break
        time.sleep(1)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ordertrail serve" in done.stdout and str(served.process.pid) in done.stdout
    assert "everything fits together" in done.stdout


def test_a_second_server_is_told_who_is_there(served: Served) -> None:
    done = served.run("serve", "--port", "1")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    second = served.run("serve", "--port", str(int(served.url.rsplit(":", 1)[1]) + 1))
    assert second.returncode == 2
    for word in ("ordertrail serve", f"process {served.process.pid}", served.url):
        assert word in second.stderr


def test_a_server_that_hangs_is_given_up_with_a_sentence(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "PATIENCE", 1.0)
    served.process.send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        with pytest.raises(DomainError) as refusal:
            remote.Remote(served.url, served.process.pid, "en").remove_demo()
        assert (refusal.value.code, refusal.value.params["pid"]) == ("server_silent", served.process.pid)
        assert time.monotonic() - began < 10
    finally:
        served.process.send_signal(signal.SIGCONT)


def test_a_server_that_ends_lets_go_of_its_name_and_its_file(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as found:
        assert (found.folder / "holder.json").exists()
        found.stop()
        assert sorted(path.name for path in found.folder.glob("*.*")) == ["ordertrail.duckdb"]
        assert found.run("import", write(tmp_path, HEAD + ROW)).returncode == 0


def test_after_a_kill_the_file_is_free_and_the_name_is_not_believed(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as found:
        found.stop(signal.SIGKILL)
        assert (found.folder / "holder.json").exists()
        assert found.run("import", write(tmp_path, HEAD + ROW)).returncode == 0
        assert not (found.folder / "holder.json").exists()
