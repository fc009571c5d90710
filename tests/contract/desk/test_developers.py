from datetime import date, time, timedelta

import pytest

from application.desk.queries.developers import DeveloperCard, DeveloperFilter
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.absence import Absence
from domain.desk.assignment import AssignmentStatus
from domain.desk.developer import (
    Developer,
    DeveloperNotFound,
    DeveloperProfile,
    ExperienceLevel,
    NotADeveloper,
)
from domain.desk.events import DeveloperProfileRemoved
from domain.desk.ticket import Status
from domain.desk.window import Window
from domain.shared.access import HOUSE, Permission, Role
from domain.shared.errors import Forbidden
from tests.support.builders import MONDAY, a_profile, a_team, a_ticket, a_user, an_actor, an_assignment
from tests.support.shelves import stock, unstated

AGENT = an_actor(Role.AGENT)
OVER = AssignmentStatus.COMPLETED
PAGE = PageRequest(sort=(Sort("createdAt"),))
READERS = [role for role in Role if an_actor(role).can(Permission.DESK_READ)]


async def a_full_profile(shelf: Shelf) -> DeveloperProfile:
    user = a_user(first_name="Some", last_name="One")
    profile = a_profile(
        user_id=user.id,
        specializations=("sql", "plain text"),
        experience_level=ExperienceLevel.SENIOR,
        github_username="some-one",
        slack_id="U1",
        time_zone="Europe/Berlin",
        availability=(Window(0, time(9), time(12, 30)), Window(4, time(0), time(23, 59, 59, 999999))),
        absences=(Absence(date(2026, 12, 24), date(2027, 1, 2)), Absence(date.min, date.max)),
        capacity=3,
        updated_at=MONDAY + timedelta(hours=1),
    )
    assert unstated(profile) == []
    await stock(shelf, user, profile)
    return profile


class TestProfile:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        profile = await a_full_profile(shelf)
        async with shelf.desk_work() as work:
            assert await work.developers.profile(profile.user_id) == profile

    async def test_keeps_changes(self, shelf: Shelf) -> None:
        profile = await a_full_profile(shelf)
        bare = a_profile(user_id=profile.user_id)
        async with shelf.desk_work() as work:
            await work.developers.profile(profile.user_id)
            await work.developers.save(bare)
        async with shelf.desk_work() as work:
            assert await work.developers.profile(profile.user_id) == bare

    async def test_is_none_where_there_is_none(self, shelf: Shelf) -> None:
        user = a_user()
        await stock(shelf, user)
        async with shelf.desk_work() as work:
            assert await work.developers.profile(user.id) is None

    async def test_is_gone_once_removed(self, shelf: Shelf) -> None:
        profile = await a_full_profile(shelf)
        async with shelf.desk_work() as work:
            await work.developers.profile(profile.user_id)
            removed = DeveloperProfileRemoved(user_id=profile.user_id, at=MONDAY)
            await work.developers.remove(profile.user_id, removed)
        async with shelf.desk_work() as work:
            assert await work.developers.profile(profile.user_id) is None
        with pytest.raises(DeveloperNotFound):
            await shelf.developers.card(AGENT, profile.user_id)


class TestGet:
    async def test_tells_what_assignment_must_know(self, shelf: Shelf) -> None:
        team, requester = a_team(), a_user()
        user = a_user(first_name="Some", last_name="One", role=Role.AGENT, team_id=team.id, is_active=False)
        profile = a_profile(
            user_id=user.id,
            specializations=("sql",),
            time_zone="Europe/Berlin",
            availability=(Window(0, time(9), time(12, 30)),),
            absences=(Absence(date(2026, 12, 24), date(2027, 1, 2)),),
            capacity=7,
        )
        held = [a_ticket(requester_id=requester.id, assignee_id=user.id, status=status) for status in Status]
        foreign = a_ticket(requester_id=user.id, assignee_id=requester.id)
        turns = [
            an_assignment(ticket_id=foreign.id, assignee_id=whose, assigned_by=by, status=OVER, created_at=MONDAY + at)
            for whose, by, at in (
                (user.id, HOUSE, timedelta(hours=1)),
                (user.id, HOUSE, timedelta(hours=2)),
                (user.id, user.id, timedelta(hours=3)),
                (requester.id, HOUSE, timedelta(hours=4)),
            )
        ]
        await stock(shelf, team, requester, user, profile, *held, foreign, *turns)
        async with shelf.desk_work() as work:
            developer = await work.developers.get(user.id)
        assert developer == Developer(
            id=user.id,
            name="Some One",
            role=Role.AGENT,
            is_active=False,
            team_id=team.id,
            specializations=profile.specializations,
            time_zone=profile.time_zone,
            availability=profile.availability,
            absences=profile.absences,
            capacity=7,
            open_tickets=len(Status) - 2,
            last_routed_at=MONDAY + timedelta(hours=2),
        )
        assert unstated(developer) == []

    async def test_refuses_somebody_without_a_profile(self, shelf: Shelf) -> None:
        user = a_user()
        await stock(shelf, user)
        async with shelf.desk_work() as work:
            with pytest.raises(NotADeveloper):
                await work.developers.get(user.id)

    async def test_refuses_nobody(self, shelf: Shelf) -> None:
        async with shelf.desk_work() as work:
            with pytest.raises(NotADeveloper):
                await work.developers.get(a_user().id)


