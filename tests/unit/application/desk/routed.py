"""A team whose tickets find somebody by themselves."""

from dataclasses import dataclass, field
from typing import Any

from application.desk.answer_assignment import Answer, AnswerAssignmentCommand
from application.desk.change_ticket_status import ChangeTicketStatusCommand
from application.desk.open_ticket import OpenTicketCommand
from application.desk.queries.assignments import AssignmentRow
from application.desk.set_developer_profile import SetDeveloperProfileCommand
from application.desk.unassign_ticket import UnassignTicketCommand
from domain.desk.assignment import AssignmentStatus
from domain.desk.category import Category
from domain.desk.routing import Routing
from domain.desk.team import Team
from domain.desk.ticket import Priority, Status
from domain.shared.access import Actor, Role
from domain.shared.ids import TicketId, UserId
from tests.support.builders import a_category, a_profile, a_user
from tests.support.house import SmallHouse
from tests.support.shelves import stock


@dataclass
class RoutedTeam:
    house: SmallHouse
    routing: Routing = Routing.LEAST_LOADED
    team: Team = field(init=False)
    category: Category = field(init=False)
    lead: Actor = field(init=False)
    """A manager without a developer profile."""

    async def settle(self) -> "RoutedTeam":
        self.team = await self.house.team(name="Billing")
        self.lead = await self.house.person(Role.MANAGER)
        self.category = await self.below(routing=self.routing)
        return self

    async def below(self, parent: Category | None = None, **what_matters: Any) -> Category:
        """A category of the team, in no other or in that one."""
        category = a_category(team_id=self.team.id, parent_id=parent.id if parent else None, **what_matters)
        await stock(self.house.shelf, category)
        return category

    async def developer(self, **profile: Any) -> Actor:
        """Of the team, with a profile, and without a word in the log about it."""
        user = a_user(role=Role.DEVELOPER, team_id=self.team.id)
        actor = await self.house.settle(user)
        await stock(self.house.shelf, a_profile(user_id=user.id, **profile))
        return actor

    async def opened(self, priority: Priority = Priority.MEDIUM, **said: Any) -> TicketId:
        command: dict[str, Any] = {
            "title": "It fails",
            "description": "Always.",
            "priority": priority,
            "category_id": self.category.id,
        }
        return (await self.house.desk.open_ticket(self.lead, OpenTicketCommand(**command | said))).id

    async def resolve(self, ticket_id: TicketId) -> None:
        await self.move(ticket_id, Status.RESOLVED, resolution="Restarted.")

    async def move(self, ticket_id: TicketId, status: Status, **said: Any) -> None:
        command = ChangeTicketStatusCommand(ticket_id=ticket_id, status=status, **said)
        await self.house.desk.change_ticket_status(self.lead, command)

    async def unassign(self, ticket_id: TicketId, by: Actor | None = None, reason: str | None = None) -> None:
        command = UnassignTicketCommand(ticket_id=ticket_id, reason=reason)
        await self.house.desk.unassign_ticket(by or self.lead, command)

    async def answer(self, ticket_id: TicketId, status: Answer, reason: str | None = None) -> None:
        """Of whoever has it."""
        turn = await self.turn(ticket_id)
        command = AnswerAssignmentCommand(assignment_id=turn.id, ticket_id=ticket_id, status=status, reason=reason)
        await self.house.desk.answer_assignment(self.lead, command)

    async def reject(self, ticket_id: TicketId) -> None:
        await self.answer(ticket_id, AssignmentStatus.REJECTED, "Not my field.")

    async def set_profile(self, developer: Actor, **profile: Any) -> None:
        command = SetDeveloperProfileCommand(user_id=developer.user_id, **profile)
        await self.house.desk.set_developer_profile(self.lead, command)

    async def holder(self, ticket_id: TicketId) -> UserId | None:
        return (await self.house.card(ticket_id)).assignee_id

    async def turn(self, ticket_id: TicketId) -> AssignmentRow:
        return (await self.house.turns(ticket_id))[-1]
