"""The address that somebody wants and has not confirmed yet; and why somebody was suspended."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE users ADD COLUMN pending_email text, ADD COLUMN suspended_because text")


def downgrade() -> None:
    op.execute("ALTER TABLE users DROP COLUMN pending_email, DROP COLUMN suspended_because")
