"""Puts the cast on the desk. Whoever and whatever is there already stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.desk.create_calendar import CreateCalendarCommand
from application.desk.create_category import CreateCategoryCommand
from application.desk.create_sla_policy import CreateSlaPolicyCommand
from application.desk.create_team import CreateTeamCommand
from application.desk.queries.calendars import CalendarFilter
from application.desk.queries.categories import CategoryCard, CategoryFilter
from application.desk.queries.developers import DeveloperFilter
from application.desk.queries.sla_policies import SlaPolicyFilter
from application.desk.queries.teams import TeamFilter
from application.desk.set_developer_profile import SetDeveloperProfileCommand
from application.identity.create_user import CreateUserCommand
from application.identity.queries import UserFilter
from domain.shared.access import Actor
from domain.shared.ids import CalendarId, CategoryId, TeamId
from entrypoints.cli.demo.cast import CATEGORIES, MEMBERS, OPENINGS, PROMISES, ROUTING, TEAMS, Member
from entrypoints.cli.pages import every
from entrypoints.container import House


@dataclass(frozen=True, slots=True)
class Stage:
    """The demo's categories by name, its people by the part of their address before the @."""

    categories: dict[str, CategoryId]
    actors: dict[str, Actor]
    new_accounts: int


async def set_stage(house: House, *, password: str, years: Sequence[int]) -> Stage:
    """`password` is that of the accounts which are new; calendars have the holidays of these years."""
    await _promises(house, await _calendars(house, years))
    teams = await _teams(house)
    before = {member.name: await _actor(house, member) for member in MEMBERS}
    actors = {member.name: before[member.name] or await _create(house, member, teams, password) for member in MEMBERS}
    await _profiles(house, actors)
    return Stage(await _categories(house, teams), actors, sum(actor is None for actor in before.values()))


async def _calendars(house: House, years: Sequence[int]) -> dict[str, CalendarId]:
    calendars = {calendar.name: calendar.id async for calendar in every(house.desk.calendars.list, CalendarFilter())}
    for opening in OPENINGS:
        if opening.name not in calendars:
            calendars[opening.name] = await house.desk.create_calendar(
                Actor.house(),
                CreateCalendarCommand(
                    name=opening.name,
                    time_zone=opening.time_zone,
                    hours=opening.hours,
                    holidays=opening.holidays_of(years),
                ),
            )
    return calendars


async def _promises(house: House, calendars: dict[str, CalendarId]) -> None:
    """A house that promises for a priority already keeps its own word."""
    taken = {policy.priority async for policy in every(house.desk.sla_policies.list, SlaPolicyFilter())}
    for promise in PROMISES:
        if promise.priority not in taken:
            await house.desk.create_sla_policy(
                Actor.house(),
                CreateSlaPolicyCommand(
                    name=promise.name,
                    priority=promise.priority,
                    calendar_id=calendars[promise.opening.name],
                    first_response=promise.first_response,
                    next_response=promise.next_response,
                    resolution=promise.resolution,
                ),
            )


async def _teams(house: House) -> dict[str, TeamId]:
    teams = {team.name: team.id async for team in every(house.desk.teams.list, TeamFilter())}
    for name, description in TEAMS.items():
        if name not in teams:
            teams[name] = await house.desk.create_team(
                Actor.house(), CreateTeamCommand(name=name, description=description)
            )
    return teams


async def _actor(house: House, member: Member) -> Actor | None:
    async for user in every(house.identity.users.list, UserFilter(search=member.email)):
        if user.email == member.email:
            return Actor(user.id, user.role, user.team_id)
    return None


async def _create(house: House, member: Member, teams: dict[str, TeamId], password: str) -> Actor:
    team_id = teams[member.team] if member.team else None
    first, _, last = member.name.partition(".")
    user_id = await house.identity.create_user(
        Actor.house(),
        CreateUserCommand(
            email=member.email,
            password=password,
            first_name=first.title(),
            last_name=last.title(),
            role=member.role,
            team_id=team_id,
        ),
    )
    return Actor(user_id, member.role, team_id)


async def _profiles(house: House, actors: dict[str, Actor]) -> None:
    known = {developer.user_id async for developer in every(house.desk.developers.list, DeveloperFilter())}
    for member in MEMBERS:
        user_id, skill = actors[member.name].user_id, member.skill
        if skill is not None and user_id not in known:
            await house.desk.set_developer_profile(
                Actor.house(),
                SetDeveloperProfileCommand(
                    user_id=user_id,
                    specializations=skill.specializations,
                    experience_level=skill.level,
                    time_zone=skill.time_zone,
                    capacity=skill.capacity,
                ),
            )


async def _categories(house: House, teams: dict[str, TeamId]) -> dict[str, CategoryId]:
    known = [category async for category in every(house.desk.categories.list, CategoryFilter())]
    ids: dict[str, CategoryId] = {}
    for team, (parent, children) in CATEGORIES.items():
        for name in (parent, *children):
            above = None if name == parent else ids[parent]
            ids[name] = _find(known, name, above) or await house.desk.create_category(
                Actor.house(),
                CreateCategoryCommand(name=name, parent_id=above, team_id=teams[team], routing=ROUTING.get(name)),
            )
    return ids


def _find(known: list[CategoryCard], name: str, above: CategoryId | None) -> CategoryId | None:
    return next(
        (card.id for card in known if card.parent_id == above and card.name.casefold() == name.casefold()), None
    )
