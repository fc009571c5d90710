import pytest

from application.desk.queries.tickets import TicketFilter
from application.desk.unwatch_ticket import UnwatchTicketCommand
from application.desk.watch_ticket import WatchTicketCommand
from domain.desk.ticket import Ticket, TicketNotFound
from domain.desk.watcher import MOST_WATCHERS, TooManyWatchers, WatcherNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden
from domain.shared.ids import TicketId, UserId
from tests.support.builders import a_user, a_watcher
from tests.support.house import ALL, SmallHouse
from tests.support.shelves import stock

ADMIN = Actor.house()


async def watch(house: SmallHouse, actor: Actor, ticket: Ticket, user_id: UserId | None = None) -> None:
    command = WatchTicketCommand(ticket_id=ticket.id, user_id=user_id or actor.user_id)
    await house.desk.watch_ticket(actor, command)


async def unwatch(house: SmallHouse, actor: Actor, ticket: Ticket, user_id: UserId | None = None) -> None:
    command = UnwatchTicketCommand(ticket_id=ticket.id, user_id=user_id or actor.user_id)
    await house.desk.unwatch_ticket(actor, command)


async def watchers(house: SmallHouse, ticket: Ticket, actor: Actor = ADMIN) -> set[UserId]:
    return {row.user_id for row in (await house.desk.watchers.list(actor, ticket.id, ALL)).items}


async def watched(house: SmallHouse, actor: Actor, user_id: UserId) -> list[TicketId]:
    return [row.id for row in (await house.desk.tickets.list(actor, TicketFilter(watcher_id=user_id), ALL)).items]


class TestWatchTicket:
    @pytest.mark.parametrize("role", Role)
    async def test_is_for_everybody_who_sees_it(self, house: SmallHouse, role: Role) -> None:
        somebody = await house.person(role)
        ticket = await house.ticket(requester_id=somebody.user_id)
        await watch(house, somebody, ticket)
        row = await house.desk.watchers.one(somebody, ticket.id, somebody.user_id)
        assert row.added_by == somebody.user_id
        assert house.happened == ["desk.ticket_watched"]
        assert await watched(house, somebody, somebody.user_id) == [ticket.id]

    async def test_again_changes_nothing(self, house: SmallHouse) -> None:
        agent, other = await house.person(Role.AGENT), await house.person(Role.AGENT)
        ticket = await house.ticket()
        await watch(house, agent, ticket)
        await watch(house, other, ticket, agent.user_id)
        assert (await house.desk.watchers.one(agent, ticket.id, agent.user_id)).added_by == agent.user_id
        assert house.happened == ["desk.ticket_watched"]

    async def test_of_others_is_for_staff(self, house: SmallHouse) -> None:
        agent, customer = await house.person(Role.AGENT), await house.person(Role.CUSTOMER)
        ticket = await house.ticket(requester_id=customer.user_id)
        async with house.refuses(Forbidden):
            await watch(house, customer, ticket, agent.user_id)
        await watch(house, agent, ticket, customer.user_id)
        async with house.refuses(Forbidden):
            await unwatch(house, customer, ticket, agent.user_id)

    async def test_takes_a_ticket_one_can_know_of(self, house: SmallHouse) -> None:
        customer, foreign = await house.person(Role.CUSTOMER), await house.ticket()
        for verb in (watch, unwatch):
            async with house.refuses(TicketNotFound):
                await verb(house, customer, foreign)

    async def test_opens_the_ticket_to_nobody(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        outsiders = [
            (await house.person(Role.CUSTOMER)).user_id,
            (await house.person(Role.DEVELOPER)).user_id,
            (await house.person(Role.AGENT, is_active=False)).user_id,
            a_user().id,
        ]
        for user_id in outsiders:
            async with house.refuses(WatcherNotFound) as refused:
                await watch(house, agent, ticket, user_id)
            assert refused.value.message == "There is no such person who can see this ticket."

    async def test_is_for_so_many_at_most(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        await stock(house.shelf, *(a_watcher(ticket_id=ticket.id) for _ in range(MOST_WATCHERS)))
        async with house.refuses(TooManyWatchers):
            await watch(house, agent, ticket)


class TestUnwatchTicket:
    async def test_is_for_oneself_and_by_staff_for_others(self, house: SmallHouse) -> None:
        agent, customer = await house.person(Role.AGENT), await house.person(Role.CUSTOMER)
        ticket = await house.ticket(requester_id=customer.user_id)
        for by in (customer, agent):
            await watch(house, customer, ticket)
            await unwatch(house, by, ticket, customer.user_id)
            assert await watchers(house, ticket) == set()
        assert house.happened[-1] == "desk.ticket_unwatched"

    async def test_is_for_those_who_watch(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        async with house.refuses(WatcherNotFound):
            await unwatch(house, agent, ticket)


class TestLooking:
    async def test_shows_staff_all_and_others_themselves(self, house: SmallHouse) -> None:
        agent, customer = await house.person(Role.AGENT), await house.person(Role.CUSTOMER)
        ticket = await house.ticket(requester_id=customer.user_id)
        await watch(house, agent, ticket)
        assert await watchers(house, ticket, customer) == set()
        with pytest.raises(WatcherNotFound):
            await house.desk.watchers.one(customer, ticket.id, agent.user_id)
        assert await watched(house, customer, agent.user_id) == []
        await watch(house, customer, ticket)
        assert await watchers(house, ticket, customer) == {customer.user_id}
        assert await watchers(house, ticket, agent) == {customer.user_id, agent.user_id}
        assert await watched(house, agent, customer.user_id) == [ticket.id]
