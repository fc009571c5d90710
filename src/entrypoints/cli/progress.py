"""How far a long task has come: a bar on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from entrypoints.cli.console import err, say

EVERY: Final = 10.0
"""Seconds between lines where there is no terminal."""

Report = Callable[[int, str], None]
"""Takes the position in the whole, and what to say about it."""


@contextmanager
def watching(total: int | None, what: str) -> Iterator[Report]:
    """Report on the way to `total` bytes; None where the end is unknown."""
    if not err.is_terminal:
        yield _lines(total, what)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, TextColumn("{task.fields[said]}"), console=err, transient=True) as bar:
        task = bar.add_task(what, total=total, said="")
        yield lambda position, said: bar.update(task, completed=position, said=said)


def _lines(total: int | None, what: str) -> Report:
    next_at = time.monotonic() + EVERY

    def report(position: int, said: str) -> None:
        nonlocal next_at
        if time.monotonic() < next_at:
            return
        next_at = time.monotonic() + EVERY
        say(f"{what}: {f'{position * 100 // total} %, ' if total else ''}{said}")

    return report
