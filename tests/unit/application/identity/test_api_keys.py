from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from application.identity.admit import Admit
from application.identity.authenticate_by_key import AuthenticateByKey
from application.identity.change_password import ChangePasswordCommand
from application.identity.create_api_key import CreateApiKeyCommand, NewApiKey
from application.identity.delete_user import DeleteUserCommand
from application.identity.edit_user import EditUserCommand
from application.identity.end_session import EndSessionCommand
from application.identity.errors import TokenRefused
from application.identity.log_out import LogOutCommand
from application.identity.ports import ApiKeyState, ApiKeyStates, ApiKeyUses
from application.identity.revoke_api_key import RevokeApiKeyCommand
from application.identity.suspend_user import SuspendUserCommand
from domain.identity.api_key import AT_MOST, ApiKeyNotFound, OwnerSuspended, TooManyApiKeys, spelled
from domain.identity.events import ApiKeyCreated, ApiKeyRevoked
from domain.identity.second_factor import SecondFactorPolicy
from domain.shared.access import Actor, NotForApiKeys, Permission, Role
from domain.shared.errors import Forbidden
from domain.shared.grants import Grant, Scope
from domain.shared.ids import ApiKeyId, SessionId
from tests.support.builders import a_user, acting, an_api_key, text_of
from tests.support.doubles import SteppingClock
from tests.support.house import SmallHouse
from tests.support.shelves import stock

PASSWORD = "Long enough 1"


async def make(house: SmallHouse, actor: Actor, **what_matters: Any) -> NewApiKey:
    usual: dict[str, Any] = {"name": "Report", "scopes": (Scope.TICKETS_READ,)}
    return await house.identity.create_api_key(actor, CreateApiKeyCommand(**usual | what_matters))


async def stocked(house: SmallHouse, actor: Actor, **what_matters: Any) -> str:
    key = an_api_key(user_id=actor.user_id, **what_matters)
    await stock(house.shelf, key)
    return text_of(key)


async def edit(house: SmallHouse, actor: Actor, **changes: Any) -> None:
    await house.identity.edit_user(Actor.house(), EditUserCommand(user_id=actor.user_id, **changes))


