"""The command line as its users have it: a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

COMMAND: Final = (sys.executable, "-m", "entrypoints.cli")
PATIENCE: Final = 100
"""Seconds that a command may take on a busy machine."""

ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str


Typed = Callable[..., Done]
"""Takes the arguments as typed, settings by name, and what comes in on standard input as `input`."""


class CommandLine:
    """Runs commands in a folder of their own, so that no `.env` file of this machine has a say."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
        self.environment: Mapping[str, str] = kept | {"PYTHONPATH": str(ROOT / "src"), "COLUMNS": "500"} | settings

    def run(self, *arguments: str | Path, input: str | bytes = "") -> Done:
        done = subprocess.run(  # noqa: S603 - our own command
            [*COMMAND, *arguments],
            input=input.encode() if isinstance(input, str) else input,
            capture_output=True,
            env=self.environment,
            cwd=self.folder,
            timeout=PATIENCE,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    @contextmanager
    def running(self, *arguments: str | Path) -> Iterator["Running"]:
        """Start it; whatever happens inside the block, the process does not outlive it."""
        with (self.folder / "output.txt").open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own command
                [*COMMAND, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.environment,
                cwd=self.folder,
            )
            try:
                yield Running(process, self.folder / "output.txt")
            finally:
                if process.poll() is None:
                    process.send_signal(signal.SIGTERM)
                    try:
                        process.wait(30)
                    except subprocess.TimeoutExpired:
                        process.kill()
                        process.wait()


@dataclass(frozen=True, slots=True)
class Running:
    process: "subprocess.Popen[bytes]"
    output: Path

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_for(self, pattern: str) -> "re.Match[str]":
        """The first match in what it says."""
        found: list[re.Match[str]] = []

        def seen() -> bool:
            found.extend(re.finditer(pattern, self.said()))
            return bool(found)

        self.wait_until(seen)
        return found[0]

    def wait_until(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            if self.process.poll() is not None:
                raise AssertionError(f"It ended too early, with {self.process.returncode}: {self.said()}")
            if time.monotonic() > deadline:
                raise AssertionError(f"It took too long: {self.said()}")
            time.sleep(0.05)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal and give back the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)
