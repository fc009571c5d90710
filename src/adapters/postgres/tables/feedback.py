"""What people make of the service."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, Index, SmallInteger, Table, UniqueConstraint, Uuid, text

from adapters.postgres.tables.columns import key, metadata, one_of, reference, text_column, time_column
from domain.desk.complaint import ComplaintStatus

COMPLAINT_STATUS: Final = one_of(ComplaintStatus, "complaint_status")

complaints: Final = Table(
    "complaints",
    metadata,
    key(),
    reference("ticket_id", "tickets.id", nullable=True),
    reference("complainant_id", "users.id"),
    Column("about_id", Uuid),
    text_column("subject"),
    text_column("text"),
    Column("status", COMPLAINT_STATUS, nullable=False),
    text_column("resolution", nullable=True),
    time_column("created_at"),
    time_column("updated_at"),
    Index(None, "created_at", "id"),
    Index(None, "complainant_id", "created_at", "id"),
    Index(None, "ticket_id", "created_at", "id", postgresql_where=text("ticket_id IS NOT NULL")),
    Index(None, "status", "created_at", "id"),
)

ratings: Final = Table(
    "ratings",
    metadata,
    key(),
    reference("ticket_id", "tickets.id"),
    reference("requester_id", "users.id"),
    time_column("resolved_at"),
    Column("score", SmallInteger, CheckConstraint("score BETWEEN 1 AND 5", name="score"), nullable=False),
    text_column("comment"),
    time_column("created_at"),
    time_column("updated_at"),
    UniqueConstraint("ticket_id", "resolved_at"),
    Index(None, "requester_id", "created_at", "id"),
)
