"""The tables of a run, as Markdown; nobody types them."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.goals import GOALS, LARGEST_MB, Goal
from bench.questions import ENDPOINTS, Endpoint
from bench.rounds import Cell
from bench.stacks import FLOOR, OURS, OURS_QUIET, TRANSACTION_FLOOR

BEGIN: Final = "<!-- written by make bench: begin -->"
END: Final = "<!-- written by make bench: end -->"
USUAL: Final = 32
"""Connections at which stacks are compared."""

NO_FINDING: Final = 0.15

_NOTHING: Final = "not measured"
_JUDGED: Final = (OURS, OURS_QUIET)

Row = Callable[[str], Sequence[str]]
"""What stands behind the name of a stack."""


def written(setting: dict[str, Any], cells: Sequence[Cell]) -> str:
    sound = Sound([cell for cell in cells if not cell.is_void])
    names = list(dict.fromkeys(cell.stack for cell in cells))
    parts = [
        _setting(setting, cells),
        f"**CPU µs for each request**, {USUAL} connections: median (least to most) of the rounds, and memory",
        _table(names, [*ENDPOINTS, "PSS MB"], lambda name: [*map(sound.cpu(name), ENDPOINTS), sound.memory(name)]),
        "**How many times our CPU** each needs for the same request; above 1 we are cheaper, ≈ is no finding",
        _table(names, ENDPOINTS, lambda name: [sound.ratio(name, OURS, of) for of in ENDPOINTS]),
        "**Part of the floor**: the floor's CPU divided by that of each",
        _table(
            names,
            [*ENDPOINTS, "post, floor in a transaction"],
            lambda name: [
                *(sound.ratio(FLOOR, name, of) for of in ENDPOINTS),
                sound.ratio(TRANSACTION_FLOOR, name, "post"),
            ],
        ),
        "**Goals**: the other's CPU divided by ours",
        _goals(sound),
        "**PostgreSQL's CPU µs for each request**",
        _table(names, ENDPOINTS, lambda name: [sound.postgres(name, of) for of in ENDPOINTS]),
    ]
    for count in sorted({cell.connections for cell in cells}):
        parts += [
            f"**Requests a second, p50 / p99 in ms**, {count} connections; load and database share the other core",
            _table(names, ENDPOINTS, sound.speeds(count)),
        ]
    return "\n\n".join(parts)


def put_into(file: Path, text: str) -> None:
    """Between the markers, which have to be there."""
    before = file.read_text()
    after, count = re.subn(f"(?s){BEGIN}.*{END}", lambda _: f"{BEGIN}\n\n{text}\n\n{END}", before)
    if count != 1:
        raise ValueError(f"{file} has no place for the tables.")
    file.write_text(after)


class Sound:
    """The cells in which every request was answered."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._cells = cells

    def has(self, name: str) -> bool:
        return any(cell.stack == name for cell in self._cells)

    def cpu(self, name: str) -> Callable[[Endpoint], str]:
        return lambda endpoint: _spread([cell.cpu for cell in self._of(name, endpoint)], 0)

    def memory(self, name: str) -> str:
        values = self.megabytes(name)
        return f"{median(values):.0f}" if values else _NOTHING

    def megabytes(self, name: str) -> list[float]:
        return [cell.pss_mb for cell in self._cells if cell.stack == name]

    def postgres(self, name: str, endpoint: Endpoint) -> str:
        return _spread([cell.postgres_cpu for cell in self._of(name, endpoint)], 0)

    def ratio(self, upper: str, lower: str, endpoint: Endpoint) -> str:
        ratios = self.ratios(upper, lower, endpoint)
        is_finding = ratios and not 1 / (1 + NO_FINDING) < median(ratios) < 1 + NO_FINDING
        return _spread(ratios, 2) if is_finding or not ratios or upper == lower else f"≈ {_spread(ratios, 2)}"

    def ratios(self, upper: str, lower: str, endpoint: Endpoint) -> list[float]:
        """Within each round: neighbours in time met the same machine."""
        above = {cell.round: cell.cpu for cell in self._of(upper, endpoint)}
        below = {cell.round: cell.cpu for cell in self._of(lower, endpoint)}
        return [above[turn] / below[turn] for turn in above.keys() & below.keys() if below[turn]]

    def speeds(self, connections: int) -> Row:
        return lambda name: [self._speed(name, endpoint, connections) for endpoint in ENDPOINTS]

    def _speed(self, name: str, endpoint: Endpoint, connections: int) -> str:
        found = self._of(name, endpoint, connections)
        if not found:
            return _NOTHING
        rate, half, slow = (median(getattr(cell, field) for cell in found) for field in ("per_second", "p50", "p99"))
        return f"{rate:.0f}, {half:.1f} / {slow:.1f}"

    def _of(self, name: str, endpoint: Endpoint, connections: int = USUAL) -> list[Cell]:
        wanted = (name, endpoint, connections)
        return [cell for cell in self._cells if (cell.stack, cell.endpoint, cell.connections) == wanted]


