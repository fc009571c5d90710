"""Tickets in a queue, whoever works and whoever is away, beside the oracle; over whichever shelf."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from adapters.system.ids import UuidIds
from application.desk.answer_assignment import Answer, AnswerAssignmentCommand
from application.desk.assign_ticket import AssignTicketCommand
from application.desk.change_ticket_status import ChangeTicketStatusCommand
from application.desk.claim_ticket import ClaimTicketCommand
from application.desk.edit_category import EditCategoryCommand
from application.desk.edit_ticket import EditTicketCommand
from application.desk.open_ticket import OpenTicketCommand
from application.desk.queries.tickets import TicketFilter
from application.desk.route_everywhere import RouteEverywhere
from application.desk.route_tickets import RouteTickets
from application.desk.set_developer_profile import SetDeveloperProfileCommand
from application.desk.skill_match import SkillMatch
from application.desk.unassign_ticket import UnassignTicketCommand
from application.shared.reactions import RecordedEvent
from domain.desk.absence import Absence
from domain.desk.assignment import AssignmentStatus
from domain.desk.routing import Routing
from domain.desk.ticket import MOVES, Priority, Status
from domain.desk.window import Window
from domain.shared.access import HOUSE, Actor, Role
from domain.shared.ids import CategoryId, TicketId, UserId
from tests.support.builders import a_category, a_team, a_user
from tests.support.house import ALL
from tests.support.lives import InMemory, Life
from tests.support.shelves import stock
from tests.unit.application.desk.routing_oracle import Case, Office, Worker

MOST_CASES: Final = 9
OFFICE_HOURS: Final = tuple(Window(weekday, time(8), time(17)) for weekday in range(7))
LONG_LEAVE: Final = (Absence(date.min, date.max),)

indices = st.integers(0, 2)
workers = st.runner().flatmap(lambda life: st.sampled_from(life.office.workers))


def cases(fit: Callable[[Case], Any]) -> st.SearchStrategy[Case]:
    return st.runner().flatmap(lambda life: st.sampled_from([case for case in life.office.cases if fit(case)]))


def given_some(fit: Callable[[Case], Any]) -> Callable[[Any], Any]:
    return precondition(lambda life: any(fit(case) for case in life.office.cases))


def is_held(case: Case) -> bool:
    return case.holder is not None and case.status != "closed"


class RoutingLife(Life):
    """What happened waits until somebody works it off: any number of steps later, and more than once."""

    def __init__(self) -> None:
        super().__init__()
        self.house = self.opened()
        self.waiting: list[RecordedEvent] = []
        self.heard: list[RecordedEvent] = []

    # ---------------------------------------------------------------------------------------------------- to begin with
    @initialize()
    def house_is_furnished(self) -> None:
        self.run(self._furnish())
        self.happened()
        self.waiting.clear()

    async def _furnish(self) -> None:
        team, house = a_team(), self.house
        top = a_category(team_id=team.id, name="Top", routing=Routing.LEAST_LOADED)
        below = a_category(team_id=team.id, name="Below", parent_id=top.id)
        skilled = a_category(team_id=team.id, name="Mail", parent_id=top.id, routing=Routing.SKILL_MATCH)
        anywhere = a_category(name="Anywhere", routing=Routing.ROUND_ROBIN)
        by_hand = a_category(team_id=team.id, name="By hand")
        self.categories = [top, below, skilled, anywhere, by_hand]
        await stock(house.shelf, team, *self.categories)
        self.lead = await house.person(Role.MANAGER)
        settled = []
        for team_id, skills, hours in (
            (team.id, ("sql",), (8, 17)),
            (team.id, ("mail", "sql"), None),
            (None, (), None),
        ):
            user = a_user(role=Role.AGENT, team_id=team_id)
            await house.settle(user)
            settled.append(Worker(user.id, team_id, skills, hours))
        self.office = Office(
            sorted(settled, key=lambda worker: worker.id),
            {category.id: category.routing for category in self.categories},
            {category.id: category.parent_id for category in self.categories if category.parent_id},
            {category.id: category.name for category in self.categories},
        )
        for worker in self.office.workers:
            await self._state(worker)

    async def _state(self, worker: Worker) -> None:
        profile = SetDeveloperProfileCommand(
            user_id=UserId(worker.id),
            specializations=worker.skills,
            availability=OFFICE_HOURS if worker.hours else (),
            absences=LONG_LEAVE if worker.on_leave else (),
            capacity=worker.capacity,
        )
        await self.house.desk.set_developer_profile(self.lead, profile)

    # --------------------------------------------------------------------------------------------------- what people do
    @precondition(lambda life: len(life.office.cases) < MOST_CASES)
    @rule(
        priority=st.sampled_from(Priority),
        which=st.integers(0, 4),
        tags=st.sampled_from([(), ("sql",), ("mail",), ("mail", "sql")]),
    )
    def ticket_is_opened(self, priority: Priority, which: int, tags: tuple[str, ...]) -> None:
        category = self.categories[which]
        command = OpenTicketCommand(
            title="It fails", description="Always.", priority=priority, category_id=category.id, tags=tags
        )
        card = self.run(self.house.desk.open_ticket(self.lead, command))
        place = len(self.office.cases)
        self.office.cases.append(Case(card.id, place, str(priority), category.id, category.team_id, tags))

    @given_some(lambda case: case.status != "closed")
    @rule(case=cases(lambda case: case.status != "closed"), which=st.integers(0, 4))
    def ticket_is_moved_to_another_category(self, case: Case, which: int) -> None:
        category = self.categories[which]
        command = EditTicketCommand(ticket_id=TicketId(case.id), category_id=category.id)
        self.run(self.house.desk.edit_ticket(self.lead, command))
        if category.id != case.category:
            case.category, case.team = category.id, category.team_id

    @given_some(lambda case: case.waits)
    @rule(case=cases(lambda case: case.waits), worker=workers)
    def ticket_is_claimed(self, case: Case, worker: Worker) -> None:
        if case.team in {None, worker.team} and self.office.has_room(worker):
            actor = Actor(UserId(worker.id), Role.AGENT)
            self.run(self.house.desk.claim_ticket(actor, ClaimTicketCommand(ticket_id=TicketId(case.id))))
            case.give(worker, "accepted")

    @given_some(lambda case: case.is_unfinished)
    @rule(case=cases(lambda case: case.is_unfinished), worker=workers)
    def ticket_is_assigned(self, case: Case, worker: Worker) -> None:
        fits = case.team in {None, worker.team} and self.office.has_room(worker)
        if fits and case.holder is not worker:
            command = AssignTicketCommand(ticket_id=TicketId(case.id), developer_id=UserId(worker.id))
            self.run(self.house.desk.assign_ticket(self.lead, command))
            case.give(worker, "assigned")

    @given_some(lambda case: case.turn)
    @rule(
        case=cases(lambda case: case.turn),
        answer=st.sampled_from([AssignmentStatus.ACCEPTED, AssignmentStatus.REJECTED, AssignmentStatus.COMPLETED]),
    )
    def turn_is_answered(self, case: Case, answer: Answer) -> None:
        turn = case.turn
        assert turn
        if turn.status == "accepted" and answer is not AssignmentStatus.COMPLETED:
            return
        stored = self.run(self.house.turns(TicketId(case.id)))[-1]
        command = AnswerAssignmentCommand(
            assignment_id=stored.id, ticket_id=TicketId(case.id), status=answer, reason="Not now."
        )
        self.run(self.house.desk.answer_assignment(self.lead, command))
        if answer is AssignmentStatus.ACCEPTED:
            turn.status = "accepted"
        else:
            case.free(str(answer))

    @given_some(is_held)
    @rule(case=cases(is_held))
    def ticket_is_unassigned(self, case: Case) -> None:
        command = UnassignTicketCommand(ticket_id=TicketId(case.id), reason="Not now.")
        self.run(self.house.desk.unassign_ticket(self.lead, command))
        case.free("reassigned")

    @given_some(lambda _: True)
    @rule(case=cases(lambda _: True), data=st.data())
    def ticket_is_moved_along(self, case: Case, data: st.DataObject) -> None:
        status = data.draw(st.sampled_from(sorted(MOVES[Status(case.status)])))
        command = ChangeTicketStatusCommand(ticket_id=TicketId(case.id), status=status, resolution="Done.")
        self.run(self.house.desk.change_ticket_status(self.lead, command))
        case.status = str(status)
        if not case.is_unfinished:
            case.end("completed")
        elif status is Status.REOPENED and case.holder and not case.turn:
            case.give(case.holder, "assigned")

    # ----------------------------------------------------------------------------------------------------- what changes
    @rule(worker=workers, capacity=st.integers(0, 2), on_leave=st.booleans())
    def profile_is_set(self, worker: Worker, capacity: int, *, on_leave: bool) -> None:
        worker.capacity, worker.on_leave = capacity, on_leave
        self.run(self._state(worker))

    @rule(which=st.integers(0, 4), routing=st.none() | st.sampled_from(Routing))
    def policy_changes(self, which: int, routing: Routing | None) -> None:
        category_id = CategoryId(self.categories[which].id)
        command = EditCategoryCommand(category_id=category_id, routing=routing)
        self.run(self.house.desk.edit_category(self.lead, command))
        self.office.routing[category_id] = routing

    @rule(hours=st.integers(1, 20))
    def time_goes_by(self, hours: int) -> None:
        self.house.clock.skip(timedelta(hours=hours))

    # ---------------------------------------------------------------------------------------------- what the house does
    @precondition(lambda life: life.waiting)
    @rule(count=st.integers(1, 20))
    def events_are_heard(self, count: int) -> None:
        for event in self.waiting[:count]:
            self._hear(event)
        self.heard += self.waiting[:count]
        del self.waiting[:count]

    @precondition(lambda life: life.heard)
    @rule(data=st.data())
    def event_is_heard_again(self, data: st.DataObject) -> None:
        self._hear(data.draw(st.sampled_from(self.heard)))

    @rule()
    def minute_is_over(self) -> None:
        house = self.house
        route = RouteTickets(house.shelf.desk_work, house.clock, UuidIds(), SkillMatch())
        self.run(RouteEverywhere(house.shelf.desk_work, route)())
        self.office.run_all(house.clock.time)

    def _hear(self, event: RecordedEvent) -> None:
        for reaction in self.house.reactions.to(event.name):
            if reaction.startswith("desk."):
                self.run(self.house.reactions.run(reaction, event))
        self.office.hear(event.name, event.payload, self.house.clock.time)

    # ------------------------------------------------------------------------------------------------ what must be true
    @invariant()
    def everything_is_where_the_oracle_says(self) -> None:
        self.waiting += self.happened()
        if not self.office.cases:
            return
        self.run(self._compare())

    async def _compare(self) -> None:
        stored = {
            row.id: row for row in (await self.house.shelf.tickets.list(Actor.house(), TicketFilter(), ALL)).items
        }
        async with self.house.shelf.desk_work() as work:
            turns = await work.queues.turns([*stored])
        for case in self.office.cases:
            row = stored[TicketId(case.id)]
            assert (row.status, row.assignee_id) == (case.status, case.holder.id if case.holder else None)
            its = [turn for turn in turns if turn.ticket_id == case.id]
            assert [(turn.assignee_id, str(turn.status), turn.assigned_by == HOUSE) for turn in its] == [
                (turn.holder.id, turn.status, turn.by_house) for turn in case.turns
            ]
            assert all(turn.why for turn in its if turn.assigned_by == HOUSE)
            assert bool(case.turn) == (case.holder is not None and case.is_unfinished)


class RoutingLifeInMemory(InMemory, RoutingLife):
    """On the memory shelf."""
