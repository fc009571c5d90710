import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec import structs

from adapters.markdown.prose import MarkdownProse
from application.desk.add_comment import AddComment, AddCommentCommand
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.desk.comment import Comment, CommentNotFound
from domain.desk.ticket import Ticket, TicketNotFound
from domain.shared.access import Permission, Role
from tests.support.builders import MONDAY, a_comment, a_ticket, a_user, acting, an_actor
from tests.support.shelves import GivingWay, stock, unstated

AGENT = an_actor(Role.AGENT)
PAGE = PageRequest(sort=(Sort("createdAt"),))
INSIDERS = [role for role in Role if an_actor(role).can(Permission.TICKETS_READ_INTERNAL)]
OUTSIDERS = [role for role in Role if role not in INSIDERS]


async def a_conversation(shelf: Shelf, role: Role = Role.CUSTOMER) -> tuple[Ticket, Comment, Comment]:
    """A ticket of somebody in this role, with a reply and a note."""
    user = a_user(role=role)
    ticket = a_ticket(requester_id=user.id)
    reply = a_comment(ticket_id=ticket.id, author_id=user.id, body="reply")
    note = a_comment(
        ticket_id=ticket.id, author_id=user.id, body="note", is_internal=True, created_at=MONDAY + timedelta(hours=1)
    )
    await stock(shelf, user, ticket, reply, note)
    return ticket, reply, note


class TestComment:
    async def test_keeps_every_field(self, shelf: Shelf) -> None:
        ticket, reply, _ = await a_conversation(shelf)
        edited_at, removed_at = MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2)
        whole = replace(
            a_comment(ticket_id=ticket.id, author_id=reply.author_id, is_internal=True, version=3),
            mentions=(AGENT.user_id, a_user().id),
            edited_at=edited_at,
            removed_at=removed_at,
        )
        assert unstated(whole) == []
        await stock(shelf, whole)
        row = await shelf.tickets.comment(AGENT, ticket.id, whole.id)
        assert structs.asdict(row) == {name: getattr(whole, name) for name in Comment.__slots__}
        async with shelf.desk_work() as work:
            assert await work.comments.get(whole.id) == whole
            await work.comments.save(replace(whole, mentions=(), body="changed"))
        assert (await shelf.tickets.comment(AGENT, ticket.id, whole.id)).mentions == ()

    async def test_to_change_must_be_there(self, shelf: Shelf) -> None:
        with pytest.raises(CommentNotFound):
            async with shelf.desk_work() as work:
                await work.comments.get(a_comment().id)

    async def test_is_found_under_its_ticket_only(self, shelf: Shelf) -> None:
        _, reply, _ = await a_conversation(shelf)
        other, _, _ = await a_conversation(shelf)
        with pytest.raises(CommentNotFound):
            await shelf.tickets.comment(AGENT, other.id, reply.id)

    async def test_of_an_unknown_id_is_not_found(self, shelf: Shelf) -> None:
        ticket, _, _ = await a_conversation(shelf)
        with pytest.raises(CommentNotFound):
            await shelf.tickets.comment(AGENT, ticket.id, a_comment().id)

    async def test_of_an_unknown_ticket_is_not_found(self, shelf: Shelf) -> None:
        _, reply, _ = await a_conversation(shelf)
        with pytest.raises(TicketNotFound):
            await shelf.tickets.comment(AGENT, a_ticket().id, reply.id)

    async def test_of_anothers_ticket_is_not_found(self, shelf: Shelf) -> None:
        ticket, reply, _ = await a_conversation(shelf)
        stranger = an_actor(Role.CUSTOMER)
        with pytest.raises(TicketNotFound):
            await shelf.tickets.comment(stranger, ticket.id, reply.id)
        with pytest.raises(TicketNotFound):
            await shelf.tickets.comments(stranger, ticket.id, PAGE)


