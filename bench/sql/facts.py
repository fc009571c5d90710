"""Who and what there is to ask for in a database that `world` made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import psycopg

from application.shared.page import Sort
from domain.desk.ticket import Priority
from domain.shared.access import Actor, Role
from domain.shared.ids import AssignmentId, CategoryId, CommentId, NotificationId, TeamId, TicketId, UserId

_FIRST_BORN: Final = datetime(2022, 1, 1, tzinfo=UTC)

_DRAFTED: Final = "FROM ticket_drafts d JOIN users u ON u.id = d.author_id WHERE u.role = 'agent' ORDER BY d.id LIMIT 1"

DEEP: Final = 0.1
"""Which part of all is left where 90 % are passed."""

RECENT: Final = 0.9705
"""The same among those that are not finished, newest first: nearly all of them are of the newest 3 %."""


@dataclass(frozen=True)
class Facts:
    """The busy ones have most tickets of their kind, the quiet ones fewest."""

    tickets: int
    title: str
    customer: Actor
    quiet_customer: Actor
    developer: Actor
    quiet_developer: Actor
    manager: Actor
    admin: Actor
    team: TeamId
    quiet_team: TeamId
    category: CategoryId
    categories_of_team: list[CategoryId]
    ticket: TicketId
    open_ticket: TicketId
    discussed_ticket: TicketId
    reworded_comment: CommentId
    """Of the discussed ticket."""
    drafted_ticket: TicketId
    drafting: Actor
    """Who means to say something there, which they can see."""
    rated_ticket: TicketId
    comment: CommentId
    assignment: AssignmentId
    notification: NotificationId
    notified: Actor
    entity: UUID

    def born(self, part: float) -> datetime:
        """When so large a part of all tickets was there."""
        return _FIRST_BORN + timedelta(minutes=int(self.tickets * part))

    def after(self, sort: Sort, part: float, priorities: Sequence[Priority] = ()) -> tuple[Any, ...]:
        """A position in the list of all tickets before which, by the sort ascending, so large a part of them stands.

        Of those of one of some priorities it is within the first that is stated.
        """
        part = part if sort.descending else 1 - part
        time = self.born(part)
        middle = str(UUID(int=int(time.timestamp() * 1000) << 80))
        values: dict[str, Any] = {
            "number": int(self.tickets * part),
            "title": self.title if sort.descending else "z",
            "priority": next(iter(priorities), "low" if sort.descending else "high"),
        }
        return (values.get(sort.key, time.isoformat().replace("+00:00", "Z")), middle)


def facts(url: str) -> Facts:
    with psycopg.connect(url) as connection:
        look = _Look(connection)
        number = look.one("SELECT max(number) FROM tickets")
        ticket = look.one("SELECT id FROM tickets WHERE number = %s", number // 2)
        teams = look.all("SELECT team_id FROM tickets WHERE team_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1")
        return Facts(
            tickets=number,
            title=look.one("SELECT title FROM tickets ORDER BY title, id OFFSET %s LIMIT 1", int(number * DEEP)),
            customer=look.busiest("customer", "requester_id"),
            quiet_customer=look.busiest("customer", "requester_id", "ASC"),
            developer=look.busiest("developer", "assignee_id"),
            quiet_developer=look.busiest("developer", "assignee_id", "ASC"),
            manager=look.somebody("manager"),
            admin=look.somebody("admin"),
            team=teams[0],
            quiet_team=teams[-1],
            category=look.one("SELECT category_id FROM tickets WHERE id = %s", ticket),
            categories_of_team=look.all("SELECT id FROM categories WHERE team_id = %s", teams[0]),
            ticket=ticket,
            open_ticket=look.one(
                "SELECT t.id FROM tickets t LEFT JOIN assignments a ON a.ticket_id = t.id"
                " WHERE t.status = 'open' AND t.assignee_id IS NULL AND t.team_id = %s AND a.id IS NULL"
                " ORDER BY t.number DESC LIMIT 1",
                teams[0],
            ),
            discussed_ticket=look.one("SELECT ticket_id FROM comments GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"),
            reworded_comment=look.one(
                "SELECT comment_id FROM comment_revisions GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
            ),
            drafted_ticket=look.one(f"SELECT d.ticket_id {_DRAFTED}"),
            drafting=look.actor(f"WHERE id = (SELECT d.author_id {_DRAFTED})"),
            rated_ticket=look.one("SELECT ticket_id FROM ratings ORDER BY id LIMIT 1"),
            comment=look.one("SELECT id FROM comments WHERE ticket_id = %s LIMIT 1", ticket),
            assignment=look.one("SELECT id FROM assignments ORDER BY id DESC LIMIT 1"),
            notification=look.one("SELECT id FROM notifications ORDER BY id DESC LIMIT 1"),
            notified=look.actor("WHERE id = (SELECT recipient_id FROM notifications ORDER BY id DESC LIMIT 1)"),
            entity=look.one("SELECT entity_id FROM events ORDER BY id DESC LIMIT 1"),
        )


class _Look:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def all(self, query: str, *values: object) -> list[Any]:
        return [row[0] for row in self._connection.execute(query.encode(), values or None).fetchall()]

    def one(self, query: str, *values: object) -> Any:
        return self.all(query, *values)[0]

    def actor(self, which: str) -> Actor:
        row = self._connection.execute(f"SELECT id, role, team_id FROM users {which}".encode()).fetchall()[0]
        return Actor(UserId(row[0]), Role(row[1]), row[2])

    def somebody(self, role: str) -> Actor:
        return self.actor(f"WHERE role = '{role}' ORDER BY id LIMIT 1")

    def busiest(self, role: str, column: str, order: str = "DESC") -> Actor:
        counted = f"SELECT u.id FROM users u JOIN tickets t ON t.{column} = u.id WHERE u.role = '{role}'"
        return self.actor(f"WHERE id = ({counted} GROUP BY u.id ORDER BY count(*) {order}, u.id LIMIT 1)")
