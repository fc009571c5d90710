"""How many failed logins an account and an address have had, each until its window ends."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE failure_counts (
            key bytea CONSTRAINT failure_counts_pkey PRIMARY KEY,
            taken integer NOT NULL,
            ends_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX failure_counts_ends_at_idx ON failure_counts (ends_at)")


def downgrade() -> None:
    op.execute("DROP TABLE failure_counts")
