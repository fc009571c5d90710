"""Tickets with all that can hang on them, merged and taken apart again, on whichever shelf."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any, Final
from uuid import uuid4

from application.desk.merge_ticket import MergeTicket, MergeTicketCommand
from application.desk.unmerge_ticket import UnmergeTicket, UnmergeTicketCommand
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids, UnitOfWork
from application.shelf import Shelf
from domain.desk.access import TicketScope
from domain.desk.link import KEPT
from domain.desk.merge import MergeIntoPart, TicketMerge
from domain.desk.named_status import NamedStatus
from domain.desk.ticket import AlreadyMerged, Status, Ticket, TicketClosed
from domain.identity.user import User
from domain.shared.access import Actor, Role
from domain.shared.ids import TicketId
from tests.support.builders import a_comment, a_link, a_status, a_ticket, a_user, acting
from tests.support.shelves import GivingWay, stock

ALL: Final = PageRequest(sort=(Sort("createdAt"),), limit=1_000)
ONE_DAY: Final = timedelta(hours=24)
REFUSED: Final = (AlreadyMerged, TicketClosed, MergeIntoPart)


@dataclass
class Merging:
    shelf: Shelf
    clock: Clock
    ids: Ids
    agent: User
    requester: User

    @classmethod
    async def on(cls, shelf: Shelf, clock: Clock, ids: Ids) -> "Merging":
        agent, requester = a_user(role=Role.AGENT), a_user()
        await stock(shelf, agent, requester)
        return cls(shelf, clock, ids, agent, requester)

    async def tickets(self, count: int, **what_matters: Any) -> list[Ticket]:
        asked = {"requester_id": self.requester.id} | what_matters
        tickets = [a_ticket(**asked) for _ in range(count)]
        await stock(self.shelf, *tickets)
        return tickets

    async def merge(self, source: Ticket, target: Ticket, by: Actor | None = None, *, across: bool = False) -> None:
        command = MergeTicketCommand(ticket_id=source.id, into_id=target.id, across_requesters=across)
        await MergeTicket(self._uow, self.clock, self.ids)(by or acting(self.agent), command)

    async def unmerge(self, source: Ticket, by: Actor | None = None) -> None:
        command = UnmergeTicketCommand(ticket_id=source.id)
        await UnmergeTicket(self._uow, self.clock, self.ids, ONE_DAY)(by or acting(self.agent), command)

    @property
    def _uow(self) -> UnitOfWork[Any]:
        return GivingWay(self.shelf.desk_work)

    async def ticket(self, ticket_id: TicketId) -> Ticket:
        async with self.shelf.desk_work() as work:
            return await work.tickets.get(ticket_id, scope=TicketScope.all())

    async def current(self, ticket: Ticket) -> TicketMerge | None:
        async with self.shelf.desk_work() as work:
            return await work.merges.current(ticket.id)

    async def comments(self, ticket: Ticket, by: Actor | None = None) -> list[Any]:
        return (await self.shelf.tickets.comments(by or Actor.house(), ticket.id, ALL)).items

    async def said(self, ticket: Ticket, by: Actor | None = None) -> list[str]:
        return [comment.body for comment in await self.comments(ticket, by)]

    async def all_there_is(self, tickets: Sequence[Ticket]) -> list[Any]:
        """What hangs on the tickets and what they are, but for when and how often they changed."""
        seen: list[Any] = []
        for each in tickets:
            ticket = replace(await self.ticket(each.id), version=0, updated_at=each.created_at)
            async with self.shelf.desk_work() as work:
                links = await work.links.of(each.id)
            seen.append((ticket, await self.comments(each), links))
        return seen


async def there_and_back(shelf: Shelf, clock: Clock, ids: Ids, chance: Random) -> None:
    """Any tickets, merged in any way, and taken apart in the opposite order, are what they were."""
    desk, called = await Merging.on(shelf, clock, ids), a_status()
    await stock(shelf, called)
    tickets = [ticket for _ in range(5) for ticket in await desk.tickets(1, **_anything(chance, called))]
    await _hang(desk, tickets, chance)
    before, merged = [await desk.all_there_is(tickets)], []
    for source, target in [chance.sample(tickets, 2) for _ in range(4)]:
        try:
            await desk.merge(source, target, across=True)
        except REFUSED:
            assert await desk.all_there_is(tickets) == before[-1]
            continue
        merged.append(source)
        before.append(await desk.all_there_is(tickets))
    for source in reversed(merged):
        assert await desk.all_there_is(tickets) == before.pop()
        await desk.unmerge(source)
    assert await desk.all_there_is(tickets) == before.pop()


def _anything(chance: Random, called: NamedStatus) -> dict[str, Any]:
    return {
        "status": (status := chance.choice([Status.OPEN, Status.PENDING, Status.RESOLVED, Status.CLOSED])),
        "status_id": chance.choice([None, called.id]) if status is called.status else None,
        "tags": tuple(chance.sample(["red", "green", "blue"], chance.randint(0, 3))),
        "resolution": chance.choice([None, "Restarted."]),
    }


async def _hang(desk: Merging, tickets: Sequence[Ticket], chance: Random) -> None:
    await stock(
        desk.shelf,
        *(
            a_comment(
                ticket_id=chance.choice(tickets).id, author_id=desk.agent.id, is_internal=chance.choice([True, False])
            )
            for _ in range(8)
        ),
    )
    for relation in chance.choices(KEPT, k=8):
        one, other = (ticket.id for ticket in chance.sample(tickets, 2))
        source, target = (one, other) if relation.is_directed else sorted((one, other))
        link = a_link(id=uuid4(), relation=relation, source_id=source, target_id=target, created_by=desk.agent.id)
        async with desk.shelf.desk_work() as work:
            is_fine = not any(map(link.collides_with, await work.links.of(target)))
            if is_fine and not await work.links.leads_back(link):
                await work.links.save(link)
