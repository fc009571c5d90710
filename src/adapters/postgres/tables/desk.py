"""What tickets are sorted into and who solves them."""

from typing import Final

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from adapters.postgres.tables.columns import key, metadata, one_of, reference, sorted_text, text_column, time_column
from domain.desk.developer import ExperienceLevel
from domain.desk.routing import Routing

LEVEL: Final = one_of(ExperienceLevel, "experience_level")
ROUTING: Final = one_of(Routing, "ticket_routing")

teams: Final = Table(
    "teams",
    metadata,
    key(),
    sorted_text("name"),
    Column("name_key", Text, nullable=False, unique=True),
    text_column("description"),
    reference("lead_id", "users.id", nullable=True),
    time_column("created_at"),
    time_column("updated_at"),
)

categories: Final = Table(
    "categories",
    metadata,
    key(),
    sorted_text("name"),
    text_column("name_key"),
    reference("parent_id", "categories.id", nullable=True),
    reference("team_id", "teams.id", nullable=True),
    Column("routing", ROUTING, nullable=True),
    Column("is_active", Boolean, nullable=False),
    time_column("created_at"),
    time_column("updated_at"),
    UniqueConstraint("parent_id", "name_key", postgresql_nulls_not_distinct=True),
    Index(None, "team_id"),
)

developer_profiles: Final = Table(
    "developer_profiles",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True),
    Column("specializations", ARRAY(Text), nullable=False),
    Column("experience_level", LEVEL, nullable=False),
    text_column("github_username", nullable=True),
    text_column("slack_id", nullable=True),
    text_column("time_zone"),
    Column("availability", JSONB, nullable=False),
    Column("absences", JSONB, nullable=False),
    Column("capacity", Integer, CheckConstraint("capacity >= 0", name="capacity"), nullable=False),
    time_column("created_at"),
    time_column("updated_at"),
)
