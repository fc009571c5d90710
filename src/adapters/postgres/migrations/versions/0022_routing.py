"""How tickets find somebody by themselves: policies, absences, why it was whose, and the queue in its order.

Indexes are built while the house goes on, and anew when that was cut off; the new columns are empty or constant, so
that no table is written anew.
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

HOUSE = "00000000-0000-0000-0000-000000000000"
NEW = {
    "tickets_waiting_idx": (
        "tickets (category_id, team_id, priority DESC, created_at, id)"
        " WHERE assignee_id IS NULL AND status NOT IN ('resolved', 'closed')"
    ),
    "assignments_routed_idx": f"assignments (assignee_id, created_at) WHERE assigned_by = '{HOUSE}'",
}


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for name, definition in NEW.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {definition}")
    op.execute("CREATE TYPE ticket_routing AS ENUM ('manual', 'round_robin', 'least_loaded', 'skill_match')")
    op.execute("ALTER TABLE categories ADD COLUMN routing ticket_routing")
    op.execute("ALTER TABLE developer_profiles ADD COLUMN absences jsonb NOT NULL DEFAULT '[]'")
    op.execute("ALTER TABLE developer_profiles ALTER COLUMN absences DROP DEFAULT")
    op.execute("ALTER TABLE assignments ADD COLUMN why text")


def downgrade() -> None:
    for name in NEW:
        op.execute(f"DROP INDEX IF EXISTS {name}")
    op.execute("ALTER TABLE assignments DROP COLUMN why")
    op.execute("ALTER TABLE developer_profiles DROP COLUMN absences")
    op.execute("ALTER TABLE categories DROP COLUMN routing")
    op.execute("DROP TYPE ticket_routing")
