"""Which tickets were merged, and what went from one to the other."""

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from adapters.postgres.tables.columns import key, metadata, reference, text_column, time_column
from adapters.postgres.tables.tickets import STATUS

ticket_merges: Final = Table(
    "ticket_merges",
    metadata,
    key(),
    reference("source_id", "tickets.id"),
    reference("target_id", "tickets.id"),
    Column("is_across", Boolean, nullable=False),
    Column("status", STATUS, nullable=False),
    reference("status_id", "statuses.id", nullable=True),
    text_column("resolution", nullable=True),
    time_column("resolved_at", nullable=True),
    time_column("closed_at", nullable=True),
    reference("turn_id", "assignments.id", nullable=True),
    Column("tags", ARRAY(Text), nullable=False),
    Column("merged_by", Uuid, nullable=False),  # no reference: the house itself merges too
    time_column("created_at"),
    time_column("undone_at", nullable=True),
    Index("ticket_merges_one_current_idx", "source_id", unique=True, postgresql_where=text("undone_at IS NULL")),
)

merged_things: Final = Table(
    "merged_things",
    metadata,
    Column("merge_id", Uuid, ForeignKey("ticket_merges.id", ondelete="RESTRICT"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("thing_id", Uuid, primary_key=True),  # no reference: things of many kinds, some of which go away
)
