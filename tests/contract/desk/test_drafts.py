import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from application.desk.keep_draft import KeepDraft, KeepDraftCommand
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.desk.draft import Draft, DraftNotFound
from domain.desk.ticket import Ticket, TicketNotFound
from domain.identity.user import User
from domain.shared.access import Actor, Role
from tests.support.builders import MONDAY, a_draft, a_ticket, a_user, acting
from tests.support.shelves import GivingWay, stock

PAGE = PageRequest(sort=(Sort("createdAt"),))
LATER = MONDAY + timedelta(hours=1)


async def people_and_ticket(shelf: Shelf) -> tuple[User, User, Ticket]:
    """Two agents, and a ticket that both see."""
    one, other = a_user(role=Role.AGENT), a_user(role=Role.AGENT)
    ticket = a_ticket(requester_id=one.id)
    await stock(shelf, one, other, ticket)
    return one, other, ticket


async def found(shelf: Shelf, draft: Draft) -> Draft | None:
    async with shelf.desk_work() as work:
        return await work.drafts.find(draft.ticket_id, draft.author_id)


class TestDraft:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        one, _, ticket = await people_and_ticket(shelf)
        draft = a_draft(ticket_id=ticket.id, author_id=one.id, is_internal=True, body="old")
        await stock(shelf, draft)
        assert await found(shelf, draft) == draft
        changed = replace(draft, body="new", is_internal=False, updated_at=LATER)
        async with shelf.desk_work() as work:
            await work.drafts.find(ticket.id, one.id)
            await work.drafts.save(changed)
        assert await found(shelf, draft) == changed
        card = await shelf.drafts.card(acting(one), ticket.id)
        assert (card.ticket_id, card.body, card.is_internal) == (ticket.id, "new", False)
        assert (card.created_at, card.updated_at) == (MONDAY, LATER)

    async def test_is_its_authors_alone(self, shelf: Shelf) -> None:
        one, other, ticket = await people_and_ticket(shelf)
        await stock(shelf, a_draft(ticket_id=ticket.id, author_id=one.id))
        for actor in (acting(other), Actor.house()):
            with pytest.raises(DraftNotFound):
                await shelf.drafts.card(actor, ticket.id)
            assert (await shelf.drafts.own(actor, PAGE)).items == []

    async def test_is_not_there_where_the_ticket_is_not(self, shelf: Shelf) -> None:
        developer, _, ticket = a_user(role=Role.DEVELOPER), *(await people_and_ticket(shelf))[1:]
        await stock(shelf, developer, a_draft(ticket_id=ticket.id, author_id=developer.id))
        with pytest.raises(TicketNotFound):
            await shelf.drafts.card(acting(developer), ticket.id)
        assert [card.ticket_id for card in (await shelf.drafts.own(acting(developer), PAGE)).items] == [ticket.id]

    async def test_is_forgotten_alone(self, shelf: Shelf) -> None:
        one, other, ticket = await people_and_ticket(shelf)
        elsewhere = a_ticket(requester_id=one.id)
        mine, theirs = a_draft(ticket_id=ticket.id, author_id=one.id), a_draft(ticket_id=ticket.id, author_id=other.id)
        another = a_draft(ticket_id=elsewhere.id, author_id=one.id, created_at=LATER)
        await stock(shelf, elsewhere, mine, theirs, another)
        cards = (await shelf.drafts.own(acting(one), PAGE)).items
        assert [card.ticket_id for card in cards] == [ticket.id, elsewhere.id]
        async with shelf.desk_work() as work:
            for _ in range(2):
                await work.drafts.forget(ticket.id, one.id)
        assert [await found(shelf, one) for one in (mine, theirs, another)] == [None, theirs, another]


class TestManyAtOnce:
    async def test_keep_one_draft(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        one, _, ticket = await people_and_ticket(shelf)
        keep = KeepDraft(GivingWay(shelf.desk_work), clock, ids)
        written = [KeepDraftCommand(ticket_id=ticket.id, body=str(number)) for number in range(8)]
        await asyncio.gather(*(keep(acting(one), command) for command in written))
        assert (await shelf.drafts.own(acting(one), PAGE)).total == 1
