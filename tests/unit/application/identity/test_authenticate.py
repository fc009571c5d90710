from typing import Any

import pytest

from application.identity.errors import TokenRefused
from domain.shared.access import Actor, Role
from tests.support.builders import a_user, acting
from tests.support.doubles import ReadableTokens
from tests.support.house import SmallHouse

tokens = ReadableTokens()


class TestAuthenticate:
    async def test_tells_who_holds_the_token(self, house: SmallHouse) -> None:
        user = a_user(role=Role.AGENT, team_id=(await house.team()).id)
        await house.settle(user)
        assert await house.identity.authenticate(tokens.issue(user)) == acting(user)

    async def test_asks_the_account_what_they_may_do(self, house: SmallHouse) -> None:
        """An account changed by hand counts at once, whatever tokens say."""
        user = a_user(role=Role.ADMIN)
        token = tokens.issue(user)
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
            await house.identity.authenticate(tokens.issue(user))

    async def test_refuses_the_inactive_whatever_their_token(self, house: SmallHouse) -> None:
        user = a_user(is_active=False)
        await house.settle(user)
        async with house.refuses(TokenRefused):
            await house.identity.authenticate(tokens.issue(user))

    async def test_refuses_a_token_of_nobody(self, house: SmallHouse) -> None:
        async with house.refuses(TokenRefused):
            await house.identity.authenticate(tokens.issue(a_user()))

    async def test_refuses_what_is_no_token(self, house: SmallHouse) -> None:
        async with house.refuses(TokenRefused):
            await house.identity.authenticate("no token")

    async def test_says_the_same_whatever_was_wrong(self, house: SmallHouse) -> None:
        user = a_user(is_active=False)
        await house.settle(user)
        said = set()
        for token in (tokens.issue(user), tokens.issue(a_user()), "no token"):
            with pytest.raises(TokenRefused) as refused:
                await house.identity.authenticate(token)
            said.add(str(refused.value))
        assert said == {"The access token is not valid."}
