"""What every context may need."""

from typing import Final

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.columns import TIME, key, metadata, text_column

idempotency_keys: Final = Table(
    "idempotency_keys",
    metadata,
    key("user_id"),
    Column("key", Text, primary_key=True),
    text_column("operation"),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", TIME, nullable=False, server_default=text("now()")),
    Index(None, "created_at"),
)
