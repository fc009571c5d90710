"""Teams, categories and people: what tickets refer to."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, final

from psycopg.sql import SQL
from sqlalchemy import Uuid, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import exists

from adapters.postgres.desk.kept import CATEGORIES, TEAMS
from adapters.postgres.events import Recorder
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import categories, teams, users
from adapters.postgres.transaction import Transaction
from application.desk.errors import CategoryUnknown, PersonUnknown, TeamUnknown
from application.desk.ports import CategoryRepository, People, TeamRepository
from domain.desk.category import Category, CategoryTree
from domain.desk.team import Team, TeamNotFound
from domain.shared.access import Actor, Role
from domain.shared.events import Event
from domain.shared.ids import CategoryId, TeamId, UserId
from domain.shared.tier import Tier

_TEAM: Final = Statement(TEAMS.to_change(teams.c.id == parameter("id", teams.c.id)))
_TEAM_EXISTS: Final = Statement(select(exists().where(teams.c.id == parameter("id", teams.c.id))))
_CATEGORY: Final = Statement(CATEGORIES.selected.where(categories.c.id == parameter("id", categories.c.id)))
_CATEGORIES: Final = Statement(CATEGORIES.selected)
_ACTIVE_PERSON: Final = Statement(select(exists().where(users.c.id == parameter("id", users.c.id), users.c.is_active)))
_ADDRESS: Final = Statement(select(users.c.email).where(users.c.id == parameter("id", users.c.id), users.c.is_active))
_ACTING: Final = Statement(
    select(users.c.role, users.c.team_id).where(users.c.id == parameter("id", users.c.id), users.c.is_active)
)
_ACTIVE_PEOPLE: Final = Statement(
    select(users.c.id, users.c.role, users.c.team_id).where(
        users.c.id == parameter("ids", ARRAY(Uuid)).any_(), users.c.is_active
    )
)

_TIERS: Final = Statement(select(users.c.id, users.c.tier).where(users.c.id == parameter("ids", ARRAY(Uuid)).any_()))
_LEADS: Final = Statement(select(teams.c.id, teams.c.lead_id).where(teams.c.lead_id.is_not(None)))

LOCK_CATEGORIES: Final = SQL("LOCK TABLE categories IN SHARE ROW EXCLUSIVE MODE")
"""Others may read and refer to categories meanwhile, and change none."""


@final
class PostgresTeamRepository(TeamRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, team_id: TeamId) -> Team:
        team = await TEAMS.load(self._transaction, _TEAM, id=team_id)
        if team is None:
            raise TeamNotFound("There is no such team.")
        return team

    async def leads(self) -> Mapping[TeamId, UserId]:
        return dict(await self._transaction.run(_LEADS, {}))

    async def require(self, team_id: TeamId) -> None:
        found = await self._transaction.run(_TEAM_EXISTS, {"id": team_id})
        if not found[0][0]:
            raise TeamUnknown("There is no such team.", {"teamId": "Unknown."})

    async def save(self, team: Team, *events: Event) -> None:
        await TEAMS.save(self._transaction, self._recorder, team, events)

    async def remove(self, team_id: TeamId, *events: Event) -> None:
        await TEAMS.remove(self._transaction, self._recorder, team_id, events)


@final
class PostgresCategoryRepository(CategoryRepository):
    def __init__(self, transaction: Transaction, recorder: Recorder) -> None:
        self._transaction = transaction
        self._recorder = recorder

    async def get(self, category_id: CategoryId) -> Category:
        category = await CATEGORIES.load(self._transaction, _CATEGORY, id=category_id)
        if category is None:
            raise CategoryUnknown("There is no such category.", {"categoryId": "Unknown."})
        return category

    async def tree(self) -> CategoryTree:
        """Locked first, then read: the other way round the reading could be of before somebody else's change."""
        await self._transaction.execute(LOCK_CATEGORIES)
        every = await CATEGORIES.load_all(self._transaction, _CATEGORIES)
        return CategoryTree({category.id: category for category in every})

    async def save(self, category: Category, *events: Event) -> None:
        await CATEGORIES.save(self._transaction, self._recorder, category, events)

    async def remove(self, category_id: CategoryId, *events: Event) -> None:
        await CATEGORIES.remove(self._transaction, self._recorder, category_id, events)


@final
class PostgresPeople(People):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def require(self, user_id: UserId, *, field: str) -> None:
        found = await self._transaction.run(_ACTIVE_PERSON, {"id": user_id})
        if not found[0][0]:
            raise PersonUnknown("There is no such active user.", {field: "Unknown."})

    async def acting(self, user_id: UserId) -> Actor | None:
        found = await self._transaction.run(_ACTING, {"id": user_id})
        return Actor(user_id, Role(found[0][0]), found[0][1]) if found else None

    async def address(self, user_id: UserId) -> str | None:
        found = await self._transaction.run(_ADDRESS, {"id": user_id})
        return found[0][0] if found else None

    async def active(self, user_ids: Sequence[UserId]) -> Sequence[Actor]:
        found = await self._transaction.run(_ACTIVE_PEOPLE, {"ids": list(user_ids)})
        return [Actor(user_id, Role(role), team_id) for user_id, role, team_id in found]

    async def tiers(self, user_ids: Collection[UserId]) -> Mapping[UserId, Tier]:
        found = await self._transaction.run(_TIERS, {"ids": list(user_ids)})
        return {user_id: Tier(tier) for user_id, tier in found}
