from functools import partial
from typing import final

from adapters.memory.desk.load import open_tickets
from adapters.memory.listing import as_row, listed
from adapters.memory.store import Rows, Store
from application.desk.queries.categories import CATEGORY_SORTS, CategoryCard, CategoryFilter, CategoryQueries
from application.desk.queries.developers import DEVELOPER_SORTS, DeveloperCard, DeveloperFilter, DeveloperQueries
from application.desk.queries.teams import TEAM_SORTS, TeamCard, TeamFilter, TeamQueries
from application.shared.page import Page, PageRequest
from domain.desk.access import may_read_desk
from domain.desk.category import Category, CategoryNotFound
from domain.desk.developer import DeveloperNotFound, DeveloperProfile
from domain.desk.team import Team, TeamNotFound
from domain.shared.access import Actor, require
from domain.shared.ids import CategoryId, TeamId, UserId


@final
class MemoryTeamQueries(TeamQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, filter: TeamFilter, page: PageRequest) -> Page[TeamCard]:
        require(may_read_desk(actor), "list teams")
        wanted = (filter.search or "").casefold()
        found = (team for team in self._store.rows.teams.values() if wanted in team.name.casefold())
        return listed(found, page, TEAM_SORTS, self._card)

    async def card(self, actor: Actor, team_id: TeamId) -> TeamCard:
        require(may_read_desk(actor), "read teams")
        try:
            return self._card(self._store.rows.teams[team_id])
        except KeyError:
            raise TeamNotFound("There is no such team.") from None

    def _card(self, team: Team) -> TeamCard:
        members = sum(user.team_id == team.id for user in self._store.rows.users.values())
        return TeamCard(
            id=team.id,
            name=team.name,
            description=team.description,
            lead_id=team.lead_id,
            members=members,
            created_at=team.created_at,
            updated_at=team.updated_at,
        )


@final
class MemoryCategoryQueries(CategoryQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, filter: CategoryFilter, page: PageRequest) -> Page[CategoryCard]:  # noqa: ARG002 - for everybody
        found = (category for category in self._store.rows.categories.values() if _fits_category(category, filter))
        return listed(found, page, CATEGORY_SORTS, partial(as_row, kind=CategoryCard))

    async def card(self, actor: Actor, category_id: CategoryId) -> CategoryCard:  # noqa: ARG002 - for everybody
        try:
            return as_row(self._store.rows.categories[category_id], CategoryCard)
        except KeyError:
            raise CategoryNotFound("There is no such category.") from None


@final
class MemoryDeveloperQueries(DeveloperQueries):
    def __init__(self, store: Store) -> None:
        self._store = store

    async def list(self, actor: Actor, filter: DeveloperFilter, page: PageRequest) -> Page[DeveloperCard]:
        require(may_read_desk(actor), "list developers")
        rows = self._store.rows
        found = (profile for profile in rows.developers.values() if _fits_developer(rows, profile, filter))
        return listed(found, page, DEVELOPER_SORTS, partial(developer_card, rows), id_name="user_id")

    async def card(self, actor: Actor, user_id: UserId) -> DeveloperCard:
        require(may_read_desk(actor), "read developers")
        rows = self._store.rows
        try:
            return developer_card(rows, rows.developers[user_id])
        except KeyError:
            raise DeveloperNotFound("There is no such developer.") from None


def _fits_category(category: Category, wanted: CategoryFilter) -> bool:
    return (
        wanted.parent_id in (None, category.parent_id or "none")
        and wanted.team_id in (None, category.team_id)
        and wanted.is_active in (None, category.is_active)
        and (wanted.search or "").casefold() in category.name.casefold()
    )


def _fits_developer(rows: Rows, profile: DeveloperProfile, wanted: DeveloperFilter) -> bool:
    user = rows.users[profile.user_id]
    return (
        wanted.team_id in (None, user.team_id)
        and wanted.experience_level in (None, profile.experience_level)
        and wanted.is_active in (None, user.is_active)
        and (wanted.specialization is None or wanted.specialization in profile.specializations)
    )


def developer_card(rows: Rows, profile: DeveloperProfile) -> DeveloperCard:
    user = rows.users[profile.user_id]
    return DeveloperCard(
        user_id=user.id,
        name=user.name,
        team_id=user.team_id,
        is_active=user.is_active,
        specializations=list(profile.specializations),
        experience_level=profile.experience_level,
        github_username=profile.github_username,
        slack_id=profile.slack_id,
        time_zone=profile.time_zone,
        availability=list(profile.availability),
        absences=list(profile.absences),
        capacity=profile.capacity,
        open_tickets=open_tickets(rows.tickets.values(), user.id),
        created_at=profile.created_at,
        updated_at=profile.updated_at,
    )
