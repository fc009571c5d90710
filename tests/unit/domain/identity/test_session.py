from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.identity.events import RefreshTokenReused, SessionEnded, SessionRefreshed, SessionStarted
from domain.identity.session import RefreshTokenRefused, Session, SessionEnd, SessionNotFound, SessionPolicy
from tests.support.builders import MONDAY, a_session, a_user

USER = a_user(access_version=3)
POLICY = SessionPolicy()
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def started() -> Session:
    session, _ = Session.start(USER, id=a_session().id, at=MONDAY, policy=POLICY, ip="::1", user_agent="curl")
    return session


class TestStart:
    def test_is_for_the_account_as_it_is_and_says_where_from(self) -> None:
        session, event = Session.start(USER, id=a_session().id, at=MONDAY, policy=POLICY, ip="::1", user_agent="curl")
        assert (session.user_id, session.access_version, session.counter) == (USER.id, 3, 0)
        assert (session.ip, session.user_agent, session.created_at, session.last_used_at) == (
            *("::1", "curl"),
            *(MONDAY, MONDAY),
        )
        assert event == SessionStarted(session_id=session.id, user_id=USER.id, at=MONDAY)
        assert event.entity_id == session.id

    def test_lasts_seven_days_unused(self) -> None:
        session = started()
        assert session.serves(USER, at=MONDAY + 7 * DAY - SECOND)
        assert not session.serves(USER, at=MONDAY + 7 * DAY)


class TestRefresh:
    def test_goes_on_with_the_next_token(self) -> None:
        at = MONDAY + DAY
        session, event = started().refresh(USER, 0, at=at, policy=POLICY)
        assert (session.counter, session.last_used_at, session.expires_at) == (1, at, at + 7 * DAY)
        assert event == SessionRefreshed(session_id=session.id, user_id=USER.id, at=at)

    def test_ends_ninety_days_after_the_login(self) -> None:
        session = replace(started(), last_used_at=MONDAY + 88 * DAY, expires_at=MONDAY + 90 * DAY)
        refreshed, _ = session.refresh(USER, 0, at=MONDAY + 89 * DAY, policy=POLICY)
        assert refreshed.expires_at == MONDAY + 90 * DAY

    def test_answers_the_token_before_alike_for_ten_seconds(self) -> None:
        session, _ = started().refresh(USER, 0, at=MONDAY, policy=POLICY)
        assert session.refresh(USER, 0, at=MONDAY + 10 * SECOND, policy=POLICY) == (session, None)

    @pytest.mark.parametrize(("counter", "later"), [(1, 11 * SECOND), (0, SECOND), (3, SECOND), (1, DAY)], ids=str)
    def test_ends_the_session_when_another_token_comes_back(self, counter: int, later: timedelta) -> None:
        session = replace(started(), counter=2)
        at = MONDAY + later
        ended, event = session.refresh(USER, counter, at=at, policy=POLICY)
        assert ended == replace(session, ended_at=at, ended_because=SessionEnd.REFRESH_TOKEN_REUSED)
        assert event == RefreshTokenReused(session_id=session.id, user_id=USER.id, at=at)

    @pytest.mark.parametrize(
        ("session", "user"),
        [
            ({"ended_at": MONDAY}, {}),
            ({"expires_at": MONDAY}, {}),
            ({}, {"is_active": False}),
            ({}, {"access_version": 4}),
        ],
        ids=str,
    )
    @pytest.mark.parametrize("counter", [0, 1, 2])
    def test_is_refused_alike_when_it_is_over(
        self, session: dict[str, Any], user: dict[str, Any], counter: int
    ) -> None:
        over = replace(started(), counter=1, **session)
        with pytest.raises(RefreshTokenRefused) as refused:
            over.refresh(replace(USER, **user), counter, at=MONDAY, policy=POLICY)
        assert (str(refused.value), refused.value.details) == ("The refresh token is not valid. Log in again.", {})


class TestEnd:
    def test_says_why(self) -> None:
        session, event = started().end(SessionEnd.LOGGED_OUT, at=MONDAY)
        assert (session.ended_at, session.ended_because) == (MONDAY, SessionEnd.LOGGED_OUT)
        assert event == SessionEnded(session_id=session.id, user_id=USER.id, at=MONDAY)
        assert not session.serves(USER, at=MONDAY)

    def test_comes_once(self) -> None:
        session, _ = started().end(SessionEnd.LOGGED_OUT, at=MONDAY)
        with pytest.raises(SessionNotFound):
            session.end(SessionEnd.ENDED_BY_OWNER, at=MONDAY)
