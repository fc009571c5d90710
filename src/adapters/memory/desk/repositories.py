from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import final

from adapters.memory.desk.comments import MemoryCommentRepository
from adapters.memory.desk.complaints import MemoryComplaintRepository
from adapters.memory.desk.drafts import MemoryDraftRepository
from adapters.memory.desk.links import MemoryLinkRepository
from adapters.memory.desk.load import developer
from adapters.memory.desk.macros import MemoryMacroRepository
from adapters.memory.desk.merges import MemoryMergeRepository
from adapters.memory.desk.queues import MemoryTicketQueues
from adapters.memory.desk.ratings import MemoryRatingRepository
from adapters.memory.desk.sla import MemoryCalendarRepository, MemorySlaPolicyRepository
from adapters.memory.desk.statuses import MemoryStatusRepository
from adapters.memory.desk.times import MemoryTimeRepository
from adapters.memory.desk.views import MemoryViewRepository
from adapters.memory.desk.watchers import MemoryWatcherRepository
from adapters.memory.store import Store, Transaction
from application.desk.errors import CategoryUnknown, PersonUnknown, TeamUnknown
from application.desk.ports import (
    AssignmentRepository,
    CategoryRepository,
    DeskWork,
    DeveloperRepository,
    People,
    TeamRepository,
    TicketRepository,
)
from domain.desk.access import TicketScope
from domain.desk.assignment import Assignment, AssignmentNotFound
from domain.desk.category import Category, CategoryInUse, CategoryTree
from domain.desk.developer import Developer, DeveloperProfile, NotADeveloper
from domain.desk.team import Team, TeamInUse, TeamNameTaken, TeamNotFound
from domain.desk.ticket import FINISHED, Ticket, TicketNotFound, TicketTaken
from domain.shared.access import Actor
from domain.shared.events import Event
from domain.shared.ids import AssignmentId, CategoryId, TeamId, TicketId, UserId
from domain.shared.tier import Tier


def desk_work(store: Store, transaction: Transaction) -> DeskWork:
    return DeskWork(
        tickets=MemoryTicketRepository(store, transaction),
        comments=MemoryCommentRepository(transaction),
        drafts=MemoryDraftRepository(transaction),
        assignments=MemoryAssignmentRepository(transaction),
        links=MemoryLinkRepository(transaction),
        macros=MemoryMacroRepository(transaction),
        watchers=MemoryWatcherRepository(transaction),
        merges=MemoryMergeRepository(transaction),
        statuses=MemoryStatusRepository(transaction),
        queues=MemoryTicketQueues(transaction),
        times=MemoryTimeRepository(transaction),
        complaints=MemoryComplaintRepository(transaction),
        ratings=MemoryRatingRepository(transaction),
        developers=MemoryDeveloperRepository(transaction),
        teams=MemoryTeamRepository(transaction),
        categories=MemoryCategoryRepository(transaction),
        calendars=MemoryCalendarRepository(transaction),
        sla_policies=MemorySlaPolicyRepository(transaction),
        views=MemoryViewRepository(transaction),
        people=MemoryPeople(transaction),
    )


@final
class MemoryTicketRepository(TicketRepository):
    def __init__(self, store: Store, transaction: Transaction) -> None:
        self._numbers = store.ticket_numbers
        self._transaction = transaction
        self._tickets = transaction.rows.tickets

    async def next_number(self) -> int:
        return next(self._numbers)

    async def get(self, ticket_id: TicketId, *, scope: TicketScope) -> Ticket:
        ticket = self._tickets.get(ticket_id)
        if ticket is None or not scope.admits(ticket):
            raise TicketNotFound("There is no such ticket.")
        return ticket

    async def lock(self, ticket_ids: Sequence[TicketId], *, scope: TicketScope) -> None:
        """The one lock of the store is had already."""

    async def resolved_by(self, at: datetime, *, after: TicketId | None, limit: int) -> list[TicketId]:
        return sorted(
            ticket.id
            for ticket in self._tickets.values()
            if ticket.is_settled(at=at, after=timedelta()) and (after is None or ticket.id > after)
        )[:limit]

    async def several(self, ticket_ids: Sequence[TicketId]) -> list[Ticket]:
        return [self._tickets[ticket_id] for ticket_id in sorted(ticket_ids) if ticket_id in self._tickets]

    async def ringing(self, at: datetime, *, limit: int) -> list[Ticket]:
        due = [(ticket.alarm_at, ticket.id) for ticket in self._tickets.values() if ticket.alarm_at is not None]
        return [self._tickets[ticket_id] for alarm_at, ticket_id in sorted(due) if alarm_at <= at][:limit]

    async def ids(self, *, after: TicketId | None, finished: bool, limit: int) -> list[TicketId]:
        return sorted(
            ticket.id
            for ticket in self._tickets.values()
            if (finished or ticket.status not in FINISHED) and (after is None or ticket.id > after)
        )[:limit]

    async def save(self, ticket: Ticket, *events: Event) -> None:
        self._transaction.save(self._tickets, ticket.id, ticket, events)


