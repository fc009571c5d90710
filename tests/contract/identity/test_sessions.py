import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from application.audit.queries import AuditFilter
from application.identity.log_out import LogOut, LogOutCommand
from application.identity.refresh_session import RefreshSession, RefreshSessionCommand
from application.identity.token_pairs import TokenPairs
from application.shared.origin import Origin, origin
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock
from application.shelf import Shelf
from domain.identity.events import RefreshTokenReused, SessionRefreshed, SessionStarted
from domain.identity.session import RefreshTokenRefused, Session, SessionEnd, SessionNotFound, SessionPolicy
from domain.identity.user import User
from domain.shared.access import Actor, Role
from domain.shared.ids import SessionId
from tests.support.builders import MONDAY, NEVER, a_session, a_user, an_actor
from tests.support.doubles import ReadableRefreshTokens, ReadableTokens, SteppingClock
from tests.support.shelves import GivingWay, stock, unstated

PAGE = PageRequest(sort=(Sort("createdAt"),), limit=100)
EVENTS = {SessionStarted.name, SessionRefreshed.name, RefreshTokenReused.name}


async def found(shelf: Shelf, session_id: SessionId) -> Session | None:
    async with shelf.identity_work() as work:
        return await work.sessions.find(session_id)


async def a_stored_session(shelf: Shelf, **what_matters: Any) -> Session:
    user = a_user()
    session = a_session(user_id=user.id, **what_matters)
    await stock(shelf, user, session)
    return session


async def happened(shelf: Shelf) -> list[str]:
    entries = await shelf.audit.list(an_actor(Role.ADMIN), AuditFilter(entity_type="session"), PAGE)
    return sorted(entry.action for entry in entries.items)


def refreshing(shelf: Shelf, clock: Clock | None = None) -> RefreshSession:
    return RefreshSession(
        uow=GivingWay(shelf.identity_work),
        clock=clock or SteppingClock(step=timedelta(0)),
        policy=SessionPolicy(),
        refresh_tokens=ReadableRefreshTokens(),
        tokens=TokenPairs(ReadableTokens(), ReadableRefreshTokens()),
    )


def leaving(shelf: Shelf) -> LogOut:
    return LogOut(uow=GivingWay(shelf.identity_work), clock=SteppingClock(step=timedelta(0)))


def token(session: Session, counter: int = 0) -> RefreshSessionCommand:
    return RefreshSessionCommand(refresh_token=f"{session.id}/{counter}")


async def outcomes(*asked: Awaitable[Any]) -> list[Any]:
    return await asyncio.gather(*asked, return_exceptions=True)


class TestRoundTrip:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        session = await a_stored_session(
            shelf,
            access_version=3,
            counter=7,
            user_agent="Mozilla/5.0 \N{SNOWMAN}",
            ip="2001:db8::1",
            last_used_at=MONDAY + timedelta(hours=1),
            expires_at=MONDAY + timedelta(days=7),
            ended_at=MONDAY + timedelta(microseconds=1),
            ended_because=SessionEnd.REFRESH_TOKEN_REUSED,
        )
        assert unstated(session) == []
        stored = await found(shelf, session.id)
        assert stored == session
        assert isinstance(stored.ended_because, SessionEnd)

    async def test_keeps_changes(self, shelf: Shelf) -> None:
        session = await a_stored_session(shelf)
        async with shelf.identity_work() as work:
            loaded = await work.sessions.find(session.id)
            assert loaded == session
            changed = replace(loaded, counter=1, last_used_at=NEVER, expires_at=MONDAY)
            await work.sessions.save(changed)
        assert await found(shelf, session.id) == changed

    async def test_knows_nothing_of_an_unknown_id(self, shelf: Shelf) -> None:
        assert await found(shelf, a_session().id) is None


