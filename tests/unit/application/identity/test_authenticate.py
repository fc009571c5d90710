from typing import Any

import pytest

from application.identity.errors import TokenRefused
from domain.identity.session import SessionEnd
from domain.identity.user import User
from domain.shared.access import Actor, Role
from tests.support.builders import a_session, a_user, acting, first_session
from tests.support.doubles import ReadableTokens
from tests.support.house import SmallHouse


def token_of(user: User) -> str:
    return ReadableTokens().issue(user, first_session(user).id)


class TestAuthenticate:
    async def test_tells_who_holds_the_token(self, house: SmallHouse) -> None:
        user = a_user(role=Role.AGENT, team_id=(await house.team()).id)
        await house.settle(user)
        assert await house.identity.authenticate(token_of(user)) == acting(user)

    async def test_asks_the_account_what_they_may_do(self, house: SmallHouse) -> None:
        """An account changed by hand counts at once, whatever tokens say."""
        user = a_user(role=Role.ADMIN)
        token = token_of(user)
        await house.settle(a_user(id=user.id, role=Role.VIEWER))
        assert await house.identity.authenticate(token) == Actor(user.id, Role.VIEWER)

    @pytest.mark.parametrize(
        "change",
        [
            {"is_active": False},
            {"role": Role.AGENT},
            {"password_hash": "1:another"},
            {"email": "moved@example.com"},
        ],
        ids=str,
    )
    async def test_refuses_tokens_of_before_a_change(self, house: SmallHouse, change: dict[str, Any]) -> None:
        user = a_user()
        await house.settle(user.edit(at=house.clock.now(), **change)[0])
        async with house.refuses(TokenRefused):
            await house.identity.authenticate(token_of(user))

    async def test_refuses_the_inactive_whatever_their_token(self, house: SmallHouse) -> None:
        user = a_user(is_active=False)
        await house.settle(user)
        async with house.refuses(TokenRefused):
            await house.identity.authenticate(token_of(user))

    async def test_refuses_a_token_of_nobody(self, house: SmallHouse) -> None:
        async with house.refuses(TokenRefused):
            await house.identity.authenticate(token_of(a_user()))

    async def test_tells_through_which_session_they_ask(self, house: SmallHouse) -> None:
        user = a_user()
        await house.settle(user)
        assert (await house.identity.authenticate(token_of(user))).session_id == first_session(user).id

    async def test_refuses_tokens_of_a_session_that_has_ended(self, house: SmallHouse) -> None:
        user = a_user()
        await house.settle(user)
        ended, event = first_session(user).end(SessionEnd.LOGGED_OUT, at=house.clock.now())
        async with house.shelf.identity_work() as work:
            await work.sessions.save(ended, event)
        async with house.refuses(TokenRefused):
            await house.identity.authenticate(token_of(user))

    async def test_refuses_a_token_for_somebody_elses_session(self, house: SmallHouse) -> None:
        user, other = a_user(), a_user()
        await house.settle(user)
        await house.settle(other)
        async with house.refuses(TokenRefused):
            await house.identity.authenticate(ReadableTokens().issue(user, first_session(other).id))

    async def test_refuses_a_token_of_no_session(self, house: SmallHouse) -> None:
        user = a_user()
        await house.settle(user)
        async with house.refuses(TokenRefused):
            await house.identity.authenticate(ReadableTokens().issue(user, a_session().id))

    async def test_refuses_what_is_no_token(self, house: SmallHouse) -> None:
        async with house.refuses(TokenRefused):
            await house.identity.authenticate("no token")

    async def test_says_the_same_whatever_was_wrong(self, house: SmallHouse) -> None:
        user = a_user(is_active=False)
        await house.settle(user)
        said = set()
        for token in (token_of(user), token_of(a_user()), "no token"):
            with pytest.raises(TokenRefused) as refused:
                await house.identity.authenticate(token)
            said.add(str(refused.value))
        assert said == {"The access token is not valid."}
