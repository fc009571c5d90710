from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest

from application.audit.queries import AuditFilter, AuditRow
from application.shared.changes import MASK
from application.shared.origin import Origin, origin
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.access import TicketScope
from domain.desk.assignment import AssignmentStatus
from domain.desk.comment import Comment
from domain.desk.developer import DeveloperProfile
from domain.desk.events import TeamCreated, TeamDeleted, TeamEdited, TicketAssigned
from domain.desk.team import Team
from domain.desk.ticket import Priority, Ticket
from domain.desk.window import Window
from domain.identity.user import User
from domain.shared.access import HOUSE, Permission, Role
from domain.shared.errors import Forbidden
from tests.support.builders import MONDAY, a_team, a_ticket, a_user, an_actor, an_assignment
from tests.support.shelves import stock

ADMIN = an_actor(Role.ADMIN)
PAGE = PageRequest(sort=(Sort("createdAt"),), limit=100)


@contextmanager
def caused_by(cause: Origin) -> Iterator[None]:
    token = origin.set(cause)
    yield
    origin.reset(token)


async def entries(shelf: Shelf, **wanted: object) -> list[AuditRow]:
    asked = AuditFilter(**wanted)  # type: ignore[arg-type] # its fields
    return (await shelf.audit.list(ADMIN, asked, PAGE)).items


class TestEntry:
    async def test_says_what_happened_and_who_caused_it(self, shelf: Shelf) -> None:
        team = a_team()
        cause = Origin(
            actor_id=uuid4(),
            request_id="r-1",
            ip="2001:db8::1",
            user_agent="Mozilla/5.0 \N{SNOWMAN}",
            api_key_id=uuid4(),
        )
        with caused_by(cause):
            async with shelf.desk_work() as work:
                await work.teams.save(team, TeamCreated(team_id=team.id, at=MONDAY + timedelta(microseconds=1)))
        [entry] = await entries(shelf)
        assert entry == AuditRow(
            id=entry.id,
            action="desk.team_created",
            entity_type="team",
            entity_id=team.id,
            actor_id=cause.actor_id,
            ticket_id=None,
            user_id=None,
            old_values=entry.old_values,
            new_values=entry.new_values,
            ip=cause.ip,
            user_agent=cause.user_agent,
            request_id=cause.request_id,
            api_key_id=cause.api_key_id,
            created_at=MONDAY + timedelta(microseconds=1),
        )

    async def test_names_the_house_when_nobody_else_caused_it(self, shelf: Shelf) -> None:
        await _created(shelf)
        [entry] = await entries(shelf)
        assert (entry.actor_id, entry.request_id, entry.ip, entry.user_agent) == (HOUSE, None, None, None)


class TestValues:
    async def test_of_a_birth_are_new(self, shelf: Shelf) -> None:
        user = a_user()
        ticket = a_ticket(requester_id=user.id, priority=Priority.HIGH, tags=("a", "b"), due_at=MONDAY)
        await stock(shelf, user)
        async with shelf.desk_work() as work:
            await work.tickets.save(*ticket.edit(at=MONDAY))
        [entry] = await entries(shelf)
        assert set(entry.old_values.values()) == {None}
        assert entry.old_values.keys() == entry.new_values.keys()
        expected = {
            "id": str(ticket.id),
            "requesterId": str(user.id),
            "title": ticket.title,
            "status": "open",
            "priority": "high",
            "tags": ["a", "b"],
            "dueAt": "2026-03-02T09:00:00Z",
        }
        assert {name: entry.new_values[name] for name in expected} == expected

    async def test_of_a_change_are_those_that_changed(self, shelf: Shelf) -> None:
        team = await _created(shelf, name="Before", description="same")
        async with shelf.desk_work() as work:
            loaded = await work.teams.get(team.id)
            await work.teams.save(*loaded.edit(at=MONDAY + timedelta(hours=1), name="After"))
        [_, entry] = await entries(shelf)
        assert (entry.action, entry.old_values, entry.new_values) == (
            TeamEdited.name,
            {"name": "Before"},
            {"name": "After"},
        )

    async def test_of_an_end_are_old(self, shelf: Shelf) -> None:
        team = await _created(shelf)
        async with shelf.desk_work() as work:
            loaded = await work.teams.get(team.id)
            await work.teams.remove(team.id, loaded.delete(at=MONDAY + timedelta(hours=1)))
        [_, entry] = await entries(shelf)
        assert (entry.action, entry.old_values["name"]) == (TeamDeleted.name, team.name)
        assert set(entry.new_values.values()) == {None}

    async def test_stand_beside_the_first_of_several_events(self, shelf: Shelf) -> None:
        team = a_team()
        first, second = TeamCreated(team_id=team.id, at=MONDAY), TeamEdited(team_id=team.id, at=MONDAY)
        async with shelf.desk_work() as work:
            await work.teams.save(team, first, second)
        entry, following = await entries(shelf)
        assert (entry.action, following.action) == (first.name, second.name)
        assert entry.new_values["name"] == team.name
        assert (following.old_values, following.new_values) == ({}, {})

    async def test_of_secrets_are_masked(self, shelf: Shelf) -> None:
        user = a_user(password_hash="before")
        await stock(shelf, user)
        async with shelf.identity_work() as work:
            await work.users.save(*(await work.users.get(user.id)).edit(at=MONDAY, password_hash="after"))
        [entry] = await entries(shelf)
        assert (entry.old_values, entry.new_values) == ({"passwordHash": MASK}, {"passwordHash": MASK})

    async def test_are_json_however_deep(self, shelf: Shelf) -> None:
        user = a_user()
        await stock(shelf, user)
        window = Window(weekday=0, start=MONDAY.time(), end=MONDAY.time().replace(hour=17))
        profile, event = DeveloperProfile.of(user.id, at=MONDAY, created_at=MONDAY, availability=(window,))
        async with shelf.desk_work() as work:
            await work.developers.save(profile, event)
        [entry] = await entries(shelf)
        assert entry.new_values["availability"] == [{"weekday": 0, "start": "09:00:00", "end": "17:00:00"}]

    async def test_of_comments_do_not_repeat_what_was_said(self, shelf: Shelf) -> None:
        user, ticket = await _user_and_ticket(shelf)
        comment, commented = Comment.write(
            id=ticket.id,  # type: ignore[arg-type] # any id will do
            ticket_id=ticket.id,
            author_id=user.id,
            body="Text",
            is_internal=False,
            at=MONDAY,
        )
        async with shelf.desk_work() as work:
            await work.comments.save(comment, commented)
        [entry] = await entries(shelf)
        assert (entry.entity_type, entry.entity_id, entry.new_values["body"]) == ("ticket", ticket.id, MASK)