class TestInternalNotes:
    @pytest.mark.parametrize("role", INSIDERS)
    async def test_are_seen_by_staff(self, shelf: Shelf, role: Role) -> None:
        ticket, reply, note = await a_conversation(shelf, role)
        actor = an_actor(role, user_id=ticket.requester_id)
        page = await shelf.tickets.comments(actor, ticket.id, PAGE)
        assert [row.id for row in page.items] == [reply.id, note.id]
        assert page.total == 2
        assert (await shelf.tickets.comment(actor, ticket.id, note.id)).body == "note"

    @pytest.mark.parametrize("role", OUTSIDERS)
    async def test_do_not_exist_for_others(self, shelf: Shelf, role: Role) -> None:
        ticket, reply, note = await a_conversation(shelf, role)
        actor = an_actor(role, user_id=ticket.requester_id)
        page = await shelf.tickets.comments(actor, ticket.id, PAGE)
        assert [row.id for row in page.items] == [reply.id]
        assert (page.total, page.last) == (1, None)
        with pytest.raises(CommentNotFound) as hidden:
            await shelf.tickets.comment(actor, ticket.id, note.id)
        with pytest.raises(CommentNotFound) as absent:
            await shelf.tickets.comment(actor, ticket.id, a_comment().id)
        assert (hidden.value.message, hidden.value.details) == (absent.value.message, absent.value.details)

    async def test_do_not_hide_behind_a_page(self, shelf: Shelf) -> None:
        """A limit counts what the actor can see."""
        user = a_user()
        ticket = a_ticket(requester_id=user.id)
        said = [
            a_comment(
                ticket_id=ticket.id,
                author_id=user.id,
                body=str(minute),
                is_internal=minute % 3 > 0,
                created_at=MONDAY + timedelta(minutes=minute),
            )
            for minute in range(12)
        ]
        await stock(shelf, user, ticket, *said)
        page = await shelf.tickets.comments(acting(user), ticket.id, PageRequest(sort=PAGE.sort, limit=3))
        assert [row.body for row in page.items] == ["0", "3", "6"]
        rest = await shelf.tickets.comments(
            acting(user), ticket.id, PageRequest(sort=PAGE.sort, limit=3, after=page.last)
        )
        assert [row.body for row in rest.items] == ["9"]


class TestNewestReply:
    async def test_is_public_still_says_something_and_is_by_others(self, shelf: Shelf) -> None:
        ticket, reply, _ = await a_conversation(shelf)
        other, elsewhere = a_user(), a_ticket(requester_id=reply.author_id)
        await stock(shelf, other, elsewhere)

        def later(hours: int, **what_matters: Any) -> Comment:
            usual = {"ticket_id": ticket.id, "author_id": other.id, "created_at": MONDAY + timedelta(hours=hours)}
            return a_comment(**usual | what_matters)

        newest = later(3)
        hidden = [later(4, is_internal=True), later(5, removed_at=MONDAY), later(6, ticket_id=elsewhere.id)]
        await stock(shelf, newest, later(2), *hidden)
        async with shelf.desk_work() as work:
            assert await work.comments.newest_reply(ticket.id, not_by=reply.author_id) == newest
            assert await work.comments.newest_reply(ticket.id, not_by=other.id) == reply
            assert await work.comments.newest_reply(a_ticket().id, not_by=other.id) is None


class TestTwoWhoAnswer:
    async def test_at_once_are_told_of_each_other(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        """Of those who have all seen the same, one answers."""
        add = AddComment(GivingWay(shelf.desk_work), clock, ids, MarkdownProse())
        for _ in range(5):
            ticket, reply, _ = await a_conversation(shelf)
            agents = [a_user(role=Role.AGENT) for _ in range(3)]
            await stock(shelf, *agents)
            answer = AddCommentCommand(ticket_id=ticket.id, body="Restart it.", after=reply.id)
            became = await asyncio.gather(*(add(acting(agent), answer) for agent in agents), return_exceptions=True)
            kinds = Counter("said" if isinstance(outcome, UUID) else type(outcome).__name__ for outcome in became)
            assert kinds == {"said": 1, "AnsweredMeanwhile": 2}
