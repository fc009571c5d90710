import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from application.audit.queries import AuditFilter
from application.desk.queries.tickets import TicketFilter
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.access import TicketScope
from domain.desk.comment import Comment
from domain.desk.team import TeamNameTaken
from domain.desk.ticket import Status, Ticket
from domain.identity.user import User
from domain.shared.access import Role
from domain.shared.ids import TicketId
from tests.support.builders import MONDAY, a_comment, a_team, a_ticket, a_user, an_actor
from tests.support.shelves import stock

ADMIN = an_actor(Role.ADMIN)
PAGE = PageRequest(sort=(Sort("createdAt"),), limit=100)


Given = TypeVar("Given")


class Unforeseen(Exception):
    """Something nobody planned for."""


async def a_stored_ticket(shelf: Shelf) -> Ticket:
    user = a_user()
    ticket = a_ticket(requester_id=user.id)
    await stock(shelf, user, ticket)
    return ticket


async def title(shelf: Shelf, ticket_id: TicketId) -> str:
    return (await shelf.tickets.card(ADMIN, ticket_id)).title


async def comments(shelf: Shelf, ticket_id: TicketId) -> int:
    return (await shelf.tickets.comments(ADMIN, ticket_id, PAGE)).total


async def events(shelf: Shelf) -> list[str]:
    return [row.action for row in (await shelf.audit.list(ADMIN, AuditFilter(), PAGE)).items]


async def change(shelf: Shelf, ticket: Ticket) -> Comment:
    """Write to two tables and the log."""
    async with shelf.desk_work() as work:
        loaded = await work.tickets.get(ticket.id, scope=TicketScope.all())
        await work.tickets.save(*loaded.edit(at=MONDAY, title="Changed"))
        comment = a_comment(ticket_id=ticket.id, author_id=ticket.requester_id)
        await work.comments.save(comment)
    return comment


async def change_and_fail(shelf: Shelf, ticket: Ticket, error: type[BaseException]) -> None:
    async with shelf.identity_work():
        await change(shelf, ticket)
        raise error


class TestCommit:
    async def test_keeps_everything(self, shelf: Shelf) -> None:
        ticket = await a_stored_ticket(shelf)
        await change(shelf, ticket)
        assert await title(shelf, ticket.id) == "Changed"
        assert await comments(shelf, ticket.id) == 1
        assert await events(shelf) == ["desk.ticket_edited"]

    async def test_shows_nothing_to_others_before(self, shelf: Shelf) -> None:
        ticket = await a_stored_ticket(shelf)

        async def look() -> tuple[str, int, list[str]]:
            return await title(shelf, ticket.id), await comments(shelf, ticket.id), await events(shelf)

        outsider = asyncio.Event()
        looking = asyncio.create_task(_after(outsider, look))
        async with shelf.desk_work():
            await change(shelf, ticket)
            outsider.set()
            assert await looking == (ticket.title, 0, [])
        assert await look() == ("Changed", 1, ["desk.ticket_edited"])

    async def test_shows_everything_to_oneself_before(self, shelf: Shelf) -> None:
        ticket = await a_stored_ticket(shelf)
        async with shelf.desk_work():
            await change(shelf, ticket)
            assert await title(shelf, ticket.id) == "Changed"
            assert await comments(shelf, ticket.id) == 1
            assert (await shelf.tickets.list(ADMIN, TicketFilter(search="Changed"), PAGE)).total == 1


class TestRollback:
    @pytest.mark.parametrize("error", [Unforeseen, asyncio.CancelledError])
    async def test_keeps_nothing(self, shelf: Shelf, error: type[BaseException]) -> None:
        ticket = await a_stored_ticket(shelf)
        with pytest.raises(error):
            await change_and_fail(shelf, ticket, error)
        assert await title(shelf, ticket.id) == ticket.title
        assert await comments(shelf, ticket.id) == 0
        assert await events(shelf) == []

    async def test_keeps_no_new_entity(self, shelf: Shelf) -> None:
        user = a_user()
        with pytest.raises(Unforeseen):
            await _save_and_fail(shelf, user)
        async with shelf.identity_work() as work:
            assert await work.users.find_by_email(user.canonical_email) is None
        await stock(shelf, user)

    async def test_lets_the_next_one_work(self, shelf: Shelf) -> None:
        ticket = await a_stored_ticket(shelf)
        with pytest.raises(Unforeseen):
            await change_and_fail(shelf, ticket, Unforeseen)
        await change(shelf, ticket)
        assert await title(shelf, ticket.id) == "Changed"


