"""`python -m bench.profiled point`: where the house spends its CPU for one of the four requests, by py-spy.

Native code is attributed to the Python function that called it. With one to two thousand samples read it as ±3 points.
"""

import argparse
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench import gate
from bench.load import load, questionnaire, require_wrk
from bench.paths import DATA, ROOT
from bench.questions import ENDPOINTS, questions
from bench.serving import served
from bench.stacks import STACKS
from bench.world import world

SECONDS: Final = 8
SHOWN: Final = 40
_PACKAGE: Final = re.compile(r".*/site-packages/([^/]+)/")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.profiled", description=__doc__)
    parser.add_argument("endpoint", choices=ENDPOINTS)
    parser.add_argument("--stack", default="ours, no access log", choices=[stack.name for stack in STACKS])
    arguments = parser.parse_args()
    require_wrk()
    stack = next(one for one in STACKS if one.name == arguments.stack)
    with world() as here, served(stack, here) as running:
        asked = questionnaire("profiled", questions(arguments.endpoint, here.tickets, gate.cursors(running)))
        load(running.port, running.token, asked, connections=32, seconds=3)
        loading = threading.Thread(
            target=load, args=(running.port, running.token, asked), kwargs={"connections": 32, "seconds": SECONDS + 3}
        )
        loading.start()
        stacks = _recorded(running.process.pid)
        loading.join()
    _print_shares(stacks)


def _recorded(pid: int) -> Counter[tuple[str, ...]]:
    """Samples by their frames, outermost first."""
    file = DATA / "profile.raw"
    spy = Path(sys.executable).with_name("py-spy")
    command = [str(spy), "record", "--pid", str(pid), "--rate", "400", "--duration", str(SECONDS), "--format", "raw"]
    command += ["--full-filenames", "--nolineno", "--subprocesses", "--output", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    samples: Counter[tuple[str, ...]] = Counter()
    for line in file.read_text().splitlines():
        frames, _, count = line.rpartition(" ")
        samples[tuple(frames.split(";"))] += int(count)
    return samples


def _print_shares(samples: Counter[tuple[str, ...]]) -> None:
    total = samples.total()
    by_self, by_all, by_part = Counter[str](), Counter[str](), Counter[str]()
    for frames, count in samples.items():
        by_self[frames[-1]] += count
        by_part[_part(frames[-1])] += count
        for frame in set(frames):
            by_all[frame] += count
    for title, counted in (("by part", by_part), ("by function, itself", by_self), ("by function, all", by_all)):
        print(f"\n{title}, of {total} samples")
        print("\n".join(f"{100 * count / total:5.1f} %  {_short(name)}" for name, count in counted.most_common(SHOWN)))


def _part(frame: str) -> str:
    """The package a frame belongs to, or our layer."""
    return next(_parts(frame), "standard library")


def _parts(frame: str) -> Iterator[str]:
    if found := _PACKAGE.match(frame.partition("(")[2]):
        yield found[1]
    if f"({ROOT}/src/" in frame:
        yield "/".join(frame.partition(f"({ROOT}/src/")[2].split("/")[:2])


def _short(frame: str) -> str:
    return frame.replace(f"{ROOT}/src/", "").replace(f"{Path(sys.prefix)}/lib/", "")


if __name__ == "__main__":
    main()
