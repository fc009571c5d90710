from datetime import datetime
from typing import Any, Final, final

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select, text

from adapters.postgres.desk.kept import DEVELOPERS
from adapters.postgres.events import Recorder
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import BY_THE_HOUSE, UNFINISHED, assignments, developer_profiles, tickets, users
from adapters.postgres.transaction import Transaction
from application.desk.ports import DeveloperRepository
from domain.desk.developer import Developer, DeveloperProfile, NotADeveloper
from domain.shared.events import Event
from domain.shared.ids import UserId


def open_tickets() -> ScalarSelect[int]:
    """How many unfinished tickets the user of the row at hand holds."""
    held = select(func.count()).select_from(tickets)
    return held.where(tickets.c.assignee_id == users.c.id, text(f"tickets.{UNFINISHED}")).scalar_subquery()


def _last_routed_at() -> ScalarSelect[datetime]:
    """When the house last gave a ticket to the user of the row at hand."""
    given = select(func.max(assignments.c.created_at)).select_from(assignments)
    return given.where(assignments.c.assignee_id == users.c.id, text(f"assignments.{BY_THE_HOUSE}")).scalar_subquery()


DEVELOPER: Final = Reader(Developer)


def developers_selected() -> Select[Any]:
    """What `DEVELOPER` reads, of everybody with a profile."""
    stated: dict[str, ColumnElement[Any]] = {
        name: developer_profiles.c[name] for name in DEVELOPER.names if name in developer_profiles.c
    }
    stated |= {"open_tickets": open_tickets(), "last_routed_at": _last_routed_at()}
    return select(*DEVELOPER.columns(users, **stated)).join_from(users, developer_profiles)


_ID: Final = parameter("id", users.c.id)
_LOCK_PROFILE: Final = Statement(DEVELOPERS.to_change(developer_profiles.c.user_id == _ID))
_LOCK_USER: Final = Statement(select(users.c.id).where(users.c.id == _ID).with_for_update(key_share=True))
_COUNT: Final = Statement(developers_selected().where(users.c.id == _ID))


@final
class PostgresDeveloperRepository(DeveloperRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, user_id: UserId) -> Developer:
        if await DEVELOPERS.load(self._transaction, _LOCK_PROFILE, id=user_id) is None:
            raise NotADeveloper("Tickets go to people with a developer profile; this user has none.")
        counted = await self._transaction.run(_COUNT, {"id": user_id})
        return DEVELOPER(counted[0])

    async def profile(self, user_id: UserId) -> DeveloperProfile | None:
        """The user is locked too, as there may be no profile to lock."""
        await self._transaction.run(_LOCK_USER, {"id": user_id})
        return await DEVELOPERS.load(self._transaction, _LOCK_PROFILE, id=user_id)

    async def save(self, profile: DeveloperProfile, *events: Event) -> None:
        await DEVELOPERS.save(self._transaction, self._recorder, profile, events)

    async def remove(self, user_id: UserId, *events: Event) -> None:
        await DEVELOPERS.remove(self._transaction, self._recorder, user_id, events)
