from datetime import timedelta

import pytest

from application.desk.queries.tags import NEWEST, TagFilter, TagRow
from application.shelf import Shelf
from domain.shared.access import Actor, Role
from tests.support.builders import MONDAY, a_team, a_ticket, a_user, acting, an_actor
from tests.support.shelves import stock

ADMIN = an_actor(Role.ADMIN)


async def told(shelf: Shelf, actor: Actor, search: str = "", **more: int) -> list[tuple[str, int]]:
    return [(row.tag, row.tickets) for row in await shelf.tickets.tags(actor, TagFilter(search=search, **more))]


async def tagged(shelf: Shelf, *tags: tuple[str, ...]) -> None:
    requester = a_user()
    await stock(shelf, requester, *(a_ticket(requester_id=requester.id, tags=some) for some in tags))


class TestTags:
    async def test_are_told_by_how_many_carry_them_and_then_by_name(self, shelf: Shelf) -> None:
        await tagged(shelf, ("b", "a"), ("B", "é"), ("b",), (), ("a b", "z"), ("z",))
        found = await shelf.tickets.tags(ADMIN, TagFilter())
        assert found[0] == TagRow(tag="b", tickets=2)
        assert await told(shelf, ADMIN) == [("b", 2), ("z", 2), ("B", 1), ("a", 1), ("a b", 1), ("é", 1)]
        assert await told(shelf, ADMIN, limit=2) == [("b", 2), ("z", 2)]

    async def test_are_none_where_nothing_is_tagged(self, shelf: Shelf) -> None:
        assert await told(shelf, ADMIN) == []
        await tagged(shelf, ())
        assert await told(shelf, ADMIN) == []

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            ("bi", ["Billing", "billing", "birds"]),
            ("BILL", ["Billing", "billing"]),
            ("illing", []),
            ("100%", ["100% sure"]),
            ("%", []),
            ("_", []),
            ("üB", ["Über", "über uns"]),
            ("birds of", []),
        ],
    )
    async def test_are_found_by_how_they_begin_in_whatever_case(
        self, shelf: Shelf, search: str, found: list[str]
    ) -> None:
        await tagged(shelf, ("Billing", "birds"), ("billing",), ("100% sure", "rebilling"), ("Über", "über uns"))
        assert [tag for tag, _ in await told(shelf, ADMIN, search)] == found

    async def test_are_of_the_tickets_that_the_actor_may_see(self, shelf: Shelf) -> None:
        team, other_team = a_team(), a_team()
        developer = a_user(role=Role.DEVELOPER, team_id=team.id)
        customer, other = a_user(), a_user()
        await stock(shelf, team, other_team, developer, customer, other)
        mine = {"requester_id": developer.id, "assignee_id": developer.id, "team_id": team.id}
        await stock(
            shelf,
            a_ticket(tags=("all", "thrice mine"), **mine),
            a_ticket(tags=("all", "asked"), requester_id=developer.id, team_id=other_team.id),
            a_ticket(tags=("all", "held"), requester_id=other.id, assignee_id=developer.id),
            a_ticket(tags=("all", "of the team"), requester_id=customer.id, team_id=team.id),
            a_ticket(tags=("all", "of others"), requester_id=other.id, team_id=other_team.id),
        )
        seen = [("all", 4), ("asked", 1), ("held", 1), ("of the team", 1), ("thrice mine", 1)]
        assert await told(shelf, acting(developer)) == seen
        assert await told(shelf, acting(customer)) == [("all", 1), ("of the team", 1)]
        assert await told(shelf, acting(a_user())) == []
        assert dict(await told(shelf, ADMIN))["all"] == 5

    async def test_are_of_the_newest_tickets_alone(self, shelf: Shelf) -> None:
        """Whoever sees them, and in however many ways."""
        team = a_team()
        developer = a_user(role=Role.DEVELOPER, team_id=team.id)
        ways = (
            {"requester_id": developer.id},
            {"requester_id": developer.id, "team_id": team.id},
            {"requester_id": developer.id, "assignee_id": developer.id},
        )
        tickets = [
            a_ticket(
                tags=("new" if age < NEWEST else "old",), created_at=MONDAY - timedelta(hours=age), **ways[age % 3]
            )
            for age in range(NEWEST + 10)
        ]
        await stock(shelf, team, developer, *reversed(tickets))
        for actor in (ADMIN, acting(developer), Actor(developer.id, Role.CUSTOMER)):
            assert await told(shelf, actor) == [("new", NEWEST)], actor.role
