"""Users in the order of their last login, those who never logged in before all others."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE users ADD COLUMN last_login_rank timestamptz
            GENERATED ALWAYS AS (coalesce(last_login_at, '0001-01-01 00:00:00+00'::timestamptz)) STORED
    """)
    op.execute("CREATE INDEX users_last_login_rank_id_idx ON users (last_login_rank, id)")


def downgrade() -> None:
    op.execute("ALTER TABLE users DROP COLUMN last_login_rank")
