import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs

from adapters.markdown.prose import MarkdownProse
from application.desk.edit_comment import EditComment, EditCommentCommand
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.desk.comment import Comment, CommentNotFound, CommentRevision
from domain.desk.ticket import Ticket, TicketNotFound
from domain.shared.access import Role
from domain.shared.errors import Forbidden
from tests.support.builders import MONDAY, a_comment, a_revision, a_ticket, a_user, acting, an_actor
from tests.support.shelves import GivingWay, stock

AGENT = an_actor(Role.AGENT)
PAGE = PageRequest(sort=(Sort("createdAt"),), limit=100)


async def said(shelf: Shelf, **what_matters: object) -> tuple[Ticket, Comment]:
    """Something that the requester of a ticket said."""
    author = a_user()
    ticket = a_ticket(requester_id=author.id)
    comment = a_comment(ticket_id=ticket.id, author_id=author.id, **what_matters)
    await stock(shelf, author, ticket, comment)
    return ticket, comment


async def revisions(shelf: Shelf, ticket: Ticket, comment: Comment) -> list[dict[str, object]]:
    page = await shelf.revisions.list(AGENT, ticket.id, comment.id, PAGE)
    return [structs.asdict(row) for row in page.items]


class TestRevisions:
    async def test_keep_every_field_oldest_first(self, shelf: Shelf) -> None:
        ticket, comment = await said(shelf)
        older = a_revision(comment_id=comment.id, version=1)
        newer = replace(
            a_revision(comment_id=comment.id, version=2, body="newer"),
            written_at=older.created_at,
            created_at=older.created_at + timedelta(hours=1),
        )
        await stock(shelf, newer, older)
        expected = [{name: getattr(one, name) for name in CommentRevision.__slots__} for one in (older, newer)]
        assert await revisions(shelf, ticket, comment) == expected

    async def test_go_on_from_a_cursor(self, shelf: Shelf) -> None:
        ticket, comment = await said(shelf)
        kept = [
            a_revision(comment_id=comment.id, version=number, created_at=MONDAY + timedelta(hours=number))
            for number in range(1, 6)
        ]
        await stock(shelf, *kept)
        page = structs.replace(PAGE, limit=2)
        first = await shelf.revisions.list(AGENT, ticket.id, comment.id, page)
        rest = await shelf.revisions.list(AGENT, ticket.id, comment.id, structs.replace(PAGE, after=first.last))
        assert [row.version for row in (*first.items, *rest.items)] == [1, 2, 3, 4, 5]
        assert first.total == 5

    async def test_are_forgotten_with_what_the_comment_said(self, shelf: Shelf) -> None:
        ticket, comment = await said(shelf)
        others_ticket, other = await said(shelf)
        await stock(shelf, a_revision(comment_id=comment.id), a_revision(comment_id=other.id))
        async with shelf.desk_work() as work:
            await work.comments.forget_revisions(comment.id)
        assert await revisions(shelf, ticket, comment) == []
        assert len(await revisions(shelf, others_ticket, other)) == 1

    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.VIEWER, Role.EDITOR])
    async def test_are_for_staff(self, shelf: Shelf, role: Role) -> None:
        ticket, comment = await said(shelf)
        with pytest.raises(Forbidden):
            await shelf.revisions.list(an_actor(role, user_id=comment.author_id), ticket.id, comment.id, PAGE)

    async def test_are_found_where_the_comment_is(self, shelf: Shelf) -> None:
        ticket, comment = await said(shelf)
        other, _ = await said(shelf)
        with pytest.raises(CommentNotFound):
            await shelf.revisions.list(AGENT, other.id, comment.id, PAGE)
        with pytest.raises(CommentNotFound):
            await shelf.revisions.list(AGENT, ticket.id, a_comment().id, PAGE)
        with pytest.raises(TicketNotFound):
            await shelf.revisions.list(an_actor(Role.DEVELOPER), ticket.id, comment.id, PAGE)


class TestPeople:
    async def test_who_are_active_are_found_as_they_would_ask(self, shelf: Shelf) -> None:
        active, away, unknown = a_user(role=Role.DEVELOPER), a_user(is_active=False), a_user()
        await stock(shelf, active, away)
        async with shelf.desk_work() as work:
            assert list(await work.people.active([active.id, away.id, unknown.id])) == [acting(active)]
            assert list(await work.people.active([])) == []


class TestManyAtOnce:
    async def test_lose_no_wording(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        ticket, comment = await said(shelf, body="0")
        author = an_actor(Role.CUSTOMER, user_id=comment.author_id)
        edit = EditComment(GivingWay(shelf.desk_work), clock, ids, MarkdownProse())
        edits = [
            EditCommentCommand(ticket_id=ticket.id, comment_id=comment.id, body=str(number)) for number in range(1, 7)
        ]
        await asyncio.gather(*(edit(author, one) for one in edits))
        kept = await revisions(shelf, ticket, comment)
        now = await shelf.tickets.comment(AGENT, ticket.id, comment.id)
        assert sorted([now.body, *(str(one["body"]) for one in kept)]) == ["0", "1", "2", "3", "4", "5", "6"]
        assert [one["version"] for one in kept] == [1, 2, 3, 4, 5, 6]
        assert now.version == 7

    async def test_of_one_reading_change_it_once(self, shelf: Shelf, clock: Clock, ids: Ids) -> None:
        ticket, comment = await said(shelf)
        author = an_actor(Role.CUSTOMER, user_id=comment.author_id)
        edit = EditComment(GivingWay(shelf.desk_work), clock, ids, MarkdownProse())
        became = await asyncio.gather(
            *(
                edit(
                    author,
                    EditCommentCommand(
                        ticket_id=ticket.id, comment_id=comment.id, body=str(number), expected_version=1
                    ),
                )
                for number in range(4)
            ),
            return_exceptions=True,
        )
        assert Counter(type(outcome).__name__ for outcome in became) == {"NoneType": 1, "StaleVersion": 3}
