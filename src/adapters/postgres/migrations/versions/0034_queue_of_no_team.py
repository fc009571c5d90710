"""The queue of those tickets that no team has is kept in order as well: 560 pages were read and sorted for 50 of it."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

BEFORE = "category_id, team_id, priority DESC, created_at, id"
AFTER = "category_id, coalesce(team_id, '00000000-0000-0000-0000-000000000000'::uuid), priority DESC, created_at, id"
WAITING = "assignee_id IS NULL AND status NOT IN ('resolved', 'closed')"


def upgrade() -> None:
    _build(AFTER)


def downgrade() -> None:
    _build(BEFORE)


def _build(columns: str) -> None:
    """While the house goes on, and anew when that was cut off."""
    with op.get_context().autocommit_block():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS tickets_waiting_idx")
        op.execute(f"CREATE INDEX CONCURRENTLY tickets_waiting_idx ON tickets ({columns}) WHERE {WAITING}")
