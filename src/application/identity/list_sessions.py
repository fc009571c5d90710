from dataclasses import dataclass

from application.identity.queries import SessionQueries, SessionRow
from application.shared.page import Page, PageRequest
from application.shared.ports import Clock
from domain.shared.access import Actor


@dataclass(frozen=True, slots=True)
class ListSessions:
    """Where somebody is logged in right now."""

    clock: Clock
    sessions: SessionQueries

    async def __call__(self, actor: Actor, page: PageRequest) -> Page[SessionRow]:
        return await self.sessions.list(actor, page, at=self.clock.now())
