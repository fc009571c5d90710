"""Tickets whose clocks are turned in any order, while time goes by and promises change: on whichever shelf."""

from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from application.desk.ports import DeskWork
from application.desk.recompute_clocks import RecomputeClocks, RecomputeClocksCommand
from application.desk.watch_clocks import WatchClocks
from application.desk.when_ticket_changed import WhenTicketChanged
from application.shared.ports import Happened, UnitOfWork
from application.shelf import Shelf
from domain.desk.access import TicketScope
from domain.desk.calendar import Calendar
from domain.desk.clock import ClockKind
from domain.desk.events import SlaBreached, SlaBreachWithdrawn, SlaWarned, TicketEdited
from domain.desk.sla import SlaPolicy
from domain.desk.ticket import FINISHED, MOVES, Priority, Status, Ticket
from domain.shared.access import Actor
from domain.shared.events import Event
from domain.shared.ids import TicketId
from tests.support.builders import a_calendar, a_policy, a_ticket, a_user
from tests.support.doubles import SteppingClock
from tests.support.shelves import stock
from tests.unit.application.desk.clock_oracle import HORIZON, MINUTE, OFFICES, START, Shown, Waiting, at

LAST: Final = 8 * 24 * 60
"""The minute at which lives end: what is due later than the oracle can see is not asked."""

MOST_ASKED: Final = 9
NEWS: Final = {SlaWarned: "warned", SlaBreached: "breached", SlaBreachWithdrawn: "withdrawn"}
SAID: Final = {
    Status.PENDING: "pending",
    Status.IN_PROGRESS: "working",
    Status.RESOLVED: "finished",
    Status.CLOSED: "finished",
    Status.REOPENED: "reopened",
}

targets = st.fixed_dictionaries(
    {kind.value: st.sampled_from([None, 5, 30, 60, 240, 480]) for kind in ClockKind}
).filter(lambda stated: any(stated.values()))
tickets = st.runner().flatmap(lambda life: st.sampled_from(sorted(life.lives)))
somebody_asked = precondition(lambda life: life.lives)


@final
class Overheard(UnitOfWork[DeskWork]):
    """Notes what is told of clocks."""

    def __init__(self, uow: UnitOfWork[DeskWork]) -> None:
        self._uow = uow
        self.told: Counter[tuple[TicketId, str, str]] = Counter()

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[DeskWork]:
        async with self._uow() as work:
            yield replace(work, tickets=_Ears(work.tickets, self.told))

    def part(self) -> Any:
        raise NotImplementedError


class _Ears:
    def __init__(self, repository: Any, told: Counter[tuple[TicketId, str, str]]) -> None:
        self._repository, self._told = repository, told

    def __getattr__(self, name: str) -> Any:
        return getattr(self._repository, name)

    async def save(self, ticket: Ticket, *events: Event) -> None:
        for event in events:
            if type(event) in NEWS:
                self._told[ticket.id, getattr(event, "clock", ""), NEWS[type(event)]] += 1
        await self._repository.save(ticket, *events)


