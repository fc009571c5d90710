"""Records for the archive, and everything they could change."""

from datetime import timedelta

from application.audit.queries import AuditFilter
from application.desk.archive import BroughtIn, TicketRecord
from application.desk.export_tickets import ExportTickets
from application.desk.import_tickets import ImportTickets
from application.desk.queries.categories import CategoryFilter
from application.desk.queries.developers import DeveloperFilter
from application.desk.queries.tickets import TicketCard, TicketFilter
from application.identity.queries import UserFilter
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.desk.ticket import Channel, Priority, Status
from domain.identity.user import User
from domain.shared.access import Role
from tests.support.builders import (
    MONDAY,
    a_comment_record,
    an_actor,
)
from tests.support.doubles import SteppingClock

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
    return await ImportTickets(shelf.archive, shelf.desk_work, SteppingClock())(ADMIN, records)


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
