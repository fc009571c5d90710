"""Create, edit and delete a team."""

from typing import Any

import pytest

from application.desk.create_team import CreateTeamCommand
from application.desk.delete_team import DeleteTeamCommand
from application.desk.edit_team import EditTeamCommand
from application.desk.errors import PersonUnknown
from application.desk.queries.teams import TeamCard
from domain.desk.team import TeamInUse, TeamNameTaken, TeamNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import TeamId
from tests.support.builders import a_team, a_user
from tests.support.house import SmallHouse

NOT_FOR = [role for role in Role if role not in {Role.MANAGER, Role.ADMIN}]


async def card(house: SmallHouse, team_id: TeamId) -> TeamCard:
    return await house.desk.teams.card(Actor.house(), team_id)


class TestCreateTeam:
    @pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
    async def test_makes_a_team(self, house: SmallHouse, role: Role) -> None:
        actor, lead = await house.person(role), await house.person(Role.AGENT)
        command = CreateTeamCommand(name=" Billing ", description="Money", lead_id=lead.user_id)
        team = await card(house, await house.desk.create_team(actor, command))
        assert (team.name, team.description, team.lead_id, team.members) == ("Billing", "Money", lead.user_id, 0)
        assert house.happened == ["desk.team_created"]

    async def test_needs_no_lead(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        team = await card(house, await house.desk.create_team(manager, CreateTeamCommand(name="Billing")))
        assert (team.description, team.lead_id) == ("", None)

    @pytest.mark.parametrize("role", NOT_FOR)
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        async with house.refuses(Forbidden):
            await house.desk.create_team(actor, CreateTeamCommand(name="Billing"))

    @pytest.mark.parametrize("name", ["Billing", "billing", " BILLING "])
    async def test_refuses_a_taken_name(self, house: SmallHouse, name: str) -> None:
        manager, _ = await house.person(Role.MANAGER), await house.team(name="Billing")
        async with house.refuses(TeamNameTaken) as refused:
            await house.desk.create_team(manager, CreateTeamCommand(name=name))
        assert list(refused.value.details) == ["name"]

    async def test_refuses_a_lead_nobody_knows(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        async with house.refuses(PersonUnknown) as refused:
            await house.desk.create_team(manager, CreateTeamCommand(name="Billing", lead_id=a_user().id))
        assert list(refused.value.details) == ["leadId"]


class TestEditTeam:
    @pytest.mark.parametrize(
        ("changes", "shown"),
        [
            ({"name": " Payments"}, {"name": "Payments"}),
            ({"name": "BILLING"}, {"name": "BILLING"}),
            ({"description": "More"}, {"description": "More"}),
            ({"lead_id": None}, {"lead_id": None}),
            ({}, {}),
        ],
        ids=str,
    )
    async def test_changes_what_was_stated_and_nothing_else(
        self, house: SmallHouse, changes: dict[str, Any], shown: dict[str, Any]
    ) -> None:
        manager, lead = await house.person(Role.MANAGER), await house.person(Role.AGENT)
        team = await house.team(name="Billing", description="Money", lead_id=lead.user_id)
        await house.desk.edit_team(manager, EditTeamCommand(team_id=team.id, **changes))
        after = await card(house, team.id)
        before = {"name": "Billing", "description": "Money", "lead_id": lead.user_id}
        assert {name: getattr(after, name) for name in before} == before | shown
        assert house.happened == ["desk.team_edited"]

    async def test_accepts_a_lead_who_is_there(self, house: SmallHouse) -> None:
        manager, lead, team = await house.person(Role.MANAGER), await house.person(Role.AGENT), await house.team()
        await house.desk.edit_team(manager, EditTeamCommand(team_id=team.id, lead_id=lead.user_id))
        assert (await card(house, team.id)).lead_id == lead.user_id

    @pytest.mark.parametrize("role", NOT_FOR)
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor, team = await house.person(role), await house.team()
        async with house.refuses(Forbidden):
            await house.desk.edit_team(actor, EditTeamCommand(team_id=team.id, name="Payments"))

    async def test_refuses_a_taken_name(self, house: SmallHouse) -> None:
        manager, team, _ = await house.person(Role.MANAGER), await house.team(), await house.team(name="Payments")
        async with house.refuses(TeamNameTaken):
            await house.desk.edit_team(manager, EditTeamCommand(team_id=team.id, name="payments"))

    async def test_refuses_a_lead_who_left(self, house: SmallHouse) -> None:
        manager, team = await house.person(Role.MANAGER), await house.team()
        gone = await house.person(Role.AGENT, is_active=False)
        async with house.refuses(PersonUnknown):
            await house.desk.edit_team(manager, EditTeamCommand(team_id=team.id, lead_id=gone.user_id))

    async def test_refuses_what_is_not_there(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        async with house.refuses(TeamNotFound):
            await house.desk.edit_team(manager, EditTeamCommand(team_id=a_team().id, name="Payments"))


class TestDeleteTeam:
    async def test_removes_a_team_of_nobody(self, house: SmallHouse) -> None:
        manager, team = await house.person(Role.MANAGER), await house.team(name="Billing")
        await house.desk.delete_team(manager, DeleteTeamCommand(team_id=team.id))
        with pytest.raises(TeamNotFound):
            await card(house, team.id)
        assert house.happened == ["desk.team_deleted"]
        [entry] = await house.record()
        assert (entry.old_values["name"], entry.new_values["name"]) == ("Billing", None)

    @pytest.mark.parametrize("role", NOT_FOR)
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor, team = await house.person(role), await house.team()
        async with house.refuses(Forbidden):
            await house.desk.delete_team(actor, DeleteTeamCommand(team_id=team.id))

    @pytest.mark.parametrize("what", ["person", "category", "ticket"])
    async def test_refuses_while_anything_belongs_to_it(self, house: SmallHouse, what: str) -> None:
        manager, team = await house.person(Role.MANAGER), await house.team()
        match what:
            case "person":
                await house.developer(team_id=team.id)
            case "category":
                await house.category(team_id=team.id)
            case "ticket":
                await house.ticket(team_id=team.id)
        async with house.refuses(TeamInUse):
            await house.desk.delete_team(manager, DeleteTeamCommand(team_id=team.id))

    async def test_refuses_what_is_not_there(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        async with house.refuses(TeamNotFound):
            await house.desk.delete_team(manager, DeleteTeamCommand(team_id=a_team().id))