class TestOfUser:
    async def test_are_those_that_have_not_ended(self, shelf: Shelf) -> None:
        session = await a_stored_session(shelf)
        another = a_session(user_id=session.user_id)
        await stock(shelf, another, a_session(user_id=session.user_id, ended_at=MONDAY))
        await a_stored_session(shelf)
        async with shelf.identity_work() as work:
            assert {one.id for one in await work.sessions.of_user(session.user_id)} == {session.id, another.id}


class TestForgetExpired:
    async def test_leaves_what_lives(self, shelf: Shelf) -> None:
        living = await a_stored_session(shelf, expires_at=MONDAY + timedelta(seconds=1))
        expired = [await a_stored_session(shelf, expires_at=MONDAY, ended_at=end) for end in (None, MONDAY)]
        async with shelf.identity_work() as work:
            await work.sessions.forget_expired(MONDAY)
        assert await found(shelf, living.id) == living
        assert [await found(shelf, one.id) for one in expired] == [None, None]


class TestList:
    async def test_shows_where_somebody_is_logged_in(self, shelf: Shelf) -> None:
        user = a_user(access_version=2)
        session = a_session(user_id=user.id, access_version=2, ip="::1", user_agent="curl", expires_at=NEVER)
        await stock(shelf, user, session)
        for over in ({"ended_at": MONDAY}, {"expires_at": MONDAY}, {"access_version": 1}):
            await stock(shelf, a_session(user_id=user.id, **({"access_version": 2} | over)))
        await a_stored_session(shelf)
        for current in (session.id, a_session().id, None):
            actor = Actor(user.id, Role.CUSTOMER, session_id=current)
            [row] = (await shelf.sessions.list(actor, PAGE, at=MONDAY)).items
            assert (row.id, row.ip, row.user_agent, row.is_current) == (
                *(session.id, "::1", "curl"),
                current == session.id,
            )
            assert (row.created_at, row.last_used_at, row.expires_at) == (MONDAY, MONDAY, NEVER)

    async def test_is_empty_for_the_inactive(self, shelf: Shelf) -> None:
        user = a_user(is_active=False)
        await stock(shelf, user, a_session(user_id=user.id))
        assert (await shelf.sessions.list(Actor(user.id, Role.CUSTOMER), PAGE, at=MONDAY)).items == []


class TestManyAtOnce:
    async def test_fifty_refreshes_have_one_successor_that_works(self, shelf: Shelf) -> None:
        session = await a_stored_session(shelf)
        refresh = refreshing(shelf)
        answers = await outcomes(*(refresh(token(session)) for _ in range(50)))
        assert {answer.refresh_token for answer in answers} == {f"{session.id}/1"}
        assert await happened(shelf) == [SessionRefreshed.name]
        assert (await refresh(token(session, 1))).refresh_token == f"{session.id}/2"

    async def test_a_token_that_comes_back_ends_its_session_and_no_other(self, shelf: Shelf) -> None:
        session = await a_stored_session(shelf)
        other = a_session(user_id=session.user_id)
        await stock(shelf, other)
        clock = SteppingClock(step=timedelta(0))
        refresh = refreshing(shelf, clock)
        await refresh(token(session))
        clock.skip(timedelta(seconds=11))
        for counter in (0, 0, 1):
            with pytest.raises(RefreshTokenRefused):
                await refresh(token(session, counter))
        assert await happened(shelf) == [RefreshTokenReused.name, SessionRefreshed.name]
        assert await shelf.accounts.of(session.id) is None
        assert (await refresh(token(other))).user_id == session.user_id

    async def test_two_thieves_at_once_are_recorded_once(self, shelf: Shelf) -> None:
        session = await a_stored_session(shelf, counter=5)
        answers = await outcomes(*(refreshing(shelf)(token(session, 1)) for _ in range(20)))
        assert {type(answer) for answer in answers} == {RefreshTokenRefused}
        assert await happened(shelf) == [RefreshTokenReused.name]

    @pytest.mark.parametrize("place", range(22))
    @pytest.mark.parametrize("everywhere", [False, True])
    async def test_who_logs_out_while_refreshing_is_out(self, shelf: Shelf, place: int, *, everywhere: bool) -> None:
        """At every position among the refreshes."""
        session = await a_stored_session(shelf)
        refresh, actor = refreshing(shelf), Actor(session.user_id, Role.CUSTOMER, session_id=session.id)
        asked: list[Awaitable[Any]] = [refresh(token(session)) for _ in range(21)]
        asked.insert(place, leaving(shelf)(actor, LogOutCommand(everywhere=everywhere)))
        answers = await outcomes(*asked)
        given = {answer.refresh_token for answer in answers if hasattr(answer, "refresh_token")}
        assert given <= {f"{session.id}/1"}
        assert {type(answer) for answer in answers if isinstance(answer, BaseException)} <= {RefreshTokenRefused}
        for counter in (0, 1, 2):
            with pytest.raises(RefreshTokenRefused):
                await refresh(token(session, counter))
        assert await shelf.accounts.of(session.id) is None

    async def test_who_is_suspended_while_refreshing_is_out(self, shelf: Shelf) -> None:
        session = await a_stored_session(shelf)
        refresh = refreshing(shelf)

        async def suspend() -> None:
            async with GivingWay(shelf.identity_work)() as work:
                user: User = await work.users.get(session.user_id)
                await work.users.save(*user.edit(at=MONDAY, is_active=False))

        await outcomes(
            *(refresh(token(session)) for _ in range(5)), suspend(), *(refresh(token(session)) for _ in "abc")
        )
        for counter in (0, 1):
            with pytest.raises(RefreshTokenRefused):
                await refresh(token(session, counter))


