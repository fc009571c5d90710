from collections.abc import Sequence
from datetime import datetime

from application.identity.ports import IdentityWork
from domain.identity.session import Session, SessionEnd
from domain.shared.ids import SessionId


async def end_other_sessions(
    work: IdentityWork, sessions: Sequence[Session], current: SessionId | None, *, at: datetime
) -> None:
    """Who is logged in elsewhere was let in on other terms than those that hold from now on."""
    for session in sessions:
        if session.id != current:
            await work.sessions.save(*session.end(SessionEnd.ENDED_BY_OWNER, at=at))
