"""``ordertrail serve`` as a process of its own, and the other commands beside it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = str(Path(sys.executable).with_name("ordertrail"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def surroundings(folder: Path, **settings: object) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ORDERTRAIL_", "LC_", "LANG"))}
    given = {f"ORDERTRAIL_{name.upper()}": str(value) for name, value in settings.items()}
    return {**kept, "LANG": "en_US.UTF-8", "ORDERTRAIL_DATA_DIR": str(folder), **given}


_HOLD = (
    "import sys; from pathlib import Path; from ordertrail.app import open_context; "
    "from ordertrail.settings import Settings; "
    "ctx = open_context(Settings(data_dir=Path(sys.argv[1])), command='ordertrail export'); "
    "print('held', flush=True); sys.stdin.read(); ctx.store.close()"
)


@contextmanager
def holding(folder: Path) -> Iterator[int]:
    """Another process that holds the store in ``folder`` as a command does; its number."""
    line = [sys.executable, "-c", _HOLD, str(folder)]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin and process.stdout and process.stdout.readline() == b"held\n"
        try:
            yield process.pid
        finally:
            process.stdin.close()


@dataclass
class Served:
    process: subprocess.Popen[bytes]
    folder: Path
    url: str
    environment: dict[str, str]

    @property
    def log(self) -> str:
        return (self.folder.parent / "serve.log").read_text()

    def run(self, *words: str, lang: str = "en_US.UTF-8", seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """A command beside the server, with the same settings."""
        return subprocess.run(
            [PROGRAM, *words],
            env={**self.environment, "LANG": lang},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def ask(self, method: str, address: str, body: Any = None, lang: str = "en") -> tuple[int, Any]:
        """Status and JSON of an answer."""
        request = urllib.request.Request(
            self.url + address,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json", "accept-language": lang},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Seconds until the process had ended."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(20)
        return time.monotonic() - began


@contextmanager
def serving(folder: Path, *words: str, **settings: object) -> Iterator[Served]:
    """The server, ready to answer; it is gone at the end."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    port = free_port()
    environment = surroundings(folder, port=port, **settings)
    with (folder.parent / "serve.log").open("wb") as log:
        process = subprocess.Popen([PROGRAM, "serve", *words], env=environment, stdout=log, stderr=log)
    served = Served(process, folder, f"http://127.0.0.1:{port}", environment)
    try:
        for _ in range(600):
            assert process.poll() is None, served.log
            try:
                if served.ask("GET", "/healthz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError(served.log)
        yield served
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
