"""What the dearest statement of each kind costs at each size, as a drawing that reads on light and dark ground."""

from collections.abc import Callable, Iterable, Sequence
from math import log10
from typing import Final, NamedTuple

from bench.sql.budgets import Measured
from bench.sql.question import Kind

_COLOURS: Final[dict[Kind, tuple[str, str]]] = {
    "page": ("#1a6fd6", "#6cb0ff"),
    "search": ("#c2410c", "#ff9a5c"),
    "combination": ("#8a6d00", "#e0bd3c"),
    "point": ("#0f7b4f", "#4fd09a"),
    "write": ("#7c3aed", "#bf9bff"),
    "people": ("#5f6b7a", "#a9b4c2"),
}
_STYLE: Final = "".join(
    [
        "text{font:12px system-ui,sans-serif;fill:#1f2328}.quiet{fill:#59636e}.grid{stroke:#d1d9e0}",
        ".limit{stroke-dasharray:5 4}",
        "path{fill:none;stroke-width:2.2}",
        *(
            f".{kind}{{stroke:{light}}}.{kind}-dot,text.{kind}-dot{{fill:{light}}}"
            for kind, (light, _) in _COLOURS.items()
        ),
        "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.quiet{fill:#9198a1}.grid{stroke:#3d444d}",
        *(
            f".{kind}{{stroke:{dark}}}.{kind}-dot,text.{kind}-dot{{fill:{dark}}}"
            for kind, (_, dark) in _COLOURS.items()
        ),
        "}",
    ]
)
_LEGEND: Final = (
    "Both axes are logarithmic. Dashed: what a page may read, what a search may take. Written by make bench-sql."
)
_WIDTH: Final = 340
_HEIGHT: Final = 300
_TOP: Final = 64
_PRECISE: Final = 10
"""From here on figures have no decimals."""

_APART: Final = 17.0
"""Pixels between two names at the ends of lines."""


class Panel(NamedTuple):
    title: str
    cost: Callable[[Measured], float]
    low: float
    high: float
    limits: Sequence[tuple[Kind, float]]
    left: float

    def y(self, value: float) -> float:
        span = log10(self.high / self.low)
        return _TOP + _HEIGHT * (1 - log10(max(value, self.low) / self.low) / span)


def drawn(found: Sequence[Measured]) -> str:
    sizes = sorted({one.tickets for one in found})
    panels = [
        Panel(
            "Buffers (pages of 8 KiB) of the dearest statement",
            lambda one: one.buffers,
            1,
            100_000,
            [("page", 100)],
            60,
        ),
        Panel("Milliseconds of the slowest statement", lambda one: one.ms, 0.1, 1_000, [("search", 150)], 590),
    ]
    parts = [part for panel in panels for part in _panel(panel, found, sizes)]
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1060 430" role="img" aria-label="Cost by size">',
            f"<style>{_STYLE}</style>",
            '<text x="60" y="22" font-weight="600">What a query costs as the number of tickets grows</text>',
            *parts,
            f'<text class="quiet" x="60" y="418">{_LEGEND}</text>',
            "</svg>\n",
        ]
    )


def _panel(panel: Panel, found: Sequence[Measured], sizes: Sequence[int]) -> Iterable[str]:
    yield f'<text x="{panel.left}" y="{_TOP - 16}">{panel.title}</text>'
    step = panel.low
    while step <= panel.high:
        y = panel.y(step)
        yield f'<line class="grid" x1="{panel.left}" x2="{panel.left + _WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="quiet" x="{panel.left - 6}" y="{y + 4:.1f}" text-anchor="end">{step:,g}</text>'
        step = round(step * 10, 6)
    xs = {size: panel.left + 20 + (_WIDTH - 40) * place / max(1, len(sizes) - 1) for place, size in enumerate(sizes)}
    for size, x in xs.items():
        yield f'<text class="quiet" x="{x:.1f}" y="{_TOP + _HEIGHT + 20}" text-anchor="middle">{size:,}</text>'
    for kind, limit in panel.limits:
        y = panel.y(limit)
        yield f'<line class="limit {kind}" x1="{panel.left}" x2="{panel.left + _WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
    yield from _lines(panel, found, xs)


def _lines(panel: Panel, found: Sequence[Measured], xs: dict[int, float]) -> Iterable[str]:
    ends: list[tuple[float, Kind, float]] = []
    for kind in _COLOURS:
        worst = {
            x: max(panel.cost(one) for one in found if (one.kind, one.tickets) == (kind, size))
            for size, x in xs.items()
        }
        points = [(x, panel.y(value)) for x, value in worst.items()]
        yield f'<path class="{kind}" d="M{" L".join(f"{x:.1f} {y:.1f}" for x, y in points)}"/>'
        yield from (f'<circle class="{kind}-dot" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in points)
        ends.append((points[-1][1], kind, list(worst.values())[-1]))
    reached = 0.0
    for y, kind, value in sorted(ends):
        reached = max(y, reached + _APART)
        shown = f"{value:,.0f}" if value >= _PRECISE else f"{value:.1f}"
        yield f'<text class="{kind}-dot" x="{panel.left + _WIDTH + 4}" y="{reached + 4:.1f}">{kind} {shown}</text>'
