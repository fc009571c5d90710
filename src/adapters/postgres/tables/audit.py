"""What happened."""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    LargeBinary,
    SmallInteger,
    Table,
    Uuid,
    cast,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.columns import TransactionId, key, metadata, text_column, time_column

events: Final = Table(
    "events",
    metadata,
    key(),
    text_column("name"),
    text_column("entity_type"),
    Column("entity_id", Uuid, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("old_values", JSONB, nullable=False),
    Column("new_values", JSONB, nullable=False),
    Column("actor_id", Uuid, nullable=False),  # no reference: the house itself acts too
    text_column("request_id", nullable=True),
    text_column("ip", nullable=True),
    text_column("user_agent", nullable=True),
    time_column("created_at"),
    Column("transaction", TransactionId, nullable=False, server_default=text("pg_current_xact_id()")),
    Index(None, "created_at", "id"),
    Index(None, "entity_type", "entity_id", "created_at"),
    Index(None, "actor_id", "created_at", "id"),
    Index(None, "name", "created_at", "id"),
    Index(None, "request_id", postgresql_where=text("request_id IS NOT NULL")),
    Column("api_key_id", Uuid),  # no reference: keys go, what was done by them stays
    Index(None, "transaction"),
    Index(None, "api_key_id", "created_at", "id", postgresql_where=text("api_key_id IS NOT NULL")),
)


def _stated(name: str) -> ColumnElement[Any]:
    """What the payload says under a name, which stands in the text of a statement, as it does in an index."""
    return events.c.payload.op("->>")(literal_column(f"'{name}'"))


TICKET: Final = cast(_stated("ticket_id"), Uuid)
"""Of what happened to a ticket, or to something that hangs on it."""

PERSON: Final = cast(func.coalesce(_stated("user_id"), _stated("assignee_id"), _stated("requester_id")), Uuid)
"""Whom it happened to."""

Index("events_ticket_idx", TICKET, events.c.created_at, events.c.id, postgresql_where=TICKET.is_not(None))
Index("events_person_idx", PERSON, events.c.created_at, events.c.id, postgresql_where=PERSON.is_not(None))

audit_seals: Final = Table(
    "audit_seals",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("form", SmallInteger, nullable=False),
    Column("before", BigInteger, nullable=False),
    Column("event_ids", ARRAY(Uuid), nullable=False),  # no reference: what is missing is what they are kept for
    Column("event_digests", LargeBinary, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("horizon", BigInteger, nullable=False),
    time_column("sealed_at"),
    Column("digest", LargeBinary, nullable=False),
    Index(None, "last"),
)
