from typing import Final, final

from sqlalchemy import ColumnElement, Table, Text, and_, delete, literal, select

from adapters.postgres.sql import Statement, parameter
from adapters.postgres.tables import (
    developer_profiles,
    external_identities,
    idempotency_keys,
    invitations,
    macros,
    notifications,
    one_time_tokens,
    recovery_codes,
    saved_views,
    second_factors,
    sessions,
    ticket_drafts,
    ticket_watchers,
)
from adapters.postgres.transaction import Transaction
from application.identity.ports import Traces
from domain.identity.user import User

_THEIRS: Final[dict[Table, ColumnElement[bool]]] = {
    table: column == parameter("user_id", column)
    for table, column in (
        (sessions, sessions.c.user_id),
        (one_time_tokens, one_time_tokens.c.user_id),
        (external_identities, external_identities.c.user_id),
        (second_factors, second_factors.c.user_id),
        (recovery_codes, recovery_codes.c.user_id),
        (notifications, notifications.c.recipient_id),
        (ticket_drafts, ticket_drafts.c.author_id),
        (macros, macros.c.owner_id),
        (ticket_watchers, ticket_watchers.c.user_id),
        (developer_profiles, developer_profiles.c.user_id),
        (idempotency_keys, idempotency_keys.c.user_id),
    )
} | {
    invitations: invitations.c.canonical_email == parameter("canonical_email", Text()),
    saved_views: and_(
        saved_views.c.owner_id == parameter("user_id", saved_views.c.owner_id), saved_views.c.is_shared.is_(False)
    ),
}

_FORGET: Final = Statement(
    select(literal(0)).add_cte(
        *(delete(table).where(theirs).cte(f"forgotten_{table.name}") for table, theirs in _THEIRS.items())
    )
)


@final
class PostgresTraces(Traces):
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def forget(self, user: User) -> None:
        given = {"user_id": user.id, "canonical_email": user.canonical_email}
        await self._transaction.run(_FORGET, given)
