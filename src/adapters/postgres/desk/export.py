"""Tickets on their way out.

Portion after portion from where the last one ended, rather than from one long transaction: whoever reads slowly keeps
no connection and no old rows. None is missed or comes twice, as the time of birth never changes.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import BigInteger, Text, cast, func, literal_column, select, tuple_
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

from adapters.postgres.desk.scope import SCOPES, scope_name, scope_parameters
from adapters.postgres.pool import Pool
from adapters.postgres.rows import Reader
from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import categories, comments, developer_profiles, tickets, users
from adapters.postgres.transaction import look
from application.desk.archive import TicketRecord
from domain.desk.access import TicketScope

PORTION: Final = 500
"""Tickets handed out at once."""

_BEFORE_ALL: Final = (datetime.min.replace(tzinfo=UTC), UUID(int=0))

_REQUESTER: Final = users.alias("requester")
_ASSIGNEE: Final = users.alias("assignee")
_COMMENT: Final = func.json_build_object(
    *("author", users.c.email),
    *("body", comments.c.body),
    *("isInternal", comments.c.is_internal),
    *("createdAt", comments.c.created_at),
)
_COMMENTS: Final = (
    select(func.json_agg(aggregate_order_by(_COMMENT, comments.c.created_at, comments.c.id)))
    .select_from(comments.join(users))
    .where(comments.c.ticket_id == tickets.c.id)
    .scalar_subquery()
)

_RECORD: Final = Reader(TicketRecord)
_RECORDS: Final = (
    select(
        *_RECORD.columns(
            tickets,
            key=func.coalesce(tickets.c.external_key, cast(tickets.c.id, Text())),
            category=categories.c.name,
            requester=_REQUESTER.c.email,
            assignee=_ASSIGNEE.c.email,
            assignee_time_zone=developer_profiles.c.time_zone,
            comments=func.coalesce(_COMMENTS, literal_column("'[]'", JSON())),
        ),
        tickets.c.id,
    )
    .select_from(
        tickets.join(_REQUESTER, tickets.c.requester_id == _REQUESTER.c.id)
        .outerjoin(_ASSIGNEE, tickets.c.assignee_id == _ASSIGNEE.c.id)
        .outerjoin(developer_profiles, tickets.c.assignee_id == developer_profiles.c.user_id)
        .outerjoin(categories, tickets.c.category_id == categories.c.id)
    )
    .where(
        tuple_(tickets.c.created_at, tickets.c.id)
        > tuple_(parameter("after_time", tickets.c.created_at), parameter("after_id", tickets.c.id))
    )
    .order_by(tickets.c.created_at, tickets.c.id)
    .limit(parameter("limit", BigInteger()))
)
_PORTIONS: Final = {name: Statement(_RECORDS.where(condition)) for name, condition in SCOPES.items()}


async def exported(pool: Pool, scope: TicketScope) -> AsyncIterator[Sequence[TicketRecord]]:
    """Every ticket in scope with its comments, oldest first."""
    statement = _PORTIONS[scope_name(scope)]
    given = scope_parameters(scope) | {"limit": PORTION}
    after = _BEFORE_ALL
    while found := await look(pool, statement, given | {"after_time": after[0], "after_id": after[1]}):
        portion = [_RECORD(record) for record in found]
        after = (portion[-1].created_at, found[-1][-1])
        yield portion
