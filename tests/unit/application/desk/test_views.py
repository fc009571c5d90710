from typing import Any
from uuid import uuid4

import pytest

from application.desk.create_view import CreateViewCommand
from application.desk.delete_view import DeleteViewCommand
from application.desk.edit_view import EditViewCommand
from application.desk.errors import TeamUnknown
from application.desk.queries.views import ViewCard, ViewFilter
from application.desk.view_filter import ViewOutdated, ViewUnsound, ticket_filter
from domain.desk.ticket import Priority, Status
from domain.desk.view import ViewNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import TeamId, ViewId
from tests.support.builders import a_view
from tests.support.house import ALL, SmallHouse
from tests.support.shelves import stock


async def create(house: SmallHouse, actor: Actor, **stated: Any) -> ViewId:
    usual: dict[str, Any] = {"name": " Mine ", "filter": {"status": "open,pending", "assigneeId": "me"}}
    return await house.desk.create_view(actor, CreateViewCommand(**usual | stated))


async def edit(house: SmallHouse, actor: Actor, view_id: ViewId, **stated: Any) -> None:
    await house.desk.edit_view(actor, EditViewCommand(view_id=view_id, **stated))


async def delete(house: SmallHouse, actor: Actor, view_id: ViewId) -> None:
    await house.desk.delete_view(actor, DeleteViewCommand(view_id=view_id))


async def seen(house: SmallHouse, actor: Actor) -> list[ViewCard]:
    return (await house.desk.views.list(actor, ViewFilter(), ALL)).items


class TestCreateView:
    async def test_keeps_it_for_its_owner(self, house: SmallHouse) -> None:
        agent, other = await house.person(Role.AGENT), await house.person(Role.ADMIN)
        view_id = await create(house, agent, sort="-priority,number")
        [view] = await seen(house, agent)
        assert (view.id, view.name, view.sort, view.owner_id) == (view_id, "Mine", "-priority,number", agent.user_id)
        assert view.filter == {"status": "open,pending", "assigneeId": "me"}
        assert await seen(house, other) == []
        assert house.happened == ["desk.view_created"]
        [entry] = await house.record(action="desk.view_created")
        assert entry.new_values["filter"] == "•••"

    async def test_refuses_what_cannot_be_asked_for(self, house: SmallHouse) -> None:
        agent = await house.person(Role.AGENT)
        async with house.refuses(ViewUnsound) as refused:
            await create(house, agent, filter={"status": "nice", "color": "red", "teamId": "me"}, sort="colour")
        assert refused.value.details.keys() == {"filter.status", "filter.color", "filter.teamId", "sort"}
        async with house.refuses(ViewUnsound) as refused:
            await create(house, agent, sort="number,-number")
        assert refused.value.details == {"sort": "A key is stated twice."}

    async def test_is_for_those_who_work(self, house: SmallHouse) -> None:
        customer = await house.person(Role.CUSTOMER)
        with pytest.raises(Forbidden):
            await create(house, customer)


class TestSharing:
    async def test_with_everybody_is_for_those_who_configure(self, house: SmallHouse) -> None:
        agent, manager = await house.person(Role.AGENT), await house.person(Role.MANAGER)
        async with house.refuses(Forbidden):
            await create(house, agent, is_shared=True)
        view_id = await create(house, manager, is_shared=True)
        assert [view.id for view in await seen(house, agent)] == [view_id]
        assert await seen(house, await house.person(Role.CUSTOMER)) == []

    async def test_with_a_team_is_for_its_lead_too(self, house: SmallHouse) -> None:
        lead = await house.person(Role.AGENT)
        team, other = await house.team(lead_id=lead.user_id), await house.team()
        view_id = await create(house, lead, is_shared=True, team_id=team.id)
        with pytest.raises(Forbidden):
            await create(house, lead, is_shared=True, team_id=other.id)
        member, stranger = [await house.person(Role.DEVELOPER, team_id=one.id) for one in (team, other)]
        assert [view.id for view in await seen(house, member)] == [view_id]
        assert await seen(house, stranger) == []

    async def test_names_a_team_that_there_is(self, house: SmallHouse) -> None:
        manager = await house.person(Role.MANAGER)
        async with house.refuses(TeamUnknown):
            await create(house, manager, is_shared=True, team_id=TeamId(uuid4()))

    async def test_lets_nobody_else_change_it(self, house: SmallHouse) -> None:
        agent, manager = await house.person(Role.AGENT), await house.person(Role.MANAGER)
        view_id = await create(house, manager, is_shared=True)
        for change in (edit(house, agent, view_id, name="Mine"), delete(house, agent, view_id)):
            with pytest.raises(Forbidden):
                await change
        await edit(house, await house.person(Role.ADMIN), view_id, name="Ours")
        assert [view.name for view in await seen(house, agent)] == ["Ours"]


