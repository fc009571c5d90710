"""What is promised, and by which hours."""

from typing import Final

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.columns import key, metadata, reference, sorted_text, text_column, time_column
from adapters.postgres.tables.identity import TIER
from adapters.postgres.tables.tickets import PRIORITY

calendars: Final = Table(
    "calendars",
    metadata,
    key(),
    sorted_text("name"),
    Column("name_key", Text, nullable=False, unique=True),
    text_column("time_zone"),
    Column("hours", JSONB, nullable=False),
    Column("holidays", JSONB, nullable=False),
    time_column("created_at"),
    time_column("updated_at"),
)

sla_policies: Final = Table(
    "sla_policies",
    metadata,
    key(),
    sorted_text("name"),
    Column("priority", PRIORITY, nullable=True),
    reference("category_id", "categories.id", nullable=True),
    Column("tier", TIER, nullable=True),
    reference("calendar_id", "calendars.id"),
    Column("first_response", Integer, nullable=True),
    Column("next_response", Integer, nullable=True),
    Column("resolution", Integer, nullable=True),
    Column("is_active", Boolean, nullable=False),
    time_column("created_at"),
    time_column("updated_at"),
    UniqueConstraint("priority", "category_id", "tier", postgresql_nulls_not_distinct=True),
    CheckConstraint("num_nonnulls(first_response, next_response, resolution) > 0", name="promises"),
    Index(None, "calendar_id"),
    Index(None, "category_id"),
)
