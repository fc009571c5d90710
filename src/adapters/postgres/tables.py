"""Every table of the house, as SQL is built from them; a test holds them equal to what the migrations make.

`name_key` and `search_key` are case-folded by us: what the server takes for lower case depends on its locale.
"""

from enum import Enum as PythonEnum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, ENUM, JSONB, TSVECTOR
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType

from domain.desk.assignment import ACTIVE, AssignmentStatus
from domain.desk.developer import ExperienceLevel
from domain.desk.link import Relation
from domain.desk.ticket import FINISHED, Channel, Priority, Status
from domain.identity.session import SessionEnd
from domain.identity.user import Tier
from domain.shared.access import Role

metadata: Final = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)


class TransactionId(UserDefinedType[str]):
    """`xid8`: the number of a transaction, never used again."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "XID8"


ischema_names["xid8"] = TransactionId  # so that a schema that is read back knows it too


def _one_of(kind: type[PythonEnum], name: str) -> ENUM:
    """An enum type whose order is that of the declaration: priorities sort by it."""
    return ENUM(kind, name=name, metadata=metadata, values_callable=lambda members: [one.value for one in members])


ROLE: Final = _one_of(Role, "user_role")
TIER: Final = _one_of(Tier, "user_tier")
SESSION_END: Final = _one_of(SessionEnd, "session_end")
LEVEL: Final = _one_of(ExperienceLevel, "experience_level")
STATUS: Final = _one_of(Status, "ticket_status")
PRIORITY: Final = _one_of(Priority, "ticket_priority")
CHANNEL: Final = _one_of(Channel, "ticket_channel")
ASSIGNMENT_STATUS: Final = _one_of(AssignmentStatus, "assignment_status")
RELATION: Final = _one_of(Relation, "ticket_relation")

_TIME: Final = DateTime(timezone=True)


def _key(name: str = "id") -> Column[Any]:
    return Column(name, Uuid, primary_key=True)


def _reference(name: str, target: str, *, nullable: bool = False, use_alter: bool = False) -> Column[Any]:
    """Nothing that is referred to goes away."""
    return Column(name, Uuid, ForeignKey(target, ondelete="RESTRICT", use_alter=use_alter), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=nullable)


def _sorted_text(name: str) -> Column[Any]:
    """Sorts by code point, wherever the server comes from."""
    return Column(name, Text(collation="C"), nullable=False)


def _time(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, _TIME, nullable=nullable)


ticket_number: Final = Sequence("ticket_number", metadata=metadata)

users: Final = Table(
    "users",
    metadata,
    _key(),
    _sorted_text("email"),
    Column("canonical_email", Text, nullable=False, unique=True),
    _text("password_hash", nullable=True),
    _text("first_name"),
    _sorted_text("last_name"),
    _text("name"),
    _text("search_key"),
    _text("phone", nullable=True),
    Column("role", ROLE, nullable=False),
    Column("tier", TIER, nullable=False),
    Column("is_active", Boolean, nullable=False),
    _reference("team_id", "teams.id", nullable=True, use_alter=True),
    _time("last_login_at", nullable=True),
    Column(
        "last_login_rank",
        _TIME,
        Computed("COALESCE(last_login_at, '0001-01-01 00:00:00+00'::timestamp with time zone)", persisted=True),
    ),
    _time("email_verified_at", nullable=True),
    _text("pending_email", nullable=True),
    _text("suspended_because", nullable=True),
    _time("second_factor_at", nullable=True),
    _time("anonymised_at", nullable=True),
    Column("access_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    _time("created_at"),
    _time("updated_at"),
    Index(None, "created_at", "id"),
    Index(None, "updated_at", "id"),
    Index(None, "last_login_rank", "id"),
    Index(None, "email", "id"),
    Index(None, "last_name", "id"),
    Index(None, "team_id"),
)

sessions: Final = Table(
    "sessions",
    metadata,
    _key(),
    _reference("user_id", "users.id"),
    Column("access_version", Integer, nullable=False),
    Column("counter", Integer, nullable=False),
    _text("user_agent", nullable=True),
    _text("ip", nullable=True),
    _time("created_at"),
    _time("last_used_at"),
    _time("expires_at"),
    _time("ended_at", nullable=True),
    Column("ended_because", SESSION_END, nullable=True),
    Index(None, "user_id", "created_at", "id"),
    Index(None, "expires_at"),
)

external_identities: Final = Table(
    "external_identities",
    metadata,
    _key(),
    _text("issuer"),
    _text("subject"),
    _reference("user_id", "users.id"),
    _text("email", nullable=True),
    _time("created_at"),
    _time("last_used_at"),
    UniqueConstraint("issuer", "subject"),
    Index(None, "user_id", "created_at", "id"),
)

sign_ins: Final = Table(
    "sign_ins",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    _time("expires_at"),
    Index(None, "expires_at"),
)

second_factors: Final = Table(
    "second_factors",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True),
    _text("sealed_secret", nullable=True),
    Column("last_step", BigInteger, nullable=False),
    _text("sealed_offer", nullable=True),
    _time("offered_until", nullable=True),
)

recovery_codes: Final = Table(
    "recovery_codes",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
)

teams: Final = Table(
    "teams",
    metadata,
    _key(),
    _sorted_text("name"),
    Column("name_key", Text, nullable=False, unique=True),
    _text("description"),
    _reference("lead_id", "users.id", nullable=True),
    _time("created_at"),
    _time("updated_at"),
)

categories: Final = Table(
    "categories",
    metadata,
    _key(),
    _sorted_text("name"),
    _text("name_key"),
    _reference("parent_id", "categories.id", nullable=True),
    _reference("team_id", "teams.id", nullable=True),
    Column("is_active", Boolean, nullable=False),
    _time("created_at"),
    _time("updated_at"),
    UniqueConstraint("parent_id", "name_key", postgresql_nulls_not_distinct=True),
    Index(None, "team_id"),
)

developer_profiles: Final = Table(
    "developer_profiles",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True),
    Column("specializations", ARRAY(Text), nullable=False),
    Column("experience_level", LEVEL, nullable=False),
    _text("github_username", nullable=True),
    _text("slack_id", nullable=True),
    _text("time_zone"),
    Column("availability", JSONB, nullable=False),
    Column("capacity", Integer, CheckConstraint("capacity >= 0", name="capacity"), nullable=False),
    _time("created_at"),
    _time("updated_at"),
)

_FINISHED: Final = ", ".join(f"'{status}'" for status in Status if status in FINISHED)
UNFINISHED: Final = f"status NOT IN ({_FINISHED})"
"""As indexes and queries both say it, word for word, so that the planner sees that it is the same."""

SEARCHED_PART: Final = 100_000
"""Characters of a description that search looks at: a tsvector holds at most 1 MiB, a description may be longer."""

tickets: Final = Table(
    "tickets",
    metadata,
    _key(),
    Column("number", BigInteger, nullable=False, unique=True),
    _sorted_text("title"),
    _text("description"),
    Column("status", STATUS, nullable=False),
    Column("priority", PRIORITY, nullable=False),
    _reference("category_id", "categories.id", nullable=True),
    _reference("team_id", "teams.id", nullable=True),
    _reference("assignee_id", "users.id", nullable=True),
    _reference("requester_id", "users.id"),
    Column("channel", CHANNEL, nullable=False),
    Column("tags", ARRAY(Text), nullable=False),
    _text("resolution", nullable=True),
    Column("external_key", Text, nullable=True),
    _time("due_at", nullable=True),
    _time("first_response_at", nullable=True),
    _time("resolved_at", nullable=True),
    _time("closed_at", nullable=True),
    Column("version", Integer, nullable=False),
    _time("created_at"),
    _time("updated_at"),
    Column(
        "search",
        TSVECTOR,
        Computed(
            "setweight(to_tsvector('simple', title), 'A') || "
            f"setweight(to_tsvector('simple', left(description, {SEARCHED_PART})), 'B')",
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
    # What waits to be closed.
    Index("tickets_resolved_idx", "id", "resolved_at", postgresql_where=text("status = 'resolved'")),
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

comments: Final = Table(
    "comments",
    metadata,
    _key(),
    _reference("ticket_id", "tickets.id"),
    _reference("author_id", "users.id"),
    _text("body"),
    Column("is_internal", Boolean, nullable=False),
    _time("created_at"),
    Index(None, "ticket_id", "created_at", "id"),
    Index(None, "author_id", "created_at", "id"),
)

_ACTIVE: Final = ", ".join(f"'{status}'" for status in AssignmentStatus if status in ACTIVE)

assignments: Final = Table(
    "assignments",
    metadata,
    _key(),
    _reference("ticket_id", "tickets.id"),
    _reference("assignee_id", "users.id"),
    Column("assigned_by", Uuid, nullable=False),  # no reference: the house itself assigns too
    Column("status", ASSIGNMENT_STATUS, nullable=False),
    _text("notes"),
    _text("reason", nullable=True),
    _time("created_at"),
    _time("updated_at"),
    Index(None, "ticket_id", "created_at", "id"),
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
    _key(),
    Column("relation", RELATION, nullable=False),
    _reference("source_id", "tickets.id"),
    _reference("target_id", "tickets.id"),
    _reference("created_by", "users.id"),
    _time("created_at"),
    UniqueConstraint("relation", "source_id", "target_id"),
    Index("ticket_links_one_parent_idx", "target_id", unique=True, postgresql_where=text("relation = 'parent_of'")),
    Index(None, "source_id", "created_at", "id"),
    Index(None, "target_id", "created_at", "id"),
)

notifications: Final = Table(
    "notifications",
    metadata,
    _key(),
    _reference("recipient_id", "users.id"),
    _text("kind"),
    _reference("ticket_id", "tickets.id", nullable=True),
    _text("text"),
    _time("created_at"),
    _time("read_at", nullable=True),
    Index(None, "recipient_id", "created_at", "id", postgresql_include=["kind", "read_at"]),
    Index(
        "notifications_unread_idx",
        *("recipient_id", "created_at", "id"),
        postgresql_include=["kind"],
        postgresql_where=text("read_at IS NULL"),
    ),
)

events: Final = Table(
    "events",
    metadata,
    _key(),
    _text("name"),
    _text("entity_type"),
    Column("entity_id", Uuid, nullable=False),
    Column("payload", JSONB, nullable=False),
    Column("old_values", JSONB, nullable=False),
    Column("new_values", JSONB, nullable=False),
    Column("actor_id", Uuid, nullable=False),  # no reference: the house itself acts too
    _text("request_id", nullable=True),
    _text("ip", nullable=True),
    _text("user_agent", nullable=True),
    _time("created_at"),
    Column("transaction", TransactionId, nullable=False, server_default=text("pg_current_xact_id()")),
    Index(None, "created_at", "id"),
    Index(None, "entity_type", "entity_id", "created_at"),
    Index(None, "actor_id", "created_at", "id"),
    Index(None, "name", "created_at", "id"),
    Index(None, "request_id", postgresql_where=text("request_id IS NOT NULL")),
    Column("api_key_id", Uuid),  # no reference: keys go, what was done by them stays
    Index(None, "transaction"),
    Index(None, "api_key_id", "created_at", "id", postgresql_where=text("api_key_id IS NOT NULL")),
)

idempotency_keys: Final = Table(
    "idempotency_keys",
    metadata,
    _key("user_id"),
    Column("key", Text, primary_key=True),
    _text("operation"),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", _TIME, nullable=False, server_default=text("now()")),
    Index(None, "created_at"),
)

one_time_tokens: Final = Table(
    "one_time_tokens",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    _text("purpose"),
    _reference("user_id", "users.id"),
    _text("email"),
    _time("created_at"),
    _time("expires_at"),
    Index(None, "user_id"),
    Index(None, "expires_at"),
)

failure_counts: Final = Table(
    "failure_counts",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("taken", Integer, nullable=False),
    _time("ends_at"),
    Index(None, "ends_at"),
)

api_keys: Final = Table(
    "api_keys",
    metadata,
    _key(),
    _reference("user_id", "users.id"),
    _text("name"),
    Column("scopes", JSONB, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    _time("created_at"),
    _time("expires_at"),
    _time("last_used_at", nullable=True),
    Index(None, "user_id", "created_at", "id"),
)

signing_keys: Final = Table(
    "signing_keys",
    metadata,
    _key(),
    _text("salt"),
    _time("created_at"),
    _time("signs_from"),
)

invitations: Final = Table(
    "invitations",
    metadata,
    _key(),
    Column("team_id", Uuid, ForeignKey("teams.id", ondelete="CASCADE"), nullable=False),
    _text("email"),
    _text("canonical_email"),
    Column("role", ROLE, nullable=False),
    _reference("invited_by", "users.id"),
    Column("digest", LargeBinary, nullable=True, unique=True),
    _time("created_at"),
    _time("expires_at"),
    UniqueConstraint("team_id", "canonical_email"),
    Index(None, "team_id", "created_at", "id"),
    Index(None, "expires_at"),
)
