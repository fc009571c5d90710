"""Whatever is asked and however: answers hold what the actor's scope admits, and nothing else."""

from dataclasses import dataclass
from itertools import product

import pytest

from application.desk.queries.tickets import TicketFilter
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.access import TicketScope, sees_internal
from domain.desk.ticket import Ticket, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.ids import TicketId
from tests.support.builders import a_comment, a_team, a_ticket, a_user, an_assignment
from tests.support.shelves import stock

PAGE = PageRequest(sort=(Sort("number"),), limit=100)


@dataclass(frozen=True)
class Crowd:
    """Tickets in every relation to three people and two teams, and these people in every role and team."""

    tickets: list[Ticket]
    actors: list[Actor]


@pytest.fixture
async def crowd(shelf: Shelf) -> Crowd:
    people, teams = [a_user() for _ in range(3)], [a_team() for _ in range(2)]
    somewhere = [None, *(team.id for team in teams)]
    tickets = [
        a_ticket(requester_id=requester.id, assignee_id=assignee, team_id=team, title="Printer", tags=("x",))
        for requester, assignee, team in product(people, [None, *(one.id for one in people)], somewhere)
    ]
    attached = [
        thing
        for ticket in tickets
        for thing in (
            a_comment(ticket_id=ticket.id, author_id=ticket.requester_id),
            a_comment(ticket_id=ticket.id, author_id=ticket.requester_id, is_internal=True),
            an_assignment(ticket_id=ticket.id, assignee_id=ticket.requester_id),
        )
    ]
    await stock(shelf, *people, *teams, *tickets, *attached)
    actors = [Actor(person.id, role, team) for person, role, team in product(people, Role, somewhere)]
    return Crowd(tickets, [*actors, Actor(a_user().id, Role.CUSTOMER), Actor(a_user().id, Role.DEVELOPER)])


def admitted(crowd: Crowd, actor: Actor) -> set[TicketId]:
    return {ticket.id for ticket in crowd.tickets if TicketScope.of(actor).admits(ticket)}


async def test_lists_and_totals_are_within_it(shelf: Shelf, crowd: Crowd) -> None:
    for actor in crowd.actors:
        page = await shelf.tickets.list(actor, TicketFilter(), PAGE)
        assert {row.id for row in page.items} == admitted(crowd, actor), actor
        assert page.total == len(page.items), actor


async def test_no_filter_reaches_beyond_it(shelf: Shelf, crowd: Crowd) -> None:
    foreign = crowd.tickets[-1]
    filters = [
        TicketFilter(search="printer"),
        TicketFilter(search="-nothing or printer"),
        TicketFilter(tag=("x",)),
        TicketFilter(number=foreign.number),
        TicketFilter(requester_id=foreign.requester_id),
        TicketFilter(assignee_id=foreign.assignee_id),
        TicketFilter(team_id=foreign.team_id),
        TicketFilter(assignee_id="none"),
    ]
    everything = Actor(a_user().id, Role.ADMIN)
    for wanted in filters:
        fitting = {row.id for row in (await shelf.tickets.list(everything, wanted, PAGE)).items}
        assert fitting, wanted
        for actor in crowd.actors:
            page = await shelf.tickets.list(actor, wanted, PAGE)
            assert {row.id for row in page.items} == fitting & admitted(crowd, actor), (actor, wanted)
            assert page.total == len(page.items), (actor, wanted)


async def test_a_cursor_from_elsewhere_reaches_no_further(shelf: Shelf, crowd: Crowd) -> None:
    middle = crowd.tickets[len(crowd.tickets) // 2]
    after = PageRequest(sort=PAGE.sort, limit=100, after=(middle.number, str(middle.id)))
    later = {ticket.id for ticket in crowd.tickets if ticket.number > middle.number}
    for actor in crowd.actors:
        page = await shelf.tickets.list(actor, TicketFilter(), after)
        assert {row.id for row in page.items} == later & admitted(crowd, actor), actor


@pytest.mark.parametrize("role", Role)
async def test_one_by_one_what_it_admits_is_there_and_the_rest_is_not(shelf: Shelf, crowd: Crowd, role: Role) -> None:
    for actor in (actor for actor in crowd.actors[:21] if actor.role is role):
        for ticket in crowd.tickets:
            seen = await _seen(shelf, actor, ticket)
            expected = (2 if sees_internal(actor) else 1, 1) if ticket.id in admitted(crowd, actor) else None
            assert seen == expected, (actor, ticket)


async def test_loading_to_change_goes_by_it(shelf: Shelf, crowd: Crowd) -> None:
    for actor in (actor for actor in crowd.actors[:21] if actor.role in {Role.ADMIN, Role.DEVELOPER, Role.CUSTOMER}):
        async with shelf.desk_work() as work:
            for ticket in crowd.tickets:
                try:
                    loaded = await work.tickets.get(ticket.id, scope=TicketScope.of(actor))
                except TicketNotFound:
                    assert ticket.id not in admitted(crowd, actor), (actor, ticket)
                else:
                    assert loaded == ticket
                    assert ticket.id in admitted(crowd, actor), (actor, ticket)


@pytest.mark.parametrize(
    "scope",
    [
        TicketScope(),
        TicketScope(everything=True),
        TicketScope(requester_id=a_user().id),
        TicketScope(assignee_id=a_user().id),
        TicketScope(team_id=a_team().id),
    ],
)
async def test_what_leaves_the_house_is_within_it(shelf: Shelf, crowd: Crowd, scope: TicketScope) -> None:
    portions = [portion async for portion in shelf.archive.take_out(scope)]
    keys = {record.key for portion in portions for record in portion}
    assert keys == {str(ticket.id) for ticket in crowd.tickets if scope.admits(ticket)}


async def test_what_leaves_the_house_is_somebodys_own(shelf: Shelf, crowd: Crowd) -> None:
    for actor in crowd.actors[:21]:
        portions = [portion async for portion in shelf.archive.take_out(TicketScope.of(actor))]
        keys = {record.key for portion in portions for record in portion}
        assert keys == set(map(str, admitted(crowd, actor))), actor


async def _seen(shelf: Shelf, actor: Actor, ticket: Ticket) -> tuple[int, int] | None:
    """How many comments and assignments of a ticket somebody sees; None when there is no such ticket for them."""
    try:
        card = await shelf.tickets.card(actor, ticket.id)
    except TicketNotFound:
        with pytest.raises(TicketNotFound):
            await shelf.tickets.comments(actor, ticket.id, _BORN)
        with pytest.raises(TicketNotFound):
            await shelf.tickets.assignments(actor, ticket.id, _BORN)
        return None
    assert card.id == ticket.id
    comments = await shelf.tickets.comments(actor, ticket.id, _BORN)
    return comments.total, (await shelf.tickets.assignments(actor, ticket.id, _BORN)).total


_BORN = PageRequest(sort=(Sort("createdAt"),))
