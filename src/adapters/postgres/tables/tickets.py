"""Tickets and what hangs on them."""

from typing import Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Index,
    Integer,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from adapters.postgres.tables.columns import (
    TIME,
    key,
    metadata,
    one_of,
    reference,
    sorted_text,
    text_column,
    time_column,
)
from domain.desk.assignment import ACTIVE, AssignmentStatus
from domain.desk.link import Relation
from domain.desk.ticket import FINISHED, Channel, Priority, Status
from domain.shared.access import HOUSE

STATUS: Final = one_of(Status, "ticket_status")
PRIORITY: Final = one_of(Priority, "ticket_priority")
CHANNEL: Final = one_of(Channel, "ticket_channel")
ASSIGNMENT_STATUS: Final = one_of(AssignmentStatus, "assignment_status")
RELATION: Final = one_of(Relation, "ticket_relation")


ticket_number: Final = Sequence("ticket_number", metadata=metadata)

_FINISHED: Final = ", ".join(f"'{status}'" for status in Status if status in FINISHED)
UNFINISHED: Final = f"status NOT IN ({_FINISHED})"
"""As indexes and queries both say it, word for word, so that the planner sees that it is the same."""

SEARCHED_PART: Final = 100_000
"""Characters of a description that search looks at: a tsvector holds at most 1 MiB, a description may be longer."""

SEARCHED: Final = f"to_tsvector('simple', left({{}}, {SEARCHED_PART}))"

