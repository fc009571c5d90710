"""The whole house on the memory shelf: no time, no chance, no I/O, and everything that happens is written down."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

import msgspec
import pytest
from dependency_injector import providers

from adapters.memory.dead_letters import MemoryDeadLetters
from adapters.memory.shelf import memory_shelf
from application.audit.face import Audit
from application.audit.queries import AuditFilter, AuditRow
from application.desk.face import Desk
from application.desk.queries.assignments import AssignmentRow
from application.desk.queries.calendars import CalendarFilter
from application.desk.queries.categories import CategoryFilter
from application.desk.queries.comments import CommentRow
from application.desk.queries.developers import DeveloperFilter
from application.desk.queries.links import LinkRow
from application.desk.queries.sla_policies import SlaPolicyFilter
from application.desk.queries.teams import TeamFilter
from application.desk.queries.tickets import TicketCard, TicketFilter
from application.identity.face import Identity
from application.identity.queries import UserFilter
from application.notifications.face import Notifications
from application.notifications.queries import NotificationFilter, NotificationRow
from application.shared.page import PageRequest, Sort
from application.shared.reactions import Reactions, RecordedEvent
from application.shelf import Shelf
from domain.desk.calendar import Calendar
from domain.desk.category import Category
from domain.desk.sla import SlaPolicy
from domain.desk.team import Team
from domain.desk.ticket import Ticket
from domain.identity.api_key import ApiKey
from domain.identity.external_identity import ExternalIdentity
from domain.identity.session import Session
from domain.identity.user import User
from domain.shared.access import Actor, Role
from domain.shared.errors import Refusal
from domain.shared.ids import SessionId, TicketId, UserId
from entrypoints.container.adapters import Adapters
from entrypoints.container.house import Engine, furnish
from entrypoints.container.subscriptions import reactions
from entrypoints.settings import Settings
from tests.support.builders import (
    a_calendar,
    a_category,
    a_policy,
    a_profile,
    a_team,
    a_ticket,
    a_user,
    acting,
    first_session,
)
from tests.support.doubles import (
    FewCommonPasswords,
    MemoryMailer,
    NumberedIds,
    NumberedSecrets,
    PlainEmailAddresses,
    PlainPasswordHasher,
    ReadableProvider,
    ReadableRefreshTokens,
    ReadableTokens,
    SteppingClock,
)

PROVIDER: Final = "example"
"""The name of the one by whom people can sign in."""

ALL: Final = PageRequest(sort=(Sort("createdAt"),), limit=1_000)


@dataclass
class SmallHouse:
    """Faces as the container puts them together, over doubles; people and things to put in; and what happened."""

    settings: Settings = field(default_factory=lambda: Settings(shelf="memory"))
    clock: SteppingClock = field(default_factory=SteppingClock)
    hasher: PlainPasswordHasher = field(default_factory=PlainPasswordHasher)
    mailer: MemoryMailer = field(default_factory=MemoryMailer)
    secrets: NumberedSecrets = field(default_factory=NumberedSecrets)
    provider: ReadableProvider = field(default_factory=ReadableProvider)
    recorded: list[RecordedEvent] = field(default_factory=list)
    storage: Callable[..., Shelf] = memory_shelf
    shelf: Shelf = field(init=False)
    identity: Identity = field(init=False)
    desk: Desk = field(init=False)
    notifications: Notifications = field(init=False)
    audit: Audit = field(init=False)
    reactions: Reactions = field(init=False)

    def __post_init__(self) -> None:
        ids = NumberedIds()
        self.shelf = self.storage(ids=ids, clock=self.clock, on_commit=self.react)
        adapters = Adapters(settings=providers.Object(self.settings))
        for name, double in {
            "clock": self.clock,
            "ids": ids,
            "hasher": self.hasher,
            "common_passwords": FewCommonPasswords(),
            "addresses": PlainEmailAddresses(),
            "tokens": ReadableTokens(),
            "refresh_tokens": ReadableRefreshTokens(),
            "secrets": self.secrets,
            "identity_providers": {PROVIDER: self.provider},
            "mailer": self.mailer,
            "mailbox": self.mailer,
        }.items():
            getattr(adapters, name).override(providers.Object(double))
        self.reactions = reactions(self.shelf, adapters)
        engine = Engine(
            readiness=_at_rest, follow_changes=_at_rest, run_worker=_at_rest, dead_letters=MemoryDeadLetters()
        )
        house = furnish(self.settings, self.shelf, adapters, engine)
        self.identity, self.desk, self.notifications = house.identity, house.desk, house.notifications
        self.audit = house.audit

    # -------------------------------------------------------------------------------------------------- to put in
    async def settle(self, user: User) -> Actor:
        """Somebody who is logged in."""
        async with self.shelf.identity_work() as work:
            await work.users.save(user)
            if await work.sessions.find(SessionId(user.id)) is None:
                await work.sessions.save(first_session(user))
        return acting(user)

    async def let_in(self, actor: Actor) -> None:
        """Have somebody's first session live again, if it ended."""
        async with self.shelf.identity_work() as work:
            session = await work.sessions.find(SessionId(actor.user_id))
            if session is not None:
                await work.sessions.save(replace(session, ended_at=None, ended_because=None))

    async def person(self, role: Role, **what_matters: Any) -> Actor:
        return await self.settle(a_user(role=role, **what_matters))

    async def developer(self, role: Role = Role.DEVELOPER, *, capacity: int = 10, **what_matters: Any) -> Actor:
        """Somebody with a developer profile."""
        developer = await self.person(role, **what_matters)
        async with self.shelf.desk_work() as work:
            await work.developers.save(a_profile(user_id=developer.user_id, capacity=capacity))
        return developer

    async def team(self, **what_matters: Any) -> Team:
        team = a_team(**what_matters)
        async with self.shelf.desk_work() as work:
            await work.teams.save(team)
        return team

    async def calendar(self, **what_matters: Any) -> Calendar:
        calendar = a_calendar(**what_matters)
        async with self.shelf.desk_work() as work:
            await work.calendars.save(calendar)
        return calendar

    async def policy(self, **what_matters: Any) -> SlaPolicy:
        """By a calendar of its own unless stated."""
        if "calendar_id" not in what_matters:
            what_matters["calendar_id"] = (await self.calendar()).id
        policy = a_policy(**what_matters)
        async with self.shelf.desk_work() as work:
            await work.sla_policies.save(policy)
        return policy

    async def category(self, **what_matters: Any) -> Category:
        category = a_category(**what_matters)
        async with self.shelf.desk_work() as work:
            await work.categories.save(category)
        return category

    async def ticket(self, **what_matters: Any) -> Ticket:
        """Asked for by a customer of its own unless stated."""
        if "requester_id" not in what_matters:
            what_matters["requester_id"] = (await self.person(Role.CUSTOMER)).user_id
        ticket = a_ticket(**what_matters)
        async with self.shelf.desk_work() as work:
            await work.tickets.save(ticket)
        return ticket

    # -------------------------------------------------------------------------------------------------- to look at
    async def card(self, ticket_id: TicketId) -> TicketCard:
        return await self.shelf.tickets.card(Actor.house(), ticket_id)

    async def comments(self, ticket_id: TicketId) -> list[CommentRow]:
        return (await self.shelf.tickets.comments(Actor.house(), ticket_id, ALL)).items

    async def turns(self, ticket_id: TicketId) -> list[AssignmentRow]:
        return (await self.shelf.tickets.assignments(Actor.house(), ticket_id, ALL)).items

    async def links(self, ticket_id: TicketId) -> list[LinkRow]:
        return (await self.shelf.tickets.links(Actor.house(), ticket_id, ALL)).items

    async def told(self, user_id: UserId) -> list[NotificationRow]:
        reader = Actor(user_id, Role.CUSTOMER)
        return (await self.shelf.notifications.list(reader, NotificationFilter(), ALL)).items

    async def user(self, user_id: UserId) -> User:
        async with self.shelf.identity_work() as work:
            return await work.users.get(user_id)

    async def session(self, session_id: UUID) -> Session | None:
        async with self.shelf.identity_work() as work:
            return await work.sessions.find(SessionId(session_id))

    async def identities(self, user_id: UserId) -> Sequence[ExternalIdentity]:
        async with self.shelf.identity_work() as work:
            return await work.external_identities.of_user(user_id)

    async def record(self, **filter: Any) -> list[AuditRow]:
        return (await self.shelf.audit.list(Actor.house(), AuditFilter(**filter), ALL)).items

    @property
    def happened(self) -> list[str]:
        """Wire names of all that was recorded since the house was built."""
        return [event.name for event in self.recorded]

    @asynccontextmanager
    async def refuses(self, refusal: type[Refusal]) -> AsyncIterator["pytest.ExceptionInfo[Refusal]"]:
        """The block is refused in just this way, and leaves nothing behind."""
        before = await self.everything()
        with pytest.raises(refusal) as refused:
            yield refused
        assert refused.type is refusal
        assert await self.everything() == before

    async def everything(self) -> bytes:
        """What there is, to see that it stays."""
        house, shelf = Actor.house(), self.shelf
        tickets = (await shelf.tickets.list(house, TicketFilter(), ALL)).items
        teams = await shelf.teams.list(house, TeamFilter(), ALL)
        users = (await shelf.users.list(house, UserFilter(), ALL)).items
        seen = [
            users,
            [await self.user(user.id) for user in users],
            [await self._sessions(user.id) for user in users],
            [await self._api_keys(user.id) for user in users],
            [await self._second_factor(user.id) for user in users],
            teams,
            [await shelf.invitations.list(house, team.id, ALL) for team in teams.items],
            [await self.identities(user.id) for user in users],
            await shelf.teams.list(house, TeamFilter(), ALL),
            await shelf.categories.list(house, CategoryFilter(), ALL),
            await shelf.calendars.list(house, CalendarFilter(), ALL),
            await shelf.sla_policies.list(house, SlaPolicyFilter(), ALL),
            await shelf.developers.list(house, DeveloperFilter(), ALL),
            [await self.card(ticket.id) for ticket in tickets],
            [await self.comments(ticket.id) for ticket in tickets],
            [await self.turns(ticket.id) for ticket in tickets],
            [await self.told(user.id) for user in users],
            await self.record(),
            self.happened,
        ]
        return msgspec.json.encode(seen)

    async def _sessions(self, user_id: UserId) -> Sequence[Session]:
        async with self.shelf.identity_work() as work:
            return await work.sessions.of_user(user_id)

    async def _api_keys(self, user_id: UserId) -> Sequence[ApiKey]:
        async with self.shelf.identity_work() as work:
            return await work.api_keys.of_user(user_id)

    async def _second_factor(self, user_id: UserId) -> Any:
        async with self.shelf.identity_work() as work:
            return await work.second_factors.find(user_id), await work.second_factors.recovery_codes_left(user_id)

    async def react(self, recorded: Sequence[RecordedEvent]) -> None:
        """As the worker would: every reaction to what a transaction recorded, once it is committed."""
        self.recorded += recorded
        for event in recorded:
            for reaction in self.reactions.to(event.name):
                await self.reactions.run(reaction, event)


async def _at_rest() -> Any:
    """Neither is there anything to wait for, nor any work besides."""
