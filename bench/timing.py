"""`python -m bench.timing`: whether the time of an answer tells who has an account.

Pairs of requests, one about a known and one about an unknown address, in random order. How well time tells them apart
is the area under the curve: 0.5 when not at all, 1 when always. Exits with 1 when it is further off than `FARTHEST`.
"""

import http.client
import json
import os
import random
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct

from bench.paths import ROOT

PAIRS: Final = 400
ACCOUNTS: Final = 100
"""Known ones: so many that none is asked about twice in a row."""

FARTHEST: Final = 0.06
"""From 0.5, at 400 pairs: three standard deviations of what chance alone gives."""

NOTHING: Final = 0.1
"""Milliseconds between the medians that do not count, whatever the area."""

PAUSE: Final = 0.03
"""Seconds after each answer, in which what the one before set off is done."""

PATIENCE: Final = 120.0
MEANT: Final = {http.client.ACCEPTED, http.client.UNAUTHORIZED, http.client.UNPROCESSABLE_ENTITY}

_SETTINGS: Final = {
    "REGISTRATION_DISCLOSES": "false",
    "ACCOUNT_FAILURES": "1000000000",
    "ADDRESS_FAILURES": "1000000000",
    "LOG_LEVEL": "error",
}
Asked = tuple[str, dict[str, str]]


class Told(Struct, frozen=True):
    """Milliseconds are medians."""

    door: str
    known: float
    unknown: float
    area: float

    @property
    def is_silent(self) -> bool:
        return abs(self.area - 0.5) <= FARTHEST or abs(self.known - self.unknown) < NOTHING

    def row(self) -> str:
        verdict = "yes" if self.is_silent else "**no**"
        return f"| {self.door} | {self.known:.2f} | {self.unknown:.2f} | {self.area:.3f} | {verdict} |"


class Client:
    """One connection, kept."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def post(self, asked: Asked) -> float:
        """Milliseconds from the request to the end of its answer."""
        path, body = asked
        sent = json.dumps(body)
        begun = time.perf_counter()
        self._connection.request("POST", f"/api/v1/auth/{path}", sent, {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        answer.read()
        took = time.perf_counter() - begun
        if answer.status not in MEANT:
            raise SystemExit(f"{path} was answered {answer.status}")
        time.sleep(PAUSE)
        return took * 1000


def area(ones: Sequence[float], others: Sequence[float]) -> float:
    """How often one of these takes longer than one of the others; ties count as half."""
    won = sum((one > other) + (one == other) / 2 for one in ones for other in others)
    return won / (len(ones) * len(others))


def told(door: str, client: Client, known: Callable[[], Asked], unknown: Callable[[], Asked]) -> Told:
    times: dict[Callable[[], Asked], list[float]] = {known: [], unknown: []}
    for number in range(PAIRS + PAIRS // 10):
        for ask in random.sample([known, unknown], 2):
            took = client.post(ask())
            if number >= PAIRS // 10:  # the first ones warm up
                times[ask].append(took)
    return Told(door, median(times[known]), median(times[unknown]), area(times[known], times[unknown]))


def measure(client: Client) -> list[Told]:
    password = f"{secrets.token_urlsafe(12)}-Aa1"
    people = [f"known.{number:06}@example.com" for number in range(ACCOUNTS)]
    for email in people:
        client.post(("register", {"email": email, "password": password}))
    numbers = count()

    def known() -> str:
        return people[next(numbers) % ACCOUNTS]

    def unknown() -> str:
        return f"other.{next(numbers):06}@example.com"

    def with_password(door: str, address: Callable[[], str]) -> Callable[[], Asked]:
        return lambda: (door, {"email": address(), "password": password + "-wrong"})

    def without(address: Callable[[], str]) -> Callable[[], Asked]:
        return lambda: ("password/forgot", {"email": address()})

    return [
        told("login, wrong password", client, with_password("login", known), with_password("login", unknown)),
        told("password/forgot", client, without(known), without(unknown)),
        told("register, undisclosed", client, with_password("register", known), with_password("register", unknown)),
    ]


@contextmanager
def served() -> Iterator[int]:
    """A server with a PostgreSQL of its own, as `tixgenius serve` has it."""
    with TemporaryDirectory() as folder, socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        port = int(holder.getsockname()[1])
        holder.close()
        environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        environment |= {"PYTHONPATH": str(ROOT / "src"), "PORT": str(port), "DATA_DIR": str(Path(folder) / "data")}
        log = Path(folder) / "log.txt"
        with log.open("wb") as written:
            process = subprocess.Popen(
                [sys.executable, "-m", "entrypoints.cli", "serve"],
                cwd=folder,
                env=environment | _SETTINGS,
                stdout=written,
                stderr=written,
            )
        try:
            _wait_for(port, process, log)
            yield port
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.2)
    raise SystemExit(log.read_text(errors="replace")[-2_000:])


def main() -> int:
    with served() as port:
        measured = measure(Client(port))
    print(f"{PAIRS} pairs; load average {os.getloadavg()[0]:.1f}\n")
    print("| door | known, ms | unknown, ms | area | silent |\n|---|---|---|---|---|")
    print("\n".join(one.row() for one in measured))
    return 0 if all(one.is_silent for one in measured) else 1


if __name__ == "__main__":
    sys.exit(main())
