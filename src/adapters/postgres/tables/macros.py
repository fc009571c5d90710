"""Replies that are given again and again."""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.tables.columns import key, metadata, reference, sorted_text, text_column, time_column
from adapters.postgres.tables.tickets import PRIORITY, STATUS

macros: Final = Table(
    "macros",
    metadata,
    key(),
    reference("owner_id", "users.id", nullable=True),
    sorted_text("name"),
    text_column("name_key"),
    text_column("body"),
    Column("is_internal", Boolean, nullable=False),
    Column("status", STATUS, nullable=True),
    Column("priority", PRIORITY, nullable=True),
    Column("tags", ARRAY(Text), nullable=False),
    Column("assigns_to_me", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    time_column("created_at"),
    time_column("updated_at"),
    UniqueConstraint("owner_id", "name_key", postgresql_nulls_not_distinct=True),
    Index(None, "owner_id", "name", "id"),
    Index(None, "owner_id", "created_at", "id"),
)