class TestJoining:
    async def test_commits_with_the_outermost(self, shelf: Shelf) -> None:
        ticket = await a_stored_ticket(shelf)
        with pytest.raises(Unforeseen):
            await change_and_fail(shelf, ticket, Unforeseen)
        assert await title(shelf, ticket.id) == ticket.title
        assert await events(shelf) == []

    async def test_sees_what_the_outer_one_did(self, shelf: Shelf) -> None:
        ticket = await a_stored_ticket(shelf)
        async with shelf.identity_work() as outer:
            await outer.users.save(author := a_user())
            async with shelf.desk_work() as inner:
                await inner.people.require(author.id, field="authorId")
                await inner.comments.save(a_comment(ticket_id=ticket.id, author_id=author.id))
        assert await comments(shelf, ticket.id) == 1

    async def test_stops_with_the_outermost(self, shelf: Shelf) -> None:
        """A task that was started inside and lives on works in transactions of its own."""
        ticket = await a_stored_ticket(shelf)
        ended = asyncio.Event()
        async with shelf.desk_work():
            failing = asyncio.create_task(_after(ended, lambda: change_and_fail(shelf, ticket, Unforeseen)))
            later = asyncio.create_task(_after(ended, lambda: change(shelf, ticket)))
        ended.set()
        with pytest.raises(Unforeseen):
            await failing
        await later
        assert await title(shelf, ticket.id) == "Changed"
        assert await comments(shelf, ticket.id) == 1


class TestPart:
    async def test_is_undone_by_itself(self, shelf: Shelf) -> None:
        kept, undone = await a_stored_ticket(shelf), await a_stored_ticket(shelf)
        async with shelf.desk_work():
            await change(shelf, kept)
            with pytest.raises(Unforeseen):
                await _change_and_undo(shelf, undone)
            assert await title(shelf, undone.id) == undone.title
        assert (await title(shelf, kept.id), await title(shelf, undone.id)) == ("Changed", undone.title)
        assert (await comments(shelf, kept.id), await comments(shelf, undone.id)) == (1, 0)
        assert await events(shelf) == ["desk.ticket_edited"]

    async def test_goes_with_the_whole(self, shelf: Shelf) -> None:
        ticket = await a_stored_ticket(shelf)
        with pytest.raises(Unforeseen):
            await _change_in_part_and_fail(shelf, ticket)
        assert await title(shelf, ticket.id) == ticket.title
        assert await events(shelf) == []

    async def test_is_a_whole_where_there_is_none_around_it(self, shelf: Shelf) -> None:
        kept, undone = await a_stored_ticket(shelf), await a_stored_ticket(shelf)
        async with shelf.desk_work.part():
            await change(shelf, kept)
        with pytest.raises(Unforeseen):
            await _change_and_undo(shelf, undone)
        assert (await title(shelf, kept.id), await title(shelf, undone.id)) == ("Changed", undone.title)

    async def test_may_be_in_another(self, shelf: Shelf) -> None:
        outer, inner, after = [await a_stored_ticket(shelf) for _ in range(3)]
        async with shelf.desk_work():
            with pytest.raises(Unforeseen):
                await _change_and_undo(shelf, outer, within=inner)
            await change(shelf, after)
        assert [await comments(shelf, ticket.id) for ticket in (outer, inner, after)] == [0, 0, 1]

    async def test_survives_what_the_store_refuses(self, shelf: Shelf) -> None:
        """There a database would do nothing more in this transaction."""
        ticket, taken = await a_stored_ticket(shelf), a_team()
        await stock(shelf, taken)
        async with shelf.desk_work():
            with pytest.raises(TeamNameTaken):
                await _found_team(shelf, taken.name)
            await change(shelf, ticket)
        assert await title(shelf, ticket.id) == "Changed"

    async def test_forgets_what_it_loaded_when_it_is_undone(self, shelf: Shelf) -> None:
        """What is stored is compared with what is there, not with what was undone."""
        ticket = await a_stored_ticket(shelf)
        async with shelf.desk_work():
            with pytest.raises(Unforeseen):
                await _change_and_undo(shelf, ticket)
            await change(shelf, ticket)
        assert await title(shelf, ticket.id) == "Changed"
        [row] = (await shelf.audit.list(ADMIN, AuditFilter(), PAGE)).items
        assert (row.old_values, row.new_values) == ({"title": ticket.title}, {"title": "Changed"})


