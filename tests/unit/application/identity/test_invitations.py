from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from application.desk.delete_team import DeleteTeamCommand
from application.identity.accept_invitation import AcceptInvitationCommand
from application.identity.edit_user import EditUserCommand
from application.identity.errors import MalformedEmail, TeamNotFound
from application.identity.invite_to_team import InviteToTeamCommand
from application.identity.log_in import LogInCommand
from application.identity.revoke_invitation import RevokeInvitationCommand
from domain.desk.team import Team
from domain.identity.credentials import WeakPassword
from domain.identity.invitation import (
    LIFETIME,
    EmailUnverified,
    InvitationNotFound,
    InvitationPending,
    PasswordNeeded,
)
from domain.identity.one_time_token import OneTimeTokenRefused
from domain.identity.user import User
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import InvitationId, TeamId
from tests.support.builders import MONDAY, a_user
from tests.support.house import ALL, SmallHouse
from tests.unit.application.identity.mailed import token_in_mail

EMAIL, PASSWORD = "invited@example.com", "Long enough 1"


async def invite(
    house: SmallHouse, actor: Actor, team: Team, role: Role = Role.AGENT, email: str = EMAIL
) -> InvitationId:
    return await house.identity.invite_to_team(actor, InviteToTeamCommand(team_id=team.id, email=email, role=role))


async def invited(house: SmallHouse, role: Role = Role.AGENT, by: Role = Role.ADMIN) -> tuple[Actor, Team, str]:
    """Who invited, to which team, and the token that was mailed."""
    inviter, team = await house.person(by), await house.team()
    await invite(house, inviter, team, role)
    return inviter, team, token_in_mail(house)


async def accept(house: SmallHouse, token: str, **more: Any) -> None:
    await house.identity.accept_invitation(AcceptInvitationCommand(token=token, **more))


async def whoever_has(house: SmallHouse, email: str) -> User:
    async with house.shelf.identity_work() as work:
        user = await work.users.find_by_email(email)
    assert user
    return user


class TestInvite:
    @pytest.mark.parametrize("has_account", [True, False])
    async def test_mails_a_token_whoever_has_the_address(self, house: SmallHouse, *, has_account: bool) -> None:
        if has_account:
            await house.person(Role.CUSTOMER, email=EMAIL)
        admin, team = await house.person(Role.ADMIN), await house.team()
        invitation_id = await invite(house, admin, team)
        [mail] = house.mailer.sent
        assert (mail.to, mail.subject) == (EMAIL, "You are invited to a team")
        assert f"/accept-invitation#token={house.secrets.made[0]}" in mail.text
        [row] = (await house.identity.invitations.list(admin, team.id, ALL)).items
        assert row == await house.identity.invitations.card(admin, team.id, invitation_id)
        assert (row.email, row.role, row.invited_by) == (EMAIL, "agent", admin.user_id)
        assert row.expires_at - row.created_at == LIFETIME == timedelta(hours=72)

    async def test_records_neither_secret_nor_address(self, house: SmallHouse) -> None:
        await invited(house)
        assert house.happened == ["identity.invitation_created", "identity.invitation_mailed"]
        told = str([await house.record(), house.recorded])
        assert EMAIL not in told
        assert house.secrets.made[0] not in told

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.MANAGER])
    async def test_is_to_no_role_as_high_as_a_managers_own(self, house: SmallHouse, role: Role) -> None:
        manager, team = await house.person(Role.MANAGER), await house.team()
        async with house.refuses(Forbidden):
            await invite(house, manager, team, role)

    @pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMIN, Role.MANAGER}])
    async def test_is_for_admins_and_managers(self, house: SmallHouse, role: Role) -> None:
        actor, team = await house.person(role), await house.team()
        async with house.refuses(Forbidden):
            await invite(house, actor, team, Role.CUSTOMER)
        with pytest.raises(Forbidden):
            await house.identity.invitations.list(actor, team.id, ALL)

    async def test_is_to_a_team_that_is_there_and_an_address_that_is_one(self, house: SmallHouse) -> None:
        admin, team = await house.person(Role.ADMIN), await house.team()
        with pytest.raises(TeamNotFound):
            await house.identity.invite_to_team(
                admin, InviteToTeamCommand(team_id=TeamId(uuid4()), email=EMAIL, role=Role.AGENT)
            )
        async with house.refuses(MalformedEmail):
            await invite(house, admin, team, email="nobody")

    async def test_happens_once_until_it_has_expired(self, house: SmallHouse) -> None:
        admin, team = await house.person(Role.ADMIN), await house.team()
        await invite(house, admin, team)
        async with house.refuses(InvitationPending):
            await invite(house, admin, team, email="INVITED@example.com")
        await invite(house, admin, await house.team())
        house.clock.skip(LIFETIME)
        await invite(house, admin, team)


