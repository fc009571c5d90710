import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.memory.shelf import memory_shelf
from application.desk.archive import BroughtIn, ImportBatch, TicketRecord
from application.desk.import_tickets import ImportTickets, TimeOutOfRange
from application.desk.ports import TicketArchive
from application.desk.queries.tickets import TicketFilter
from application.identity.queries import UserFilter
from domain.desk.clock import Stretch
from domain.desk.ticket import Priority, Status
from domain.shared.access import Actor, Role
from domain.shared.errors import Forbidden, Invalid
from tests.support.builders import MONDAY, a_comment_record, a_profile, a_record
from tests.support.doubles import NumberedIds, SteppingClock
from tests.support.house import ALL, SmallHouse

LATER = MONDAY + timedelta(hours=1)
MUCH_LATER = MONDAY + timedelta(hours=2)
HOUSE = Actor.house()


class Draft(TicketArchive):
    """Keeps the batch instead of storing it."""

    def __init__(self) -> None:
        self.batch: ImportBatch | None = None

    async def bring_in(self, batch: ImportBatch) -> BroughtIn:
        self.batch = batch
        return BroughtIn()

    def take_out(self, scope: object) -> Any:
        raise NotImplementedError


async def drafted(*records: TicketRecord) -> ImportBatch:
    draft = Draft()
    shelf = memory_shelf(ids=NumberedIds())
    await ImportTickets(draft, shelf.desk_work, SteppingClock())(HOUSE, records)
    assert draft.batch
    return draft.batch


def full_record(**what_matters: Any) -> TicketRecord:
    usual: dict[str, Any] = {
        "key": "OTHER-1",
        "title": " Printer on fire ",
        "description": "It burns.",
        "status": Status.CLOSED,
        "priority": Priority.HIGH,
        "category": "Printers",
        "tags": ("fire", " fire ", " ", "printer"),
        "requester": "customer@example.com",
        "assignee": "the developer",
        "assignee_time_zone": "Europe/Berlin",
        "resolution": "Extinguished.",
        "updated_at": LATER,
        "resolved_at": LATER,
        "due_at": LATER,
        "comments": (
            a_comment_record(author="customer@example.com"),
            a_comment_record(author="the developer", is_internal=True),
            a_comment_record(author="the developer", created_at=LATER),
            a_comment_record(author=None, created_at=MUCH_LATER),
        ),
    }
    return a_record(**usual | what_matters)


