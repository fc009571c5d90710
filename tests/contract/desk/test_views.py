from typing import Any

import pytest

from application.desk.queries.views import ViewCard, ViewFilter
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.team import Team, TeamInUse
from domain.desk.view import SavedView, ViewNotFound, ViewScope
from domain.identity.user import User
from domain.shared.access import Role
from tests.support.builders import MONDAY, a_team, a_user, a_view, acting
from tests.support.shelves import stock, unstated

PAGE = PageRequest(sort=(Sort("position"),), limit=100)


async def people(shelf: Shelf) -> tuple[User, list[SavedView]]:
    """Somebody with a view for each audience there is, one for themselves first."""
    ours, theirs = a_team(), a_team()
    await stock(shelf, ours, theirs)
    owner = a_user(role=Role.MANAGER, team_id=ours.id)
    audiences: tuple[dict[str, Any], ...] = (
        {},
        {"is_shared": True},
        *({"is_shared": True, "team_id": team.id} for team in (ours, theirs)),
    )
    views = [a_view(owner_id=owner.id, position=place, **audience) for place, audience in enumerate(audiences)]
    await stock(shelf, owner, *views)
    return owner, views


async def listed(shelf: Shelf, user: User, **filter: bool) -> list[ViewCard]:
    return (await shelf.views.list(acting(user), ViewFilter(**filter), PAGE)).items


class TestRoundTrip:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        team, owner = a_team(), a_user()
        words = {"status": "open", "assigneeId": "me", "search": '"no rows" -report \N{SNOWMAN}'}
        view = a_view(owner_id=owner.id, filter=words, sort="title", is_shared=True, team_id=team.id, position=3)
        assert unstated(view) == []
        await stock(shelf, team, owner, view)
        async with shelf.desk_work() as work:
            assert await work.views.get(view.id, scope=ViewScope.of(acting(owner))) == view
        assert (await shelf.views.card(acting(owner), view.id)).filter == words

    async def test_is_changed_and_is_gone(self, shelf: Shelf) -> None:
        owner = a_user()
        view, scope = a_view(owner_id=owner.id), ViewScope.of(acting(owner))
        await stock(shelf, owner, view)
        async with shelf.desk_work() as work:
            loaded = await work.views.get(view.id, scope=scope)
            await work.views.save(*loaded.edit(at=MONDAY, filter={"tag": "vpn"}))
        assert (await shelf.views.card(acting(owner), view.id)).filter == {"tag": "vpn"}
        async with shelf.desk_work() as work:
            await work.views.get(view.id, scope=scope)
            await work.views.remove(view.id)
        with pytest.raises(ViewNotFound):
            await shelf.views.card(acting(owner), view.id)


class TestScope:
    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("in_team", [False, True])
    async def test_holds_the_same_in_lists_cards_and_rules(self, shelf: Shelf, role: Role, *, in_team: bool) -> None:
        owner, views = await people(shelf)
        user = a_user(role=role, team_id=owner.team_id if in_team else None)
        mine = a_view(owner_id=user.id, position=9)
        await stock(shelf, user, mine)
        scope = ViewScope.of(acting(user))
        admitted = [view for view in (*views, mine) if scope.admits(view)]
        assert [card.id for card in await listed(shelf, user)] == [view.id for view in admitted]
        for view in views:
            if view in admitted:
                assert (await shelf.views.card(acting(user), view.id)).name == view.name
                continue
            with pytest.raises(ViewNotFound):
                await shelf.views.card(acting(user), view.id)
            async with shelf.desk_work() as work:
                with pytest.raises(ViewNotFound):
                    await work.views.get(view.id, scope=scope)

    async def test_can_be_narrowed_to_what_is_shared(self, shelf: Shelf) -> None:
        owner, views = await people(shelf)
        assert [card.id for card in await listed(shelf, owner, is_shared=True)] == [view.id for view in views[1:]]
        assert [card.id for card in await listed(shelf, owner, is_shared=False)] == [views[0].id]


async def test_a_team_stays_while_views_are_shared_with_it(shelf: Shelf) -> None:
    team, owner = a_team(), a_user()
    view = a_view(owner_id=owner.id, is_shared=True, team_id=team.id)
    await stock(shelf, team, owner, view)
    with pytest.raises(TeamInUse):
        await _give_up(shelf, team)


async def _give_up(shelf: Shelf, team: Team) -> None:
    async with shelf.desk_work() as work:
        await work.teams.get(team.id)
        await work.teams.remove(team.id)
