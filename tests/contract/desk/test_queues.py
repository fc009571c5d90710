"""What waits for somebody, handed out by many at once."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from application.desk.change_ticket_status import ChangeTicketStatus, ChangeTicketStatusCommand
from application.desk.claim_ticket import ClaimTicket, ClaimTicketCommand
from application.desk.queries.tickets import TicketFilter
from application.desk.relieve_developer import RelieveDeveloper
from application.desk.route_everywhere import RouteEverywhere
from application.desk.route_tickets import RouteTickets
from application.desk.skill_match import SkillMatch
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.desk.access import TicketScope
from domain.desk.assignment import ACTIVE
from domain.desk.category import Category
from domain.desk.routing import Routing
from domain.desk.team import Team
from domain.desk.ticket import FINISHED, Priority, Status, Ticket, TicketNotFound
from domain.identity.user import User
from domain.shared.access import HOUSE, Role
from domain.shared.ids import TeamId
from tests.support.builders import (
    MONDAY,
    a_category,
    a_profile,
    a_team,
    a_ticket,
    a_tree,
    a_user,
    acting,
    an_actor,
    an_assignment,
)
from tests.support.shelves import GivingWay, stock

ADMIN = an_actor(Role.ADMIN)
PAGE = PageRequest(sort=(Sort("createdAt"),), limit=100)
ROUNDS = 5


async def a_routed_team(shelf: Shelf, **what_matters: Any) -> tuple[Team, Category]:
    team = a_team()
    category = a_category(**{"team_id": team.id, "routing": Routing.LEAST_LOADED} | what_matters)
    await stock(shelf, team, category)
    return team, category


async def developers(shelf: Shelf, count: int, *, team: Team | None, capacity: int = 10) -> list[User]:
    users = [a_user(role=Role.AGENT, team_id=team.id if team else None) for _ in range(count)]
    await stock(shelf, *users, *(a_profile(user_id=user.id, capacity=capacity) for user in users))
    return users


async def waiting(shelf: Shelf, category: Category, *tickets: Any) -> list[Ticket]:
    requester = a_user()
    stored = [
        a_ticket(**{"requester_id": requester.id, "category_id": category.id, "team_id": category.team_id} | said)
        for said in tickets
    ]
    await stock(shelf, requester, *stored)
    return stored


def router(shelf: Shelf, clock: Clock, ids: Ids) -> RouteTickets:
    return RouteTickets(GivingWay(shelf.desk_work), clock, ids, SkillMatch())


async def holders(shelf: Shelf, tickets: Sequence[Ticket]) -> list[Any]:
    return [(await shelf.tickets.card(ADMIN, ticket.id)).assignee_id for ticket in tickets]


class TestWaiting:
    async def test_is_in_order_at_any_depth(self, shelf: Shelf) -> None:
        team, category = await a_routed_team(shelf)
        other = a_category(team_id=team.id, routing=Routing.SKILL_MATCH)
        await stock(shelf, other)
        born = [MONDAY + timedelta(hours=hour) for hour in (3, 1, 1, 2)]
        tickets = [
            ticket
            for one in (category, other)
            for ticket in await waiting(
                shelf, one, *({"priority": priority, "created_at": at} for priority in Priority for at in born)
            )
        ]
        order = sorted(tickets, key=lambda ticket: (-ticket.priority.rank, ticket.created_at, ticket.id))
        routed = {category.id, other.id}
        async with shelf.desk_work() as work:
            assert await work.queues.waiting(team.id, routed, after=None, limit=100) == order
            last, walked = None, list[Ticket]()
            while portion := await work.queues.waiting(team.id, routed, after=last, limit=3):
                walked += portion
                last = portion[-1]
            assert walked == order
            assert (
                await work.queues.waiting(team.id, {category.id}, after=None, limit=2)
                == [ticket for ticket in order if ticket.category_id == category.id][:2]
            )

    async def test_is_for_what_is_unfinished_nobodys_and_of_the_team(self, shelf: Shelf) -> None:
        team, category = await a_routed_team(shelf)
        [holder] = await developers(shelf, 1, team=team)
        by_hand = a_category(team_id=team.id)
        await stock(shelf, by_hand)
        open_ones = await waiting(shelf, category, *({"status": status} for status in Status))
        await waiting(shelf, category, {"assignee_id": holder.id})
        await waiting(shelf, by_hand, {})
        [of_none] = await waiting(shelf, category, {"team_id": None})
        async with shelf.desk_work() as work:
            found = await work.queues.waiting(team.id, {category.id}, after=None, limit=100)
            assert {ticket.id for ticket in found} == {one.id for one in open_ones if one.status not in FINISHED}
            assert await work.queues.waiting(None, {category.id}, after=None, limit=100) == [of_none]
            assert await work.queues.waiting(None, {category.id}, after=of_none, limit=100) == []
            assert await work.queues.teams({category.id}) == [team.id, None]
            assert await work.queues.teams({by_hand.id}) == [team.id]
            assert await work.queues.teams(()) == []


class TestLooking:
    async def test_finds_who_works_by_team(self, shelf: Shelf) -> None:
        team, _ = await a_routed_team(shelf)
        [mine] = await developers(shelf, 1, team=team)
        [other] = await developers(shelf, 1, team=None)
        idle = [a_user(role=Role.CUSTOMER, team_id=team.id), a_user(role=Role.AGENT, is_active=False)]
        await stock(shelf, *idle, *(a_profile(user_id=user.id) for user in idle), a_user(role=Role.AGENT))
        async with shelf.desk_work() as work:
            [found] = await work.queues.developers(team.id)
            assert found == await work.developers.get(mine.id)
            assert [one.id for one in await work.queues.developers(None)] == sorted([mine.id, other.id])
            assert await work.queues.team_of(mine.id) == team.id
            assert await work.queues.team_of(other.id) is None
            assert await work.queues.team_of(an_actor().user_id) is None

    async def test_finds_turns_in_the_order_they_began(self, shelf: Shelf) -> None:
        _, category = await a_routed_team(shelf)
        one, other, third = await waiting(shelf, category, {}, {}, {})
        held = {"assignee_id": one.requester_id, "status": "completed"}
        turns = [
            an_assignment(ticket_id=ticket.id, created_at=MONDAY + timedelta(hours=hour), **held)
            for ticket, hour in ((one, 3), (other, 1), (one, 2), (third, 0))
        ]
        await stock(shelf, *turns)
        async with shelf.desk_work() as work:
            found = await work.queues.turns([one.id, other.id])
            assert [turn.id for turn in found] == [turns[1].id, turns[2].id, turns[0].id]
            assert await work.queues.turns([]) == []

    async def test_finds_what_somebody_has_still_to_do(self, shelf: Shelf) -> None:
        team, category = await a_routed_team(shelf)
        [holder] = await developers(shelf, 1, team=team)
        held = await waiting(shelf, category, *({"status": each, "assignee_id": holder.id} for each in Status), {})
        async with shelf.desk_work() as work:
            found = await work.queues.held_by(holder.id)
        assert found == sorted(one.id for one in held if one.assignee_id and one.status not in FINISHED)

    async def test_is_within_a_scope(self, shelf: Shelf) -> None:
        _, category = await a_routed_team(shelf)
        [ticket] = await waiting(shelf, category, {})
        async with shelf.desk_work() as work:
            for scope in (TicketScope.all(), TicketScope(requester_id=ticket.requester_id)):
                assert await work.queues.ticket(ticket.id, scope=scope) == ticket
            with pytest.raises(TicketNotFound):
                await work.queues.ticket(ticket.id, scope=TicketScope(requester_id=ADMIN.user_id))

    async def test_sees_all_categories(self, shelf: Shelf) -> None:
        team, category = await a_routed_team(shelf)
        async with shelf.desk_work() as work:
            assert await work.queues.tree() == a_tree(category)
            assert await work.queues.enter(team.id) == team.name
            assert await work.queues.enter(None) is None
            assert await work.queues.enter(TeamId(category.id)) is None


class TestEnter:
    async def test_is_for_one_at_a_time(self, shelf: Shelf) -> None:
        team, _ = await a_routed_team(shelf)
        entered, leaves, order = asyncio.Event(), asyncio.Event(), list[str]()

        async def first() -> None:
            async with shelf.desk_work() as work:
                await work.queues.enter(team.id)
                entered.set()
                await leaves.wait()
                order.append("first leaves")

        async def second() -> None:
            await entered.wait()
            async with shelf.desk_work() as work:
                await work.queues.enter(team.id)
                order.append("second enters")

        both = asyncio.gather(first(), second())
        await entered.wait()
        await asyncio.sleep(0.1)
        leaves.set()
        await both
        assert order == ["first leaves", "second enters"]


class TestManyAtOnce:
    async def test_hand_out_every_ticket_once_and_in_order(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        """Room for nine of twelve: the three that are left are those at the end of the queue."""
        route = router(shelf, clock, ids)
        for _ in range(ROUNDS):
            team, category = await a_routed_team(shelf)
            crowd = await developers(shelf, 3, team=team, capacity=3)
            tickets = await waiting(
                shelf, category, *({"priority": priority} for priority in [*Priority, *Priority, *Priority])
            )
            await asyncio.gather(*(route(team.id) for _ in range(6)))
            held = dict(zip(tickets, await holders(shelf, tickets), strict=True))
            assert Counter(held.values()) == {None: 3} | {user.id: 3 for user in crowd}
            assert {ticket.priority for ticket, holder in held.items() if holder is None} == {Priority.LOW}
            for ticket, holder in held.items():
                turns = (await shelf.tickets.assignments(ADMIN, ticket.id, PAGE)).items
                assert [turn.assignee_id for turn in turns] == ([holder] if holder else [])
                assert all(turn.why and turn.assigned_by == HOUSE and turn.status in ACTIVE for turn in turns)

    async def test_go_by_turns_that_are_equally_many(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        team, category = await a_routed_team(shelf, routing=Routing.ROUND_ROBIN)
        crowd = await developers(shelf, 4, team=team)
        tickets = await waiting(shelf, category, *({} for _ in range(12)))
        route = router(shelf, clock, ids)
        await asyncio.gather(*(route(team.id) for _ in range(6)))
        assert Counter(await holders(shelf, tickets)) == {user.id: 3 for user in crowd}

    async def test_give_nobody_more_than_they_can_have_besides_claims(
        self, shelf: Shelf, clock: Clock, ids: Ids
    ) -> None:
        route, claim = router(shelf, clock, ids), ClaimTicket(GivingWay(shelf.desk_work), clock, ids)
        for _ in range(ROUNDS):
            team, category = await a_routed_team(shelf)
            crowd = await developers(shelf, 2, team=team, capacity=3)
            tickets = await waiting(shelf, category, *({} for _ in range(8)))
            claims = [
                claim(acting(user), ClaimTicketCommand(ticket_id=ticket.id))
                for user, ticket in zip(crowd * 4, reversed(tickets), strict=True)
            ]
            became = await asyncio.gather(*claims, *(route(team.id) for _ in range(3)), return_exceptions=True)
            refused = {type(outcome).__name__ for outcome in became if isinstance(outcome, Exception)}
            assert refused <= {"TicketTaken", "DeveloperFull"}
            held = Counter(await holders(shelf, tickets))
            assert held == {None: 2} | {user.id: 3 for user in crowd}

    async def test_leave_a_ticket_with_one_whoever_wants_it(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        route, claim = router(shelf, clock, ids), ClaimTicket(GivingWay(shelf.desk_work), clock, ids)
        team, category = await a_routed_team(shelf)
        crowd = await developers(shelf, 6, team=team)
        for ticket in await waiting(shelf, category, *({} for _ in range(ROUNDS))):
            claims = [claim(acting(user), ClaimTicketCommand(ticket_id=ticket.id)) for user in crowd]
            await asyncio.gather(*claims, route(team.id), route(team.id), return_exceptions=True)
            turns = (await shelf.tickets.assignments(ADMIN, ticket.id, PAGE)).items
            assert [turn.assignee_id for turn in turns] == await holders(shelf, [ticket])

    async def test_share_one_developer_between_two_queues(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        """Of the team and of no team: two locks, and one room."""
        route = router(shelf, clock, ids)
        team, category = await a_routed_team(shelf)
        anywhere = a_category(routing=Routing.ROUND_ROBIN)
        await stock(shelf, anywhere)
        [user] = await developers(shelf, 1, team=team, capacity=5)
        tickets = [*await waiting(shelf, category, *[{}] * 4), *await waiting(shelf, anywhere, *[{}] * 4)]
        await asyncio.gather(*(route(team_id) for team_id in (team.id, None) for _ in range(3)))
        assert (await shelf.developers.card(ADMIN, user.id)).open_tickets == 5
        assert Counter(await holders(shelf, tickets)) == {user.id: 5, None: 3}

    async def test_fill_room_that_appears_meanwhile(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        route = router(shelf, clock, ids)
        resolve = ChangeTicketStatus(GivingWay(shelf.desk_work), clock, timedelta(days=14), ids)
        team, category = await a_routed_team(shelf)
        await developers(shelf, 2, team=team, capacity=2)
        tickets = await waiting(shelf, category, *({} for _ in range(12)))
        for _ in range(2):
            await route(team.id)
            held = (await shelf.tickets.list(ADMIN, TicketFilter(status=(Status.OPEN,)), PAGE)).items
            mine = [row for row in held if row.assignee_id]
            assert len(mine) == 4
            done = [ChangeTicketStatusCommand(ticket_id=row.id, status=Status.RESOLVED, resolution="!") for row in mine]
            await asyncio.gather(*(resolve(ADMIN, command) for command in done), *(route(team.id) for _ in range(3)))
        await route(team.id)
        assert None not in await holders(shelf, tickets)

    async def test_relieve_somebody_once(self, shelf: Shelf, clock: Clock) -> None:
        _, category = await a_routed_team(shelf)
        gone = a_user(role=Role.AGENT, is_active=False)
        await stock(shelf, gone, a_profile(user_id=gone.id))
        [ticket] = await waiting(shelf, category, {"assignee_id": gone.id})
        await stock(shelf, an_assignment(ticket_id=ticket.id, assignee_id=gone.id))
        relieve = RelieveDeveloper(GivingWay(shelf.desk_work), clock)
        await asyncio.gather(*(relieve(gone.id) for _ in range(4)))
        [turn] = (await shelf.tickets.assignments(ADMIN, ticket.id, PAGE)).items
        assert (turn.status, turn.reason, await holders(shelf, [ticket])) == ("reassigned", "Is not active.", [None])


class TestEverywhere:
    async def test_goes_through_every_queue_in_which_something_waits(
        self, shelf: Shelf, clock: Clock, ids: Ids
    ) -> None:
        everywhere = RouteEverywhere(shelf.desk_work, router(shelf, clock, ids))
        await everywhere()
        tickets: list[Ticket] = []
        for _ in range(2):
            team, category = await a_routed_team(shelf)
            await developers(shelf, 1, team=team)
            tickets += await waiting(shelf, category, {}, {})
        anywhere = a_category(routing=Routing.LEAST_LOADED)
        await stock(shelf, anywhere)
        tickets += await waiting(shelf, anywhere, {})
        await everywhere()
        assert None not in await holders(shelf, tickets)
