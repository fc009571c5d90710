"""Who must get which ticket when, in the words of the product and without any of its code."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

FINISHED = {"resolved", "closed"}
RANKS = ["critical", "high", "medium", "low"]
ACTIVE = {"assigned", "accepted"}


@dataclass(eq=False)
class Worker:
    """`hours` are from and to of every day, by UTC; None is all day."""

    id: UUID
    team: UUID | None
    skills: tuple[str, ...]
    hours: tuple[int, int] | None
    capacity: int = 1
    on_leave: bool = False
    served: int = -1
    """Their place among all whom the house gave anything, by the last time."""

    def is_at_work(self, now: datetime) -> bool:
        return not self.on_leave and (self.hours is None or self.hours[0] <= now.hour < self.hours[1])


@dataclass(eq=False)
class Turn:
    holder: Worker
    status: str
    by_house: bool


@dataclass(eq=False)
class Case:
    """One ticket."""

    id: UUID
    place: int
    priority: str
    category: UUID
    team: UUID | None
    tags: tuple[str, ...]
    status: str = "open"
    holder: Worker | None = None
    turns: list[Turn] = field(default_factory=list)

    @property
    def is_unfinished(self) -> bool:
        return self.status not in FINISHED

    @property
    def waits(self) -> bool:
        return self.holder is None and self.is_unfinished

    @property
    def turn(self) -> Turn | None:
        return self.turns[-1] if self.turns and self.turns[-1].status in ACTIVE else None

    def is_refused_to(self, worker: Worker) -> bool:
        turned_down = any(turn.holder is worker and turn.status == "rejected" for turn in self.turns)
        return turned_down or bool(self.turns and self.turns[-1].holder is worker)

    def give(self, to: Worker, status: str, *, by_house: bool = False) -> None:
        self.end("reassigned")
        self.turns.append(Turn(to, status, by_house))
        self.holder = to

    def end(self, how: str) -> None:
        if self.turn:
            self.turn.status = how

    def free(self, how: str) -> None:
        self.end(how)
        self.holder = None


@dataclass
class Office:
    """Everybody and everything, and what becomes of it when the house is told to look."""

    workers: Sequence[Worker]
    routing: dict[UUID, str | None]
    """Of each category, as it states it."""
    above: Mapping[UUID, UUID]
    named: Mapping[UUID, str]
    cases: list[Case] = field(default_factory=list)
    handed_out: int = 0

    def policy(self, case: Case) -> str:
        category: UUID | None = case.category
        while category is not None:
            if stated := self.routing[category]:
                return stated
            category = self.above.get(category)
        return "manual"

    def load(self, worker: Worker) -> int:
        return sum(case.holder is worker and case.is_unfinished for case in self.cases)

    def has_room(self, worker: Worker) -> bool:
        return self.load(worker) < worker.capacity

    def queue(self, team: UUID | None) -> list[Case]:
        there = [case for case in self.cases if case.waits and case.team == team and self.policy(case) != "manual"]
        return sorted(there, key=lambda case: (RANKS.index(case.priority), case.place))

    def run(self, team: UUID | None, now: datetime) -> None:
        """Give each in its turn to whoever is right, again from the front whenever one is given."""
        while given := next(self._matches(team, now), None):
            case, worker = given
            case.give(worker, "assigned", by_house=True)
            self.handed_out += 1
            worker.served = self.handed_out

    def run_all(self, now: datetime) -> None:
        teams = {worker.team for worker in self.workers if worker.team}
        for team in [*sorted(teams), None]:
            self.run(team, now)

    def _matches(self, team: UUID | None, now: datetime) -> Iterator[tuple[Case, Worker]]:
        for case in self.queue(team):
            able = [
                worker
                for worker in self.workers
                if team in {None, worker.team}
                and self.has_room(worker)
                and worker.is_at_work(now)
                and not case.is_refused_to(worker)
            ]
            if able and (chosen := self._choice(case, able)):
                yield case, chosen

    def _choice(self, case: Case, able: list[Worker]) -> Worker | None:
        def by_load(worker: Worker) -> Any:
            return Fraction(self.load(worker), worker.capacity), worker.served, worker.id

        policy = self.policy(case)
        if policy == "round_robin":
            return min(able, key=lambda worker: (worker.served, worker.id))
        if policy == "least_loaded":
            return min(able, key=by_load)
        best = min(able, key=lambda worker: (-self._score(case, worker), *by_load(worker)))
        return best if self._score(case, best) >= Fraction(1, 2) else None

    def _score(self, case: Case, worker: Worker) -> Fraction:
        doubt = Fraction(1)
        for skill in worker.skills:
            if skill in case.tags:
                doubt *= Fraction(3, 10)
            elif skill in self.named[case.category].lower():
                doubt *= Fraction(1, 2)
        return 1 - doubt

    def hear(self, name: str, told: Mapping[str, Any], now: datetime) -> None:
        """What the house does when it hears of something: look where it matters, and see what waits there."""
        case = next((case for case in self.cases if str(case.id) == told.get("ticket_id")), None)
        if case and name in {"desk.ticket_opened", "desk.ticket_edited", "desk.ticket_unassigned"}:
            self._find_somebody(case, now)
        if case and name == "desk.ticket_moved":
            self._hear_of_move(case, told["old"], told["new"], now)
        freed = {
            "desk.ticket_assigned": told.get("relieved_id"),
            "desk.ticket_unassigned": told.get("assignee_id"),
            "desk.developer_profile_set": told.get("user_id"),
        }.get(name)
        for worker in self.workers:
            if str(worker.id) == freed:
                self._fill(worker, now)
        if name == "desk.category_edited":
            self.run_all(now)

    def _hear_of_move(self, case: Case, old: str, new: str, now: datetime) -> None:
        if new in FINISHED and old not in FINISHED and case.holder:
            self._fill(case.holder, now)
        if new == "reopened" and not case.holder:
            self._find_somebody(case, now)
        elif (
            new == case.status == "reopened" and case.holder and case.holder.on_leave and self.policy(case) != "manual"
        ):
            case.free("reassigned")

    def _find_somebody(self, case: Case, now: datetime) -> None:
        if case.waits and self.policy(case) != "manual":
            self.run(case.team, now)

    def _fill(self, worker: Worker, now: datetime) -> None:
        for team in [worker.team, None] if worker.team else [None]:
            self.run(team, now)
