"""What the house has set itself as to speed, as ratios of CPU within one run."""

from dataclasses import dataclass
from typing import Final

from bench.questions import ENDPOINTS, Endpoint

LARGEST_MB: Final = 120
"""Memory of one process."""


@dataclass(frozen=True, slots=True)
class Goal:
    """`at_least` is the CPU of `other` divided by ours; below 1 they are cheaper, and we say how much they may be."""

    other: str
    endpoint: Endpoint
    at_least: float

    def __str__(self) -> str:
        return f"{self.endpoint}, {self.other}"


_AT_LEAST: Final = {
    "floor": (0.45, 0.65, 0.72, 0.60),
    "FastAPI + ORM": (None, 4, 4.5, 5),
    "Django Ninja": (None, 3, 4.5, 3),
    "Express + Prisma": (None, 1.5, 2.2, 3.5),
    "Express + pg": (None, 1.0, 1.05, 1.3),
    "Fastify + pg": (None, 0.5, 0.65, 0.8),
}
"""For ping, point, list and post."""

GOALS: Final = tuple(
    Goal(other, endpoint, at_least)
    for other, numbers in _AT_LEAST.items()
    for endpoint, at_least in zip(ENDPOINTS, numbers, strict=True)
    if at_least is not None
)
