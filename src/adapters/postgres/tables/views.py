"""Filters of tickets that people come back to."""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, Table, text
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.columns import key, metadata, reference, sorted_text, text_column, time_column

saved_views: Final = Table(
    "saved_views",
    metadata,
    key(),
    sorted_text("name"),
    reference("owner_id", "users.id"),
    Column("filter", JSONB, nullable=False),
    text_column("sort"),
    Column("is_shared", Boolean, nullable=False),
    reference("team_id", "teams.id", nullable=True),
    Column("position", Integer, nullable=False),
    time_column("created_at"),
    time_column("updated_at"),
    # One's own, and those of others that are shared: few enough to be sorted.
    Index(None, "owner_id"),
    Index("saved_views_shared_idx", "team_id", postgresql_where=text("is_shared")),
)