class TestImportTickets:
    async def test_makes_tickets_people_and_categories_of_records(self, house: SmallHouse) -> None:
        assert await house.desk.import_tickets(HOUSE, [full_record()]) == BroughtIn(tickets=1, comments=4)
        [row] = (await house.shelf.tickets.list(HOUSE, TicketFilter(), ALL)).items
        card = await house.card(row.id)
        users = (await house.shelf.users.list(HOUSE, UserFilter(), ALL)).items
        by_email = {user.email: user.id for user in users}
        category_id = card.category_id
        assert category_id is not None
        assert (card.number, card.external_key, card.title, card.channel) == (1, "OTHER-1", "Printer on fire", "cli")
        assert (card.description, card.status, card.priority) == ("It burns.", "closed", "high")
        assert (card.tags, card.resolution) == (["fire", "printer"], "Extinguished.")
        assert (card.created_at, card.updated_at, card.due_at) == (MONDAY, LATER, LATER)
        assert (card.first_response_at, card.resolved_at, card.closed_at) == (LATER, LATER, LATER)
        assert (await house.desk.categories.card(HOUSE, category_id)).name == "Printers"
        assert card.requester_id == by_email["customer@example.com"]
        assert "unknown@import.invalid" in by_email
        developer = await house.desk.developers.card(HOUSE, card.assignee_id or card.requester_id)
        assert (developer.name, developer.time_zone) == ("the developer", "Europe/Berlin")
        [turn] = await house.turns(row.id)
        assert (turn.assignee_id, turn.status, turn.updated_at) == (developer.user_id, "completed", LATER)
        assert [comment.is_internal for comment in await house.comments(row.id)].count(True) == 1
        assert {comment.ticket_id for comment in await house.comments(row.id)} == {row.id}

    async def test_is_recorded(self, house: SmallHouse) -> None:
        await house.desk.import_tickets(HOUSE, [full_record()])
        assert house.happened == ["desk.ticket_imported"]
        assert house.recorded[0].payload["external_key"] == "OTHER-1"

    async def test_changes_nothing_the_second_time(self, house: SmallHouse) -> None:
        await house.desk.import_tickets(HOUSE, [full_record()])
        before = await house.card((await house.shelf.tickets.list(HOUSE, TicketFilter(), ALL)).items[0].id)
        assert await house.desk.import_tickets(HOUSE, [full_record()]) == BroughtIn()
        assert await house.card(before.id) == before
        assert house.happened == ["desk.ticket_imported"]

    @pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.ADMIN}])
    async def test_is_for_managers_and_admins(self, house: SmallHouse, role: Role) -> None:
        actor = await house.person(role)
        async with house.refuses(Forbidden):
            await house.desk.import_tickets(actor, [full_record()])

    async def test_accepts_nothing_at_all(self, house: SmallHouse) -> None:
        assert await house.desk.import_tickets(HOUSE, []) == BroughtIn()

    async def test_refuses_a_time_zone_that_is_none(self, house: SmallHouse) -> None:
        async with house.refuses(Invalid) as refused:
            await house.desk.import_tickets(HOUSE, [full_record(assignee_time_zone="Moon")])
        assert list(refused.value.details) == ["timeZone"]

    @pytest.mark.parametrize("field", ["created_at", "updated_at", "resolved_at", "due_at"])
    @pytest.mark.parametrize("at", [datetime(1969, 12, 31, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)], ids=str)
    async def test_refuses_times_nobody_can_keep(self, house: SmallHouse, field: str, at: datetime) -> None:
        async with house.refuses(TimeOutOfRange):
            await house.desk.import_tickets(HOUSE, [full_record(**{field: at})])

    @pytest.mark.parametrize(
        "at", [datetime(1970, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC)], ids=str
    )
    async def test_keeps_times_up_to_the_edges(self, house: SmallHouse, at: datetime) -> None:
        assert (await house.desk.import_tickets(HOUSE, [full_record(due_at=at)])).tickets == 1

    async def test_refuses_a_time_just_over_the_edge(self, house: SmallHouse) -> None:
        async with house.refuses(TimeOutOfRange):
            await house.desk.import_tickets(HOUSE, [full_record(due_at=datetime(9999, 1, 1, tzinfo=UTC))])

    async def test_refuses_comments_at_times_nobody_can_keep(self, house: SmallHouse) -> None:
        comment = a_comment_record(created_at=datetime(1, 1, 1, tzinfo=UTC))
        async with house.refuses(TimeOutOfRange):
            await house.desk.import_tickets(HOUSE, [full_record(comments=(comment,))])


