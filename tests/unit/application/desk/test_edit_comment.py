from typing import Any

import pytest

from application.desk.add_comment import AddCommentCommand
from application.desk.edit_comment import EditCommentCommand
from application.desk.queries.comments import CommentRow
from domain.desk.comment import CommentIsRemoved, CommentNotFound, NoteStaysInternal
from domain.desk.ticket import Ticket, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden, StaleVersion
from domain.shared.ids import CommentId
from tests.support.builders import a_comment
from tests.support.house import ALL, SmallHouse


async def say(house: SmallHouse, actor: Actor, ticket: Ticket, body: str = "Old", *, internal: bool = False) -> Any:
    return await house.desk.add_comment(actor, AddCommentCommand(ticket_id=ticket.id, body=body, internal=internal))


async def edit(house: SmallHouse, actor: Actor, ticket: Ticket, comment_id: CommentId, **changes: Any) -> None:
    command = EditCommentCommand(ticket_id=ticket.id, comment_id=comment_id, **changes)
    await house.desk.edit_comment(actor, command)


async def only(house: SmallHouse, ticket: Ticket) -> CommentRow:
    [row] = await house.comments(ticket.id)
    return row


async def wordings(house: SmallHouse, ticket: Ticket, comment_id: CommentId) -> list[str]:
    page = await house.desk.revisions.list(Actor.house(), ticket.id, comment_id, ALL)
    return [row.body for row in page.items]


class TestRewording:
    @pytest.mark.parametrize("role", [Role.CUSTOMER, Role.DEVELOPER, Role.AGENT])
    async def test_is_for_authors(self, house: SmallHouse, role: Role) -> None:
        author = await house.person(role)
        ticket = await house.ticket(requester_id=author.user_id)
        comment_id = await say(house, author, ticket)
        for body in ("New", "Newest"):
            await edit(house, author, ticket, comment_id, body=body)
        row = await only(house, ticket)
        assert (row.body, row.version, row.edited_at) == ("Newest", 3, house.clock.time)
        assert await wordings(house, ticket, comment_id) == ["Old", "New"]
        assert house.happened == ["desk.ticket_commented", "desk.comment_edited", "desk.comment_edited"]

    async def test_is_recorded_without_the_words(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        comment_id = await say(house, agent, ticket)
        await edit(house, agent, ticket, comment_id, body="New")
        [entry] = await house.record(action="desk.comment_edited")
        assert (entry.entity_id, entry.old_values["body"], entry.new_values["body"]) == (ticket.id, "•••", "•••")

    @pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, Role.ADMIN])
    async def test_is_for_nobody_else(self, house: SmallHouse, role: Role) -> None:
        customer, other = await house.person(Role.CUSTOMER), await house.person(role)
        ticket = await house.ticket(requester_id=customer.user_id)
        comment_id = await say(house, customer, ticket)
        async with house.refuses(Forbidden):
            await edit(house, other, ticket, comment_id, body="New")

    async def test_of_the_same_words_changes_nothing(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        comment_id = await say(house, agent, ticket)
        before = await only(house, ticket)
        await edit(house, agent, ticket, comment_id, body="Old", internal=False, expected_version=1)
        await edit(house, agent, ticket, comment_id)
        assert await only(house, ticket) == before
        assert house.happened == ["desk.ticket_commented"]

    async def test_refuses_an_older_version(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        comment_id = await say(house, agent, ticket)
        await edit(house, agent, ticket, comment_id, body="New", expected_version=1)
        async with house.refuses(StaleVersion):
            await edit(house, agent, ticket, comment_id, body="Newer", expected_version=1)

    async def test_refuses_what_was_removed(self, house: SmallHouse) -> None:
        agent, ticket = await house.person(Role.AGENT), await house.ticket()
        removed = a_comment(ticket_id=ticket.id, author_id=agent.user_id, body="", removed_at=house.clock.now())
        async with house.shelf.desk_work() as work:
            await work.comments.save(removed)
        async with house.refuses(CommentIsRemoved):
            await edit(house, agent, ticket, removed.id, body="New")


class TestHiding:
    @pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
    async def test_takes_a_reply_from_customers(self, house: SmallHouse, role: Role) -> None:
        customer, moderator = await house.person(Role.CUSTOMER), await house.person(role)
        ticket = await house.ticket(requester_id=customer.user_id)
        comment_id = await say(house, customer, ticket)
        await edit(house, moderator, ticket, comment_id, internal=True)
        assert (await only(house, ticket)).is_internal
        async with house.refuses(CommentNotFound):
            await house.desk.conversation.card(customer, ticket.id, comment_id)
        async with house.refuses(CommentNotFound):
            await edit(house, customer, ticket, comment_id, body="I can still see it")
        [entry] = await house.record(action="desk.comment_hidden")
        assert (entry.old_values, entry.new_values) == ({"isInternal": False}, {"isInternal": True})

    async def test_and_rewording_happen_at_once(self, house: SmallHouse) -> None:
        manager, ticket = await house.person(Role.MANAGER), await house.ticket()
        comment_id = await say(house, manager, ticket)
        await edit(house, manager, ticket, comment_id, body="New", internal=True)
        row = await only(house, ticket)
        assert (row.body, row.is_internal, row.version) == ("New", True, 3)
        assert house.happened[1:] == ["desk.comment_hidden", "desk.comment_edited"]

    @pytest.mark.parametrize("role", [Role.DEVELOPER, Role.AGENT])
    async def test_is_not_for_authors(self, house: SmallHouse, role: Role) -> None:
        author = await house.person(role)
        ticket = await house.ticket(assignee_id=author.user_id)
        comment_id = await say(house, author, ticket)
        async with house.refuses(Forbidden):
            await edit(house, author, ticket, comment_id, body="New", internal=True)

    @pytest.mark.parametrize("role", [Role.AGENT, Role.ADMIN])
    async def test_has_no_way_back(self, house: SmallHouse, role: Role) -> None:
        author, ticket = await house.person(role), await house.ticket()
        comment_id = await say(house, author, ticket, internal=True)
        async with house.refuses(NoteStaysInternal):
            await edit(house, author, ticket, comment_id, internal=False)
        await edit(house, author, ticket, comment_id, internal=True)
        assert house.happened == ["desk.ticket_commented"]


class TestScope:
    async def test_hides_what_one_cannot_know(self, house: SmallHouse) -> None:
        agent, customer = await house.person(Role.AGENT), await house.person(Role.CUSTOMER)
        ticket, other = await house.ticket(requester_id=customer.user_id), await house.ticket()
        note = await say(house, agent, ticket, internal=True)
        foreign = await say(house, agent, other)
        for comment_id in (note, foreign, a_comment().id):
            async with house.refuses(CommentNotFound):
                await edit(house, customer, ticket, comment_id, body="New")
        async with house.refuses(TicketNotFound):
            await edit(house, customer, other, foreign, body="New")
