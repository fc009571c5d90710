from datetime import UTC, datetime, timedelta, timezone

from msgspec import structs

from application.audit.queries import AuditFilter
from application.desk.archive import BroughtIn
from application.desk.queries.categories import CategoryFilter
from application.desk.queries.developers import DeveloperFilter
from application.desk.queries.tickets import TicketFilter
from application.identity.queries import UserFilter
from application.shared.origin import Origin, origin
from application.shelf import Shelf
from domain.desk.assignment import AssignmentStatus
from domain.desk.ticket import Status
from domain.shared.access import Role
from tests.contract.desk.records import ADMIN, FULL, PAGE, bring_in, cards, find, take_out, the_card, users
from tests.support.builders import (
    MONDAY,
    a_category,
    a_comment_record,
    a_profile,
    a_record,
    a_ticket,
    a_user,
)
from tests.support.shelves import stock


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
            "status_id": None,
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
            "merged_into_id": None,
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

    async def test_of_one_instant_keep_their_order(self, shelf: Shelf) -> None:
        said = [str(index) for index in range(30)]
        await bring_in(shelf, a_record(comments=tuple(a_comment_record(body=body) for body in said)))
        rows = (await shelf.tickets.comments(ADMIN, (await the_card(shelf)).id, PAGE)).items
        assert [row.body for row in rows] == said
        [record] = await take_out(shelf)
        assert [comment.body for comment in record.comments] == said

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

    async def test_below_another_are_found_too(self, shelf: Shelf) -> None:
        parent = a_category()
        child = a_category(name="NETWORK", parent_id=parent.id)
        await stock(shelf, parent, child)
        await bring_in(shelf, FULL)
        assert (await the_card(shelf)).category_id == child.id
        assert (await shelf.categories.list(ADMIN, CategoryFilter(), PAGE)).total == 2

    async def test_stay_what_they_are_under_a_new_name(self, shelf: Shelf) -> None:
        await bring_in(shelf, FULL)
        category_id = (await the_card(shelf)).category_id
        assert category_id is not None
        async with shelf.desk_work() as work:
            await work.categories.save(*(await work.categories.tree()).edit(category_id, at=MONDAY, name="Wires"))
        await bring_in(shelf, a_record(category="Network"))
        assert {card.category_id for card in await cards(shelf)} == {category_id}