class TestAccept:
    async def test_makes_an_account_of_the_team_with_a_verified_address(self, house: SmallHouse) -> None:
        _, team, token = await invited(house)
        await accept(house, token, password=PASSWORD, first_name=" Ada ", last_name="Lovelace")
        user = await whoever_has(house, EMAIL)
        assert (user.name, user.role, user.team_id) == ("Ada Lovelace", Role.AGENT, team.id)
        assert user.email_verified_at == user.created_at
        assert house.happened[-2:] == ["identity.user_created", "identity.invitation_accepted"]
        await house.identity.log_in(LogInCommand(email=EMAIL, password=PASSWORD))

    async def test_takes_a_token_once(self, house: SmallHouse) -> None:
        _, _, token = await invited(house)
        await accept(house, token, password=PASSWORD)
        async with house.refuses(OneTimeTokenRefused):
            await accept(house, token, password=PASSWORD)

    async def test_asks_a_newcomer_for_a_good_password(self, house: SmallHouse) -> None:
        _, _, token = await invited(house)
        async with house.refuses(PasswordNeeded) as refused:
            await accept(house, token)
        assert list(refused.value.details) == ["password"]
        async with house.refuses(WeakPassword):
            await accept(house, token, password="short")
        await accept(house, token, password=PASSWORD)

    async def test_takes_in_whoever_has_verified_the_address_with_all_that_is_theirs(self, house: SmallHouse) -> None:
        known = await house.settle(a_user(email=EMAIL, password_hash="1:old", email_verified_at=MONDAY))
        _, team, token = await invited(house)
        await accept(house, token, password=PASSWORD, first_name="Another")
        user = await house.user(known.user_id)
        assert (user.password_hash, user.first_name) == ("1:old", "")
        assert (user.role, user.team_id, user.access_version) == (Role.AGENT, team.id, 2)
        assert {"identity.role_changed", "identity.team_changed"} < set(house.happened)

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.MANAGER])
    async def test_takes_no_role_away_that_may_do_more(self, house: SmallHouse, role: Role) -> None:
        known = await house.person(role, email=EMAIL, email_verified_at=MONDAY)
        _, team, token = await invited(house)
        await accept(house, token)
        user = await house.user(known.user_id)
        assert (user.role, user.team_id) == (role, team.id)

    @pytest.mark.parametrize("state", [{"password_hash": "1:old"}, {"last_login_at": MONDAY}], ids=str)
    async def test_gives_nothing_to_an_account_whose_address_nobody_verified(
        self, house: SmallHouse, state: dict[str, Any]
    ) -> None:
        await house.settle(a_user(email=EMAIL, **state))
        _, _, token = await invited(house)
        async with house.refuses(EmailUnverified):
            await accept(house, token, password=PASSWORD)

    async def test_opens_an_account_that_nobody_was_ever_in(self, house: SmallHouse) -> None:
        imported = await house.settle(a_user(email=EMAIL, first_name="Old", last_name="Hand"))
        _, team, token = await invited(house)
        async with house.refuses(PasswordNeeded):
            await accept(house, token)
        await accept(house, token, password=PASSWORD)
        user = await house.user(imported.user_id)
        assert (user.password_hash, user.name, user.team_id) == (f"1:{PASSWORD}", "Old Hand", team.id)
        assert user.email_verified_at is not None

    async def test_lets_nobody_in_who_is_suspended(self, house: SmallHouse) -> None:
        await house.settle(a_user(email=EMAIL, email_verified_at=MONDAY, is_active=False))
        _, _, token = await invited(house)
        async with house.refuses(OneTimeTokenRefused):
            await accept(house, token)

    async def test_refuses_what_nobody_was_sent_and_what_has_expired(self, house: SmallHouse) -> None:
        _, _, token = await invited(house)
        async with house.refuses(OneTimeTokenRefused):
            await accept(house, "made up", password=PASSWORD)
        house.clock.skip(LIFETIME)
        async with house.refuses(OneTimeTokenRefused):
            await accept(house, token, password=PASSWORD)

    @pytest.mark.parametrize(
        "changes", [{"role": Role.MANAGER}, {"role": Role.CUSTOMER}, {"is_active": False}], ids=str
    )
    async def test_counts_while_the_inviter_could_still_invite_like_this(
        self, house: SmallHouse, changes: dict[str, Any]
    ) -> None:
        inviter, _, token = await invited(house, Role.MANAGER)
        edit = EditUserCommand(user_id=inviter.user_id, **changes)
        await house.person(Role.ADMIN)
        await house.identity.edit_user(Actor.house(), edit)
        async with house.refuses(OneTimeTokenRefused):
            await accept(house, token, password=PASSWORD)

    async def test_is_refused_when_it_was_revoked_meanwhile(self, house: SmallHouse) -> None:
        admin, team = await house.person(Role.ADMIN), await house.team()
        invitation_id = await invite(house, admin, team)
        hash_it, revoked = house.hasher.hash, RevokeInvitationCommand(team_id=team.id, invitation_id=invitation_id)

        async def slowly(password: str) -> str:
            await house.identity.revoke_invitation(admin, revoked)
            return await hash_it(password)

        house.hasher.hash = slowly  # type: ignore[method-assign] # something happens while it takes its time
        with pytest.raises(OneTimeTokenRefused):
            await accept(house, token_in_mail(house), password=PASSWORD)
        async with house.shelf.identity_work() as work:
            assert await work.users.find_by_email(EMAIL) is None

    async def test_is_over_with_the_team(self, house: SmallHouse) -> None:
        inviter, team, token = await invited(house)
        await house.desk.delete_team(inviter, DeleteTeamCommand(team_id=team.id))
        async with house.refuses(OneTimeTokenRefused):
            await accept(house, token, password=PASSWORD)


