"""Reading teams, categories and developers; tickets have a module of their own."""

from typing import Final, final

from sqlalchemy import Text, func, select

from adapters.postgres.desk.developers import open_tickets
from adapters.postgres.listing import SEARCH, Listing, equal, or_none, wanted
from adapters.postgres.pool import Pool
from adapters.postgres.sql import Statement, contains, parameter
from adapters.postgres.tables import categories, developer_profiles, teams, users
from adapters.postgres.transaction import look
from application.desk.queries.categories import CATEGORY_SORTS, CategoryCard, CategoryFilter, CategoryQueries
from application.desk.queries.developers import DEVELOPER_SORTS, DeveloperCard, DeveloperFilter, DeveloperQueries
from application.desk.queries.teams import TEAM_SORTS, TeamCard, TeamFilter, TeamQueries
from application.shared.page import Page, PageRequest
from domain.desk.access import may_read_desk
from domain.desk.category import CategoryNotFound
from domain.desk.developer import DeveloperNotFound
from domain.desk.team import TeamNotFound
from domain.shared.access import Actor, require
from domain.shared.ids import CategoryId, TeamId, UserId

_MEMBERS: Final = select(func.count()).select_from(users).where(users.c.team_id == teams.c.id).scalar_subquery()

_TEAMS: Final = Listing(
    TeamCard,
    teams,
    key=teams.c.id,
    sort_types=TEAM_SORTS,
    sorts={"name": teams.c.name, "createdAt": teams.c.created_at},
    conditions={SEARCH: contains(teams.c.name_key, SEARCH)},
    members=_MEMBERS,
)
_TEAM: Final = Statement(select(*_TEAMS.columns).where(teams.c.id == parameter("id", teams.c.id)))

_CATEGORIES: Final = Listing(
    CategoryCard,
    categories,
    key=categories.c.id,
    sort_types=CATEGORY_SORTS,
    sorts={"name": categories.c.name, "createdAt": categories.c.created_at},
    conditions={
        **or_none(categories.c.parent_id),
        **equal(categories.c.team_id, categories.c.is_active),
        SEARCH: contains(categories.c.name_key, SEARCH),
    },
)
_CATEGORY: Final = Statement(select(*_CATEGORIES.columns).where(categories.c.id == parameter("id", categories.c.id)))

_ROWS: Final = developer_profiles.join(users)
_DEVELOPERS: Final = Listing(
    DeveloperCard,
    developer_profiles,
    rows=_ROWS,
    key=developer_profiles.c.user_id,
    sort_types=DEVELOPER_SORTS,
    sorts={"createdAt": developer_profiles.c.created_at, "capacity": developer_profiles.c.capacity},
    conditions={
        **equal(users.c.team_id, users.c.is_active, developer_profiles.c.experience_level),
        "specialization": parameter("specialization", Text()) == developer_profiles.c.specializations.any_(),
    },
    name=users.c.name,
    team_id=users.c.team_id,
    is_active=users.c.is_active,
    open_tickets=open_tickets(),
)
_DEVELOPER: Final = Statement(
    select(*_DEVELOPERS.columns).select_from(_ROWS).where(users.c.id == parameter("id", users.c.id))
)


@final
class PostgresTeamQueries(TeamQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, filter: TeamFilter, page: PageRequest) -> Page[TeamCard]:
        require(may_read_desk(actor), "list teams")
        return await _TEAMS.page(self._pool, wanted(filter), page)

    async def card(self, actor: Actor, team_id: TeamId) -> TeamCard:
        require(may_read_desk(actor), "read teams")
        found = await look(self._pool, _TEAM, {"id": team_id})
        if not found:
            raise TeamNotFound("There is no such team.")
        return _TEAMS.read(found[0])


@final
class PostgresCategoryQueries(CategoryQueries):
    """For everybody: tickets are opened in categories."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, filter: CategoryFilter, page: PageRequest) -> Page[CategoryCard]:  # noqa: ARG002
        return await _CATEGORIES.page(self._pool, wanted(filter), page)

    async def card(self, actor: Actor, category_id: CategoryId) -> CategoryCard:  # noqa: ARG002
        found = await look(self._pool, _CATEGORY, {"id": category_id})
        if not found:
            raise CategoryNotFound("There is no such category.")
        return _CATEGORIES.read(found[0])


async def developer_card(pool: Pool, user_id: UserId) -> DeveloperCard | None:
    """Whoever asks."""
    found = await look(pool, _DEVELOPER, {"id": user_id})
    return _DEVELOPERS.read(found[0]) if found else None


@final
class PostgresDeveloperQueries(DeveloperQueries):
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def list(self, actor: Actor, filter: DeveloperFilter, page: PageRequest) -> Page[DeveloperCard]:
        require(may_read_desk(actor), "list developers")
        return await _DEVELOPERS.page(self._pool, wanted(filter), page)

    async def card(self, actor: Actor, user_id: UserId) -> DeveloperCard:
        require(may_read_desk(actor), "read developers")
        found = await developer_card(self._pool, user_id)
        if found is None:
            raise DeveloperNotFound("There is no such developer.")
        return found