class CountingStates(ApiKeyStates, ApiKeyUses):
    """Knows no key, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def of(self, key_id: UUID) -> ApiKeyState | None:  # noqa: ARG002 - it knows none
        self.asked += 1
        return None

    def note(self, key_id: ApiKeyId, at: datetime) -> None:  # noqa: ARG002 - as above
        raise AssertionError


class TestCreateApiKey:
    async def test_makes_a_key_that_acts_as_its_owner(self, house: SmallHouse) -> None:
        agent = await house.person(Role.AGENT)
        new = await make(house, agent)
        actor = await house.identity.authenticate(new.text)
        assert actor == replace(agent, grant=Grant(new.id, frozenset({Scope.TICKETS_READ})))
        assert actor.can(Permission.TICKETS_READ_ALL)
        assert not actor.can(Permission.TICKETS_ASSIGN)

    async def test_is_recorded_without_the_key(self, house: SmallHouse) -> None:
        new = await make(house, await house.person(Role.AGENT))
        [entry] = await house.record(action=ApiKeyCreated.name)
        assert entry.entity_id == new.id
        assert entry.new_values["name"] == "Report"
        assert entry.new_values["digest"] == "•••"
        assert new.text not in f"{house.recorded}{await house.record()}"
        assert house.secrets.made[-1] not in f"{house.recorded}{await house.record()}"

    async def test_is_told_to_the_owner_by_mail(self, house: SmallHouse) -> None:
        owner = await house.person(Role.AGENT, email="owner@example.com")
        new = await make(house, owner, name="Report\nof the night", scopes=(Scope.TICKETS_WRITE, Scope.DESK_READ))
        [mail] = house.mailer.sent
        assert mail.to == "owner@example.com"
        for said in ("Name:    Report of the night\n", "desk:read, tickets:write", "Expires: 2027-03-02 09:00 UTC"):
            assert said in mail.text
        assert new.text not in mail.text

    async def test_tells_nobody_who_is_deleted(self, house: SmallHouse) -> None:
        owner = await house.person(Role.AGENT)
        await make(house, owner)
        created = house.recorded[-1]
        await house.identity.delete_user(Actor.house(), DeleteUserCommand(user_id=owner.user_id))
        await house.reactions.run("identity.WhenApiKeyCreated", created)
        assert len(house.mailer.sent) == 1

    async def test_makes_so_many_and_no_more(self, house: SmallHouse) -> None:
        owner = await house.person(Role.AGENT)
        for _ in range(AT_MOST):
            await make(house, owner)
        async with house.refuses(TooManyApiKeys):
            await make(house, owner)
        await make(house, await house.person(Role.AGENT))

    async def test_is_for_oneself_alone(self, house: SmallHouse) -> None:
        other, admin = await house.person(Role.CUSTOMER), await house.person(Role.ADMIN)
        async with house.refuses(Forbidden):
            await make(house, admin, owner_id=other.user_id)

    async def test_is_for_anybody_by_the_operator(self, house: SmallHouse) -> None:
        other = await house.person(Role.CUSTOMER)
        new = await make(house, Actor.house(), owner_id=other.user_id)
        assert (await house.identity.authenticate(new.text)).user_id == other.user_id
        suspended = await house.person(Role.CUSTOMER, is_active=False)
        async with house.refuses(OwnerSuspended):
            await make(house, Actor.house(), owner_id=suspended.user_id)


class TestAuthenticate:
    async def test_refuses_in_the_same_words_whatever_is_wrong(self, house: SmallHouse) -> None:
        owner, suspended = await house.person(Role.ADMIN), await house.person(Role.ADMIN, is_active=False)
        expired = await stocked(house, owner, expires_at=house.clock.time)
        of_suspended = await stocked(house, suspended)
        known = an_api_key(user_id=owner.user_id)
        await stock(house.shelf, known)
        unknown, forged = text_of(an_api_key()), spelled(known.id, "y" * 43)
        said = set()
        for text in (expired, of_suspended, unknown, forged, text_of(known)[:-1], "tix_", "tix_\N{SNOWMAN}"):
            with pytest.raises(TokenRefused) as refused:
                await house.identity.authenticate(text)
            said.add((refused.value.message, refused.value.code))
        assert said == {("The API key is not valid.", "IDENTITY_TOKEN_REFUSED")}

    async def test_asks_nothing_about_what_is_no_key(self) -> None:
        states = CountingStates()
        authenticate = AuthenticateByKey(states, states, SteppingClock(), Admit(SecondFactorPolicy()))
        text = text_of(an_api_key())
        for wrong in (text[:-1], text.replace("x", "y", 1), f"{text}0", "tix_", f"tix_{'0' * 83}"):
            with pytest.raises(TokenRefused):
                await authenticate(wrong)
        assert states.asked == 0
        with pytest.raises(TokenRefused):
            await authenticate(text)
        assert states.asked == 1

    async def test_lasts_until_the_key_expires(self, house: SmallHouse) -> None:
        owner = await house.person(Role.ADMIN)
        text = await stocked(house, owner, expires_at=house.clock.time + timedelta(seconds=2))
        assert (await house.identity.authenticate(text)).user_id == owner.user_id
        with pytest.raises(TokenRefused):
            await house.identity.authenticate(text)

    async def test_follows_the_owner(self, house: SmallHouse) -> None:
        """A role that is lost is lost through the key too; a new password is none of its affairs."""
        owner = await house.person(Role.ADMIN)
        text = await stocked(house, owner)
        await house.person(Role.ADMIN)
        await edit(house, owner, role=Role.CUSTOMER, password=PASSWORD)
        actor = await house.identity.authenticate(text)
        assert (actor.role, actor.can(Permission.TICKETS_READ_ALL)) == (Role.CUSTOMER, False)

    @pytest.mark.parametrize("by", ["edit", "suspension"])
    async def test_dies_with_a_suspension_for_good(self, house: SmallHouse, by: str) -> None:
        owner = await house.person(Role.AGENT)
        text = await stocked(house, owner)
        if by == "edit":
            await edit(house, owner, is_active=False)
        else:
            command = SuspendUserCommand(user_id=owner.user_id, reason="Left.")
            await house.identity.suspend_user(Actor.house(), command)
        assert house.happened.count(ApiKeyRevoked.name) == 1
        await edit(house, owner, is_active=True)
        with pytest.raises(TokenRefused):
            await house.identity.authenticate(text)

    async def test_dies_with_the_account(self, house: SmallHouse) -> None:
        owner = await house.person(Role.AGENT)
        text = await stocked(house, owner)
        await house.identity.delete_user(Actor.house(), DeleteUserCommand(user_id=owner.user_id))
        assert house.happened.count(ApiKeyRevoked.name) == 1
        with pytest.raises(TokenRefused):
            await house.identity.authenticate(text)


class TestRevokeApiKey:
    @pytest.mark.parametrize("by", ["owner", "admin"])
    async def test_ends_a_key(self, house: SmallHouse, by: str) -> None:
        owner = await house.person(Role.CUSTOMER)
        new = await make(house, owner)
        actor = owner if by == "owner" else await house.person(Role.ADMIN)
        await house.identity.revoke_api_key(actor, RevokeApiKeyCommand(api_key_id=new.id))
        with pytest.raises(TokenRefused):
            await house.identity.authenticate(new.text)
        async with house.refuses(ApiKeyNotFound):
            await house.identity.revoke_api_key(actor, RevokeApiKeyCommand(api_key_id=new.id))

    async def test_knows_nothing_of_other_peoples(self, house: SmallHouse) -> None:
        new, manager = await make(house, await house.person(Role.CUSTOMER)), await house.person(Role.MANAGER)
        async with house.refuses(ApiKeyNotFound):
            await house.identity.revoke_api_key(manager, RevokeApiKeyCommand(api_key_id=new.id))


async def test_a_key_makes_no_keys_ends_no_sessions_and_changes_no_password(house: SmallHouse) -> None:
    owner = a_user(role=Role.ADMIN, password_hash=f"1:{PASSWORD}")
    await house.settle(owner)
    key = an_api_key(user_id=owner.id, scopes=tuple(Scope))
    await stock(house.shelf, key)
    through = await house.identity.authenticate(text_of(key))
    assert replace(through, grant=None) == acting(owner)
    identity = house.identity
    change = ChangePasswordCommand(current_password=PASSWORD, new_password="Longer still 2")
    for refused in (
        lambda: make(house, through),
        lambda: identity.revoke_api_key(through, RevokeApiKeyCommand(api_key_id=ApiKeyId(key.id))),
        lambda: identity.change_password(through, change),
        lambda: identity.log_out(through, LogOutCommand(everywhere=True)),
        lambda: identity.end_session(through, EndSessionCommand(session_id=SessionId(owner.id))),
    ):
        async with house.refuses(NotForApiKeys):
            await refused()
    async with house.refuses(Forbidden):
        await identity.edit_user(through, EditUserCommand(user_id=owner.id, password="Longer still 2"))
