import asyncio
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from msgspec import structs

from application.desk.change_ticket_status import ChangeTicketStatus, ChangeTicketStatusCommand
from application.desk.link_tickets import LinkTickets, LinkTicketsCommand
from application.desk.queries.links import LinkRow
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.desk.link import LinkExists, LinkNotFound, ParentTaken, Relation, TicketLink
from domain.desk.ticket import Status, Ticket, TicketNotFound
from domain.identity.user import User
from domain.shared.access import Role
from domain.shared.ids import TicketId
from tests.support.builders import a_link, a_ticket, a_user, acting, an_actor
from tests.support.shelves import GivingWay, stock

AGENT = an_actor(Role.AGENT)
PAGE = PageRequest(sort=(Sort("createdAt"),), limit=100)
FINISHED = {"status": Status.CLOSED}


async def some_tickets(shelf: Shelf, count: int, **what_matters: object) -> list[Ticket]:
    requester = a_user()
    tickets = [a_ticket(requester_id=requester.id, **what_matters) for _ in range(count)]
    await stock(shelf, requester, *tickets)
    return tickets


async def linked(shelf: Shelf, source: Ticket, relation: Relation, target: Ticket) -> TicketLink:
    link = a_link(relation=relation, source_id=source.id, target_id=target.id, created_by=source.requester_id)
    await stock(shelf, link)
    return link


async def links(shelf: Shelf, ticket: Ticket) -> list[LinkRow]:
    return (await shelf.tickets.links(AGENT, ticket.id, PAGE)).items


class TestRoundTrip:
    @pytest.mark.parametrize("relation", [Relation.PARENT_OF, Relation.BLOCKS, Relation.RELATES_TO])
    async def test_keeps_every_field(self, shelf: Shelf, relation: Relation) -> None:
        one, other = await some_tickets(shelf, 2)
        link = await linked(shelf, one, relation, other)
        async with shelf.desk_work() as work:
            assert await work.links.get(link.id) == link
        row = LinkRow(
            id=link.id,
            relation=relation,
            ticket_id=other.id,
            number=other.number,
            title=other.title,
            status=other.status,
            created_by=link.created_by,
            created_at=link.created_at,
        )
        assert await links(shelf, one) == [row]
        assert await shelf.tickets.link(AGENT, one.id, link.id) == row
        told = structs.replace(
            row, relation=relation.inverse, ticket_id=one.id, number=one.number, title=one.title, status=one.status
        )
        assert await links(shelf, other) == [told]

    async def test_is_gone_when_it_is_removed(self, shelf: Shelf) -> None:
        one, other = await some_tickets(shelf, 2)
        link = await linked(shelf, one, Relation.BLOCKS, other)
        async with shelf.desk_work() as work:
            await work.links.get(link.id)
            await work.links.remove(link.id)
        assert await links(shelf, one) == []
        with pytest.raises(LinkNotFound):
            await shelf.tickets.link(AGENT, one.id, link.id)
        with pytest.raises(LinkNotFound):
            async with shelf.desk_work() as work:
                await work.links.get(link.id)


class TestPlace:
    async def test_is_taken_once(self, shelf: Shelf) -> None:
        one, other = await some_tickets(shelf, 2)
        await linked(shelf, one, Relation.BLOCKS, other)
        with pytest.raises(LinkExists):
            await linked(shelf, one, Relation.BLOCKS, other)
        await linked(shelf, one, Relation.RELATES_TO, other)

    async def test_below_a_ticket_is_the_only_one(self, shelf: Shelf) -> None:
        one, other, child = await some_tickets(shelf, 3)
        await linked(shelf, one, Relation.PARENT_OF, child)
        with pytest.raises(ParentTaken):
            await linked(shelf, other, Relation.PARENT_OF, child)
        await linked(shelf, one, Relation.PARENT_OF, other)


class TestScope:
    async def test_hides_links_to_what_one_cannot_know(self, shelf: Shelf) -> None:
        customer = a_user()
        await stock(shelf, customer)
        mine, also_mine = [a_ticket(requester_id=customer.id) for _ in range(2)]
        [foreign] = await some_tickets(shelf, 1)
        await stock(shelf, mine, also_mine)
        seen = await linked(shelf, mine, Relation.RELATES_TO, also_mine)
        hidden = await linked(shelf, mine, Relation.BLOCKS, foreign)
        found = await shelf.tickets.links(acting(customer), mine.id, PAGE)
        assert ([row.id for row in found.items], found.total) == ([seen.id], 1)
        with pytest.raises(LinkNotFound):
            await shelf.tickets.link(acting(customer), mine.id, hidden.id)
        with pytest.raises(TicketNotFound):
            await shelf.tickets.links(acting(customer), foreign.id, PAGE)
        with pytest.raises(LinkNotFound):
            await shelf.tickets.link(acting(customer), also_mine.id, hidden.id)


