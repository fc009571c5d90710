"""Invitations to a team, by mail."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INVITATIONS = """
CREATE TABLE invitations (
    id uuid CONSTRAINT invitations_pkey PRIMARY KEY,
    team_id uuid NOT NULL CONSTRAINT invitations_team_id_fkey REFERENCES teams (id) ON DELETE CASCADE,
    email text NOT NULL,
    canonical_email text NOT NULL,
    role user_role NOT NULL,
    invited_by uuid NOT NULL CONSTRAINT invitations_invited_by_fkey REFERENCES users (id) ON DELETE RESTRICT,
    digest bytea CONSTRAINT invitations_digest_key UNIQUE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT invitations_team_id_canonical_email_key UNIQUE (team_id, canonical_email)
);
CREATE INDEX invitations_team_id_created_at_id_idx ON invitations (team_id, created_at, id);
CREATE INDEX invitations_expires_at_idx ON invitations (expires_at);
"""


def upgrade() -> None:
    op.execute(INVITATIONS)


def downgrade() -> None:
    op.execute("DROP TABLE invitations")
