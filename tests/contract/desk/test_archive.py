import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec import structs

from application.audit.queries import AuditFilter
from application.desk.archive import BroughtIn, TicketRecord
from application.desk.export_tickets import ExportTickets
from application.desk.import_tickets import ImportTickets
from application.desk.queries import CategoryFilter, DeveloperFilter, TicketCard, TicketFilter
from application.identity.queries import UserFilter
from application.shared.origin import Origin, origin
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.access import TicketScope
from domain.desk.assignment import AssignmentStatus
from domain.desk.ticket import Channel, Priority, Status
from domain.identity.user import User
from domain.shared.access import Role
from tests.support.builders import (
    MONDAY,
    a_category,
    a_comment,
    a_comment_record,
    a_profile,
    a_record,
    a_ticket,
    a_user,
    an_actor,
)
from tests.support.shelves import stock

ADMIN = an_actor(Role.ADMIN)
PAGE = PageRequest(sort=(Sort("createdAt"),), limit=100)

FULL = TicketRecord(
    key="OTHER-1",
    title="Überschrift \N{SNOWMAN}",
    description="First line\nsecond line\t\\ \N{GRINNING FACE}",
    status=Status.CLOSED,
    priority=Priority.CRITICAL,
    category="Network",
    tags=("vpn", 'with "quotes", and comma'),
    channel=Channel.EMAIL,
    requester="customer@example.com",
    assignee="developer@example.com",
    assignee_time_zone="Europe/Berlin",
    resolution="Done.",
    created_at=MONDAY,
    updated_at=MONDAY + timedelta(days=3, microseconds=1),
    resolved_at=MONDAY + timedelta(days=2),
    due_at=MONDAY + timedelta(days=1),
    comments=(
        a_comment_record(author="customer@example.com", body="Hello?", created_at=MONDAY + timedelta(hours=1)),
        a_comment_record(
            author="agent@example.com", body="Hm.", is_internal=True, created_at=MONDAY + timedelta(hours=2)
        ),
        a_comment_record(author="agent@example.com", body="Hello.", created_at=MONDAY + timedelta(hours=3)),
    ),
)


async def bring_in(shelf: Shelf, *records: TicketRecord) -> BroughtIn:
    return await ImportTickets(shelf.archive)(ADMIN, records)


async def take_out(shelf: Shelf) -> list[TicketRecord]:
    return [record async for portion in ExportTickets(shelf.archive)(ADMIN) for record in portion]


async def cards(shelf: Shelf) -> list[TicketCard]:
    rows = (await shelf.tickets.list(ADMIN, TicketFilter(), PAGE)).items
    return [await shelf.tickets.card(ADMIN, row.id) for row in rows]


async def the_card(shelf: Shelf) -> TicketCard:
    [card] = await cards(shelf)
    return card


async def users(shelf: Shelf) -> set[str]:
    return {card.email for card in (await shelf.users.list(ADMIN, UserFilter(), PAGE)).items}


async def find(shelf: Shelf, email: str) -> User:
    async with shelf.identity_work() as work:
        user = await work.users.find_by_email(email)
    assert user is not None
    return user


async def everything(shelf: Shelf) -> list[object]:
    """All that an import could change."""
    tickets = await cards(shelf)
    return [
        tickets,
        [await shelf.tickets.comments(ADMIN, card.id, PAGE) for card in tickets],
        [await shelf.tickets.assignments(ADMIN, card.id, PAGE) for card in tickets],
        await shelf.users.list(ADMIN, UserFilter(), PAGE),
        await shelf.developers.list(ADMIN, DeveloperFilter(), PAGE),
        await shelf.categories.list(ADMIN, CategoryFilter(), PAGE),
        await shelf.audit.list(ADMIN, AuditFilter(), PAGE),
    ]


