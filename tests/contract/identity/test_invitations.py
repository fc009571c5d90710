import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from application.desk.delete_team import DeleteTeam, DeleteTeamCommand
from application.identity.accept_invitation import AcceptInvitation, AcceptInvitationCommand
from application.identity.errors import TeamNotFound
from application.identity.queries import InvitationRow
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.identity.credentials import PasswordPolicy
from domain.identity.events import InvitationCreated
from domain.identity.invitation import Invitation, InvitationNotFound, InvitationPending
from domain.identity.one_time_token import digest_of
from domain.identity.user import User
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import InvitationId, TeamId
from tests.support.builders import MONDAY, a_team, a_user, an_actor, an_invitation
from tests.support.doubles import FewCommonPasswords, PlainPasswordHasher
from tests.support.shelves import GivingWay, stock, unstated

HOUSE = Actor.house()
PAGE = PageRequest(sort=(Sort("createdAt"),))


async def an_open_one(shelf: Shelf, **what_matters: Any) -> Invitation:
    """To a team of its own, by an admin of its own, with the secret mailed."""
    team, admin = a_team(), a_user(role=Role.ADMIN)
    usual: dict[str, Any] = {"team_id": team.id, "invited_by": admin.id, "digest": digest_of("secret")}
    invitation = an_invitation(**usual | what_matters)
    await stock(shelf, team, admin, invitation)
    return invitation


async def find(shelf: Shelf, secret: str = "secret") -> Invitation | None:
    async with shelf.identity_work() as work:
        return await work.invitations.find(digest_of(secret))


async def whoever_has(shelf: Shelf, email: str) -> User | None:
    async with shelf.identity_work() as work:
        return await work.users.find_by_email(email)


class TestInvitation:
    async def test_comes_back_as_it_was(self, shelf: Shelf) -> None:
        invitation = await an_open_one(shelf)
        assert unstated(invitation) == []
        assert await find(shelf) == invitation
        assert await find(shelf, "another") is None
        async with shelf.identity_work() as work:
            assert await work.invitations.get(invitation.id) == invitation
            with pytest.raises(InvitationNotFound):
                await work.invitations.get(InvitationId(uuid4()))

    async def test_keeps_the_secret_that_was_mailed_last(self, shelf: Shelf) -> None:
        invitation = await an_open_one(shelf)
        async with shelf.identity_work() as work:
            mailed, event = (await work.invitations.get(invitation.id)).mail("newer", at=MONDAY)
            await work.invitations.save(mailed, event)
        assert (await find(shelf), await find(shelf, "newer")) == (None, mailed)

    async def test_is_claimed_once(self, shelf: Shelf) -> None:
        await an_open_one(shelf)
        async with shelf.identity_work() as work:
            assert await work.invitations.claim(digest_of("secret"))
            assert not await work.invitations.claim(digest_of("secret"))
        assert await find(shelf) is None

    async def test_is_removed_with_a_word_in_the_record(self, shelf: Shelf) -> None:
        invitation = await an_open_one(shelf)
        async with shelf.identity_work() as work:
            loaded = await work.invitations.get(invitation.id)
            await work.invitations.remove(invitation.id, loaded.revoke(at=MONDAY))
        assert await find(shelf) is None

    async def test_is_one_for_a_team_and_an_address_in_any_spelling(self, shelf: Shelf) -> None:
        first = await an_open_one(shelf, email="one@example.com")
        twin = replace(first, id=InvitationId(uuid4()), email="ONE@example.com", digest=None)
        with pytest.raises(InvitationPending) as refused:
            await stock(shelf, twin)
        assert refused.value.details.keys() == {"email"}
        other = a_team()
        await stock(shelf, other, replace(twin, team_id=other.id))

    async def test_that_expired_makes_way(self, shelf: Shelf) -> None:
        old = await an_open_one(shelf, expires_at=MONDAY + timedelta(hours=1))
        elsewhere = await an_open_one(shelf, expires_at=MONDAY + timedelta(hours=1), digest=None)
        young = replace(old, id=InvitationId(uuid4()), created_at=old.expires_at, digest=digest_of("young"))
        await stock(shelf, young)
        assert (await find(shelf), await find(shelf, "young")) == (None, young)
        assert (await shelf.invitations.list(HOUSE, elsewhere.team_id, PAGE)).items == []

    async def test_is_to_a_team_that_is_there(self, shelf: Shelf, clock: Clock) -> None:
        admin = a_user(role=Role.ADMIN)
        await stock(shelf, admin)
        invitation = an_invitation(invited_by=admin.id)
        created = InvitationCreated(
            invitation_id=invitation.id, team_id=invitation.team_id, role=Role.AGENT, at=clock.now()
        )
        with pytest.raises(TeamNotFound):
            await _save(shelf, invitation, created)

    async def test_goes_with_its_team(self, shelf: Shelf, clock: Clock) -> None:
        invitation = await an_open_one(shelf)
        await DeleteTeam(shelf.desk_work, clock)(HOUSE, DeleteTeamCommand(team_id=invitation.team_id))
        assert await find(shelf) is None