class ClockLife(RuleBasedStateMachine):
    """`shelf` and `run` are for those who know the store."""

    shelf: Shelf
    times_told = 1
    """How often a reaction hears of a change: at least once."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = SteppingClock(START, 0 * MINUTE)
        self.uow = Overheard(self.shelf.desk_work)
        self.now, self.watched_at, self.office = 0, 0, 0
        self.lives: dict[TicketId, Waiting] = {}
        self.known: dict[TicketId, list[Shown]] = {}
        self.expected: Counter[tuple[TicketId, str, str]] = Counter()
        self.policies: dict[bool, SlaPolicy] = {}
        self.calendar, self.requester = a_calendar(**OFFICES[0]), a_user()
        self.run(stock(self.shelf, self.calendar, self.requester))

    def run(self, use: Coroutine[Any, Any, Any]) -> Any:
        raise NotImplementedError

    # ------------------------------------------------------------------------------------------------- what happens
    @precondition(lambda life: len(life.lives) < 3)
    @rule(is_high=st.booleans())
    def ticket_is_opened(self, is_high: bool) -> None:  # noqa: FBT001
        draft = a_ticket()
        ticket, _ = Ticket.open(
            id=draft.id,
            number=draft.number,
            requester_id=self.requester.id,
            category=None,
            at=at(self.now),
            title="T",
            description="D",
            priority=Priority.HIGH if is_high else Priority.LOW,
        )
        self.run(stock(self.shelf, ticket))
        self.lives[ticket.id], self.known[ticket.id] = Waiting(self.now, is_high), []
        self.changed(ticket.id)

    @somebody_asked
    @rule(ticket_id=tickets, data=st.data())
    def ticket_is_moved(self, ticket_id: TicketId, data: st.DataObject) -> None:
        status = self.run(self._load(ticket_id)).status
        wanted = data.draw(st.sampled_from(sorted(MOVES[status])))
        self.run(self._change(ticket_id, lambda ticket: ticket.move_to(wanted, at=at(self.now), resolution="Done.")[0]))
        self.lives[ticket_id].happened.append((self.now, SAID[wanted]))
        self.changed(ticket_id)

    @somebody_asked
    @rule(ticket_id=tickets)
    def staff_answers(self, ticket_id: TicketId) -> None:
        self.run(self._change(ticket_id, lambda ticket: ticket.hear(from_staff=True, at=at(self.now))[0]))
        self.lives[ticket_id].happened.append((self.now, "answered"))
        self.changed(ticket_id)

    @somebody_asked
    @rule(ticket_id=tickets)
    def requester_says_more(self, ticket_id: TicketId) -> None:
        ticket = self.run(self._load(ticket_id))
        if sum(clock.kind is ClockKind.NEXT_RESPONSE for clock in ticket.clocks) >= MOST_ASKED:
            return
        self.run(self._change(ticket_id, lambda ticket: ticket.hear(from_staff=False, at=at(self.now))[0]))
        if ticket.status is Status.PENDING:
            self.lives[ticket_id].happened.append((self.now, "working"))
        if ticket.status not in FINISHED:
            self.lives[ticket_id].happened.append((self.now, "asked"))
        self.changed(ticket_id)

    @somebody_asked
    @rule(ticket_id=tickets, is_high=st.booleans())
    def priority_is_another(self, ticket_id: TicketId, is_high: bool) -> None:  # noqa: FBT001
        wanted = Priority.HIGH if is_high else Priority.LOW
        self.run(self._change(ticket_id, lambda ticket: replace(ticket, priority=wanted)))
        self.lives[ticket_id].is_high = is_high
        self.changed(ticket_id)

    @precondition(lambda life: life.now < LAST)
    @rule(minutes=st.sampled_from([1, 4, 5, 24, 31, 60, 200, 480, 1_000]), is_watched=st.booleans() | st.just(True))  # noqa: FBT003
    def time_goes_by(self, minutes: int, is_watched: bool) -> None:  # noqa: FBT001
        self.now += minutes
        self.clock.time = at(self.now)
        if is_watched:
            self.check()

    @rule(is_for_high=st.booleans(), stated=targets)
    def policy_is_another(self, is_for_high: bool, stated: dict[str, Any]) -> None:  # noqa: FBT001
        usual: dict[str, Any] = dict.fromkeys((kind.value for kind in ClockKind), None)
        known = self.policies.get(is_for_high)
        policy = known or a_policy(calendar_id=self.calendar.id, priority=Priority.HIGH if is_for_high else None)
        self.policies[is_for_high] = replace(policy, **usual | stated)
        self.run(self._save_policy(self.policies[is_for_high], is_new=known is None))
        self.terms_changed()

    @rule(is_for_high=st.booleans())
    def promise_is_taken_back(self, is_for_high: bool) -> None:  # noqa: FBT001
        policy = self.policies.pop(is_for_high, None)
        if policy is not None:
            self.run(self._remove_policy(policy))
            self.terms_changed()

    @rule(office=st.integers(0, len(OFFICES) - 1))
    def hours_are_others(self, office: int) -> None:
        self.office = office
        self.calendar = replace(self.calendar, **{"holidays": ()} | dict(OFFICES[office]))
        self.run(self._save_calendar(self.calendar))
        self.terms_changed()

    # ------------------------------------------------------------------------------------------------- what it shows
    def changed(self, ticket_id: TicketId) -> None:
        event = TicketEdited(ticket_id=ticket_id, at=at(self.now))
        react = WhenTicketChanged(self.uow, self.clock)
        for _ in range(self.times_told):
            self.run(react(Happened(a_ticket().id, event, Actor.house().user_id)))
        self.check(ticket_id)

    def terms_changed(self) -> None:
        self.run(RecomputeClocks(self.uow, self.clock)(Actor.house(), RecomputeClocksCommand()))
        self.check()

    def check(self, just_changed: TicketId | None = None) -> None:
        """The watch goes round, and after that everything is as the oracle says.

        What is finished is left as it was until it changes.
        """
        if self.watched_at != self.now:
            self.run(WatchClocks(self.uow, self.clock)())
            self.watched_at = self.now
        for ticket in self.run(self._load_all()):
            life = self.lives[ticket.id]
            policy = self.policies.get(True) if life.is_high else None
            policy = policy or self.policies.get(False)
            stated = {kind.value: policy.target(kind) for kind in ClockKind} if policy else {}
            if ticket.status in FINISHED and ticket.id != just_changed:
                continue
            told = life.told(stated, self.office, self.now)
            assert shown(ticket) == told
            assert seen(ticket.due_at) == first(told)
            self._expect(ticket.id, told)
        assert +self.uow.told == +self.expected

    def _expect(self, ticket_id: TicketId, told: list[Shown]) -> None:
        before = self.known[ticket_id]
        for place, new in enumerate(told):
            old = before[place] if place < len(before) else Shown(new.kind, None, None, None)
            if new.breached is not None and old.breached is None:
                self.expected[ticket_id, new.kind, "breached"] += 1
            elif new.breached is None and old.breached is not None:
                self.expected[ticket_id, new.kind, "withdrawn"] += 1
            elif new.breached is None and new.warned is not None and old.warned is None:
                self.expected[ticket_id, new.kind, "warned"] += 1
        self.known[ticket_id] = told

    # ------------------------------------------------------------------------------------------------- how it is stored
    async def _load(self, ticket_id: TicketId) -> Ticket:
        async with self.shelf.desk_work() as work:
            return await work.tickets.get(ticket_id, scope=TicketScope.all())

    async def _load_all(self) -> list[Ticket]:
        async with self.shelf.desk_work() as work:
            return await work.tickets.several(list(self.lives))

    async def _change(self, ticket_id: TicketId, change: Any) -> None:
        async with self.shelf.desk_work() as work:
            await work.tickets.save(change(await work.tickets.get(ticket_id, scope=TicketScope.all())))

    async def _save_policy(self, policy: SlaPolicy, *, is_new: bool) -> None:
        async with self.shelf.desk_work() as work:
            if not is_new:
                await work.sla_policies.get(policy.id)
            await work.sla_policies.save(policy)

    async def _remove_policy(self, policy: SlaPolicy) -> None:
        async with self.shelf.desk_work() as work:
            await work.sla_policies.get(policy.id)
            await work.sla_policies.remove(policy.id, policy.delete(at=at(self.now)))

    async def _save_calendar(self, calendar: Calendar) -> None:
        async with self.shelf.desk_work() as work:
            await work.calendars.get(calendar.id)
            await work.calendars.save(calendar)


def seen(instant: datetime | None) -> int | None:
    """The minute, as far as the oracle can see."""
    if instant is None:
        return None
    minute, rest = divmod(instant - START, MINUTE)
    assert not rest
    return minute if minute < HORIZON else None


def first(told: list[Shown]) -> int | None:
    return min((one.due for one in told if one.due is not None), default=None)


def shown(ticket: Ticket) -> list[Shown]:
    rows = []
    for clock in ticket.clocks:
        promise = clock.promise
        if promise is None:
            rows.append(Shown(clock.kind.value, None, None, None))
            continue
        due = promise.due_at if clock.is_running else None
        rows.append(Shown(clock.kind.value, seen(promise.warned_at), seen(promise.breached_at), seen(due)))
    return rows
