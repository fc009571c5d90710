import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from application.desk.errors import TeamUnknown
from application.desk.queries.teams import TeamCard, TeamFilter
from application.identity.errors import TeamUnknown as UsersTeamUnknown
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.team import Team, TeamInUse, TeamNameTaken, TeamNotFound
from domain.shared.access import Permission, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import TeamId
from tests.support.builders import MONDAY, a_category, a_team, a_ticket, a_user, an_actor
from tests.support.shelves import GivingWay, stock, unstated

AGENT = an_actor(Role.AGENT)
PAGE = PageRequest(sort=(Sort("name"),))
READERS = [role for role in Role if an_actor(role).can(Permission.DESK_READ)]


async def load(shelf: Shelf, team_id: TeamId) -> Team:
    async with shelf.desk_work() as work:
        return await work.teams.get(team_id)


async def remove(shelf: Shelf, team_id: TeamId) -> None:
    async with GivingWay(shelf.desk_work)() as work:
        team = await work.teams.get(team_id)
        await work.teams.remove(team.id, team.delete(at=MONDAY))


class TestRoundTrip:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        lead = a_user()
        team = a_team(description="They know.", lead_id=lead.id, updated_at=MONDAY + timedelta(hours=1))
        assert unstated(team) == []
        await stock(shelf, lead, team)
        assert await load(shelf, team.id) == team

    async def test_keeps_changes(self, shelf: Shelf) -> None:
        lead, team = a_user(), a_team()
        await stock(shelf, lead, team)
        async with shelf.desk_work() as work:
            loaded = await work.teams.get(team.id)
            edited, event = loaded.edit(at=MONDAY, name="New", description="More", lead_id=lead.id)
            await work.teams.save(edited, event)
        assert await load(shelf, team.id) == edited

    async def test_refuses_an_unknown_id(self, shelf: Shelf) -> None:
        with pytest.raises(TeamNotFound):
            await load(shelf, a_team().id)
        with pytest.raises(TeamNotFound):
            await shelf.teams.card(AGENT, a_team().id)


class TestRequire:
    async def test_is_content_with_a_team(self, shelf: Shelf) -> None:
        team = a_team()
        await stock(shelf, team)
        async with shelf.desk_work() as work:
            await work.teams.require(team.id)

    async def test_names_the_field(self, shelf: Shelf) -> None:
        async with shelf.desk_work() as work:
            with pytest.raises(TeamUnknown) as refused:
                await work.teams.require(a_team().id)
        assert refused.value.details.keys() == {"teamId"}


class TestName:
    @pytest.mark.parametrize("spelling", ["Straße", "STRASSE", "strasse", "straße"])
    async def test_is_taken_in_whatever_case(self, shelf: Shelf, spelling: str) -> None:
        await stock(shelf, a_team(name="Straße"))
        with pytest.raises(TeamNameTaken) as refused:
            await stock(shelf, a_team(name=spelling))
        assert refused.value.details.keys() == {"name"}

    async def test_is_taken_when_edited(self, shelf: Shelf) -> None:
        one, other = a_team(), a_team()
        await stock(shelf, one, other)
        with pytest.raises(TeamNameTaken):
            await _rename(shelf, one, other.name.upper())
        assert await load(shelf, one.id) == one

    async def test_can_be_spelled_anew(self, shelf: Shelf) -> None:
        team = a_team()
        await stock(shelf, team)
        await _rename(shelf, team, team.name.upper())
        assert (await load(shelf, team.id)).name == team.name.upper()

    async def test_of_eight_at_once_goes_to_one(self, shelf: Shelf) -> None:
        async def create(team: Team) -> None:
            async with GivingWay(shelf.desk_work)() as work:
                await work.teams.save(team)

        outcomes = await asyncio.gather(*(create(a_team(name="One")) for _ in range(8)), return_exceptions=True)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType"] + ["TeamNameTaken"] * 7