class TestEditView:
    async def test_changes_what_is_stated(self, house: SmallHouse) -> None:
        agent = await house.person(Role.AGENT)
        view_id = await create(house, agent)
        await edit(house, agent, view_id, sort="title", position=7)
        [view] = await seen(house, agent)
        assert (view.name, view.sort, view.position) == ("Mine", "title", 7)

    async def test_is_as_strict_as_creating_one(self, house: SmallHouse) -> None:
        agent = await house.person(Role.AGENT)
        view_id = await create(house, agent)
        for change, refusal in (({"filter": {"color": "red"}}, ViewUnsound), ({"is_shared": True}, Forbidden)):
            async with house.refuses(refusal):
                await edit(house, agent, view_id, **change)

    async def test_is_refused_for_what_others_keep_for_themselves(self, house: SmallHouse) -> None:
        agent, admin = await house.person(Role.AGENT), await house.person(Role.ADMIN)
        view_id = await create(house, agent)
        for change in (edit(house, admin, view_id, name="Mine"), delete(house, admin, view_id)):
            with pytest.raises(ViewNotFound):
                await change

    async def test_is_for_those_who_work(self, house: SmallHouse) -> None:
        customer = await house.person(Role.CUSTOMER)
        view = a_view(owner_id=customer.user_id)
        await stock(house.shelf, view)
        for change in (edit(house, customer, view.id, name="Mine"), delete(house, customer, view.id)):
            with pytest.raises(Forbidden):
                await change

    async def test_lets_go_of_what_cannot_be_asked_for_any_more(self, house: SmallHouse) -> None:
        """A new name alone is no reason to refuse."""
        agent = await house.person(Role.AGENT)
        view = a_view(owner_id=agent.user_id, filter={"color": "red"})
        await stock(house.shelf, view)
        await edit(house, agent, view.id, name="Old")
        await edit(house, agent, view.id, filter={})
        assert [(one.name, one.filter) for one in await seen(house, agent)] == [("Old", {})]


class TestDeleteView:
    async def test_leaves_nothing(self, house: SmallHouse) -> None:
        agent, manager = await house.person(Role.AGENT), await house.person(Role.MANAGER)
        mine, shared = await create(house, agent), await create(house, manager, is_shared=True)
        await delete(house, agent, mine)
        await delete(house, await house.person(Role.ADMIN), shared)
        assert await seen(house, agent) == []
        assert house.happened[-2:] == ["desk.view_deleted"] * 2

    async def test_is_ones_own_affair_even_if_one_may_share_no_longer(self, house: SmallHouse) -> None:
        lead = await house.person(Role.AGENT)
        shared = a_view(owner_id=lead.user_id, is_shared=True)
        await stock(house.shelf, shared)
        await delete(house, lead, shared.id)
        assert await seen(house, lead) == []


class TestTicketFilter:
    def test_reads_what_is_kept(self) -> None:
        me = a_view().owner_id
        words = {"status": "open,pending", "priority": "high", "assigneeId": "me", "requesterId": "me", "search": "me"}
        found = ticket_filter(words, "number", me=me)
        assert (found.status, found.priority) == ((Status.OPEN, Status.PENDING), (Priority.HIGH,))
        assert (found.assignee_id, found.requester_id, found.search) == (me, me, "me")
        assert ticket_filter({"assigneeId": "none"}, "number", me=me).assignee_id == "none"

    @pytest.mark.parametrize(("words", "sort"), [({"color": "red"}, "number"), ({}, "color")])
    def test_says_what_there_is_no_longer(self, words: dict[str, str], sort: str) -> None:
        with pytest.raises(ViewOutdated) as refused:
            ticket_filter(words, sort, me=a_view().owner_id)
        assert [*refused.value.details] == [f"filter.{name}" for name in words] or ["sort"]


class TestCountViews:
    async def test_counts_what_whoever_asks_would_see(self, house: SmallHouse) -> None:
        developer, manager = await house.developer(), await house.person(Role.MANAGER)
        await house.ticket(assignee_id=developer.user_id)
        await house.ticket(requester_id=developer.user_id, status=Status.CLOSED)
        await house.ticket()
        views = [
            a_view(owner_id=manager.user_id, is_shared=True, position=position, filter=words)
            for position, words in enumerate(({}, {"color": "red"}, {"assigneeId": "me"}, {"assigneeId": str(uuid4())}))
        ]
        await stock(house.shelf, *views)
        counted = [(one.total, one.problem is None) for one in await house.desk.count_views(developer)]
        assert counted == [(2, True), (None, False), (1, True), (0, True)]
        assert [one.total for one in await house.desk.count_views(manager)] == [3, None, 0, 0]

    async def test_has_nothing_to_count_where_nothing_can_be_asked_for(self, house: SmallHouse) -> None:
        agent = await house.person(Role.AGENT)
        assert await house.desk.count_views(agent) == []
        await stock(house.shelf, a_view(owner_id=agent.user_id, filter={"color": "red"}))
        assert [one.total for one in await house.desk.count_views(agent)] == [None]
