import pytest

from application.desk.change_ticket_status import ChangeTicketStatusCommand
from application.desk.errors import TicketUnknown
from application.desk.link_tickets import LinkTicketsCommand
from application.desk.queries.links import LinkRow
from application.desk.unlink_tickets import UnlinkTicketsCommand
from domain.desk.link import LinkCycle, LinkNotFound, Relation
from domain.desk.ticket import Status, Ticket, TicketHeldUp, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import LinkId
from tests.support.house import ALL, SmallHouse

ADMIN = Actor.house()


async def link(house: SmallHouse, actor: Actor, this: Ticket, relation: Relation, other: Ticket) -> LinkId:
    command = LinkTicketsCommand(ticket_id=this.id, relation=relation, other_id=other.id)
    return await house.desk.link_tickets(actor, command)


async def unlink(house: SmallHouse, actor: Actor, this: Ticket, link_id: LinkId) -> None:
    await house.desk.unlink_tickets(actor, UnlinkTicketsCommand(ticket_id=this.id, link_id=link_id))


async def links(house: SmallHouse, actor: Actor, ticket: Ticket) -> list[LinkRow]:
    return (await house.desk.tickets.links(actor, ticket.id, ALL)).items


async def move(house: SmallHouse, ticket: Ticket, to: Status) -> None:
    command = ChangeTicketStatusCommand(ticket_id=ticket.id, status=to, resolution="Restarted.")
    await house.desk.change_ticket_status(ADMIN, command)


class TestLinkTickets:
    @pytest.mark.parametrize("relation", Relation)
    async def test_is_seen_from_both(self, house: SmallHouse, relation: Relation) -> None:
        agent, one, other = await house.person(Role.AGENT), await house.ticket(), await house.ticket()
        link_id = await link(house, agent, one, relation, other)
        assert [(row.id, row.relation, row.number) for row in await links(house, agent, one)] == [
            (link_id, relation, other.number)
        ]
        assert [(row.relation, row.number) for row in await links(house, agent, other)] == [
            (relation.inverse, one.number)
        ]
        assert house.happened == ["desk.ticket_linked"]

    async def test_is_for_those_who_work(self, house: SmallHouse) -> None:
        customer = await house.person(Role.CUSTOMER)
        one, other = [await house.ticket(requester_id=customer.user_id) for _ in range(2)]
        with pytest.raises(Forbidden):
            await link(house, customer, one, Relation.RELATES_TO, other)
        with pytest.raises(Forbidden):
            await unlink(house, customer, one, await link(house, ADMIN, one, Relation.RELATES_TO, other))

    async def test_takes_tickets_one_can_know_of(self, house: SmallHouse) -> None:
        developer = await house.person(Role.DEVELOPER)
        mine, foreign = await house.ticket(requester_id=developer.user_id), await house.ticket()
        with pytest.raises(TicketUnknown) as refused:
            await link(house, developer, mine, Relation.BLOCKS, foreign)
        assert refused.value.details == {"ticketId": "Unknown."}
        with pytest.raises(TicketNotFound):
            await link(house, developer, foreign, Relation.BLOCKS, mine)
        assert await links(house, ADMIN, mine) == []

    @pytest.mark.parametrize("relation", [Relation.BLOCKS, Relation.PARENT_OF])
    async def test_has_nothing_wait_for_itself(self, house: SmallHouse, relation: Relation) -> None:
        first, second, third = [await house.ticket() for _ in range(3)]
        await link(house, ADMIN, first, relation, second)
        await link(house, ADMIN, second, relation, third)
        for ahead in (first, second):
            with pytest.raises(LinkCycle):
                await link(house, ADMIN, third, relation, ahead)
        await link(house, ADMIN, third, Relation.RELATES_TO, first)


class TestUnlinkTickets:
    async def test_leaves_nothing_on_either_side(self, house: SmallHouse) -> None:
        agent, one, other = await house.person(Role.AGENT), await house.ticket(), await house.ticket()
        link_id = await link(house, agent, one, Relation.BLOCKS, other)
        await unlink(house, agent, other, link_id)
        assert await links(house, agent, one) == await links(house, agent, other) == []
        assert house.recorded[-1].payload["relation"] == "blocked_by"
        with pytest.raises(LinkNotFound):
            await unlink(house, agent, one, link_id)

    async def test_is_refused_to_whoever_knows_one_of_the_two(self, house: SmallHouse) -> None:
        developer = await house.person(Role.DEVELOPER)
        mine, foreign = await house.ticket(requester_id=developer.user_id), await house.ticket()
        link_id = await link(house, ADMIN, mine, Relation.BLOCKS, foreign)
        assert await links(house, developer, mine) == []
        for ticket in (mine, foreign):
            with pytest.raises(LinkNotFound):
                await unlink(house, developer, ticket, link_id)
        assert len(await links(house, ADMIN, mine)) == 1


class TestResolving:
    @pytest.mark.parametrize("relation", [Relation.PARENT_OF, Relation.BLOCKED_BY])
    async def test_waits_for_children_and_blockers(self, house: SmallHouse, relation: Relation) -> None:
        ticket, others = await house.ticket(), [await house.ticket() for _ in range(2)]
        for other in others:
            await link(house, ADMIN, ticket, relation, other)
        with pytest.raises(TicketHeldUp, match="waits for 2 other tickets"):
            await move(house, ticket, Status.RESOLVED)
        await move(house, others[0], Status.RESOLVED)
        with pytest.raises(TicketHeldUp, match="waits for another ticket"):
            await move(house, ticket, Status.RESOLVED)
        await move(house, others[1], Status.CLOSED)
        await move(house, ticket, Status.RESOLVED)

    @pytest.mark.parametrize("relation", [Relation.CHILD_OF, Relation.BLOCKS, Relation.RELATES_TO])
    async def test_waits_for_nothing_else(self, house: SmallHouse, relation: Relation) -> None:
        ticket, other = await house.ticket(), await house.ticket()
        await link(house, ADMIN, ticket, relation, other)
        await move(house, ticket, Status.RESOLVED)

    async def test_alone_waits(self, house: SmallHouse) -> None:
        ticket, other = await house.ticket(), await house.ticket()
        await link(house, ADMIN, ticket, Relation.BLOCKED_BY, other)
        await move(house, ticket, Status.IN_PROGRESS)
        await move(house, ticket, Status.PENDING)
