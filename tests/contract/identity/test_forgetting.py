"""Who is deleted is forgotten in every context, at once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import pytest

from application.desk.queries.views import ViewFilter
from application.identity.delete_user import DeleteUser, DeleteUserCommand
from application.notifications.queries import NotificationFilter
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, IdempotencyKey, KeptAnswer
from application.shelf import Shelf
from domain.identity.one_time_token import OneTimeToken, Purpose
from domain.identity.second_factor import SecondFactor
from domain.identity.user import User
from domain.shared.access import Actor, Role
from domain.shared.ids import NotificationId, UserId
from tests.support.builders import (
    MONDAY,
    a_draft,
    a_macro,
    a_notification,
    a_profile,
    a_session,
    a_team,
    a_ticket,
    a_user,
    a_view,
    a_watcher,
    acting,
    an_api_key,
    an_identity,
    an_invitation,
)
from tests.support.shelves import stock

PAGE: Final = PageRequest(sort=(Sort("createdAt"),))


@dataclass
class Person:
    """Somebody of whom there is something in every place that has people."""

    shelf: Shelf
    user: User

    @property
    def secret(self) -> str:
        return f"secret of {self.user.id}"

    @property
    def key(self) -> IdempotencyKey:
        return IdempotencyKey(self.user.id, "key", "POST /tickets", b"fingerprint")

    async def settle(self, inviter: UserId) -> None:
        team = a_team()
        ticket = a_ticket(requester_id=self.user.id)
        await stock(
            self.shelf,
            self.user,
            an_api_key(user_id=self.user.id),
            an_identity(user_id=self.user.id, email=self.user.email),
            a_session(user_id=self.user.id, ip="203.0.113.7", user_agent="curl"),
            a_notification(recipient_id=self.user.id, id=NotificationId(uuid4())),
            a_view(owner_id=self.user.id),
            a_profile(user_id=self.user.id, github_username="octocat"),
            team,
            ticket,
            a_macro(owner_id=self.user.id),
            a_draft(ticket_id=ticket.id, author_id=self.user.id),
            a_watcher(ticket_id=ticket.id, user_id=self.user.id),
            an_invitation(team_id=team.id, invited_by=inviter, email=self.user.email.upper()),
        )
        self.team_id = team.id
        token, issued = OneTimeToken.issue(self.secret, Purpose.PASSWORD_RESET, self.user, cause=uuid4(), at=MONDAY)
        self.digest = token.digest
        async with self.shelf.identity_work() as work:
            await work.one_time_tokens.add(token, issued)
            await work.second_factors.save(SecondFactor(user_id=self.user.id))
            await work.second_factors.renew_recovery_codes(self.user.id, [b"digest"])
        async with self.shelf.answers.attempt(self.key) as attempt:
            await attempt.keep(KeptAnswer(201, {}, b"their words"))

    async def sessions(self) -> int:
        return (await self.shelf.sessions.kept(acting(self.user), PAGE)).total

    async def api_keys(self) -> int:
        return (await self.shelf.api_keys.list(Actor.house(), self.user.id, PAGE)).total

    async def external_identities(self) -> int:
        return (await self.shelf.external_identities.list(acting(self.user), PAGE)).total

    async def notifications(self) -> int:
        return (await self.shelf.notifications.list(acting(self.user), NotificationFilter(), PAGE)).total

    async def saved_views(self) -> int:
        return (await self.shelf.views.list(acting(self.user), ViewFilter(), PAGE)).total

    async def developer_profiles(self) -> int:
        return int(await self.shelf.own_desk.profile(acting(self.user)) is not None)

    async def ticket_drafts(self) -> int:
        return (await self.shelf.drafts.own(acting(self.user), PAGE)).total

    async def macros(self) -> int:
        return (await self.shelf.macros.own(acting(self.user), PAGE)).total

    async def ticket_watchers(self) -> int:
        return (await self.shelf.watchers.own(acting(self.user), PAGE)).total

    async def invitations(self) -> int:
        return (await self.shelf.invitations.list(Actor.house(), self.team_id, PAGE)).total

    async def one_time_tokens(self) -> int:
        async with self.shelf.identity_work() as work:
            return int(await work.one_time_tokens.find(self.digest) is not None)

    async def second_factors(self) -> int:
        async with self.shelf.identity_work() as work:
            return int(await work.second_factors.find(self.user.id) is not None)

    async def recovery_codes(self) -> int:
        async with self.shelf.identity_work() as work:
            return await work.second_factors.recovery_codes_left(self.user.id)

    async def idempotency_keys(self) -> int:
        async with self.shelf.answers.attempt(self.key) as attempt:
            return int(attempt.answered is not None)


PLACES: Final[dict[str, Callable[[Person], Awaitable[int]]]] = {
    "sessions": Person.sessions,
    "api_keys": Person.api_keys,
    "external_identities": Person.external_identities,
    "notifications": Person.notifications,
    "saved_views": Person.saved_views,
    "developer_profiles": Person.developer_profiles,
    "ticket_drafts": Person.ticket_drafts,
    "macros": Person.macros,
    "ticket_watchers": Person.ticket_watchers,
    "invitations": Person.invitations,
    "one_time_tokens": Person.one_time_tokens,
    "second_factors": Person.second_factors,
    "recovery_codes": Person.recovery_codes,
    "idempotency_keys": Person.idempotency_keys,
}
"""How much of somebody there is, by the name of the place."""


async def forget(shelf: Shelf, clock: Clock, user: User) -> None:
    await DeleteUser(shelf.identity_work, clock)(Actor.house(), DeleteUserCommand(user_id=user.id))


class TestForgetting:
    @pytest.mark.parametrize("place", PLACES)
    async def test_leaves_nothing_of_the_person_and_all_of_others(self, shelf: Shelf, clock: Clock, place: str) -> None:
        admin, look = a_user(role=Role.ADMIN), PLACES[place]
        await stock(shelf, admin)
        one, other = Person(shelf, a_user(role=Role.DEVELOPER)), Person(shelf, a_user(role=Role.DEVELOPER))
        for person in (one, other):
            await person.settle(admin.id)
        assert (await look(one), await look(other)) == (1, 1)
        await forget(shelf, clock, one.user)
        assert (await look(one), await look(other)) == (0, 1)

    async def test_leaves_an_account_without_anything_personal(self, shelf: Shelf, clock: Clock) -> None:
        user = a_user(
            first_name="Ada", phone="+1", pending_email="new@example.com", suspended_because="Spam.", is_active=False
        )
        await stock(shelf, user)
        await forget(shelf, clock, user)
        card: Any = await shelf.users.full(Actor.house(), user.id)
        assert (card.name, card.phone, card.pending_email, card.suspended_because) == ("Deleted user", None, None, None)
