from typing import Final, final

from sqlalchemy import ScalarSelect, func, select, text

from adapters.postgres.desk.kept import DEVELOPERS
from adapters.postgres.events import Recorder
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import UNFINISHED, developer_profiles, tickets, users
from adapters.postgres.transaction import Transaction
from application.desk.ports import DeveloperRepository
from domain.desk.developer import Developer, DeveloperProfile, NotADeveloper
from domain.shared.events import Event
from domain.shared.ids import UserId


def open_tickets() -> ScalarSelect[int]:
    """How many unfinished tickets the user of the row at hand holds."""
    held = select(func.count()).select_from(tickets)
    return held.where(tickets.c.assignee_id == users.c.id, text(f"tickets.{UNFINISHED}")).scalar_subquery()


_ID: Final = parameter("id", users.c.id)
_DEVELOPER: Final = Reader(Developer)
_LOCK_PROFILE: Final = Statement(DEVELOPERS.to_change(developer_profiles.c.user_id == _ID))
_LOCK_USER: Final = Statement(select(users.c.id).where(users.c.id == _ID).with_for_update(key_share=True))
_COUNT: Final = Statement(
    select(*_DEVELOPER.columns(users, capacity=developer_profiles.c.capacity, open_tickets=open_tickets()))
    .join_from(users, developer_profiles)
    .where(users.c.id == _ID)
)


@final
class PostgresDeveloperRepository(DeveloperRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, user_id: UserId) -> Developer:
        if await DEVELOPERS.load(self._transaction, _LOCK_PROFILE, id=user_id) is None:
            raise NotADeveloper("Tickets go to people with a developer profile; this user has none.")
        counted = await self._transaction.run(_COUNT, {"id": user_id})
        return _DEVELOPER(counted[0])

    async def profile(self, user_id: UserId) -> DeveloperProfile | None:
        """The user is locked too, as there may be no profile to lock."""
        await self._transaction.run(_LOCK_USER, {"id": user_id})
        return await DEVELOPERS.load(self._transaction, _LOCK_PROFILE, id=user_id)

    async def save(self, profile: DeveloperProfile, *events: Event) -> None:
        await DEVELOPERS.save(self._transaction, self._recorder, profile, events)

    async def remove(self, user_id: UserId, *events: Event) -> None:
        await DEVELOPERS.remove(self._transaction, self._recorder, user_id, events)
