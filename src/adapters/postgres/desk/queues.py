"""What waits for somebody and who there is, without a lock on any of it but on the queue itself."""

from collections.abc import Collection
from typing import Any, Final, final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Text,
    Uuid,
    and_,
    column,
    func,
    literal_column,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.expression import exists

from adapters.postgres.desk.developers import DEVELOPER, developers_selected
from adapters.postgres.desk.scope import SCOPES, scope_name, scope_parameters
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import NO_TEAM, UNFINISHED, assignments, categories, teams, tickets, users, waits_with
from adapters.postgres.transaction import Transaction
from application.desk.ports import TicketQueues
from domain.desk.access import TicketScope
from domain.desk.assignment import Assignment
from domain.desk.category import Category, CategoryTree
from domain.desk.developer import Developer
from domain.desk.ticket import Ticket, TicketNotFound
from domain.shared.access import PERMISSIONS, Permission
from domain.shared.ids import CategoryId, TeamId, TicketId, UserId

_QUEUE_LOCKS: Final = 1_096_040_771
"""Class of the advisory locks on queues; the other half is the team's. Two teams that share one only wait longer."""

_LOCK: Final = Statement(
    select(func.pg_advisory_xact_lock(literal_column(f"{_QUEUE_LOCKS}"), func.hashtext(parameter("team", Text()))))
)
_TEAM: Final = Statement(select(teams.c.name).where(teams.c.id == parameter("id", teams.c.id)))
_TEAM_OF: Final = Statement(select(users.c.team_id).where(users.c.id == parameter("id", users.c.id)))

_TICKET: Final = Reader(Ticket)
_TURN: Final = Reader(Assignment)
_CATEGORY: Final = Reader(Category)

_TREE: Final = Statement(select(*_CATEGORY.columns(categories)))
_TICKETS: Final = {
    name: Statement(select(*_TICKET.columns(tickets)).where(tickets.c.id == parameter("id", tickets.c.id), condition))
    for name, condition in SCOPES.items()
}
_TURNS: Final = Statement(
    select(*_TURN.columns(assignments))
    .where(assignments.c.ticket_id == func.any(parameter("ids", ARRAY(Uuid()))))
    .order_by(assignments.c.created_at, assignments.c.id)
)
_HELD: Final = Statement(
    select(tickets.c.id)
    .where(tickets.c.assignee_id == parameter("id", tickets.c.assignee_id), text(f"tickets.{UNFINISHED}"))
    .order_by(tickets.c.id)
)

_ROUTED: Final = (
    func.unnest(parameter("categories", ARRAY(Uuid()))).table_valued(column("id", Uuid)).render_derived(name="routed")
)
_WAITS: Final = and_(tickets.c.assignee_id.is_(None), text(f"tickets.{UNFINISHED}"))
_OF_TEAM: Final = waits_with == parameter("team_id", Uuid())
_LIMIT: Final = parameter("limit", BigInteger())
_AFTER_PRIORITY: Final = parameter("after_priority", tickets.c.priority)
_AS_URGENT: Final = and_(
    tickets.c.priority == _AFTER_PRIORITY,
    func.row(tickets.c.created_at, tickets.c.id)
    > func.row(parameter("after_created_at", tickets.c.created_at), parameter("after_id", tickets.c.id)),
)
_LESS_URGENT: Final = tickets.c.priority < _AFTER_PRIORITY


def _waiting(*further: ColumnElement[bool]) -> Select[Any]:
    """Each category's part of the queue is in order by itself; they are merged, and cut again.

    What is `further` comes one after the other, each a range of the index.
    """
    ranges = [
        select(*_TICKET.columns(tickets))
        .where(tickets.c.category_id == _ROUTED.c.id, _OF_TEAM, _WAITS, condition)
        .order_by(*_in_turn(tickets))
        .limit(_LIMIT)
        .correlate(_ROUTED)
        for condition in further
    ]
    every = union_all(*ranges).lateral("every")
    part = ranges[0] if len(ranges) == 1 else select(*every.c).order_by(*_in_turn(every)).limit(_LIMIT)
    parts = part.lateral("part")
    return (
        select(*(parts.c[name] for name in _TICKET.names))
        .select_from(_ROUTED.join(parts, true()))
        .order_by(*_in_turn(parts))
        .limit(_LIMIT)
    )


