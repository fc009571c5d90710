"""What each kind of question may cost at any size, and who does not keep to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from bench.sql.explained import Run
from bench.sql.question import Kind
from bench.sql.world import BIG


class Budget(NamedTuple):
    """`buffers` are pages of 8 KiB, `rows` the largest sort, `ms` planning and execution; None is no bound."""

    buffers: int | None
    rows: int | None
    ms: float | None
    says: str


BUDGETS: Final[dict[Kind, Budget]] = {
    "page": Budget(100, 1_000, None, "a page of a list in an order that has an index"),
    "combination": Budget(None, None, None, "a page that filters or scopes in an order that has none"),
    "search": Budget(None, None, 150, "a page by words, or by what no index keeps in order"),
    "counts": Budget(None, 5_000, 750, "the totals of fifty lists"),
    "tally": Budget(1_200, 1_000, None, "a page whose total is counted by asking a thousand rows"),
    "number": Budget(300, 1_000, None, "a page by number, 10,000 rows deep"),
    "people": Budget(2_500, None, None, "a page of what does not grow with the tickets"),
    "point": Budget(100, 1_000, None, "one thing by its id"),
    "queue": Budget(200, 1_000, None, "50 tickets that wait for somebody, of up to three categories"),
    "write": Budget(150, 1_000, None, "a statement of a change"),
    "export": Budget(10_000, 1_000, None, "500 tickets with their comments"),
}
"""Where there is no bound a table in README.md says what it costs."""

SMALL: Final = 10_000
"""Tickets among which a search may read all: it is no more than what a walk may look at anyway."""


@dataclass(frozen=True)
class Measured:
    """One statement in one mode, at one size."""

    tickets: int
    kind: Kind
    name: str
    mode: str
    buffers: int
    ms: float
    most_sorted: int
    scanned: frozenset[str]
    indexes: frozenset[str]

    @classmethod
    def of(cls, tickets: int, kind: Kind, name: str, run: Run) -> "Measured":
        return cls(
            tickets=tickets,
            kind=kind,
            name=name,
            mode=run.mode,
            buffers=run.buffers,
            ms=run.ms,
            most_sorted=round(run.most_sorted()),
            scanned=frozenset(run.scanned_whole()),
            indexes=frozenset(run.indexes()),
        )


def breaches(found: Iterable[Measured], *, by_time: bool = True) -> Iterator[str]:
    """A line for each statement that costs more than it may."""
    for one in found:
        budget = BUDGETS[one.kind]
        wrong = []
        if budget.buffers is not None and one.buffers > budget.buffers:
            wrong.append(f"{one.buffers:,} buffers, at most {budget.buffers:,}")
        if budget.rows is not None and one.most_sorted > budget.rows:
            wrong.append(f"sorts {one.most_sorted:,} rows, at most {budget.rows:,}")
        if by_time and budget.ms is not None and one.ms > budget.ms:
            wrong.append(f"{one.ms:.0f} ms, at most {budget.ms:.0f}")
        is_small = one.kind == "search" and one.tickets <= SMALL
        if one.kind != "combination" and not is_small and (whole := one.scanned & set(BIG)):
            wrong.append(f"reads all of {', '.join(sorted(whole))}")
        if wrong:
            yield f"{one.tickets:,} tickets, {one.kind}: {one.name} ({one.mode}): {'; '.join(wrong)}"
