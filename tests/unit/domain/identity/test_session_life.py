"""A session through any life at all, beside an oracle that keeps a list of the tokens it gave out."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.identity.events import RefreshTokenReused
from domain.identity.session import RefreshTokenRefused, Session, SessionEnd, SessionNotFound, SessionPolicy
from tests.support.builders import MONDAY, a_session, a_user

POLICY = SessionPolicy(idle=timedelta(hours=2), longest=timedelta(hours=6), grace=timedelta(seconds=10))


@dataclass
class Oracle:
    """`used` holds, for every token given out but the newest, when it was first used."""

    born: datetime
    used: list[datetime] = field(default_factory=list)
    is_over: bool = False

    def expired(self, at: datetime) -> bool:
        touched = self.used[-1] if self.used else self.born
        return at - touched >= POLICY.idle or at - self.born >= POLICY.longest

    def answer(self, token: int, at: datetime) -> int | None:
        """The number of the token that is given for this one; None for a refusal."""
        if self.is_over or self.expired(at):
            return None
        newest = len(self.used)
        if token == newest:
            self.used.append(at)
            return newest + 1
        if token + 1 == newest and (at - self.used[token]).total_seconds() <= 10:
            return newest
        self.is_over = True
        return None


class SessionLife(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.user = a_user()
        self.now = MONDAY
        self.session, _ = Session.start(
            self.user, id=a_session().id, at=MONDAY, policy=POLICY, ip=None, user_agent=None
        )
        self.oracle = Oracle(MONDAY)

    @rule(seconds=st.sampled_from([0, 1, 9, 10, 11, 600, 3_600, 7_199, 7_200]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(behind=st.sampled_from([0, 0, 0, 1, 1, 2, 3]))
    def token_is_used(self, behind: int) -> None:
        """One of those given out; `behind` the newest."""
        token = max(0, len(self.oracle.used) - behind)
        before, was_over = self.session, self.oracle.is_over
        expected = self.oracle.answer(token, self.now)
        try:
            self.session, event = before.refresh(self.user, token, at=self.now, policy=POLICY)
        except RefreshTokenRefused:
            assert expected is None
            assert was_over or self.oracle.expired(self.now) or not self.user.is_active
            return
        if expected is None:
            assert isinstance(event, RefreshTokenReused)
            assert self.session.ended_because is SessionEnd.REFRESH_TOKEN_REUSED
        else:
            assert self.session.counter == expected
            assert (event is None) == (self.session == before)

    @rule()
    def somebody_logs_out(self) -> None:
        try:
            self.session, _ = self.session.end(SessionEnd.LOGGED_OUT, at=self.now)
        except SessionNotFound:
            assert self.oracle.is_over
        self.oracle.is_over = True

    @precondition(lambda self: not self.oracle.is_over)
    @rule(change=st.sampled_from([{"is_active": False}, {"access_version": 2}]))
    def access_changes(self, change: dict[str, int]) -> None:
        """No session of before speaks for the account any more."""
        self.user = replace(self.user, **change)  # type: ignore[arg-type] # its fields
        self.oracle.is_over = True

    @invariant()
    def serves_as_long_as_the_oracle_says(self) -> None:
        assert self.session.serves(self.user, at=self.now) == (
            not self.oracle.is_over and not self.oracle.expired(self.now)
        )


TestSessionLife = SessionLife.TestCase
