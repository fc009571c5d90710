"""What happened on the desk of the demo in the last 90 days: which ticket came when, and how far it got."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from domain.desk.ticket import Priority, Status
from entrypoints.cli.demo.stories import CIRCUMSTANCES, PROBLEMS

LATE: Final = 2
"""Tickets whose first answer comes later than was promised."""

TWICE: Final = 1
"""Tickets that somebody opens a second time; the second is merged into the first."""

_EASY: Final = (*[Priority.LOW] * 3, *[Priority.MEDIUM] * 5)
_ANY: Final = (*_EASY, *[Priority.HIGH] * 3, Priority.CRITICAL)


class Fate(Struct, frozen=True):
    """How many tickets end like this, and how long ago they were opened: from `least` to `most`.

    Long enough for all that happens to them, and not so long that a promise to those at hand would be broken.
    """

    tickets: int
    least: timedelta
    most: timedelta
    priorities: Sequence[Priority]


FATES: Final = {
    Status.OPEN: Fate(9, timedelta(minutes=10), timedelta(hours=4), _EASY),
    Status.IN_PROGRESS: Fate(14, timedelta(hours=6), timedelta(days=3), _EASY),
    Status.PENDING: Fate(9, timedelta(days=3), timedelta(days=30), _ANY),
    Status.REOPENED: Fate(4, timedelta(days=10), timedelta(days=13), _EASY),
    Status.RESOLVED: Fate(24, timedelta(days=9), timedelta(days=13), _ANY),
    Status.CLOSED: Fate(139, timedelta(days=18), timedelta(days=90), _ANY),
}
TICKETS: Final = sum(fate.tickets for fate in FATES.values()) + TWICE


class Plot(Struct, frozen=True):
    """One ticket: what it is about, when and whether twice it comes, how it ends, and if its answer is late."""

    title: str
    description: str
    category: str
    priority: Priority
    opened_at: datetime
    ending: Status
    is_late: bool = False
    comes_twice: bool = False


def diary(seed: int, today: datetime) -> list[Plot]:
    """In the order in which they came. The same seed writes the same, whatever day it is."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    matters = list(_matters())
    chance.shuffle(matters)
    endings = [ending for ending, fate in FATES.items() for _ in range(fate.tickets)]
    plots = [_plot(matter, ending, chance, today) for matter, ending in zip(matters, endings, strict=False)]
    ordinary = [place for place, plot in enumerate(plots) if plot.ending is Status.CLOSED and plot.priority in _EASY]
    for place in ordinary[:LATE]:
        plots[place] = replace(plots[place], is_late=True)
    for place in ordinary[LATE : LATE + TWICE]:
        plots[place] = replace(plots[place], comes_twice=True)
    return sorted(plots, key=lambda plot: plot.opened_at)


def _matters() -> Iterator[tuple[str, str, str]]:
    """Every problem under every circumstance: category, title, description."""
    for category, problems in PROBLEMS.items():
        for title, description in problems:
            yield category, title, description
            for circumstance in CIRCUMSTANCES[category]:
                yield category, f"{title} ({circumstance})", description


def _plot(matter: tuple[str, str, str], ending: Status, chance: random.Random, today: datetime) -> Plot:
    category, title, description = matter
    fate = FATES[ending]
    age = fate.least + chance.random() * (fate.most - fate.least)
    return Plot(title, description, category, chance.choice(fate.priorities), today - age, ending)