def _goals(sound: Sound) -> str:
    """Those beside stacks that were measured; which were not is said above."""
    rows = {
        f"{goal} | at least {goal.at_least}": [_reached(sound, goal, name) for name in _JUDGED]
        for goal in GOALS
        if sound.has(goal.other)
    }
    rows[f"memory | at most {LARGEST_MB} MB"] = [
        _judged(sound.megabytes(name), lambda value: value <= LARGEST_MB, 0) for name in _JUDGED
    ]
    lines = [f"| {name} | {' | '.join(reached)} |" for name, reached in rows.items()]
    return "\n".join([f"| | goal | {' | '.join(_JUDGED)} |", f"|---|{'---|' * (len(_JUDGED) + 1)}", *lines])


def _reached(sound: Sound, goal: Goal, name: str) -> str:
    return _judged(sound.ratios(goal.other, name, goal.endpoint), lambda value: value >= goal.at_least, 2)


def _judged(values: Sequence[float], is_good: Callable[[float], bool], digits: int) -> str:
    """As it stands in the table: who misses a goal by a rounding error reaches it."""
    if not values:
        return _NOTHING
    reached = round(median(values), digits)
    return f"{reached:.{digits}f}, {'yes' if is_good(reached) else '**no**'}"


def _setting(setting: dict[str, Any], cells: Sequence[Cell]) -> str:
    loads = sorted(cell.machine_load for cell in cells) or [0.0]
    void = Counter(f"{cell.stack} ({cell.why_void})" for cell in cells if cell.is_void)
    absent = setting["stacks"].keys() - {cell.stack for cell in cells}
    versions = ", ".join(f"{name} {version}" for name, version in setting["versions"].items() if version)
    plan = setting["plan"]
    rounds = ", ".join(f"{rounds} with {connections} connections" for connections, rounds in plan["rounds"].items())
    place = f"{setting['at']}, {setting['cpu']}, {setting['cores']} cores, Linux {setting['kernel']}"
    run = f"load average {loads[0]:.1f} to {loads[-1]:.1f}; rounds of {plan['seconds']} s: {rounds}"
    told = [
        f"{place}, commit {setting['commit']}; {run}; {len(cells)} cells, {void.total()} of them void.",
        f"{versions}.",
    ]
    if void:
        told.append(f"**Void**: {'; '.join(f'{who}: {count}' for who, count in void.items())}.")
    if absent:
        told.append(f"**Not measured at all**: {', '.join(sorted(absent))}.")
    return "\n\n".join(told)


def _spread(values: Sequence[float], digits: int) -> str:
    if not values:
        return _NOTHING
    return f"{median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def _table(names: Sequence[str], columns: Sequence[str], row: Row) -> str:
    lines = [f"| stack | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    return "\n".join([*lines, *(f"| {name} | {' | '.join(row(name))} |" for name in names)])
