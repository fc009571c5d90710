"""Accounts and how people prove that they are theirs."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from adapters.postgres.tables.columns import (
    ROLE,
    TIME,
    key,
    metadata,
    one_of,
    reference,
    sorted_text,
    text_column,
    time_column,
)
from domain.identity.session import SessionEnd
from domain.shared.tier import Tier

TIER: Final = one_of(Tier, "user_tier")
SESSION_END: Final = one_of(SessionEnd, "session_end")

users: Final = Table(
    "users",
    metadata,
    key(),
    sorted_text("email"),
    Column("canonical_email", Text, nullable=False, unique=True),
    text_column("password_hash", nullable=True),
    text_column("first_name"),
    sorted_text("last_name"),
    text_column("name"),
    text_column("search_key"),
    text_column("phone", nullable=True),
    Column("role", ROLE, nullable=False),
    Column("tier", TIER, nullable=False),
    Column("is_active", Boolean, nullable=False),
    reference("team_id", "teams.id", nullable=True, use_alter=True),
    time_column("last_login_at", nullable=True),
    Column(
        "last_login_rank",
        TIME,
        Computed("COALESCE(last_login_at, '0001-01-01 00:00:00+00'::timestamp with time zone)", persisted=True),
    ),
    time_column("email_verified_at", nullable=True),
    text_column("pending_email", nullable=True),
    text_column("suspended_because", nullable=True),
    time_column("second_factor_at", nullable=True),
    time_column("anonymised_at", nullable=True),
    Column("access_version", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    time_column("created_at"),
    time_column("updated_at"),
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
    key(),
    reference("user_id", "users.id"),
    Column("access_version", Integer, nullable=False),
    Column("counter", Integer, nullable=False),
    text_column("user_agent", nullable=True),
    text_column("ip", nullable=True),
    time_column("created_at"),
    time_column("last_used_at"),
    time_column("expires_at"),
    time_column("ended_at", nullable=True),
    Column("ended_because", SESSION_END, nullable=True),
    Index(None, "user_id", "created_at", "id"),
    Index(None, "expires_at"),
)

external_identities: Final = Table(
    "external_identities",
    metadata,
    key(),
    text_column("issuer"),
    text_column("subject"),
    reference("user_id", "users.id"),
    text_column("email", nullable=True),
    time_column("created_at"),
    time_column("last_used_at"),
    UniqueConstraint("issuer", "subject"),
    Index(None, "user_id", "created_at", "id"),
)

sign_ins: Final = Table(
    "sign_ins",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    time_column("expires_at"),
    Index(None, "expires_at"),
)

second_factors: Final = Table(
    "second_factors",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True),
    text_column("sealed_secret", nullable=True),
    Column("last_step", BigInteger, nullable=False),
    text_column("sealed_offer", nullable=True),
    time_column("offered_until", nullable=True),
)

recovery_codes: Final = Table(
    "recovery_codes",
    metadata,
    Column("user_id", Uuid, ForeignKey("users.id", ondelete="RESTRICT"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
)

one_time_tokens: Final = Table(
    "one_time_tokens",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    text_column("purpose"),
    reference("user_id", "users.id"),
    text_column("email"),
    time_column("created_at"),
    time_column("expires_at"),
    Index(None, "user_id"),
    Index(None, "expires_at"),
)

failure_counts: Final = Table(
    "failure_counts",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("taken", Integer, nullable=False),
    time_column("ends_at"),
    Index(None, "ends_at"),
)

api_keys: Final = Table(
    "api_keys",
    metadata,
    key(),
    reference("user_id", "users.id"),
    text_column("name"),
    Column("scopes", JSONB, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    time_column("created_at"),
    time_column("expires_at"),
    time_column("last_used_at", nullable=True),
    Index(None, "user_id", "created_at", "id"),
)

signing_keys: Final = Table(
    "signing_keys",
    metadata,
    key(),
    text_column("salt"),
    time_column("created_at"),
    time_column("signs_from"),
)

invitations: Final = Table(
    "invitations",
    metadata,
    key(),
    Column("team_id", Uuid, ForeignKey("teams.id", ondelete="CASCADE"), nullable=False),
    text_column("email"),
    text_column("canonical_email"),
    Column("role", ROLE, nullable=False),
    reference("invited_by", "users.id"),
    Column("digest", LargeBinary, nullable=True, unique=True),
    time_column("created_at"),
    time_column("expires_at"),
    UniqueConstraint("team_id", "canonical_email"),
    Index(None, "team_id", "created_at", "id"),
    Index(None, "expires_at"),
)
