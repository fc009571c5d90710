from dataclasses import replace
from typing import Any

import pytest

from application.identity.begin_linking import BeginLinkingCommand
from application.identity.errors import ProviderNotFound, SignInNotBegun
from application.identity.finish_sign_in import SignedIn
from application.identity.log_out import LogOutCommand
from application.identity.unlink_identity import UnlinkIdentityCommand
from domain.identity.external_identity import (
    ExternalIdentityNotFound,
    ExternalIdentityTaken,
    LastWayIn,
    OwnEmailUnverified,
)
from domain.shared.access import Actor
from domain.shared.errors import Forbidden
from domain.shared.ids import ExternalIdentityId, SessionId
from tests.support.builders import MONDAY, a_user, an_identity
from tests.support.house import SmallHouse
from tests.support.shelves import stock
from tests.unit.application.identity.signed_in import EMAIL, answer, linking


async def customer(house: SmallHouse, **what_matters: Any) -> Actor:
    """Logged in."""
    usual = {"email": EMAIL, "password_hash": "1:secret", "email_verified_at": MONDAY}
    actor = await house.settle(a_user(**{**usual, **what_matters}))
    return replace(actor, session_id=SessionId(actor.user_id))


async def linked(house: SmallHouse, actor: Actor, code: str) -> SignedIn:
    return await house.identity.finish_sign_in(answer(house, await linking(house, actor), code))


class TestLinkIdentity:
    async def test_adds_a_way_in_and_tells_its_owner(self, house: SmallHouse) -> None:
        actor = await customer(house)
        done = await linked(house, actor, house.provider.knows("code", email="elsewhere@example.com"))
        assert done == SignedIn(None, "/account")
        [identity] = await house.identities(actor.user_id)
        assert (identity.subject, identity.email) == ("1", "elsewhere@example.com")
        assert house.happened == ["identity.external_identity_linked"]
        assert [(mail.to, mail.subject) for mail in house.mailer.sent] == [(EMAIL, "A sign-in provider was linked")]

    async def test_again_changes_nothing(self, house: SmallHouse) -> None:
        actor = await customer(house)
        await linked(house, actor, house.provider.knows("code"))
        before = await house.identities(actor.user_id)
        await linked(house, actor, "code")
        assert await house.identities(actor.user_id) == before
        assert len(house.happened) == 1

    async def test_takes_no_identity_of_another_account(self, house: SmallHouse) -> None:
        actor, other = await customer(house), await customer(house, email="other@example.com")
        await linked(house, other, house.provider.knows("code"))
        async with house.refuses(ExternalIdentityTaken):
            await linked(house, actor, "code")

    async def test_takes_an_account_that_verified_its_address(self, house: SmallHouse) -> None:
        actor = await customer(house, email_verified_at=None)
        house.provider.knows("code", email="elsewhere@example.com", email_verified=True)
        async with house.refuses(OwnEmailUnverified):
            await linked(house, actor, "code")
        house.provider.knows("code", email=EMAIL, email_verified=True)
        await linked(house, actor, "code")

    @pytest.mark.parametrize("meanwhile", ["logged out", "suspended", "never logged in"])
    async def test_takes_who_is_still_logged_in(self, house: SmallHouse, meanwhile: str) -> None:
        actor = await customer(house)
        if meanwhile == "never logged in":
            actor = replace(actor, session_id=SessionId(an_identity().id))
        begin = await linking(house, actor)
        house.provider.knows("code")
        if meanwhile == "logged out":
            await house.identity.log_out(actor, LogOutCommand())
        if meanwhile == "suspended":
            await house.settle(replace(await house.user(actor.user_id), is_active=False))
        async with house.refuses(SignInNotBegun):
            await house.identity.finish_sign_in(answer(house, begin, "code"))

    async def test_is_for_people_and_not_for_what_acts_for_them(self, house: SmallHouse) -> None:
        actor = replace(await customer(house), session_id=None)
        async with house.refuses(Forbidden):
            await linking(house, actor)

    async def test_knows_its_providers(self, house: SmallHouse) -> None:
        actor = await customer(house)
        async with house.refuses(ProviderNotFound):
            await house.identity.begin_linking(actor, BeginLinkingCommand(provider="another"))


class TestUnlinkIdentity:
    async def test_takes_a_way_in_away_and_tells_its_owner(self, house: SmallHouse) -> None:
        actor = await customer(house)
        identity = an_identity(user_id=actor.user_id)
        await stock(house.shelf, identity)
        await house.identity.unlink_identity(actor, UnlinkIdentityCommand(identity_id=identity.id))
        assert await house.identities(actor.user_id) == []
        assert house.happened == ["identity.external_identity_unlinked"]
        assert [mail.subject for mail in house.mailer.sent] == ["A sign-in provider was unlinked"]

    async def test_leaves_the_last_way_in(self, house: SmallHouse) -> None:
        actor = await customer(house, password_hash=None)
        first, second = an_identity(user_id=actor.user_id), an_identity(user_id=actor.user_id)
        await stock(house.shelf, first, second)
        await house.identity.unlink_identity(actor, UnlinkIdentityCommand(identity_id=first.id))
        async with house.refuses(LastWayIn):
            await house.identity.unlink_identity(actor, UnlinkIdentityCommand(identity_id=second.id))

    async def test_is_for_ones_own(self, house: SmallHouse) -> None:
        actor, other = await customer(house), await customer(house, email="other@example.com")
        theirs = an_identity(user_id=other.user_id)
        await stock(house.shelf, theirs)
        for identity_id in (theirs.id, ExternalIdentityId(actor.user_id)):
            async with house.refuses(ExternalIdentityNotFound):
                await house.identity.unlink_identity(actor, UnlinkIdentityCommand(identity_id=identity_id))
