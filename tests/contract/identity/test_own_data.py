"""What somebody can take along: all of theirs, and nothing that is kept from them."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from msgspec.structs import replace

from application.identity.queries import KeptSession, TeamName
from application.shared.origin import Origin, origin
from application.shared.page import Page, PageRequest, Sort
from application.shared.ports import Clock
from application.shelf import Shelf
from domain.desk.ticket import Ticket
from domain.identity.session import SessionEnd
from domain.identity.user import User, UserNotFound
from domain.shared.access import Actor, Role
from tests.support.builders import (
    MONDAY,
    a_comment,
    a_complaint,
    a_draft,
    a_macro,
    a_profile,
    a_rating,
    a_session,
    a_team,
    a_ticket,
    a_time_entry,
    a_user,
    a_view,
    a_watcher,
    acting,
    an_actor,
)
from tests.support.shelves import stock

PAGE: Final = PageRequest(sort=(Sort("createdAt"),))
STAFF: Final = {Role.ADMIN, Role.MANAGER, Role.AGENT, Role.DEVELOPER}


class TestAccount:
    async def test_is_shown_whole_but_for_what_opens_it(self, shelf: Shelf) -> None:
        team = a_team()
        user = a_user(
            password_hash="1:secret", team_id=team.id, pending_email="new@example.com", suspended_because="Spam."
        )
        await stock(shelf, team, user)
        card = await shelf.users.full(acting(user), user.id)
        assert (card.team, card.has_password) == (TeamName(team.id, team.name), True)
        assert (card.pending_email, card.suspended_because) == ("new@example.com", "Spam.")
        shared = {name: getattr(card, name) for name in card.__struct_fields__ if hasattr(user, name)}
        assert shared == {name: getattr(user, name) for name in shared}
        assert "secret" not in str(card)

    async def test_may_have_neither_team_nor_password(self, shelf: Shelf) -> None:
        user = a_user()
        await stock(shelf, user)
        card = await shelf.users.full(acting(user), user.id)
        assert (card.team, card.has_password) == (None, False)

    @pytest.mark.parametrize("role", Role)
    async def test_of_another_is_for_those_who_read_users(self, shelf: Shelf, role: Role) -> None:
        user = a_user()
        await stock(shelf, user)
        if role in {Role.ADMIN, Role.MANAGER}:
            assert (await shelf.users.full(an_actor(role), user.id)).id == user.id
        else:
            with pytest.raises(UserNotFound):
                await shelf.users.full(an_actor(role), user.id)


class TestSessions:
    async def test_are_all_that_are_kept_and_nobody_elses(self, shelf: Shelf) -> None:
        user, other = a_user(), a_user()
        live = a_session(user_id=user.id, ip="203.0.113.7", user_agent="curl")
        ended = a_session(user_id=user.id, created_at=MONDAY + timedelta(hours=1), access_version=7)
        await stock(shelf, user, other, live, ended, a_session(user_id=other.id))
        async with shelf.identity_work() as work:
            await work.sessions.find(ended.id)
            over, event = ended.end(SessionEnd.LOGGED_OUT, at=MONDAY)
            await work.sessions.save(over, event)
        names = KeptSession.__struct_fields__
        rows = [KeptSession(**{name: getattr(one, name) for name in names}) for one in (live, over)]
        assert (await shelf.sessions.kept(acting(user), PAGE)).items == rows


class TestDesk:
    @pytest.mark.parametrize("role", Role)
    async def test_shows_ones_tickets_with_what_was_said_in_public(self, shelf: Shelf, role: Role) -> None:
        user, agent = a_user(role=role), a_user(role=Role.AGENT)
        mine, theirs = a_ticket(requester_id=user.id), a_ticket(requester_id=agent.id)
        said = [
            a_comment(ticket_id=mine.id, author_id=agent.id, created_at=MONDAY + timedelta(hours=hour))
            for hour in (2, 1)
        ]
        note = a_comment(ticket_id=mine.id, author_id=agent.id, is_internal=True, body="A note")
        elsewhere = a_comment(ticket_id=theirs.id, author_id=agent.id)
        await stock(shelf, user, agent, mine, theirs, *said, note, elsewhere)
        assert [card.id for card in (await shelf.own_desk.tickets(acting(user), PAGE)).items] == [mine.id]
        comments = await shelf.own_desk.public_comments(acting(user), [mine.id, theirs.id])
        assert [comment.id for comment in comments] == [said[1].id, said[0].id]

    @pytest.mark.parametrize("role", Role)
    async def test_shows_what_one_said_and_notes_to_staff_alone(self, shelf: Shelf, role: Role) -> None:
        user, other = a_user(role=role), a_user()
        ticket = a_ticket(requester_id=other.id)
        comment = a_comment(ticket_id=ticket.id, author_id=user.id)
        note = a_comment(
            ticket_id=ticket.id, author_id=user.id, is_internal=True, created_at=MONDAY + timedelta(hours=1)
        )
        await stock(shelf, user, other, ticket, comment, note, a_comment(ticket_id=ticket.id, author_id=other.id))
        found = [row.id for row in (await shelf.own_desk.comments(acting(user), PAGE)).items]
        assert found == ([comment.id, note.id] if role in STAFF else [comment.id])

    async def test_shows_how_one_works(self, shelf: Shelf) -> None:
        user = a_user(role=Role.DEVELOPER)
        await stock(shelf, user)
        assert await shelf.own_desk.profile(acting(user)) is None
        await stock(shelf, a_profile(user_id=user.id, github_username="octocat"))
        profile = await shelf.own_desk.profile(acting(user))
        assert profile is not None
        assert (profile.user_id, profile.github_username) == (user.id, "octocat")


async def all_of(part: Callable[[Actor, PageRequest], Awaitable[Page[Any]]], user: User, member: str) -> list[Any]:
    """What the rows of a part name, read in portions of one."""
    found, page = [], replace(PAGE, limit=1)
    while True:
        portion = await part(acting(user), page)
        found += [getattr(row, member) for row in portion.items]
        if portion.last is None:
            return found
        page = replace(page, after=portion.last)


class TestBesideTickets:
    """Oldest first, of whoever asks and of nobody else, whoever's tickets it is about."""

    async def people(self, shelf: Shelf, role: Role) -> tuple[User, list[Ticket]]:
        """Somebody, and two tickets of another of which they need not know."""
        user, other = a_user(role=role), a_user(role=Role.AGENT)
        tickets = [a_ticket(requester_id=other.id) for _ in range(2)]
        await stock(shelf, user, other, *tickets)
        beside = {"ticket_id": tickets[0].id}
        await stock(shelf, a_watcher(user_id=other.id, **beside), a_time_entry(user_id=other.id, **beside))
        await stock(shelf, a_draft(author_id=other.id, **beside), a_rating(requester_id=other.id, **beside))
        await stock(shelf, a_complaint(complainant_id=other.id, about_id=user.id, **beside))
        await stock(shelf, a_macro(owner_id=other.id), a_macro(), a_view(owner_id=other.id, is_shared=True))
        return user, tickets

    @pytest.mark.parametrize("role", Role)
    async def test_shows_what_one_watches(self, shelf: Shelf, role: Role) -> None:
        user, tickets = await self.people(shelf, role)
        await stock(shelf, *(a_watcher(ticket_id=one.id, user_id=user.id, created_at=at) for one, at in born(tickets)))
        assert await all_of(shelf.watchers.own, user, "ticket_id") == [one.id for one in tickets[::-1]]

    @pytest.mark.parametrize("role", Role)
    async def test_shows_ones_time_to_those_who_work(self, shelf: Shelf, role: Role) -> None:
        user, tickets = await self.people(shelf, role)
        entries = [
            a_time_entry(ticket_id=one.id, user_id=user.id, created_at=at, note="Read it") for one, at in born(tickets)
        ]
        await stock(shelf, *entries)
        shown = [one.id for one in entries[::-1]] if role in STAFF else []
        assert await all_of(shelf.times.own, user, "id") == shown

    @pytest.mark.parametrize("role", Role)
    async def test_shows_what_one_complained_of(self, shelf: Shelf, role: Role) -> None:
        """And not what was said about oneself."""
        user, tickets = await self.people(shelf, role)
        complaints = [a_complaint(complainant_id=user.id, created_at=at) for _, at in born(tickets)]
        await stock(shelf, *complaints)
        assert await all_of(shelf.complaints.own, user, "id") == [one.id for one in complaints[::-1]]

    @pytest.mark.parametrize("role", Role)
    async def test_shows_how_one_rated(self, shelf: Shelf, role: Role) -> None:
        user, tickets = await self.people(shelf, role)
        mine = [a_ticket(requester_id=user.id) for _ in tickets]
        ratings = [a_rating(ticket_id=one.id, requester_id=user.id, created_at=at) for one, at in born(mine)]
        await stock(shelf, *mine, *ratings)
        assert await all_of(shelf.ratings.own, user, "id") == [one.id for one in ratings[::-1]]

    @pytest.mark.parametrize("role", Role)
    async def test_shows_what_one_means_to_say(self, shelf: Shelf, role: Role) -> None:
        user, tickets = await self.people(shelf, role)
        await stock(shelf, *(a_draft(ticket_id=one.id, author_id=user.id, created_at=at) for one, at in born(tickets)))
        assert await all_of(shelf.drafts.own, user, "ticket_id") == [one.id for one in tickets[::-1]]

    @pytest.mark.parametrize("role", Role)
    async def test_shows_ones_macros(self, shelf: Shelf, role: Role) -> None:
        user, tickets = await self.people(shelf, role)
        macros = [a_macro(owner_id=user.id, created_at=at) for _, at in born(tickets)]
        await stock(shelf, *macros)
        assert await all_of(shelf.macros.own, user, "id") == [one.id for one in macros[::-1]]

    @pytest.mark.parametrize("role", Role)
    async def test_shows_ones_views_shared_or_not(self, shelf: Shelf, role: Role) -> None:
        user, tickets = await self.people(shelf, role)
        views = [a_view(owner_id=user.id, created_at=at, is_shared=at > MONDAY) for _, at in born(tickets)]
        await stock(shelf, *views)
        assert await all_of(shelf.views.own, user, "id") == [one.id for one in views[::-1]]


def born(tickets: Sequence[Ticket]) -> list[tuple[Ticket, datetime]]:
    """Each with a time, the first with the latest."""
    return [(one, MONDAY + timedelta(hours=len(tickets) - place)) for place, one in enumerate(tickets, 1)]


class TestRecord:
    async def test_shows_what_one_did_to_ones_account(self, shelf: Shelf, clock: Clock) -> None:
        user, other = a_user(), a_user()
        await stock(shelf, user, other)
        by_themselves = Origin(actor_id=user.id, ip="203.0.113.7")
        for whom, caused in ((user, by_themselves), (other, by_themselves), (user, Origin(actor_id=other.id))):
            token = origin.set(caused)
            async with shelf.identity_work() as work:
                loaded = await work.users.get(whom.id)
                await work.users.save(*loaded.edit(at=clock.now(), first_name=f"{loaded.first_name} II"))
            origin.reset(token)
        [entry] = (await shelf.audit.own(acting(user), PAGE)).items
        assert (entry.actor_id, entry.entity_id, entry.ip) == (user.id, user.id, "203.0.113.7")