async def test_one_that_ended_is_not_found_again(shelf: Shelf) -> None:
    session = await a_stored_session(shelf)
    async with shelf.identity_work() as work:
        loaded = await work.sessions.find(session.id)
        assert loaded
        await work.sessions.save(*loaded.end(SessionEnd.LOGGED_OUT, at=MONDAY))
    ended = await found(shelf, session.id)
    assert ended
    with pytest.raises(SessionNotFound):
        ended.end(SessionEnd.LOGGED_OUT, at=MONDAY)


class TestNewDevice:
    """Where from is what the record says of earlier logins, however long ago their sessions were swept."""

    async def log_in(self, shelf: Shelf, user: User, *, at: datetime, **where: Any) -> Session:
        cause = origin.set(Origin(**where))
        async with shelf.identity_work() as work:
            seen, logged_in = (await work.users.get(user.id)).log_in(at=at)
            await work.users.save(seen, logged_in)
        origin.reset(cause)
        return a_session(user_id=user.id, created_at=at, **where)

    async def is_new(self, shelf: Shelf, session: Session) -> bool:
        async with shelf.identity_work() as work:
            return await work.sessions.is_of_new_device(session)

    async def test_is_none_of_the_first_login(self, shelf: Shelf) -> None:
        await stock(shelf, user := a_user())
        first = await self.log_in(shelf, user, at=MONDAY, ip="203.0.113.7", user_agent="one")
        assert not await self.is_new(shelf, first)

    @pytest.mark.parametrize(
        ("ip", "user_agent", "is_new"),
        [
            ("203.0.113.7", "one", False),
            ("203.0.113.8", "one", True),
            ("203.0.113.7", "two", True),
            (None, "one", True),
            ("203.0.113.7", None, True),
            (None, None, False),
        ],
    )
    async def test_is_another_address_or_program(
        self, shelf: Shelf, ip: str | None, user_agent: str | None, *, is_new: bool
    ) -> None:
        await stock(shelf, user := a_user(), stranger := a_user())
        await self.log_in(shelf, user, at=MONDAY, ip="203.0.113.7", user_agent="one")
        await self.log_in(shelf, user, at=MONDAY, ip=None, user_agent=None)
        await self.log_in(shelf, stranger, at=MONDAY, ip="203.0.113.8", user_agent="one")
        later = MONDAY + timedelta(days=1)
        session = await self.log_in(shelf, user, at=later, ip=ip, user_agent=user_agent)
        assert await self.is_new(shelf, session) is is_new
