"""The two tables that the peer needs, as the ORM sees them. The database fills `search` and `transaction` itself."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, DateTime, Enum, Sequence, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid_utils.compat import uuid7

STATUSES: Final = ("open", "in_progress", "pending", "resolved", "closed", "reopened")
PRIORITIES: Final = ("low", "medium", "high", "critical")
CHANNELS: Final = ("api", "email", "cli", "agent")


class Base(DeclarativeBase):
    type_annotation_map = {datetime: DateTime(timezone=True), str: Text, dict[str, Any]: JSONB, list[Any]: JSONB}  # noqa: RUF012


class Ticket(Base):
    __tablename__ = "tickets"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[int] = mapped_column(BigInteger, Sequence("ticket_number"))
    title: Mapped[str]
    description: Mapped[str]
    status: Mapped[str] = mapped_column(Enum(*STATUSES, name="ticket_status"), default="open")
    status_id: Mapped[UUID | None]
    priority: Mapped[str] = mapped_column(Enum(*PRIORITIES, name="ticket_priority"))
    category_id: Mapped[UUID | None]
    team_id: Mapped[UUID | None]
    assignee_id: Mapped[UUID | None]
    requester_id: Mapped[UUID]
    channel: Mapped[str] = mapped_column(Enum(*CHANNELS, name="ticket_channel"), default="api")
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    resolution: Mapped[str | None]
    external_key: Mapped[str | None]
    merged_into_id: Mapped[UUID | None]
    due_at: Mapped[datetime | None]
    first_response_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    clocks: Mapped[list[Any]] = mapped_column(deferred=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Event(Base):
    __tablename__ = "events"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str]
    entity_type: Mapped[str]
    entity_id: Mapped[UUID]
    payload: Mapped[dict[str, Any]]
    old_values: Mapped[dict[str, Any]]
    new_values: Mapped[dict[str, Any]]
    actor_id: Mapped[UUID]
    request_id: Mapped[str | None]
    ip: Mapped[str | None]
    user_agent: Mapped[str | None]
    created_at: Mapped[datetime]