@final
class MemoryAssignmentRepository(AssignmentRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._assignments = transaction.rows.assignments

    async def get(self, assignment_id: AssignmentId) -> Assignment:
        try:
            return self._assignments[assignment_id]
        except KeyError:
            raise AssignmentNotFound("There is no such assignment.") from None

    async def active(self, ticket_id: TicketId) -> Assignment | None:
        turns = self._assignments.values()
        return next((turn for turn in turns if turn.ticket_id == ticket_id and turn.is_active), None)

    async def save(self, assignment: Assignment, *events: Event) -> None:
        active = await self.active(assignment.ticket_id)
        if assignment.is_active and active is not None and active.id != assignment.id:
            raise TicketTaken("The ticket is already somebody's.")
        self._transaction.save(self._assignments, assignment.id, assignment, events)


@final
class MemoryDeveloperRepository(DeveloperRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows = transaction.rows

    async def get(self, user_id: UserId) -> Developer:
        if user_id not in self._rows.developers:
            raise NotADeveloper("This user has no developer profile.")
        return developer(self._rows, user_id)

    async def profile(self, user_id: UserId) -> DeveloperProfile | None:
        return self._rows.developers.get(user_id)

    async def save(self, profile: DeveloperProfile, *events: Event) -> None:
        self._transaction.save(self._rows.developers, profile.user_id, profile, events)

    async def remove(self, user_id: UserId, *events: Event) -> None:
        self._transaction.remove(self._rows.developers, user_id, events)


@final
class MemoryTeamRepository(TeamRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows = transaction.rows

    async def get(self, team_id: TeamId) -> Team:
        try:
            return self._rows.teams[team_id]
        except KeyError:
            raise TeamNotFound("There is no such team.") from None

    async def leads(self) -> Mapping[TeamId, UserId]:
        return {team.id: team.lead_id for team in self._rows.teams.values() if team.lead_id is not None}

    async def require(self, team_id: TeamId) -> None:
        if team_id not in self._rows.teams:
            raise TeamUnknown("There is no such team.", {"teamId": "Unknown."})

    async def save(self, team: Team, *events: Event) -> None:
        others = (other for other in self._rows.teams.values() if other.id != team.id)
        if any(other.name.casefold() == team.name.casefold() for other in others):
            raise TeamNameTaken(f"There is a team {team.name} already.", {"name": "Taken."})
        self._transaction.save(self._rows.teams, team.id, team, events)

    async def remove(self, team_id: TeamId, *events: Event) -> None:
        rows = self._rows
        in_use = {
            *(user.team_id for user in rows.users.values()),
            *(category.team_id for category in rows.categories.values()),
            *(ticket.team_id for ticket in rows.tickets.values()),
            *(view.team_id for view in rows.views.values()),
        }
        if team_id in in_use:
            raise TeamInUse("People, categories, tickets or views belong to the team.")
        for invitation in [one for one in rows.invitations.values() if one.team_id == team_id]:
            del rows.invitations[invitation.id]
        self._transaction.remove(self._rows.teams, team_id, events)


@final
class MemoryCategoryRepository(CategoryRepository):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._rows = transaction.rows

    async def get(self, category_id: CategoryId) -> Category:
        try:
            return self._rows.categories[category_id]
        except KeyError:
            raise CategoryUnknown("There is no such category.", {"categoryId": "Unknown."}) from None

    async def tree(self) -> CategoryTree:
        return CategoryTree(self._rows.categories.copy())

    async def save(self, category: Category, *events: Event) -> None:
        self._transaction.save(self._rows.categories, category.id, category, events)

    async def remove(self, category_id: CategoryId, *events: Event) -> None:
        if any(ticket.category_id == category_id for ticket in self._rows.tickets.values()):
            raise CategoryInUse("Tickets carry the category.")
        if any(policy.category_id == category_id for policy in self._rows.sla_policies.values()):
            raise CategoryInUse("Something is promised for the category.")
        self._transaction.remove(self._rows.categories, category_id, events)


@final
class MemoryPeople(People):
    def __init__(self, transaction: Transaction) -> None:
        self._users = transaction.rows.users

    async def require(self, user_id: UserId, *, field: str) -> None:
        user = self._users.get(user_id)
        if user is None or not user.is_active:
            raise PersonUnknown("There is no such person.", {field: "Unknown."})

    async def acting(self, user_id: UserId) -> Actor | None:
        user = self._users.get(user_id)
        return Actor(user.id, user.role, user.team_id) if user and user.is_active else None

    async def address(self, user_id: UserId) -> str | None:
        user = self._users.get(user_id)
        return user.email if user and user.is_active else None

    async def active(self, user_ids: Sequence[UserId]) -> Sequence[Actor]:
        found = (self._users[user_id] for user_id in user_ids if user_id in self._users)
        return [Actor(user.id, user.role, user.team_id) for user in found if user.is_active]

    async def tiers(self, user_ids: Collection[UserId]) -> Mapping[UserId, Tier]:
        return {user_id: self._users[user_id].tier for user_id in user_ids if user_id in self._users}