class TestQueries:
    async def test_show_every_field(self, shelf: Shelf) -> None:
        profile = await a_full_profile(shelf)
        await stock(shelf, a_ticket(requester_id=profile.user_id, assignee_id=profile.user_id))
        card = await shelf.developers.card(AGENT, profile.user_id)
        assert card == DeveloperCard(
            user_id=profile.user_id,
            name="Some One",
            team_id=None,
            is_active=True,
            specializations=["sql", "plain text"],
            experience_level=profile.experience_level,
            github_username="some-one",
            slack_id="U1",
            time_zone="Europe/Berlin",
            availability=list(profile.availability),
            absences=list(profile.absences),
            capacity=3,
            open_tickets=1,
            created_at=profile.created_at,
            updated_at=profile.updated_at,
        )
        assert (await shelf.developers.list(AGENT, DeveloperFilter(), PAGE)).items == [card]

    async def test_refuse_somebody_without_a_profile(self, shelf: Shelf) -> None:
        user = a_user()
        await stock(shelf, user)
        with pytest.raises(DeveloperNotFound):
            await shelf.developers.card(AGENT, user.id)

    async def test_filter(self, shelf: Shelf) -> None:
        team = a_team()
        one, two, three = a_user(last_name="1", team_id=team.id), a_user(last_name="2"), a_user(last_name="3")
        idle = a_user(last_name="4", team_id=team.id, is_active=False)
        await stock(
            shelf,
            *(team, one, two, three, idle),
            a_profile(user_id=one.id, specializations=("sql", "css")),
            a_profile(user_id=two.id, specializations=("sql",), experience_level=ExperienceLevel.LEAD),
            a_profile(user_id=three.id, experience_level=ExperienceLevel.LEAD),
            a_profile(user_id=idle.id),
        )

        async def found(**wanted: object) -> list[str]:
            asked = DeveloperFilter(**wanted)  # type: ignore[arg-type] # its fields
            return sorted(card.name for card in (await shelf.developers.list(AGENT, asked, PAGE)).items)

        assert await found() == ["1", "2", "3", "4"]
        assert await found(team_id=team.id) == ["1", "4"]
        assert await found(experience_level=ExperienceLevel.LEAD) == ["2", "3"]
        assert await found(specialization="sql") == ["1", "2"]
        assert await found(specialization="sq") == []
        assert await found(is_active=True) == ["1", "2", "3"]
        assert await found(is_active=False) == ["4"]
        assert await found(is_active=True, team_id=team.id) == ["1"]
        assert await found(specialization="sql", experience_level=ExperienceLevel.LEAD) == ["2"]

    @pytest.mark.parametrize("role", Role)
    async def test_are_for_those_who_read_the_desk(self, shelf: Shelf, role: Role) -> None:
        profile = await a_full_profile(shelf)
        actor = an_actor(role)
        if role in READERS:
            assert (await shelf.developers.list(actor, DeveloperFilter(), PAGE)).total == 1
            assert (await shelf.developers.card(actor, profile.user_id)).user_id == profile.user_id
        else:
            with pytest.raises(Forbidden):
                await shelf.developers.list(actor, DeveloperFilter(), PAGE)
            with pytest.raises(Forbidden):
                await shelf.developers.card(actor, profile.user_id)
