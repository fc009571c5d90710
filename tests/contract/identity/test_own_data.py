"""What somebody can take along: all of theirs, and nothing that is kept from them."""

from datetime import timedelta
from typing import Final

import pytest

from application.identity.queries import KeptSession, TeamName
from application.shared.origin import Origin, origin
from application.shared.page import PageRequest, Sort
from application.shared.ports import Clock
from application.shelf import Shelf
from domain.identity.session import SessionEnd
from domain.identity.user import UserNotFound
from domain.shared.access import Role
from tests.support.builders import (
    MONDAY,
    a_comment,
    a_profile,
    a_session,
    a_team,
    a_ticket,
    a_user,
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