class TestBatch:
    async def test_is_the_same_for_the_same_records(self) -> None:
        records = [full_record(), full_record(key="OTHER-2")]
        assert await drafted(*records) == await drafted(*records)

    async def test_names_everybody_and_everything_once(self) -> None:
        batch = await drafted(full_record(), full_record(key="OTHER-2", category=" printers", assignee="The Developer"))
        assert [person.name for person in batch.people] == ["customer@example.com", "the developer", "unknown"]
        assert [category.name for category in batch.categories] == ["Printers"]
        assert len(batch.developers) == 1
        assert len({comment.id for comment in batch.comments}) == 8
        assert len({turn.id for turn in batch.assignments}) == 2

    async def test_keeps_what_was_said_first_of_people_and_categories(self) -> None:
        again = full_record(
            key="OTHER-2",
            created_at=LATER,
            requester="CUSTOMER@example.com",
            assignee="The Developer",
            assignee_time_zone="UTC",
            category="PRINTERS",
            comments=(),
        )
        batch, alone = await drafted(full_record(), again), await drafted(full_record())
        assert (batch.people, batch.developers, batch.categories) == (alone.people, alone.developers, alone.categories)
        assert {person.created_at for person in batch.people[:2]} == {MONDAY}

    async def test_leaves_numbers_to_the_archive(self) -> None:
        assert [ticket.number for ticket in (await drafted(full_record())).tickets] == [0]

    async def test_keeps_comments_of_one_moment_in_their_order(self) -> None:
        comments = tuple(a_comment_record(body=str(number)) for number in range(20))
        batch = await drafted(full_record(comments=comments))
        assert [comment.body for comment in sorted(batch.comments, key=lambda one: one.id)] == list(map(str, range(20)))

    async def test_leaves_out_what_nobody_named(self) -> None:
        batch = await drafted(a_record())
        [ticket] = batch.tickets
        assert (ticket.category_id, ticket.assignee_id, ticket.resolution) == (None, None, None)
        assert (ticket.updated_at, ticket.first_response_at) == (MONDAY, None)
        assert (batch.developers, batch.categories, batch.comments, batch.assignments) == ([], [], [], [])
        assert [person.name for person in batch.people] == ["unknown"]

    @pytest.mark.parametrize(
        ("status", "resolved", "closed"),
        [(Status.RESOLVED, LATER, None), (Status.CLOSED, LATER, LATER), (Status.REOPENED, None, None)],
    )
    async def test_finishes_only_what_is_finished(
        self, status: Status, resolved: datetime | None, closed: datetime | None
    ) -> None:
        [ticket] = (await drafted(full_record(status=status))).tickets
        assert (ticket.resolved_at, ticket.closed_at) == (resolved, closed)

    async def test_ends_the_turn_when_it_was_resolved(self) -> None:
        [turn] = (await drafted(full_record(resolved_at=LATER, updated_at=MUCH_LATER))).assignments
        [open_turn] = (await drafted(full_record(status=Status.OPEN, updated_at=MUCH_LATER))).assignments
        assert (turn.updated_at, open_turn.updated_at) == (LATER, MUCH_LATER)

    @pytest.mark.parametrize(("status", "turn"), [(Status.OPEN, "accepted"), (Status.RESOLVED, "completed")])
    async def test_ends_the_turn_of_what_is_finished(self, status: Status, turn: str) -> None:
        assert [str(one.status) for one in (await drafted(full_record(status=status))).assignments] == [turn]

    async def test_makes_developers_of_whom_nothing_else_is_known(self) -> None:
        batch = await drafted(full_record(assignee_time_zone=None))
        [developer], [turn] = batch.developers, batch.assignments
        assert developer == a_profile(user_id=turn.assignee_id)
        assert (developer.time_zone, developer.capacity) == ("UTC", 10)

    async def test_counts_no_reply_of_the_requester_as_response(self) -> None:
        replies = (a_comment_record(author=" Customer@example.com"), a_comment_record(created_at=LATER))
        [ticket] = (await drafted(full_record(comments=replies))).tickets
        assert ticket.first_response_at == LATER

    async def test_takes_the_first_response_by_time_not_by_place(self) -> None:
        replies = (a_comment_record(created_at=MUCH_LATER), a_comment_record(created_at=LATER))
        [ticket] = (await drafted(full_record(comments=replies))).tickets
        assert ticket.first_response_at == LATER

    async def test_gives_a_title_to_what_has_none(self) -> None:
        [ticket] = (await drafted(a_record(key="OTHER\0-1", title=" "))).tickets
        assert ticket.title == "(no title) OTHER\N{REPLACEMENT CHARACTER}-1"

    async def test_cuts_titles_and_tags_where_they_end(self) -> None:
        [ticket] = (await drafted(a_record(title="x" * 400, tags=("y" * 60,)))).tickets
        assert (ticket.title, ticket.tags) == ("x" * 300, ("y" * 50,))

    async def test_keeps_names_apart_that_look_alike(self) -> None:
        names = ["one two", "one-two", "one.two", "ONE_TWO", "\N{CYRILLIC SMALL LETTER A}", "-"]
        batch = await drafted(*(a_record(requester=name) for name in names))
        assert len({person.email.casefold() for person in batch.people}) == len(names)

    @given(st.text(min_size=1).filter(lambda name: name.strip() and "@" not in name))
    @example("x" * 300)
    @example("\N{LATIN SMALL LETTER A WITH GRAVE}" * 300)
    async def test_makes_an_address_of_any_name(self, name: str) -> None:
        [person] = (await drafted(a_record(requester=name))).people
        assert re.fullmatch(r"[a-z0-9-]{1,64}@import\.invalid", person.email)

    async def test_leaves_a_plain_name_as_it_is(self) -> None:
        batch = await drafted(a_record(requester="person-24e76b83ee"))
        assert [person.email for person in batch.people] == ["person-24e76b83ee@import.invalid"]

    async def test_takes_a_name_with_an_at_sign_for_an_address(self) -> None:
        batch = await drafted(a_record(requester="Customer@Example.com"))
        assert [person.email for person in batch.people] == ["Customer@Example.com"]

    @given(st.text(), st.text(min_size=1).filter(str.strip))
    async def test_holds_nothing_that_cannot_be_stored(self, text: str, name: str) -> None:
        text = f"{text}\0"
        record = a_record(
            key=f"{name}\0",
            title=text,
            description=text,
            resolution=text,
            requester=f"{name}\0",
            assignee=name,
            category=f"{name}\0",
            tags=(f"{text}x",),
            comments=(a_comment_record(author=name, body=text),),
        )
        batch = await drafted(record)
        [ticket], [comment], [category] = batch.tickets, batch.comments, batch.categories
        texts = [ticket.title, ticket.description, str(ticket.resolution), str(ticket.external_key), *ticket.tags]
        texts += [comment.body, category.name]
        texts += [text for person in batch.people for text in (person.name, person.email)]
        assert not any("\0" in stored for stored in texts)
        assert ticket.title.strip()


