"""How long tickets took."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, Table

from adapters.postgres.tables.columns import key, metadata, reference, text_column, time_column

time_entries: Final = Table(
    "time_entries",
    metadata,
    key(),
    reference("ticket_id", "tickets.id"),
    reference("user_id", "users.id"),
    Column("minutes", Integer, CheckConstraint("minutes > 0", name="minutes"), nullable=False),
    Column("spent_on", Date, nullable=False),
    text_column("note"),
    time_column("created_at"),
    time_column("updated_at"),
    Index(None, "ticket_id", "created_at", "id"),
    Index(None, "user_id", "created_at", "id"),
    Index(None, "user_id", "spent_on", "id"),
    Index(None, "spent_on", "id"),
)