class TestRevoke:
    async def test_closes_what_was_mailed(self, house: SmallHouse) -> None:
        manager, admin, team = await house.person(Role.MANAGER), await house.person(Role.ADMIN), await house.team()
        invitation_id = await invite(house, admin, team)
        token = token_in_mail(house)
        await house.identity.revoke_invitation(
            manager, RevokeInvitationCommand(team_id=team.id, invitation_id=invitation_id)
        )
        assert house.happened[-1] == "identity.invitation_revoked"
        async with house.refuses(OneTimeTokenRefused):
            await accept(house, token, password=PASSWORD)
        with pytest.raises(InvitationNotFound):
            await house.identity.invitations.card(admin, team.id, invitation_id)

    async def test_is_of_one_team(self, house: SmallHouse) -> None:
        admin, team, other = await house.person(Role.ADMIN), await house.team(), await house.team()
        invitation_id = await invite(house, admin, team)
        for there in (RevokeInvitationCommand(team_id=other.id, invitation_id=invitation_id),):
            async with house.refuses(InvitationNotFound):
                await house.identity.revoke_invitation(admin, there)

    @pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMIN, Role.MANAGER}])
    async def test_is_for_admins_and_managers(self, house: SmallHouse, role: Role) -> None:
        actor, (_, team, _) = await house.person(role), await invited(house)
        [row] = (await house.shelf.invitations.list(Actor.house(), team.id, ALL)).items
        async with house.refuses(Forbidden):
            await house.identity.revoke_invitation(
                actor, RevokeInvitationCommand(team_id=team.id, invitation_id=row.id)
            )

    async def test_before_the_mail_means_that_there_is_none(self, house: SmallHouse) -> None:
        admin, team = await house.person(Role.ADMIN), await house.team()
        invitation_id = await invite(house, admin, team)
        await house.identity.revoke_invitation(
            admin, RevokeInvitationCommand(team_id=team.id, invitation_id=invitation_id)
        )
        [created] = [event for event in house.recorded if event.name == "identity.invitation_created"]
        house.mailer.sent.clear()
        await house.reactions.run("identity.WhenInvitationCreated", created)
        assert house.mailer.sent == []