class TestTwoAtOnce:
    async def test_change_one_after_the_other(self, shelf: Shelf) -> None:
        """Nothing is lost: each loads what the other stored."""
        ticket = await a_stored_ticket(shelf)

        async def note(text: str) -> None:
            async with shelf.desk_work() as work:
                loaded = await work.tickets.get(ticket.id, scope=TicketScope.all())
                await asyncio.sleep(0.001)
                edited, event = loaded.edit(at=MONDAY, description=f"{loaded.description}{text}")
                await work.tickets.save(edited, event)

        await asyncio.gather(*(note(letter) for letter in "abcdefgh"))
        card = await shelf.tickets.card(ADMIN, ticket.id)
        assert sorted(card.description.removeprefix(ticket.description)) == list("abcdefgh")
        assert card.version == ticket.version + 8

    async def test_see_their_own_changes_only(self, shelf: Shelf) -> None:
        one, other = await a_stored_ticket(shelf), await a_stored_ticket(shelf)
        await asyncio.gather(change(shelf, one), change(shelf, other))
        assert {await comments(shelf, one.id), await comments(shelf, other.id)} == {1}


async def test_a_second_save_in_one_work_is_recorded_against_the_first(shelf: Shelf) -> None:
    ticket = await a_stored_ticket(shelf)
    async with shelf.desk_work() as work:
        loaded = await work.tickets.get(ticket.id, scope=TicketScope.all())
        edited, first = loaded.edit(at=MONDAY, title="Changed")
        await work.tickets.save(edited, first)
        moved, second = edited.move_to(Status.IN_PROGRESS, at=MONDAY)
        await work.tickets.save(moved, second)
    rows = (await shelf.audit.list(ADMIN, AuditFilter(), PAGE)).items
    assert [(row.old_values, row.new_values) for row in rows] == [
        ({"title": ticket.title}, {"title": "Changed"}),
        ({"status": "open"}, {"status": "in_progress"}),
    ]
    assert (await shelf.tickets.card(ADMIN, ticket.id)).version == ticket.version + 2


async def _save_and_fail(shelf: Shelf, user: User) -> None:
    async with shelf.identity_work() as work:
        await work.users.save(user)
        raise Unforeseen


async def _change_and_undo(shelf: Shelf, ticket: Ticket, *, within: Ticket | None = None) -> None:
    async with shelf.desk_work.part():
        await change(shelf, ticket)
        if within is not None:
            with pytest.raises(Unforeseen):
                await _change_and_undo(shelf, within)
            assert await title(shelf, ticket.id) == "Changed"
        raise Unforeseen


async def _found_team(shelf: Shelf, name: str) -> None:
    async with shelf.desk_work.part() as work:
        await work.teams.save(a_team(name=name))


async def _change_in_part_and_fail(shelf: Shelf, ticket: Ticket) -> None:
    async with shelf.desk_work():
        async with shelf.desk_work.part():
            await change(shelf, ticket)
        raise Unforeseen


async def _after(event: asyncio.Event, act: Callable[[], Awaitable[Given]]) -> Given:
    await event.wait()
    return await act()
