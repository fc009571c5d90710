"""What is kept of comments beside what they say."""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, Table, UniqueConstraint

from adapters.postgres.tables.columns import key, metadata, reference, text_column, time_column

comment_revisions: Final = Table(
    "comment_revisions",
    metadata,
    key(),
    reference("comment_id", "comments.id"),
    Column("version", Integer, nullable=False),
    text_column("body"),
    time_column("written_at"),
    time_column("created_at"),
    Index(None, "comment_id", "created_at", "id"),
)

ticket_drafts: Final = Table(
    "ticket_drafts",
    metadata,
    key(),
    reference("ticket_id", "tickets.id"),
    reference("author_id", "users.id"),
    text_column("body"),
    Column("is_internal", Boolean, nullable=False),
    time_column("created_at"),
    time_column("updated_at"),
    UniqueConstraint("ticket_id", "author_id"),
    Index(None, "author_id", "created_at", "ticket_id"),
)