def _in_turn(rows: FromClause) -> list[ColumnElement[Any]]:
    return [rows.c.priority.desc(), rows.c.created_at, rows.c.id]


_WAITING: Final = {False: Statement(_waiting(true())), True: Statement(_waiting(_AS_URGENT, _LESS_URGENT))}
"""From the beginning, and from where it goes on."""

_ANY_WAITS: Final = exists().where(tickets.c.category_id == func.any(parameter("categories", ARRAY(Uuid()))), _WAITS)
_TEAMS: Final = Statement(select(teams.c.id).where(_ANY_WAITS.where(waits_with == teams.c.id)).order_by(teams.c.id))
_ANY_OF_TEAM: Final = Statement(select(_ANY_WAITS.where(_OF_TEAM)))

_WORKING: Final = sorted(role for role, permissions in PERMISSIONS.items() if Permission.TICKETS_WORK in permissions)
_THERE: Final = developers_selected().where(users.c.is_active, users.c.role.in_(_WORKING)).order_by(users.c.id)
_DEVELOPERS: Final = {
    True: Statement(_THERE.where(users.c.team_id == parameter("team_id", users.c.team_id))),
    False: Statement(_THERE),
}


@final
class PostgresTicketQueues(TicketQueues):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def enter(self, team_id: TeamId | None) -> str | None:
        await self._transaction.run(_LOCK, {"team": str(team_id)})
        if team_id is None:
            return None
        found = await self._transaction.run(_TEAM, {"id": team_id})
        return found[0][0] if found else None

    async def tree(self) -> CategoryTree:
        every = [_CATEGORY(record) for record in await self._transaction.run(_TREE)]
        return CategoryTree({category.id: category for category in every})

    async def teams(self, categories: Collection[CategoryId]) -> list[TeamId | None]:
        asked = {"categories": list(categories)}
        found: list[TeamId | None] = [record[0] for record in await self._transaction.run(_TEAMS, asked)]
        of_none = await self._transaction.run(_ANY_OF_TEAM, asked | {"team_id": NO_TEAM})
        return [*found, None] if of_none[0][0] else found

    async def waiting(
        self, team_id: TeamId | None, categories: Collection[CategoryId], *, after: Ticket | None, limit: int
    ) -> list[Ticket]:
        statement = _WAITING[after is not None]
        asked: dict[str, Any] = {"team_id": team_id or NO_TEAM, "categories": list(categories), "limit": limit}
        if after is not None:
            asked |= {"after_priority": after.priority, "after_created_at": after.created_at, "after_id": after.id}
        return [_TICKET(record) for record in await self._transaction.run(statement, asked)]

    async def developers(self, team_id: TeamId | None) -> list[Developer]:
        found = await self._transaction.run(_DEVELOPERS[team_id is not None], {"team_id": team_id})
        return [DEVELOPER(record) for record in found]

    async def turns(self, ticket_ids: Collection[TicketId]) -> list[Assignment]:
        return [_TURN(record) for record in await self._transaction.run(_TURNS, {"ids": list(ticket_ids)})]

    async def held_by(self, user_id: UserId) -> list[TicketId]:
        return [record[0] for record in await self._transaction.run(_HELD, {"id": user_id})]

    async def ticket(self, ticket_id: TicketId, *, scope: TicketScope) -> Ticket:
        statement = _TICKETS[scope_name(scope)]
        found = await self._transaction.run(statement, {"id": ticket_id} | scope_parameters(scope))
        if not found:
            raise TicketNotFound("There is no such ticket.")
        return _TICKET(found[0])

    async def team_of(self, user_id: UserId) -> TeamId | None:
        found = await self._transaction.run(_TEAM_OF, {"id": user_id})
        return found[0][0] if found else None