class TestRemove:
    async def test_removes(self, shelf: Shelf) -> None:
        team = a_team()
        await stock(shelf, team)
        await remove(shelf, team.id)
        with pytest.raises(TeamNotFound):
            await load(shelf, team.id)

    async def test_frees_the_name(self, shelf: Shelf) -> None:
        team = a_team()
        await stock(shelf, team)
        await remove(shelf, team.id)
        await stock(shelf, a_team(name=team.name))

    @pytest.mark.parametrize("belonging", ["user", "category", "ticket"])
    async def test_refuses_while_something_belongs_to_it(self, shelf: Shelf, belonging: str) -> None:
        team, user = a_team(), a_user()
        belongings = {
            "user": a_user(team_id=team.id),
            "category": a_category(team_id=team.id),
            "ticket": a_ticket(team_id=team.id, requester_id=user.id),
        }
        await stock(shelf, team, user, belongings[belonging])
        with pytest.raises(TeamInUse):
            await remove(shelf, team.id)
        assert await load(shelf, team.id) == team

    async def test_and_joining_at_once_leave_nobody_without_a_team(self, shelf: Shelf) -> None:
        team = a_team()
        await stock(shelf, team)

        async def join() -> None:
            async with GivingWay(shelf.identity_work)() as work:
                await work.users.save(a_user(team_id=team.id))

        removed, joined = await asyncio.gather(remove(shelf, team.id), join(), return_exceptions=True)
        assert (type(removed), type(joined)) in {(TeamInUse, type(None)), (type(None), UsersTeamUnknown)}


class TestQueries:
    async def test_show_every_field_and_count_the_members(self, shelf: Shelf) -> None:
        lead = a_user()
        team = a_team(description="They know.", lead_id=lead.id)
        await stock(shelf, lead, team, a_user(team_id=team.id), a_user(team_id=team.id, is_active=False))
        card = TeamCard(
            id=team.id,
            name=team.name,
            description=team.description,
            lead_id=lead.id,
            members=2,
            created_at=team.created_at,
            updated_at=team.updated_at,
        )
        assert await shelf.teams.card(AGENT, team.id) == card
        assert (await shelf.teams.list(AGENT, TeamFilter(), PAGE)).items == [card]

    async def test_count_nobody_in_an_empty_team(self, shelf: Shelf) -> None:
        team = a_team()
        await stock(shelf, team)
        assert (await shelf.teams.card(AGENT, team.id)).members == 0

    @pytest.mark.parametrize(
        ("part", "names"),
        [("net", ["Netze", "Planet"]), ("NET", ["Netze", "Planet"]), ("ö", ["Öl"]), ("%", []), ("_", []), ("", None)],
    )
    async def test_search_for_part_of_a_name(self, shelf: Shelf, part: str, names: list[str] | None) -> None:
        await stock(shelf, a_team(name="Netze"), a_team(name="Planet"), a_team(name="Öl"))
        found = await shelf.teams.list(AGENT, TeamFilter(search=part), PAGE)
        assert [team.name for team in found.items] == (["Netze", "Planet", "Öl"] if names is None else names)

    @pytest.mark.parametrize("role", Role)
    async def test_are_for_those_who_read_the_desk(self, shelf: Shelf, role: Role) -> None:
        team = a_team()
        await stock(shelf, team)
        actor = an_actor(role)
        if role in READERS:
            assert (await shelf.teams.list(actor, TeamFilter(), PAGE)).total == 1
            assert (await shelf.teams.card(actor, team.id)).id == team.id
        else:
            with pytest.raises(Forbidden):
                await shelf.teams.list(actor, TeamFilter(), PAGE)
            with pytest.raises(Forbidden):
                await shelf.teams.card(actor, team.id)


async def _rename(shelf: Shelf, team: Team, name: str) -> None:
    async with shelf.desk_work() as work:
        await work.teams.save(replace(await work.teams.get(team.id), name=name))
