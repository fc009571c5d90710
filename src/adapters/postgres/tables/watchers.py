"""Who is told what happens to which tickets."""

from typing import Final

from sqlalchemy import Column, Index, Table, UniqueConstraint, Uuid

from adapters.postgres.tables.columns import key, metadata, reference, time_column

ticket_watchers: Final = Table(
    "ticket_watchers",
    metadata,
    key(),
    reference("ticket_id", "tickets.id"),
    reference("user_id", "users.id"),
    Column("added_by", Uuid, nullable=False),  # no reference: the house itself adds too
    time_column("created_at"),
    UniqueConstraint("ticket_id", "user_id"),
    Index(None, "user_id", "created_at", "ticket_id"),
)
