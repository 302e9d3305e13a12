"""A PostgreSQL server of the test run's own, in a folder that goes with it."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import psycopg

FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
SAFE = ("fsync=on", "synchronous_commit=on")


def binaries() -> Path:
    """The folder of the newest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    name = shutil.which("initdb")
    assert name, "no PostgreSQL server is installed: tools/install-postgres.sh installs it"
    return Path(name).resolve().parent


def _as_user() -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as the user that its package made."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


class Server:
    """``start``, ``stop`` and ``kill`` it; ``database()`` makes an empty one and gives its URL."""

    def __init__(self, folder: Path, options: tuple[str, ...] = FAST) -> None:
        self.folder = folder
        self.port = _free_port()
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, pwd.getpwnam("postgres").pw_gid)
        self._call("initdb", "--auth=trust", "--username=ordertrail", "--encoding=UTF8", "--locale=C.UTF-8", "-D", "d")

    def _call(self, command: str, *words: str) -> None:
        line = [*_as_user(), str(binaries() / command), *words]
        done = subprocess.run(line, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        settings = [f"-c{option}" for option in ("listen_addresses=127.0.0.1", "max_connections=200", *self._options)]
        line = [*_as_user(), str(binaries() / "postgres"), "-D", "d", "-p", str(self.port), "-k", str(self.folder)]
        log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen([*line, *settings], cwd=self.folder, stdout=log, stderr=log)
        for _ in range(300):
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                assert self._process.poll() is None, (self.folder / "log").read_text()[-2000:]
                time.sleep(0.1)
            else:
                return
        raise AssertionError((self.folder / "log").read_text()[-2000:])

    def stop(self) -> None:
        """Fast shutdown: sessions are cut, what was committed is kept."""
        if self._process:
            self._process.send_signal(2)
            self._process.wait(30)
            self._process = None

    def kill(self) -> None:
        """As if the machine lost its power: every process of the server at once."""
        if self._process:
            # Stopped first, so that no session is born unseen and keeps the shared memory in use.
            self._process.send_signal(signal.SIGSTOP)
            children = subprocess.run(
                ["ps", "-o", "pid=", "--ppid", str(self._process.pid)], capture_output=True, text=True, check=False
            )
            pids = [self._process.pid, *map(int, children.stdout.split())]
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait(30)
            while any(_alive(pid) for pid in pids):
                time.sleep(0.01)
            self._process = None

    def url(self, database: str) -> str:
        return f"postgresql://ordertrail@127.0.0.1:{self.port}/{database}"

    def database(self, template: str = "template1") -> str:
        """The URL of a new database."""
        name = f"t{uuid4().hex[:12]}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, url: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {url.rsplit('/', 1)[1]} WITH (FORCE)")


def _alive(pid: int) -> bool:
    """Whether it still holds memory; one that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(options: tuple[str, ...] = FAST) -> Iterator[Server]:
    """A server that is gone, folder and all, at the end."""
    # A socket's path may have 107 bytes: the test run's own folders are too deep.
    folder = Path(mkdtemp(prefix="ot-pg-", dir="/tmp"))
    server = Server(folder, options)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
