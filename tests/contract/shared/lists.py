"""Every list of the house, and rows for it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from application.audit.queries import AUDIT_SORTS, AuditFilter
from application.desk.queries.categories import CATEGORY_SORTS, CategoryFilter
from application.desk.queries.developers import DEVELOPER_SORTS, DeveloperFilter
from application.desk.queries.teams import TEAM_SORTS, TeamFilter
from application.desk.queries.tickets import ABSENT as TICKETS_ABSENT
from application.desk.queries.tickets import TICKET_SORTS, TicketFilter
from application.desk.queries.views import VIEW_SORTS, ViewFilter
from application.desk.queries.wording import BIRTH_SORT
from application.identity.queries import SESSION_SORTS, USER_SORTS, UserFilter
from application.notifications.queries import NOTIFICATION_SORTS, NotificationFilter
from application.shared.page import Page, PageRequest, SortTypes
from application.shelf import Shelf
from domain.desk.assignment import AssignmentStatus
from domain.desk.events import TeamCreated
from domain.desk.link import Relation
from domain.desk.ticket import Priority
from domain.shared.access import Actor, Role
from tests.support.builders import (
    MONDAY,
    a_category,
    a_comment,
    a_link,
    a_notification,
    a_profile,
    a_session,
    a_team,
    a_ticket,
    a_user,
    a_view,
    a_watcher,
    acting,
    an_actor,
    an_assignment,
)

ADMIN: Final = an_actor(Role.ADMIN)
ROWS: Final = 11
WORDS: Final = [
    "b",
    "B",
    "a",
    "ä",
    "A",
    "z",
    "Z",
    "_",
    "10",
    "9",
    "\N{GRINNING FACE}",
    "\N{FULLWIDTH LATIN SMALL LETTER A}",
]
"""Their order by code point is none that a dictionary would have."""
READER: Final = a_user(role=Role.ADMIN)
ASKED: Final = a_ticket(requester_id=READER.id)

Ask = Callable[[Shelf, PageRequest], Awaitable[Page[Any]]]


@dataclass(frozen=True)
class List:
    """One list: what it can be sorted by, how to ask for it, and `ROWS` rows of it, some with equal values."""

    sorts: SortTypes
    ask: Ask
    content: Sequence[object]
    id_name: str = "id"
    fill: Callable[[Shelf], Awaitable[None]] | None = None
    """Where content alone does not make the rows."""
    absent: Mapping[str, datetime] = field(default_factory=dict)
    """What stands for a time that there is not, by sort key, unless it is `NEVER`."""


def _time(index: int) -> datetime:
    """Some are born at once, some a microsecond apart."""
    return MONDAY + timedelta(microseconds=index // 3)


def _rows(make: Callable[..., Any], **fields: Callable[[int], Any]) -> list[Any]:
    return [make(**{name: value(index) for name, value in fields.items()}) for index in range(ROWS)]


async def _make_history(shelf: Shelf) -> None:
    async with shelf.desk_work() as work:
        for index in range(ROWS):
            team = a_team()
            await work.teams.save(team, TeamCreated(team_id=team.id, at=_time(index)))


OTHERS: Final = _rows(a_ticket, requester_id=lambda _: READER.id)
PEOPLE: Final = _rows(a_user, created_at=_time)
LISTS: Final[Mapping[str, List]] = {
    "tickets": List(
        TICKET_SORTS,
        lambda shelf, page: shelf.tickets.list(ADMIN, TicketFilter(), page),
        [
            READER,
            *_rows(
                a_ticket,
                requester_id=lambda _: READER.id,
                title=lambda i: WORDS[i % 7],
                priority=lambda i: list(Priority)[i * 3 % 4],
                number=lambda i: 500 - i,
                created_at=_time,
                updated_at=lambda i: _time(-i % 5),
                due_at=lambda i: _time(-i % 7) if i % 3 else None,
            ),
        ],
        absent=TICKETS_ABSENT,
    ),
    "comments": List(
        BIRTH_SORT,
        lambda shelf, page: shelf.tickets.comments(ADMIN, ASKED.id, page),
        [
            *(READER, ASKED),
            *_rows(a_comment, ticket_id=lambda _: ASKED.id, author_id=lambda _: READER.id, created_at=_time),
        ],
    ),
    "views": List(
        VIEW_SORTS,
        lambda shelf, page: shelf.views.list(acting(READER), ViewFilter(), page),
        [
            READER,
            *_rows(
                a_view,
                owner_id=lambda _: READER.id,
                name=lambda i: WORDS[i % 7],
                position=lambda i: i * 3 % 4,
                created_at=_time,
            ),
        ],
    ),
    "assignments": List(
        BIRTH_SORT,
        lambda shelf, page: shelf.tickets.assignments(ADMIN, ASKED.id, page),
        [
            *(READER, ASKED),
            *_rows(
                an_assignment,
                ticket_id=lambda _: ASKED.id,
                assignee_id=lambda _: READER.id,
                status=lambda _: AssignmentStatus.REASSIGNED,
                created_at=_time,
            ),
        ],
    ),
    "links": List(
        BIRTH_SORT,
        lambda shelf, page: shelf.tickets.links(ADMIN, ASKED.id, page),
        [
            *(READER, ASKED, *OTHERS),
            *_rows(
                a_link,
                source_id=lambda i: ASKED.id if i % 2 else OTHERS[i].id,
                target_id=lambda i: OTHERS[i].id if i % 2 else ASKED.id,
                relation=lambda _: Relation.BLOCKS,
                created_by=lambda _: READER.id,
                created_at=_time,
            ),
        ],
    ),
    "watchers": List(
        BIRTH_SORT,
        lambda shelf, page: shelf.watchers.list(ADMIN, ASKED.id, page),
        [
            *(READER, ASKED, *PEOPLE),
            *_rows(
                a_watcher,
                ticket_id=lambda _: ASKED.id,
                user_id=lambda i: PEOPLE[i].id,
                created_at=_time,
            ),
        ],
        id_name="user_id",
    ),
    "teams": List(
        TEAM_SORTS,
        lambda shelf, page: shelf.teams.list(ADMIN, TeamFilter(), page),
        _rows(a_team, name=lambda i: f"{WORDS[i]}{i}", created_at=_time),
    ),
    "categories": List(
        CATEGORY_SORTS,
        lambda shelf, page: shelf.categories.list(ADMIN, CategoryFilter(), page),
        _rows(a_category, name=lambda i: f"{WORDS[i]}{i}", created_at=_time),
    ),
    "developers": List(
        DEVELOPER_SORTS,
        lambda shelf, page: shelf.developers.list(ADMIN, DeveloperFilter(), page),
        [
            *PEOPLE,
            *_rows(a_profile, user_id=lambda i: PEOPLE[i].id, capacity=lambda i: i % 4, created_at=_time),
        ],
        id_name="user_id",
    ),
    "users": List(
        USER_SORTS,
        lambda shelf, page: shelf.users.list(ADMIN, UserFilter(), page),
        _rows(
            a_user,
            email=lambda i: f"{WORDS[-i % 10]}{i}@example.com",
            last_name=lambda i: WORDS[i % 4],
            created_at=_time,
            updated_at=lambda i: _time(-i % 4),
        ),
    ),
    "sessions": List(
        SESSION_SORTS,
        lambda shelf, page: shelf.sessions.list(Actor(READER.id, Role.CUSTOMER), page, at=MONDAY),
        [READER, *_rows(a_session, user_id=lambda _: READER.id, created_at=_time)],
    ),
    "audit": List(
        AUDIT_SORTS,
        lambda shelf, page: shelf.audit.list(ADMIN, AuditFilter(), page),
        (),
        fill=_make_history,
    ),
    "notifications": List(
        NOTIFICATION_SORTS,
        lambda shelf, page: shelf.notifications.list(Actor(READER.id, Role.CUSTOMER), NotificationFilter(), page),
        [READER, *_rows(a_notification, recipient_id=lambda _: READER.id, created_at=_time)],
    ),
}
