"""One stack as a running server."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from bench.paths import DATA, ROOT
from bench.questions import PING
from bench.stacks import Stack
from bench.world import World

PATIENCE: Final = 60.0
"""Seconds for a start."""

LAST_REQUESTS: Final = 10.0
"""Seconds for an end."""


class NotServing(Exception):
    """A stack did not start, or went away."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Served:
    stack: Stack
    port: int
    process: subprocess.Popen[bytes]
    token: str

    def ask(self, method: str, path: str, body: str | None = None, *, token: str | None = None) -> Answer:
        """`token` is another than the valid one; an empty one sends none."""
        headers = {"Content-Type": "application/json", "User-Agent": "bench"} if body is not None else {}
        if bearer := self.token if token is None else token:
            headers["Authorization"] = f"Bearer {bearer}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, msgspec.json.decode(answer.read()))
        finally:
            connection.close()


@contextmanager
def served(stack: Stack, world: World) -> Iterator[Served]:
    log = DATA / "logs" / f"{stack.name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTHONPATH": str(ROOT)}
    own = world.of_the_house if stack.kind == "ours" else {}
    environment |= {**world.environment, **own, **stack.environment, "DATA_DIR": str(DATA / "house")}
    with log.open("wb") as written:
        process = subprocess.Popen(
            stack.started_with(port),
            cwd=stack.folder,
            env=environment,
            stdout=written,
            stderr=written,
            start_new_session=True,
        )
    try:
        running = Served(stack, port, process, world.token())
        _wait_for(running, log)
        yield running
    finally:
        stop(process)


def _wait_for(running: Served, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and running.process.poll() is None:
        with suppress(OSError, http.client.HTTPException, msgspec.DecodeError):
            if running.ask("GET", PING).status == http.HTTPStatus.OK:
                return
        time.sleep(0.1)
    raise NotServing(f"{running.stack.name} does not serve: {log.read_text(errors='replace')[-2000:]}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """With all that it started itself, which is in its process group."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(LAST_REQUESTS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _free_port() -> int:
    """Chosen by the kernel with a plain bind: a server that shares ports would clash in silence."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return int(holder.getsockname()[1])
