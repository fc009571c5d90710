"""What an installation calls the statuses of its tickets."""

from typing import Final

from sqlalchemy import Boolean, Column, Integer, Table, Text

from adapters.postgres.tables.columns import key, metadata, sorted_text, time_column
from adapters.postgres.tables.tickets import STATUS

statuses: Final = Table(
    "statuses",
    metadata,
    key(),
    sorted_text("name"),
    Column("name_key", Text, nullable=False, unique=True),
    Column("status", STATUS, nullable=False),
    Column("position", Integer, nullable=False),
    Column("is_active", Boolean, nullable=False),
    time_column("created_at"),
    time_column("updated_at"),
)
