"""The tables of a run, as Markdown; nobody types them."""

import os
import platform
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Final

from bench.sql.budgets import BUDGETS, Measured
from bench.sql.question import Kind

BEGIN: Final = "<!-- written by make bench-sql: begin -->"
END: Final = "<!-- written by make bench-sql: end -->"
WORST: Final = 12


def written(found: Sequence[Measured]) -> str:
    sizes = sorted({one.tickets for one in found})
    largest = sizes[-1]
    parts = [
        _setting(),
        _table(
            ["kind", "what", "may cost", *(f"{size:,} tickets" for size in sizes)],
            [
                [kind, BUDGETS[kind].says, _budget(kind), *(_cost(_of(found, kind, size)) for size in sizes)]
                for kind in BUDGETS
            ],
        ),
        f"**Dearest of each kind**, {largest:,} tickets",
        _table(["kind", "most buffers", "longest"], [[kind, *_dearest(_of(found, kind, largest))] for kind in BUDGETS]),
        f"**Dearest combinations**, {largest:,} tickets: orders for which a filter or scope has no index",
        _table(
            ["question", "plan", "buffers", "ms"], [_line(one) for one in _worst(_of(found, "combination", largest))]
        ),
    ]
    return "\n\n".join(parts)


def _setting() -> str:
    machine = f"Linux {platform.release()}, {os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}"
    return f"{datetime.now(UTC):%Y-%m-%d}, {machine}. Of two figures the first is the median, the other the worst."


def put_into(file: Path, text: str) -> None:
    """Between the markers, which have to be there."""
    after, count = re.subn(f"(?s){BEGIN}.*{END}", lambda _: f"{BEGIN}\n\n{text}\n\n{END}", file.read_text())
    if count != 1:
        raise ValueError(f"{file} has no place for the tables.")
    file.write_text(after)


def _of(found: Iterable[Measured], kind: Kind, tickets: int) -> list[Measured]:
    return [one for one in found if one.kind == kind and one.tickets == tickets]


def _budget(kind: Kind) -> str:
    budget = BUDGETS[kind]
    parts = [f"{budget.buffers:,} buffers"] if budget.buffers is not None else []
    parts += [f"{budget.ms:.0f} ms"] if budget.ms is not None else []
    return ", ".join(parts) or "no bound"


def _cost(some: Sequence[Measured]) -> str:
    buffers, ms = [one.buffers for one in some], [one.ms for one in some]
    return f"{median(buffers):,.0f} / {max(buffers):,} buffers, {median(ms):.1f} / {max(ms):.1f} ms"


def _dearest(some: Sequence[Measured]) -> tuple[str, str]:
    read, slow = max(some, key=lambda one: one.buffers), max(some, key=lambda one: one.ms)
    return f"{read.name} ({read.mode}): {read.buffers:,}", f"{slow.name} ({slow.mode}): {slow.ms:.1f} ms"


def _worst(some: Iterable[Measured]) -> list[Measured]:
    by_name: dict[str, Measured] = {}
    for one in sorted(some, key=lambda one: one.buffers):
        by_name[one.name] = one
    return sorted(by_name.values(), key=lambda one: -one.buffers)[:WORST]


def _line(one: Measured) -> list[str]:
    return [one.name, one.mode, f"{one.buffers:,}", f"{one.ms:.1f}"]


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])
