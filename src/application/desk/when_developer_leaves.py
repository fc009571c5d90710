from dataclasses import dataclass

from application.desk.relieve_developer import RelieveDeveloper
from application.shared.ports import Happened
from domain.identity.events import UserEvent


@dataclass(frozen=True, slots=True)
class WhenDeveloperLeaves:
    """Take the tickets of somebody who was suspended or deleted, or whose role is another now, and find others."""

    relieve: RelieveDeveloper

    async def __call__(self, happened: Happened) -> None:
        event: UserEvent = happened.event
        await self.relieve(event.user_id)
