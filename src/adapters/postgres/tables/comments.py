"""What is kept of comments beside what they say."""

from typing import Final

from sqlalchemy import Column, Index, Integer, Table

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
