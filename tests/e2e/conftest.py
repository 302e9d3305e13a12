"""A real server in a process of its own, and a real browser before it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dash.testing.browser import Browser
from selenium.webdriver.chrome.options import Options

WORDS = (
    "--headless", "--window-size=1440,1000", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--lang=en-US",
)  # fmt: skip


class _Options(Options):
    """dash.testing sets the log's level by itself; what goes over the wire is wanted beside it."""

    def set_capability(self, name: str, value: Any) -> None:
        if name == "goog:loggingPrefs":
            value = {"browser": "ALL", "performance": "ALL"}
        super().set_capability(name, value)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """dash.testing's browser; what was not asked of this machine, or complained of on the console, fails the test."""
    options = _Options()
    for word in WORDS:
        options.add_argument(word)
    options.add_experimental_option("prefs", {"intl.accept_languages": "en-US,en"})
    with Browser(
        "chrome", options=[options], headless=True, download_path=str(tmp_path), percy_run=False, wait_timeout=60
    ) as opened:
        yield opened
        assert asked_elsewhere(opened) == []
        assert complaints(opened) == []


def asked_elsewhere(browser: Browser) -> list[str]:
    """Addresses of requests that left this machine, over all pages of the test."""
    found = []
    for entry in browser.driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            if not url.startswith(("http://127.0.0.1:", "data:", "blob:", "chrome://", "about:")):
                found.append(url)
    return found


def complaints(browser: Browser) -> list[str]:
    """Errors on the console, but for refusals that the screen shows as sentences (409 and 422)."""
    return [
        entry["message"]
        for entry in browser.driver.get_log("browser")
        if entry["level"] == "SEVERE" and not any(f"status of {code}" in entry["message"] for code in (409, 422))
    ]


class Running:
    """A server at ``url`` over the data in ``folder``."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "log"
        command = [sys.executable, "-c", "from ordertrail.cli import main; main()", "serve"]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, "--port", str(port), "--data-dir", str(folder / "data")], stdout=log, stderr=log
            )
        for _ in range(300):
            try:
                self.get("/healthz")
            except OSError:
                assert self._process.poll() is None, self.log.read_text()
                time.sleep(0.1)
            else:
                return
        raise AssertionError(self.log.read_text())

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.url}{path}", timeout=30) as answer:
            return json.load(answer)

    def post(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}{path}", data=data, method="POST", headers=headers)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def stop(self) -> None:
        self._process.terminate()
        # uvicorn shuts down, then passes the signal on to the process.
        assert self._process.wait(10) in (0, -signal.SIGTERM), self.log.read_text()
        assert "Traceback" not in self.log.read_text()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for all journeys; it starts with an empty store."""
    running = Running(tmp_path_factory.mktemp("e2e"))
    yield running
    running.stop()


@pytest.fixture
def filled(server: Running) -> Running:
    """The server with the demo data in it."""
    if not server.get("/healthz")["orders"]:
        server.post("/api/demo")
    return server