tickets: Final = Table(
    "tickets",
    metadata,
    key(),
    Column("number", BigInteger, nullable=False, unique=True),
    sorted_text("title"),
    text_column("description"),
    Column("status", STATUS, nullable=False),
    reference("status_id", "statuses.id", nullable=True),
    Column("priority", PRIORITY, nullable=False),
    reference("category_id", "categories.id", nullable=True),
    reference("team_id", "teams.id", nullable=True),
    reference("assignee_id", "users.id", nullable=True),
    reference("requester_id", "users.id"),
    Column("channel", CHANNEL, nullable=False),
    Column("tags", ARRAY(Text), nullable=False),
    text_column("resolution", nullable=True),
    Column("external_key", Text, nullable=True),
    reference("merged_into_id", "tickets.id", nullable=True),
    time_column("due_at", nullable=True),
    time_column("first_response_at", nullable=True),
    time_column("resolved_at", nullable=True),
    time_column("closed_at", nullable=True),
    Column("clocks", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    time_column("alarm_at", nullable=True),
    Column("version", Integer, nullable=False),
    time_column("created_at"),
    time_column("updated_at"),
    Column(
        "search",
        TSVECTOR,
        Computed(
            f"setweight(to_tsvector('simple', title), 'A') || setweight({SEARCHED.format('description')}, 'B')",
            persisted=True,
        ),
    ),
    # The sorts of the whole list.
    Index(None, "created_at", "id"),
    Index(None, "updated_at", "id"),
    Index(None, "priority", "id"),
    Index(None, "title", "id"),
    # One status, one owner, one category, newest or oldest first.
    Index(None, "status", "created_at", "id"),
    Index(None, "requester_id", "created_at", "id"),
    Index(None, "assignee_id", "created_at", "id"),
    Index(None, "team_id", "created_at", "id", postgresql_where=text("team_id IS NOT NULL")),
    Index(None, "category_id", "created_at", "id", postgresql_where=text("category_id IS NOT NULL")),
    Index(None, "status_id", "created_at", "id", postgresql_where=text("status_id IS NOT NULL")),
    # What waits to be closed.
    Index("tickets_resolved_idx", "id", "resolved_at", postgresql_where=text("status = 'resolved'")),
    # Whose clocks there will be something to tell of.
    Index("tickets_alarm_idx", "alarm_at", "id", postgresql_where=text("alarm_at IS NOT NULL")),
    # What is still to do: a few per cent of all, so that looking for it among an owner's finished tickets takes long.
    Index("tickets_queue_idx", "status", "priority", "id", postgresql_where=text(UNFINISHED)),
    Index("tickets_touched_idx", "status", "updated_at", "id", postgresql_where=text(UNFINISHED)),
    Index(
        "tickets_unclaimed_idx",
        *("status", "created_at", "id"),
        postgresql_where=text(f"assignee_id IS NULL AND {UNFINISHED}"),
    ),
    Index("tickets_asked_for_idx", "requester_id", "status", "created_at", "id", postgresql_where=text(UNFINISHED)),
    Index(
        "tickets_in_hand_idx",
        *("assignee_id", "status", "created_at", "id"),
        postgresql_where=text(f"assignee_id IS NOT NULL AND {UNFINISHED}"),
    ),
    Index(
        "tickets_of_team_idx",
        *("team_id", "status", "created_at", "id"),
        postgresql_where=text(f"team_id IS NOT NULL AND {UNFINISHED}"),
    ),
    # Most tickets come from no other system.
    Index("tickets_external_key_key", "external_key", unique=True, postgresql_where=text("external_key IS NOT NULL")),
    Index(None, "tags", postgresql_using="gin"),
    Index(None, "search", postgresql_using="gin"),
)

due_never: Final = literal_column("'9999-12-31 23:59:59.999999+00'::timestamptz", TIME)
due_rank: Final = func.coalesce(tickets.c.due_at, due_never).label("due_rank")
"""What is due at no time comes after all that is. An expression, so that no row had to be written anew for it."""

# Only with the column as well can they be read without the rows.
Index("tickets_due_rank_id_idx", due_rank.element, tickets.c.id, postgresql_include=["due_at"])
Index(
    "tickets_due_idx",
    *(tickets.c.status, due_rank.element, tickets.c.id),
    postgresql_include=["due_at"],
    postgresql_where=text(UNFINISHED),
)

comments: Final = Table(
    "comments",
    metadata,
    key(),
    reference("ticket_id", "tickets.id"),
    reference("author_id", "users.id"),
    text_column("body"),
    Column("is_internal", Boolean, nullable=False),
    Column("mentions", JSONB, nullable=False, server_default="[]"),
    Column("version", Integer, nullable=False, server_default="1"),
    time_column("edited_at", nullable=True),
    time_column("removed_at", nullable=True),
    time_column("created_at"),
    # Two columns, so that whoever may not see notes has nothing to do with what is in them.
    Column(
        "public_search",
        TSVECTOR,
        Computed(f"CASE WHEN NOT is_internal THEN {SEARCHED.format('body')} ELSE NULL END", persisted=True),
    ),
    Column(
        "internal_search",
        TSVECTOR,
        Computed(f"CASE WHEN is_internal THEN {SEARCHED.format('body')} ELSE NULL END", persisted=True),
    ),
    Index(None, "ticket_id", "created_at", "id"),
    Index(None, "author_id", "created_at", "id"),
    Index(
        "comments_public_search_idx",
        "public_search",
        postgresql_using="gin",
        postgresql_where=text("public_search IS NOT NULL"),
    ),
    Index(
        "comments_internal_search_idx",
        "internal_search",
        postgresql_using="gin",
        postgresql_where=text("internal_search IS NOT NULL"),
    ),
)

BY_THE_HOUSE: Final = f"assigned_by = '{HOUSE}'"
"""As `UNFINISHED`: word for word."""

_ACTIVE: Final = ", ".join(f"'{status}'" for status in AssignmentStatus if status in ACTIVE)

assignments: Final = Table(
    "assignments",
    metadata,
    key(),
    reference("ticket_id", "tickets.id"),
    reference("assignee_id", "users.id"),
    Column("assigned_by", Uuid, nullable=False),  # no reference: the house itself assigns too
    Column("status", ASSIGNMENT_STATUS, nullable=False),
    text_column("notes"),
    text_column("reason", nullable=True),
    text_column("why", nullable=True),
    time_column("created_at"),
    time_column("updated_at"),
    Index(None, "ticket_id", "created_at", "id"),
    Index("assignments_routed_idx", "assignee_id", "created_at", postgresql_where=text(BY_THE_HOUSE)),
    Index(
        "assignments_one_active_idx",
        "ticket_id",
        unique=True,
        postgresql_where=text(f"status IN ({_ACTIVE})"),
    ),
)

ticket_links: Final = Table(
    "ticket_links",
    metadata,
    key(),
    Column("relation", RELATION, nullable=False),
    reference("source_id", "tickets.id"),
    reference("target_id", "tickets.id"),
    reference("created_by", "users.id"),
    time_column("created_at"),
    UniqueConstraint("relation", "source_id", "target_id"),
    Index("ticket_links_one_parent_idx", "target_id", unique=True, postgresql_where=text("relation = 'parent_of'")),
    Index(None, "source_id", "created_at", "id"),
    Index(None, "target_id", "created_at", "id"),
)

NO_TEAM: Final = UUID(int=0)
waits_with: Final = func.coalesce(tickets.c.team_id, literal_column(f"'{NO_TEAM}'::uuid", Uuid))
"""The team in whose queue it waits, if it does. An expression, so that those of no team are kept in order as well."""

Index(
    "tickets_waiting_idx",
    *(tickets.c.category_id, waits_with, tickets.c.priority.desc(), tickets.c.created_at, tickets.c.id),
    postgresql_where=text(f"assignee_id IS NULL AND {UNFINISHED}"),
)
