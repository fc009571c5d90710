"""What access tokens are signed by, as far as it is kept: the other half is a setting."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE signing_keys (
            id uuid CONSTRAINT signing_keys_pkey PRIMARY KEY,
            salt text NOT NULL,
            created_at timestamptz NOT NULL,
            signs_from timestamptz NOT NULL
        )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE signing_keys")
