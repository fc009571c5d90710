"""One-time tokens sent by mail, kept as digests; and when a person's address was verified."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE users ADD COLUMN email_verified_at timestamptz")
    op.execute("""
        CREATE TABLE one_time_tokens (
            digest bytea CONSTRAINT one_time_tokens_pkey PRIMARY KEY,
            purpose text NOT NULL,
            user_id uuid NOT NULL
                CONSTRAINT one_time_tokens_user_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
            email text NOT NULL,
            created_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX one_time_tokens_user_id_idx ON one_time_tokens (user_id)")
    op.execute("CREATE INDEX one_time_tokens_expires_at_idx ON one_time_tokens (expires_at)")


def downgrade() -> None:
    op.execute("DROP TABLE one_time_tokens")
    op.execute("ALTER TABLE users DROP COLUMN email_verified_at")
