"""What authentication asks on each request."""

import asyncio

import pytest
from msgspec import structs

from application.shelf import Shelf
from domain.identity.session import SessionEnd
from domain.shared.access import Role
from tests.support.builders import MONDAY, a_session, a_team, a_user, first_session
from tests.support.patience import until
from tests.support.shelves import stock

KNOWN_EVERYWHERE = 2.0
"""Seconds."""


@pytest.fixture(params=["memory", "postgres", "postgres_with_redis"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    shelf: Shelf = request.getfixturevalue(request.param)
    return shelf


class TestAccountStates:
    async def test_tell_how_an_account_is_now(self, shelf: Shelf) -> None:
        team = a_team()
        user = a_user(role=Role.AGENT, team_id=team.id)
        session = first_session(user)
        await stock(shelf, team, user, session)
        async with shelf.identity_work() as work:
            edited, event = (await work.users.get(user.id)).edit(at=MONDAY, role=Role.VIEWER, is_active=False)
            await work.users.save(edited, event)
        state = await shelf.accounts.of(session.id)
        assert state is not None
        assert structs.asdict(state) == {
            "user_id": user.id,
            "role": Role.VIEWER,
            "team_id": team.id,
            "is_active": False,
            "access_version": user.access_version + 1,
            "session_access_version": user.access_version,
            "session_expires_at": session.expires_at,
            "has_second_factor": False,
        }

    async def test_know_nothing_of_strangers(self, shelf: Shelf) -> None:
        user = a_user()
        await stock(shelf, user)
        assert await shelf.accounts.of(user.id) is None

    async def test_know_nothing_of_a_session_that_has_ended(self, shelf: Shelf) -> None:
        user = a_user()
        session, other = a_session(user_id=user.id), a_session(user_id=user.id)
        await stock(shelf, user, session, other)
        async with shelf.identity_work() as work:
            await work.sessions.find(session.id)
            await work.sessions.save(*session.end(SessionEnd.LOGGED_OUT, at=MONDAY))
        assert await shelf.accounts.of(session.id) is None
        assert await shelf.accounts.of(other.id) is not None

    async def test_know_of_a_change_before_long(self, shelf: Shelf) -> None:
        user = a_user(role=Role.AGENT)
        await stock(shelf, user, first_session(user))
        before = await shelf.accounts.of(user.id)
        async with shelf.identity_work() as work:
            edited, event = (await work.users.get(user.id)).edit(at=MONDAY, role=Role.VIEWER)
            await work.users.save(edited, event)

        async def know() -> bool:
            return await shelf.accounts.of(user.id) != before

        await until(know, within=KNOWN_EVERYWHERE)

    async def test_tell_many_the_same(self, shelf: Shelf) -> None:
        user = a_user()
        await stock(shelf, user, first_session(user))
        first = await shelf.accounts.of(user.id)
        assert first is not None
        assert await asyncio.gather(*(shelf.accounts.of(user.id) for _ in range(50))) == [first] * 50
