from datetime import timedelta
from typing import Any

import pytest

from application.identity.errors import SessionRefused
from domain.identity.session import SessionEnd
from domain.identity.user import User
from domain.shared.access import Role
from tests.support.builders import a_session, a_user, acting, first_session
from tests.support.house import SmallHouse


def token_of(house: SmallHouse, user: User) -> str:
    return house.identity.session_tokens.issue(first_session(user).id)


async def end(house: SmallHouse, user: User) -> None:
    ended, event = first_session(user).end(SessionEnd.LOGGED_OUT, at=house.clock.now())
    async with house.shelf.identity_work() as work:
        await work.sessions.save(ended, event)


class TestAuthenticateSession:
    async def test_tells_who_holds_the_token_and_through_which_session(self, house: SmallHouse) -> None:
        user = a_user(role=Role.AGENT, team_id=(await house.team()).id)
        await house.settle(user)
        actor = await house.identity.authenticate_session(token_of(house, user))
        assert (actor, actor.session_id) == (acting(user), first_session(user).id)

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
    async def test_refuses_sessions_of_before_a_change(self, house: SmallHouse, change: dict[str, Any]) -> None:
        user = a_user()
        await house.settle(user)
        async with house.shelf.identity_work() as work:
            await work.users.save(*user.edit(at=house.clock.now(), **change))
        async with house.refuses(SessionRefused):
            await house.identity.authenticate_session(token_of(house, user))

    async def test_refuses_the_inactive_whatever_their_session(self, house: SmallHouse) -> None:
        user = a_user(is_active=False)
        await house.settle(user)
        async with house.refuses(SessionRefused):
            await house.identity.authenticate_session(token_of(house, user))

    async def test_refuses_a_session_that_has_ended(self, house: SmallHouse) -> None:
        user = a_user()
        await house.settle(user)
        await end(house, user)
        async with house.refuses(SessionRefused):
            await house.identity.authenticate_session(token_of(house, user))

    async def test_refuses_a_session_from_the_moment_it_expires(self, house: SmallHouse) -> None:
        """Nobody looks, nothing is written: the time alone ends it."""
        user = a_user()
        await house.settle(user)
        session = a_session(user_id=user.id, expires_at=house.clock.time + timedelta(days=7))
        async with house.shelf.identity_work() as work:
            await work.sessions.save(session)
        token = house.identity.session_tokens.issue(session.id)
        house.clock.skip(timedelta(days=7) - 2 * house.clock.step)
        assert (await house.identity.authenticate_session(token)).user_id == user.id
        async with house.refuses(SessionRefused):
            await house.identity.authenticate_session(token)

    async def test_refuses_a_session_that_there_never_was(self, house: SmallHouse) -> None:
        async with house.refuses(SessionRefused):
            await house.identity.authenticate_session(token_of(house, a_user()))

    async def test_refuses_what_is_no_token(self, house: SmallHouse) -> None:
        async with house.refuses(SessionRefused):
            await house.identity.authenticate_session("no token")

    async def test_says_the_same_whatever_was_wrong(self, house: SmallHouse) -> None:
        over, inactive = a_user(), a_user(is_active=False)
        await house.settle(over)
        await end(house, over)
        await house.settle(inactive)
        said = set()
        for token in (*(token_of(house, user) for user in (over, inactive, a_user())), "no token"):
            with pytest.raises(SessionRefused) as refused:
                await house.identity.authenticate_session(token)
            said.add(str(refused.value))
        assert said == {"The session is over. Log in again."}