class TestList:
    @pytest.mark.parametrize("role", [role for role in Role if an_actor(role).can(Permission.AUDIT_READ)])
    async def test_is_for_readers(self, shelf: Shelf, role: Role) -> None:
        await _created(shelf)
        assert (await shelf.audit.list(an_actor(role), AuditFilter(), PAGE)).total == 1

    @pytest.mark.parametrize("role", [role for role in Role if not an_actor(role).can(Permission.AUDIT_READ)])
    async def test_is_forbidden_to_others(self, shelf: Shelf, role: Role) -> None:
        with pytest.raises(Forbidden):
            await shelf.audit.list(an_actor(role), AuditFilter(), PAGE)

    async def test_filters(self, shelf: Shelf) -> None:
        actor_id = uuid4()
        with caused_by(Origin(actor_id=actor_id, request_id="r-1")):
            one = await _created(shelf)
        with caused_by(Origin(actor_id=actor_id, request_id="r-2")):
            other = await _created(shelf, created_at=MONDAY + timedelta(hours=1))
            async with shelf.desk_work() as work:
                loaded = await work.teams.get(other.id)
                await work.teams.save(*loaded.edit(at=MONDAY + timedelta(hours=2), name="Another name"))
        user = a_user()
        async with shelf.identity_work() as identity:
            await identity.users.save(*user.edit(at=MONDAY + timedelta(hours=3)))

        async def found(**wanted: object) -> list[int]:
            return [(entry.created_at - MONDAY) // timedelta(hours=1) for entry in await entries(shelf, **wanted)]

        assert await found() == [0, 1, 2, 3]
        assert await found(action="desk.team_created") == [0, 1]
        assert await found(action="desk.team") == []
        assert await found(action="desk.team_created,desk.team_edited") == [0, 1, 2]
        assert await found(action="desk.") == [0, 1, 2]
        assert await found(action="identity.,desk.team_edited") == [2, 3]
        assert await found(action="no.such.") == []
        assert await found(user_id=user.id) == [3]
        assert await found(user_id=other.id) == []
        assert await found(entity_type="user") == [3]
        assert await found(entity_id=other.id) == [1, 2]
        assert await found(actor_id=actor_id) == [0, 1, 2]
        assert await found(request_id="r-2") == [1, 2]
        assert await found(created_from=MONDAY + timedelta(hours=1)) == [1, 2, 3]
        assert await found(created_to=MONDAY + timedelta(hours=1)) == [0]
        assert await found(entity_type="team", entity_id=user.id) == []
        assert await found(actor_id=actor_id, action="desk.team_created", created_from=one.created_at) == [0, 1]

    async def test_finds_all_about_a_ticket_and_whom_it_happened_to(self, shelf: Shelf) -> None:
        user, ticket = await _user_and_ticket(shelf)
        other = a_ticket(requester_id=user.id)
        turn = an_assignment(ticket_id=ticket.id, assignee_id=user.id)
        await stock(shelf, turn)
        async with shelf.desk_work() as work:
            held = await work.tickets.get(ticket.id, scope=TicketScope.all())
            await work.tickets.save(*held.edit(at=MONDAY, title="Another"))
            await work.tickets.save(*other.edit(at=MONDAY, title="Another"))
            await work.assignments.save(
                *(await work.assignments.get(turn.id)).move_to(AssignmentStatus.ACCEPTED, at=MONDAY)
            )
        taken = TicketAssigned(
            ticket_id=ticket.id, number=1, title="", assignee_id=user.id, assigned_by=user.id, at=MONDAY
        )
        async with shelf.desk_work() as work:
            await work.tickets.save(await work.tickets.get(ticket.id, scope=TicketScope.all()), taken)
        about = await entries(shelf, ticket_id=ticket.id)
        assert {(entry.action, entry.ticket_id, entry.user_id) for entry in about} == {
            ("desk.ticket_edited", ticket.id, None),
            ("desk.assignment_moved", ticket.id, None),
            ("desk.ticket_assigned", ticket.id, user.id),
        }
        assert [entry.action for entry in await entries(shelf, user_id=user.id)] == ["desk.ticket_assigned"]


async def _created(shelf: Shelf, **what_matters: object) -> Team:
    team = a_team(**what_matters)
    async with shelf.desk_work() as work:
        await work.teams.save(team, TeamCreated(team_id=team.id, at=team.created_at))
    return team


async def _user_and_ticket(shelf: Shelf) -> tuple[User, Ticket]:
    user = a_user()
    ticket = a_ticket(requester_id=user.id)
    await stock(shelf, user, ticket)
    return user, ticket
