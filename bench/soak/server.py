"""A house as anybody starts it, on a PostgreSQL of its own, and how it is asked."""

import os
import resource
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2

from adapters.pgserver.folder import folder_for
from bench.paths import ROOT
from bench.stacks import shout

EMAIL: Final = "admin@example.com"
PATIENCE: Final = 120.0
"""Seconds for a start, which includes making a database."""

NEEDED: Final = 8000
"""Files that a process may have open: 6,000 slow senders, the users, and what a server has open anyway."""


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    token: str
    postgres: Path
    sockets: int
    """How many slow senders this machine allows."""

    def client(self, **options: Any) -> httpx2.AsyncClient:
        """Asks as the admin."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx2.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=60, **options)


@contextmanager
def served() -> Iterator[Server]:
    """Settings are those of an installation without any, but for a quiet log; nothing remains afterwards."""
    sockets = _open_files() - 2000
    with tempfile.TemporaryDirectory(prefix="tixgenius-soak-", ignore_cleanup_errors=True) as name:
        folder, port, password = Path(name), _free_port(), f"Soak-1-{secrets.token_urlsafe(16)}"
        folder.chmod(0o755)  # root's PostgreSQL runs as somebody else
        settings = {"DATA_DIR": str(folder), "LOG_LEVEL": "warning", "ADMIN_EMAIL": EMAIL, "ADMIN_PASSWORD": password}
        paths = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTHONPATH": str(ROOT / "src")}
        with (folder / "log").open("wb") as log:
            command = [sys.executable, "-m", "entrypoints.cli", "serve", "--port", str(port)]
            process = subprocess.Popen(command, cwd=folder, env=paths | settings, stdout=log, stderr=log)
        try:
            token = _logged_in(port, password, process, folder / "log")
            yield Server(port, token, folder_for(folder / "postgres"), sockets)
        finally:
            _stop(process)
            if process.returncode:
                shout(f"The server ended with {process.returncode}: {(folder / 'log').read_text()[-3000:]}")


def _logged_in(port: int, password: str, process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    credentials = {"email": EMAIL, "password": password}
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(httpx2.TransportError):
            answer = httpx2.post(f"http://127.0.0.1:{port}/api/v1/auth/login", json=credentials)
            token: str = answer.json()["data"]["accessToken"]
            return token
        time.sleep(0.2)
    sys.exit(f"The server does not start: {log.read_text()[-3000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(40)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        shout("The server had to be killed")


def _open_files() -> int:
    """Raise the limit, which what is started from here inherits; how many it is then."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = NEEDED if hard == resource.RLIM_INFINITY else min(NEEDED, hard)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return NEEDED
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    if wanted < NEEDED:
        shout(f"This machine allows {wanted} open files and not {NEEDED}: FEWER slow senders than demanded")
    return wanted


def _free_port() -> int:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return int(holder.getsockname()[1])
