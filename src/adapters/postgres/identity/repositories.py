from typing import Final, final

from sqlalchemy import BigInteger, Text, func, select

from adapters.postgres.events import Recorder
from adapters.postgres.kept import Kept
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import users
from adapters.postgres.transaction import Transaction
from application.identity.ports import UserRepository
from domain.identity.user import User, UserNotFound
from domain.shared.access import Role
from domain.shared.events import Event
from domain.shared.ids import UserId


def search_key(user: User) -> str:
    """What a search for people looks through."""
    return f"{user.name}\n{user.email}".casefold()


USERS: Final = Kept(
    User,
    users,
    derived={
        "canonical_email": lambda user: user.canonical_email,
        "name": lambda user: user.name,
        "search_key": search_key,
    },
)

_ADMINS_LOCK: Final = 1_096_040_769

_BY_ID: Final = Statement(USERS.to_change(users.c.id == parameter("id", users.c.id)))
_BY_EMAIL: Final = Statement(USERS.to_change(users.c.canonical_email == parameter("canonical_email", Text())))
_LOCK_ADMINS: Final = Statement(select(func.pg_advisory_xact_lock(parameter("lock", BigInteger()))))
_OTHER_ADMINS: Final = Statement(
    select(func.count())
    .select_from(users)
    .where(users.c.role == Role.ADMIN, users.c.is_active, users.c.id != parameter("id", users.c.id))
)


@final
class PostgresUserRepository(UserRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, user_id: UserId) -> User:
        user = await USERS.load(self._transaction, _BY_ID, id=user_id)
        if user is None:
            raise UserNotFound("There is no such user.")
        return user

    async def find_by_email(self, canonical_email: str) -> User | None:
        return await USERS.load(self._transaction, _BY_EMAIL, canonical_email=canonical_email)

    async def other_admins(self, user_id: UserId) -> int:
        """How many there are besides. Locked first, then counted.

        Whoever stops being an admin asks here, so that one lock serves; two who each locked the other's row would
        wait for each other for ever.
        """
        await self._transaction.run(_LOCK_ADMINS, {"lock": _ADMINS_LOCK})
        counted = await self._transaction.run(_OTHER_ADMINS, {"id": user_id})
        return int(counted[0][0])

    async def save(self, user: User, *events: Event) -> None:
        await USERS.save(self._transaction, self._recorder, user, events)
