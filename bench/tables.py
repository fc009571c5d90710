"""The tables of a run, as Markdown; nobody types them."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.questions import ENDPOINTS, Endpoint
from bench.rounds import Cell
from bench.stacks import FLOOR, OURS

BEGIN: Final = "<!-- written by make bench: begin -->"
END: Final = "<!-- written by make bench: end -->"
USUAL: Final = 32
"""Connections at which stacks are compared."""

_NOTHING: Final = "not measured"

Row = Callable[[str], Sequence[str]]
"""What stands behind the name of a stack."""


def written(setting: dict[str, Any], cells: Sequence[Cell]) -> str:
    sound = Sound([cell for cell in cells if not cell.is_void])
    names = list(dict.fromkeys(cell.stack for cell in cells))
    parts = [
        _setting(setting, cells),
        f"**CPU µs for each request**, {USUAL} connections: median (least to most) of the rounds, and memory",
        _table(names, [*ENDPOINTS, "PSS MB"], lambda name: [*map(sound.cpu(name), ENDPOINTS), sound.memory(name)]),
        "**How many times our CPU** each needs for the same request; above 1 we are cheaper",
        _table(names, ENDPOINTS, lambda name: [sound.ratio(name, OURS, of) for of in ENDPOINTS]),
        "**Part of the floor**: the floor's CPU divided by that of each",
        _table(names, ENDPOINTS, lambda name: [sound.ratio(FLOOR, name, of) for of in ENDPOINTS]),
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

    def cpu(self, name: str) -> Callable[[Endpoint], str]:
        def shown(endpoint: Endpoint) -> str:
            values = [cell.cpu for cell in self._of(name, endpoint)]
            return f"{median(values):.0f} ({min(values):.0f} to {max(values):.0f})" if values else _NOTHING

        return shown

    def memory(self, name: str) -> str:
        values = [cell.pss_mb for cell in self._cells if cell.stack == name]
        return f"{median(values):.0f}" if values else _NOTHING

    def postgres(self, name: str, endpoint: Endpoint) -> str:
        values = [cell.postgres_cpu for cell in self._of(name, endpoint)]
        return f"{median(values):.0f}" if values else _NOTHING

    def ratio(self, upper: str, lower: str, endpoint: Endpoint) -> str:
        """The median of the ratios within each round: neighbours in time met the same machine."""
        above = {cell.round: cell.cpu for cell in self._of(upper, endpoint)}
        below = {cell.round: cell.cpu for cell in self._of(lower, endpoint)}
        ratios = [above[turn] / below[turn] for turn in above.keys() & below.keys()]
        return f"{median(ratios):.2f}" if ratios else _NOTHING

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


def _setting(setting: dict[str, Any], cells: Sequence[Cell]) -> str:
    loads = sorted(cell.machine_load for cell in cells) or [0.0]
    void = sum(cell.is_void for cell in cells)
    versions = ", ".join(f"{name} {version}" for name, version in setting["versions"].items() if version)
    plan = setting["plan"]
    return (
        f"{setting['at']}, {setting['cpu']}, {setting['cores']} cores, Linux {setting['kernel']}, commit "
        f"{setting['commit']}; load average {loads[0]:.1f} to {loads[-1]:.1f}; {plan['rounds']} rounds of "
        f"{plan['seconds']} s; {len(cells)} cells, {void} of them void.\n\n{versions}."
    )


def _table(names: Sequence[str], columns: Sequence[str], row: Row) -> str:
    lines = [f"| stack | {' | '.join(columns)} |", f"|---|{'---|' * len(columns)}"]
    return "\n".join([*lines, *(f"| {name} | {' | '.join(row(name))} |" for name in names)])
