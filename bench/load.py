"""Requests as fast as a stack takes them, by wrk."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bench.paths import DATA, HERE
from bench.questions import Question
from bench.stacks import LOAD_CORE, pinned, shout


class Outcome(msgspec.Struct, frozen=True):
    """Latencies in ms. `refused` answers were no 2xx, `broken` ones no answers."""

    requests: int
    microseconds: int
    p50: float
    p99: float
    refused: int
    broken: int
    problem: str = ""
    """Why there is no outcome at all."""

    @property
    def per_second(self) -> float:
        return self.requests * 1_000_000 / max(1, self.microseconds)

    @property
    def is_void(self) -> bool:
        return not self.requests or bool(self.refused or self.broken or self.problem)

    @property
    def why_void(self) -> str:
        return self.problem or f"{self.requests} requests, {self.refused} refused, {self.broken} broken"


def nothing(problem: str) -> Outcome:
    return Outcome(requests=0, microseconds=0, p50=0, p99=0, refused=0, broken=0, problem=problem)


def require_wrk() -> None:
    """Fetch it where that can be done; without it nothing is measured."""
    if shutil.which("wrk"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        shout("There is no wrk here: installing Debian's.")
        subprocess.run(["apt-get", "install", "-qq", "--no-install-recommends", "wrk"], check=False)  # noqa: S607
    if not shutil.which("wrk"):
        shout("wrk is not to be had here, and nothing is measured without it. On Debian: apt-get install wrk")
        sys.exit(1)


def questionnaire(name: str, asked: Sequence[Question]) -> Path:
    """The questions as wrk reads them."""
    file = DATA / "questions" / f"{name}.tsv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{one.method}\t{one.path}\t{one.body}\n" for one in asked))
    return file


def load(port: int, token: str, asked: Path, *, connections: int, seconds: float) -> Outcome:
    """`seconds` are rounded up to whole ones, which is what wrk counts in. When wrk itself fails, it says so loudly."""
    command = [*pinned(LOAD_CORE), "wrk", "-t1", f"-c{connections}", f"-d{-int(-seconds // 1)}s", "--timeout", "10s"]
    command += ["-s", str(HERE / "load.lua"), f"http://127.0.0.1:{port}", "--", str(asked)]
    try:
        done = subprocess.run(
            command, check=True, capture_output=True, env={**os.environ, "TOKEN": token}, timeout=seconds + 60
        )
        return msgspec.json.decode(done.stdout.splitlines()[-1], type=Outcome)
    except subprocess.CalledProcessError as problem:
        why = f"wrk ended with {problem.returncode}: {_last_words(problem)}"
    except subprocess.TimeoutExpired:
        why = f"wrk did not end within {seconds + 60:.0f} s"
    except (IndexError, msgspec.MsgspecError) as problem:
        why = f"wrk said what cannot be read ({problem})"
    shout(why)
    return nothing(why)


def _last_words(failed: subprocess.CalledProcessError) -> str:
    said: bytes = failed.stderr or failed.stdout
    return " ".join(said.decode(errors="replace").split())[-300:]