class TestClocks:
    async def test_run_as_their_history_tells(self) -> None:
        later = [MONDAY + timedelta(hours=hour) for hour in range(6)]
        record = a_record(
            requester="customer@example.com",
            status=Status.RESOLVED,
            resolved_at=later[4],
            comments=(
                a_comment_record(author="agent@example.com", body="A note.", is_internal=True, created_at=later[1]),
                a_comment_record(author="agent@example.com", created_at=later[2]),
                a_comment_record(author="customer@example.com", created_at=later[3]),
            ),
        )
        [ticket] = (await drafted(record)).tickets
        first, solved, following = ticket.clocks
        assert (first.stopped_at, solved.stopped_at) == (later[2], later[4])
        assert (following.stretches, following.stopped_at) == ((Stretch(later[3], later[4]),), None)

    @pytest.mark.parametrize("status", Status)
    async def test_stand_still_from_the_last_change_where_nothing_else_is_known(self, status: Status) -> None:
        changed = MONDAY + timedelta(hours=2)
        [ticket] = (await drafted(a_record(status=status, updated_at=changed))).tickets
        ends = {clock.stretches[-1].end for clock in ticket.clocks}
        assert ends == {changed if status in {Status.PENDING, Status.RESOLVED, Status.CLOSED} else None}

    async def test_are_judged_by_what_is_promised_and_tell_nobody(self, house: SmallHouse) -> None:
        await house.policy(first_response=60)
        house.clock.skip(timedelta(days=1))
        record = a_record(comments=(a_comment_record(created_at=MONDAY + timedelta(hours=3)),))
        assert (await house.desk.import_tickets(HOUSE, [record])).tickets == 1
        assert house.happened == ["desk.ticket_imported"]
        [row] = (await house.desk.tickets.list(HOUSE, TicketFilter(), ALL)).items
        first, _ = (await house.desk.clocks.of_ticket(HOUSE, row.id)).clocks
        assert first.promise is not None
        assert first.promise.breached_at == MONDAY + timedelta(hours=1)