class TestTicket:
    async def test_comes_in_with_all_it_has(self, shelf: Shelf) -> None:
        assert await bring_in(shelf, FULL) == BroughtIn(tickets=1, comments=3)
        card = await the_card(shelf)
        [category] = (await shelf.categories.list(ADMIN, CategoryFilter(), PAGE)).items
        assert category.name == "Network"
        assert structs.asdict(card) == {
            "id": card.id,
            "number": card.number,
            "title": FULL.title,
            "description": FULL.description,
            "status": FULL.status,
            "priority": FULL.priority,
            "category_id": category.id,
            "team_id": None,
            "assignee_id": (await find(shelf, "developer@example.com")).id,
            "requester_id": (await find(shelf, "customer@example.com")).id,
            "channel": FULL.channel,
            "tags": list(FULL.tags),
            "resolution": FULL.resolution,
            "external_key": FULL.key,
            "due_at": FULL.due_at,
            "first_response_at": MONDAY + timedelta(hours=3),
            "resolved_at": FULL.resolved_at,
            "closed_at": FULL.resolved_at,
            "version": 1,
            "created_at": FULL.created_at,
            "updated_at": FULL.updated_at,
        }

    async def test_comes_in_with_nothing_but_what_must_be(self, shelf: Shelf) -> None:
        record = a_record()
        assert await bring_in(shelf, record) == BroughtIn(tickets=1, comments=0)
        card = await the_card(shelf)
        assert (card.title, card.external_key, card.created_at) == (record.title, record.key, record.created_at)
        assert (card.category_id, card.assignee_id, card.due_at, card.tags) == (None, None, None, [])

    async def test_gets_a_number_of_its_own(self, shelf: Shelf) -> None:
        user = a_user()
        await stock(shelf, user)
        async with shelf.desk_work() as work:
            number = await work.tickets.next_number()
            await work.tickets.save(a_ticket(number=number, requester_id=user.id))
        await bring_in(shelf, *(a_record() for _ in range(5)))
        async with shelf.desk_work() as work:
            following = await work.tickets.next_number()
        numbers = [card.number for card in await cards(shelf)]
        assert len({*numbers, following}) == 7

    async def test_keeps_its_times_in_utc(self, shelf: Shelf) -> None:
        local = MONDAY.astimezone(timezone(timedelta(hours=-8)))
        record = a_record(created_at=local, updated_at=local, comments=(a_comment_record(created_at=local),))
        await bring_in(shelf, record)
        card = await the_card(shelf)
        [comment] = (await shelf.tickets.comments(ADMIN, card.id, PAGE)).items
        times = (card.created_at, card.updated_at, comment.created_at)
        assert times == (MONDAY, MONDAY, MONDAY)
        assert {time.utcoffset() for time in times} == {timedelta(0)}

    async def test_is_recorded_once(self, shelf: Shelf) -> None:
        token = origin.set(Origin(actor_id=ADMIN.user_id, request_id="r-1"))
        await bring_in(shelf, FULL)
        await bring_in(shelf, FULL)
        origin.reset(token)
        entries = (await shelf.audit.list(ADMIN, AuditFilter(action="desk.ticket_imported"), PAGE)).items
        card = await the_card(shelf)
        assert [(one.entity_type, one.entity_id, one.actor_id, one.request_id) for one in entries] == [
            ("ticket", card.id, ADMIN.user_id, "r-1")
        ]
        assert abs(entries[0].created_at - datetime.now(UTC)) < timedelta(minutes=1)

    async def test_is_found_by_its_words(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        assert (await shelf.tickets.list(ADMIN, TicketFilter(search="überschrift second"), PAGE)).total == 1


class TestComments:
    async def test_keep_author_time_and_audience(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        customer, agent = [await find(shelf, f"{who}@example.com") for who in ("customer", "agent")]
        card = await the_card(shelf)
        rows = (await shelf.tickets.comments(ADMIN, card.id, PAGE)).items
        assert [(row.author_id, row.body, row.is_internal, row.created_at) for row in rows] == [
            (customer.id, "Hello?", False, MONDAY + timedelta(hours=1)),
            (agent.id, "Hm.", True, MONDAY + timedelta(hours=2)),
            (agent.id, "Hello.", False, MONDAY + timedelta(hours=3)),
        ]

    async def test_that_came_later_are_added(self, shelf: Shelf) -> None:
        await bring_in(shelf, structs.replace(FULL, comments=FULL.comments[:1]))
        assert await bring_in(shelf, FULL) == BroughtIn(tickets=0, comments=2)
        card = await the_card(shelf)
        assert (await shelf.tickets.comments(ADMIN, card.id, PAGE)).total == 3


class TestPeople:
    async def test_get_accounts_that_cannot_log_in(self, shelf: Shelf) -> None:
        await bring_in(shelf, a_record(requester="Some One", created_at=MONDAY))
        [card] = (await shelf.users.list(ADMIN, UserFilter(), PAGE)).items
        assert (card.name, card.role, card.is_active) == ("Some One", Role.CUSTOMER, True)
        async with shelf.identity_work() as work:
            assert (await work.users.get(card.id)).password_hash is None

    async def test_who_solve_become_developers(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        [developer] = (await shelf.developers.list(ADMIN, DeveloperFilter(), PAGE)).items
        assert developer.user_id == (await find(shelf, "developer@example.com")).id
        assert developer.time_zone == "Europe/Berlin"

    async def test_have_a_turn_at_what_is_theirs(self, shelf: Shelf) -> None:
        for number, status in enumerate((Status.OPEN, Status.RESOLVED)):
            hour = MONDAY + timedelta(hours=number)
            await bring_in(shelf, a_record(assignee="developer@example.com", status=status, created_at=hour))
        developer = await find(shelf, "developer@example.com")
        turns = [(await shelf.tickets.assignments(ADMIN, card.id, PAGE)).items for card in await cards(shelf)]
        assert [[(turn.assignee_id, turn.status) for turn in its] for its in turns] == [
            [(developer.id, AssignmentStatus.ACCEPTED)],
            [(developer.id, AssignmentStatus.COMPLETED)],
        ]

    async def test_are_those_who_have_the_address_already(self, shelf: Shelf) -> None:
        customer = a_user(email="Customer@Example.com", first_name="Known")
        developer, profile = a_user(email="developer@example.com"), 2
        await stock(shelf, customer, developer, a_profile(user_id=developer.id, capacity=profile))
        await bring_in(shelf, FULL)
        card = await the_card(shelf)
        assert (card.requester_id, card.assignee_id) == (customer.id, developer.id)
        assert (await shelf.tickets.comments(ADMIN, card.id, PAGE)).items[0].author_id == customer.id
        assert (await shelf.tickets.assignments(ADMIN, card.id, PAGE)).items[0].assignee_id == developer.id
        assert (await shelf.developers.card(ADMIN, developer.id)).capacity == profile
        assert await find(shelf, "customer@example.com") == customer
        assert await users(shelf) == {customer.email, developer.email, "agent@example.com"}

    async def test_are_one_in_every_spelling(self, shelf: Shelf) -> None:
        spellings = ["josé@example.com", "JOSE\N{COMBINING ACUTE ACCENT}@EXAMPLE.COM", " José@example.com"]
        await bring_in(shelf, *(a_record(requester=spelling) for spelling in spellings))
        assert len(await users(shelf)) == 1
        assert len({card.requester_id for card in await cards(shelf)}) == 1

    async def test_stay_who_they_are_under_a_new_address(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        before = await find(shelf, "customer@example.com")
        async with shelf.identity_work() as work:
            edited, event = (await work.users.get(before.id)).edit(at=MONDAY, email="new@example.com")
            await work.users.save(edited, event)
        await bring_in(shelf, a_record(requester="customer@example.com"))
        assert {card.requester_id for card in await cards(shelf)} == {before.id}
        assert await users(shelf) == {"new@example.com", "developer@example.com", "agent@example.com"}

    async def test_stay_forgotten(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        forgotten = await find(shelf, "customer@example.com")
        async with shelf.identity_work() as work:
            await work.users.save(*(await work.users.get(forgotten.id)).anonymise(at=MONDAY))
        assert await bring_in(shelf, FULL) == BroughtIn()
        assert "customer@example.com" not in await users(shelf)


class TestCategories:
    async def test_are_shared(self, shelf: Shelf) -> None:
        await bring_in(shelf, *(a_record(category=name) for name in ("Network", "network", " Network ")))
        assert (await shelf.categories.list(ADMIN, CategoryFilter(), PAGE)).total == 1
        assert len({card.category_id for card in await cards(shelf)}) == 1

    async def test_are_those_that_have_the_name_already(self, shelf: Shelf) -> None:
        known = a_category(name="NETWORK", is_active=False)
        await stock(shelf, known)
        await bring_in(shelf, FULL)
        assert (await the_card(shelf)).category_id == known.id
        assert (await shelf.categories.list(ADMIN, CategoryFilter(), PAGE)).total == 1

    async def test_below_another_are_others(self, shelf: Shelf) -> None:
        parent = a_category()
        await stock(shelf, parent, a_category(name="Network", parent_id=parent.id))
        await bring_in(shelf, FULL)
        assert (await shelf.categories.list(ADMIN, CategoryFilter(), PAGE)).total == 3

    async def test_stay_what_they_are_under_a_new_name(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        category_id = (await the_card(shelf)).category_id
        assert category_id is not None
        async with shelf.desk_work() as work:
            await work.categories.save(*(await work.categories.tree()).edit(category_id, at=MONDAY, name="Wires"))
        await bring_in(shelf, a_record(category="Network"))
        assert {card.category_id for card in await cards(shelf)} == {category_id}


class TestAgain:
    async def test_changes_nothing(self, shelf: Shelf) -> None:
        records = [FULL, a_record(), a_record(assignee="Some One", category="Network", comments=FULL.comments)]
        await bring_in(shelf, *records)
        before = await everything(shelf)
        assert await bring_in(shelf, *records) == BroughtIn()
        assert await everything(shelf) == before

    async def test_changes_nothing_about_what_was_done_since(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        async with shelf.desk_work() as work:
            loaded = await work.tickets.get((await the_card(shelf)).id, scope=TicketScope.all())
            await work.tickets.save(*loaded.move_to(Status.REOPENED, at=MONDAY))
        before = await everything(shelf)
        assert await bring_in(shelf, FULL) == BroughtIn()
        assert await everything(shelf) == before

    async def test_brings_in_what_is_new(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        assert await bring_in(shelf, FULL, a_record()) == BroughtIn(tickets=1)

    async def test_within_one_batch_is_once(self, shelf: Shelf) -> None:
        assert await bring_in(shelf, FULL, FULL) == BroughtIn(tickets=1, comments=3)

    async def test_with_another_birth_is_still_the_same(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        later = structs.replace(FULL, created_at=MONDAY + timedelta(minutes=1), comments=())
        assert await bring_in(shelf, later) == BroughtIn()
        assert (await the_card(shelf)).created_at == FULL.created_at

    async def test_by_four_at_once_is_once(self, shelf: Shelf) -> None:
        records = [a_record(requester=f"customer{index % 7}@example.com", category="Network") for index in range(30)]
        outcomes = await asyncio.gather(*(bring_in(shelf, *records) for _ in range(4)))
        assert sum(outcome.tickets for outcome in outcomes) == 30
        assert len(await cards(shelf)) == 30
        assert len(await users(shelf)) == 7


class TestBatch:
    async def test_is_in_altogether_or_not_at_all(self, shelf: Shelf) -> None:
        with pytest.raises(ZeroDivisionError):
            await _bring_in_and_fail(shelf)
        assert await cards(shelf) == []
        assert await users(shelf) == set()

    async def test_may_be_empty(self, shelf: Shelf) -> None:
        assert await bring_in(shelf) == BroughtIn()


class TestRoundTrip:
    async def test_brings_back_what_was_taken_out(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        assert await take_out(shelf) == [FULL]

    async def test_of_what_was_taken_out_changes_nothing(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL, a_record(requester="Some One", assignee="Another", category="Network"))
        before = await everything(shelf)
        assert await bring_in(shelf, *await take_out(shelf)) == BroughtIn()
        assert await everything(shelf) == before

    async def test_of_what_was_opened_here_changes_nothing(self, shelf: Shelf) -> None:
        user = a_user()
        ticket = a_ticket(requester_id=user.id)
        await stock(shelf, user, ticket, a_comment(ticket_id=ticket.id, author_id=user.id))
        [record] = await take_out(shelf)
        assert record.key == str(ticket.id)
        before = await everything(shelf)
        assert await bring_in(shelf, record) == BroughtIn()
        assert await everything(shelf) == before

    async def test_is_oldest_first(self, shelf: Shelf) -> None:
        ages = [3, 0, 2, 1, 1]
        await bring_in(shelf, *(a_record(created_at=MONDAY - timedelta(days=age)) for age in ages))
        taken = [record.created_at for record in await take_out(shelf)]
        assert taken == sorted(taken)
        assert len(taken) == 5

    async def test_comes_in_portions_that_lose_nothing(self, shelf: Shelf) -> None:
        records = [a_record(comments=(a_comment_record(),)) for _ in range(1_201)]
        await bring_in(shelf, *records)
        portions = [portion async for portion in shelf.archive.take_out(TicketScope.all())]
        assert len(portions) > 1
        taken = [record for portion in portions for record in portion]
        assert sorted(record.key for record in taken) == sorted(record.key for record in records)
        assert {len(record.comments) for record in taken} == {1}

    async def test_of_nothing_is_nothing(self, shelf: Shelf) -> None:
        assert await take_out(shelf) == []


async def _bring_in_and_fail(shelf: Shelf) -> None:
    async with shelf.desk_work():
        await bring_in(shelf, FULL)
        raise ZeroDivisionError
