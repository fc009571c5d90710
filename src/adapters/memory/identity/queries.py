from functools import partial
from typing import final
from uuid import UUID

from adapters.memory.listing import as_row, listed
from adapters.memory.store import Store
from application.identity.ports import AccountState, AccountStates
from application.identity.queries import USER_SORTS, UserCard, UserFilter, UserQueries
from application.shared.page import Page, PageRequest
from domain.identity.access import may_read_user
from domain.identity.user import User, UserNotFound
from domain.shared.access import Actor, Permission, require
from domain.shared.ids import UserId


@final
class MemoryUserQueries(UserQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, filter: UserFilter, page: PageRequest) -> Page[UserCard]:
        require(actor.can(Permission.USERS_READ), "list users")
        found = (user for user in self._store.rows.users.values() if _fits(user, filter))
        return listed(found, page, USER_SORTS, partial(as_row, kind=UserCard))

    async def card(self, actor: Actor, user_id: UserId) -> UserCard:
        user = self._store.rows.users.get(user_id)
        if user is None or not may_read_user(actor, user_id):
            raise UserNotFound("There is no such user.")
        return as_row(user, UserCard)


@final
class MemoryAccountStates(AccountStates):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, user_id: UUID) -> AccountState | None:
        user = self._store.rows.users.get(UserId(user_id))
        if user is None:
            return None
        return AccountState(user.id, user.role, user.team_id, user.is_active, user.access_version)


def _fits(user: User, wanted: UserFilter) -> bool:
    return (
        (not wanted.role or user.role in wanted.role)
        and wanted.tier in (None, user.tier)
        and wanted.is_active in (None, user.is_active)
        and wanted.team_id in (None, user.team_id)
        and (not wanted.search or any(wanted.search.casefold() in text.casefold() for text in (user.name, user.email)))
    )