class TestQueries:
    async def test_show_those_of_a_team(self, shelf: Shelf) -> None:
        invitation, other = await an_open_one(shelf), await an_open_one(shelf, digest=None)
        row = InvitationRow(**{name: getattr(invitation, name) for name in InvitationRow.__struct_fields__})
        assert (await shelf.invitations.list(HOUSE, invitation.team_id, PAGE)).items == [row]
        assert await shelf.invitations.card(HOUSE, invitation.team_id, invitation.id) == row
        with pytest.raises(InvitationNotFound):
            await shelf.invitations.card(HOUSE, other.team_id, invitation.id)
        with pytest.raises(InvitationNotFound):
            await shelf.invitations.card(HOUSE, invitation.team_id, InvitationId(uuid4()))
        with pytest.raises(TeamNotFound):
            await shelf.invitations.list(HOUSE, TeamId(uuid4()), PAGE)

    @pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMIN, Role.MANAGER}])
    async def test_are_for_those_who_invite(self, shelf: Shelf, role: Role) -> None:
        invitation = await an_open_one(shelf)
        with pytest.raises(Forbidden):
            await shelf.invitations.list(an_actor(role), invitation.team_id, PAGE)
        with pytest.raises(Forbidden):
            await shelf.invitations.card(an_actor(role), invitation.team_id, invitation.id)


class TestAtOnce:
    @pytest.mark.parametrize("has_account", [True, False])
    async def test_fifty_who_accept_one_invitation_join_once(
        self, shelf: Shelf, clock: Clock, ids: Ids, *, has_account: bool
    ) -> None:
        invitation = await an_open_one(shelf, email="one@example.com")
        if has_account:
            await stock(shelf, a_user(email="one@example.com", email_verified_at=MONDAY))
        accept = AcceptInvitation(
            uow=GivingWay(shelf.identity_work),
            clock=clock,
            ids=ids,
            hasher=PlainPasswordHasher(),
            policy=PasswordPolicy(),
            common_passwords=FewCommonPasswords(),
            users=shelf.users,
        )
        commands = [AcceptInvitationCommand(token="secret", password=f"Long enough {number}") for number in range(50)]
        outcomes = await asyncio.gather(*map(accept, commands), return_exceptions=True)
        became = [type(outcome).__name__ for outcome in outcomes]
        assert Counter(became) == {"NoneType": 1, "OneTimeTokenRefused": 49}
        user = await whoever_has(shelf, "one@example.com")
        assert user is not None
        assert (user.role, user.team_id) == (Role.AGENT, invitation.team_id)
        assert user.version == (2 if has_account else 1)
        if not has_account:
            assert user.password_hash == f"1:Long enough {became.index('NoneType')}"


async def _save(shelf: Shelf, invitation: Invitation, *events: Any) -> None:
    async with shelf.identity_work() as work:
        await work.invitations.save(invitation, *events)
