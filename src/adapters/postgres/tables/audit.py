"""What happened."""

from typing import Final

from sqlalchemy import Column, Index, Table, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

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