class TestWaiting:
    async def test_is_for_unfinished_children_and_blockers(self, shelf: Shelf) -> None:
        ticket, child, blocker, blocked, alike = await some_tickets(shelf, 5)
        done, over = await some_tickets(shelf, 2, **FINISHED)
        for other in (child, done):
            await linked(shelf, ticket, Relation.PARENT_OF, other)
        for other in (blocker, over, child):
            await linked(shelf, other, Relation.BLOCKS, ticket)
        await linked(shelf, ticket, Relation.BLOCKS, blocked)
        await linked(shelf, ticket, Relation.RELATES_TO, alike)
        async with shelf.desk_work() as work:
            assert await work.links.unfinished(ticket.id) == 2
            assert await work.links.unfinished(alike.id) == 0


class TestWayBack:
    @pytest.mark.parametrize("relation", [Relation.PARENT_OF, Relation.BLOCKS])
    async def test_is_found_round_corners(self, shelf: Shelf, relation: Relation) -> None:
        chain = await some_tickets(shelf, 5)
        for one, following in pairwise(chain):
            await linked(shelf, one, relation, following)
        async with shelf.desk_work() as work:
            for start, end, leads in ((chain[4], chain[0], True), (chain[0], chain[4], False)):
                link = a_link(relation=relation, source_id=start.id, target_id=end.id)
                assert await work.links.leads_back(link) is leads

    async def test_is_of_one_kind(self, shelf: Shelf) -> None:
        one, other = await some_tickets(shelf, 2)
        await linked(shelf, one, Relation.BLOCKS, other)
        async with shelf.desk_work() as work:
            link = a_link(relation=Relation.PARENT_OF, source_id=other.id, target_id=one.id)
            assert not await work.links.leads_back(link)


class TestManyAtOnce:
    async def test_close_no_circle(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        """The two that would close it have no ticket in common: locks of tickets alone would let both through."""
        link = LinkTickets(GivingWay(shelf.desk_work), clock, ids)
        agent = await an_agent(shelf)
        for _ in range(10):
            one, two, three, four = await some_tickets(shelf, 4)
            await linked(shelf, one, Relation.BLOCKS, two)
            await linked(shelf, three, Relation.BLOCKS, four)
            became = await asyncio.gather(
                link(acting(agent), blocks(two.id, three.id)),
                link(acting(agent), blocks(four.id, one.id)),
                return_exceptions=True,
            )
            kinds = Counter("linked" if isinstance(outcome, UUID) else type(outcome).__name__ for outcome in became)
            assert kinds == {"linked": 1, "LinkCycle": 1}

    async def test_leave_nothing_resolved_that_waits(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        link = LinkTickets(GivingWay(shelf.desk_work), clock, ids)
        resolve = ChangeTicketStatus(GivingWay(shelf.desk_work), clock, timedelta(days=14), ids)
        agent = await an_agent(shelf)
        for _ in range(10):
            ticket, blocker = await some_tickets(shelf, 2)
            done = ChangeTicketStatusCommand(ticket_id=ticket.id, status=Status.RESOLVED, resolution="Restarted.")
            linking, resolving = await asyncio.gather(
                link(acting(agent), blocks(blocker.id, ticket.id)),
                resolve(acting(agent), done),
                return_exceptions=True,
            )
            assert isinstance(linking, UUID)
            card = await shelf.tickets.card(AGENT, ticket.id)
            assert type(resolving).__name__ == ("TicketCard" if card.status is Status.RESOLVED else "TicketHeldUp")


async def an_agent(shelf: Shelf) -> User:
    agent = a_user(role=Role.AGENT)
    await stock(shelf, agent)
    return agent


def blocks(one: TicketId, other: TicketId) -> LinkTicketsCommand:
    return LinkTicketsCommand(ticket_id=one, relation=Relation.BLOCKS, other_id=other)
