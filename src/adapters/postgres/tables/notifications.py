"""What people are told."""

from typing import Final

from sqlalchemy import Index, Table, text

from adapters.postgres.tables.columns import key, metadata, reference, text_column, time_column

notifications: Final = Table(
    "notifications",
    metadata,
    key(),
    reference("recipient_id", "users.id"),
    text_column("kind"),
    reference("ticket_id", "tickets.id", nullable=True),
    text_column("text"),
    time_column("created_at"),
    time_column("read_at", nullable=True),
    Index(None, "recipient_id", "created_at", "id", postgresql_include=["kind", "read_at"]),
    Index(
        "notifications_unread_idx",
        *("recipient_id", "created_at", "id"),
        postgresql_include=["kind"],
        postgresql_where=text("read_at IS NULL"),
    ),
)
