"""Sessions: where people are logged in, each living by refresh tokens that are counted and not kept."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SESSIONS = """
CREATE TYPE session_end AS ENUM ('logged_out', 'ended_by_owner', 'ended_by_admin', 'refresh_token_reused');
CREATE TABLE sessions (
    id uuid CONSTRAINT sessions_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT sessions_user_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
    access_version integer NOT NULL,
    counter integer NOT NULL,
    user_agent text,
    ip text,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_because session_end
);
CREATE INDEX sessions_user_id_created_at_id_idx ON sessions (user_id, created_at, id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);
"""

AWAY = """
DROP TABLE sessions;
DROP TYPE session_end;
"""


def upgrade() -> None:
    op.execute(SESSIONS)


def downgrade() -> None:
    op.execute(AWAY)
