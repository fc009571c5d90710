"""For how long tickets have waited, and when there will be something to tell of it."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE tickets ADD COLUMN clocks jsonb DEFAULT '[]' NOT NULL, ADD COLUMN alarm_at timestamptz")
    op.execute("CREATE INDEX tickets_alarm_idx ON tickets (alarm_at, id) WHERE alarm_at IS NOT NULL")


def downgrade() -> None:
    op.execute("DROP INDEX tickets_alarm_idx")
    op.execute("ALTER TABLE tickets DROP COLUMN clocks, DROP COLUMN alarm_at")
