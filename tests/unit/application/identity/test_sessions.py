import pytest

from application.identity.end_session import EndSessionCommand
from application.identity.end_sessions import EndSessionsCommand
from application.identity.errors import TokenRefused
from application.identity.log_out import LogOutCommand
from domain.identity.session import SessionNotFound
from domain.identity.user import UserNotFound
from domain.shared.access import PERMISSIONS, Actor, Permission, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import SessionId
from tests.support.builders import MONDAY, a_session
from tests.support.house import ALL, SmallHouse
from tests.support.shelves import stock

HERE, EVERYWHERE = LogOutCommand(), LogOutCommand(everywhere=True)


async def through(house: SmallHouse, actor: Actor) -> Actor:
    """The same person, asking through one more session."""
    session = a_session(user_id=actor.user_id)
    await stock(house.shelf, session)
    return await house.identity.authenticate(f"{actor.user_id}/1/{session.id}")


async def is_in(house: SmallHouse, actor: Actor) -> bool:
    try:
        await house.identity.authenticate(f"{actor.user_id}/1/{actor.session_id or actor.user_id}")
    except TokenRefused:
        return False
    return True


class TestLogOut:
    async def test_ends_the_session_through_which_they_ask(self, house: SmallHouse) -> None:
        person = await house.person(Role.CUSTOMER)
        here, other = await through(house, person), await house.person(Role.CUSTOMER)
        await house.identity.log_out(here, HERE)
        assert [await is_in(house, one) for one in (here, person, other)] == [False, True, True]
        assert house.happened == ["identity.session_ended"]

    async def test_everywhere_ends_all_of_theirs(self, house: SmallHouse) -> None:
        person = await house.person(Role.CUSTOMER)
        here, other = await through(house, person), await house.person(Role.CUSTOMER)
        await house.identity.log_out(here, EVERYWHERE)
        assert [await is_in(house, one) for one in (here, person, other)] == [False, False, True]
        assert house.happened == ["identity.session_ended"] * 2

    async def test_of_who_asks_through_no_session_ends_none(self, house: SmallHouse) -> None:
        person = await house.person(Role.CUSTOMER)
        await house.identity.log_out(person, HERE)
        assert await is_in(house, person)


class TestEndSession:
    async def test_ends_one_of_their_own(self, house: SmallHouse) -> None:
        person = await house.person(Role.CUSTOMER)
        lost = await through(house, person)
        assert lost.session_id
        await house.identity.end_session(person, EndSessionCommand(session_id=lost.session_id))
        assert [await is_in(house, one) for one in (lost, person)] == [False, True]
        async with house.refuses(SessionNotFound):
            await house.identity.end_session(person, EndSessionCommand(session_id=lost.session_id))

    @pytest.mark.parametrize("role", Role)
    async def test_knows_no_others(self, house: SmallHouse, role: Role) -> None:
        person, other = await house.person(role), await house.person(Role.CUSTOMER)
        for session_id in (SessionId(other.user_id), a_session().id):
            async with house.refuses(SessionNotFound) as refused:
                await house.identity.end_session(person, EndSessionCommand(session_id=session_id))
            assert str(refused.value) == "There is no such session."


class TestEndSessions:
    async def test_logs_somebody_out_everywhere(self, house: SmallHouse) -> None:
        person = await house.person(Role.CUSTOMER, email="Some.One@example.com")
        here, other = await through(house, person), await house.person(Role.CUSTOMER)
        command = EndSessionsCommand(email="some.one@EXAMPLE.com")
        assert await house.identity.end_sessions(Actor.house(), command) == 2
        assert [await is_in(house, one) for one in (here, person, other)] == [False, False, True]
        assert await house.identity.end_sessions(Actor.house(), command) == 0

    async def test_knows_who_there_is(self, house: SmallHouse) -> None:
        async with house.refuses(UserNotFound):
            await house.identity.end_sessions(Actor.house(), EndSessionsCommand(email="nobody@example.com"))

    @pytest.mark.parametrize("role", [role for role in Role if Permission.USERS_MANAGE not in PERMISSIONS[role]])
    async def test_is_for_those_who_manage_users(self, house: SmallHouse, role: Role) -> None:
        person = await house.person(role, email="some.one@example.com")
        async with house.refuses(Forbidden):
            await house.identity.end_sessions(person, EndSessionsCommand(email="some.one@example.com"))


class TestListSessions:
    async def test_shows_those_that_live_and_which_is_current(self, house: SmallHouse) -> None:
        person = await house.person(Role.CUSTOMER)
        here, left = await through(house, person), await through(house, person)
        await stock(house.shelf, a_session(user_id=person.user_id, expires_at=MONDAY))
        await house.identity.log_out(left, HERE)
        await house.person(Role.CUSTOMER)
        page = await house.identity.list_sessions(here, ALL)
        assert {(row.id, row.is_current) for row in page.items} == {
            (person.user_id, False),
            (here.session_id, True),
        }
