"""Names inside a status, which tickets may carry; a ticket without one is called by its status."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE statuses (
            id uuid CONSTRAINT statuses_pkey PRIMARY KEY,
            name text COLLATE "C" NOT NULL,
            name_key text NOT NULL CONSTRAINT statuses_name_key_key UNIQUE,
            status ticket_status NOT NULL,
            position integer NOT NULL,
            is_active boolean NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL
        )
    """)
    op.execute("""
        ALTER TABLE tickets ADD COLUMN status_id uuid
            CONSTRAINT tickets_status_id_fkey REFERENCES statuses (id) ON DELETE RESTRICT
    """)
    op.execute("""
        CREATE INDEX tickets_status_id_created_at_id_idx ON tickets (status_id, created_at, id)
            WHERE status_id IS NOT NULL
    """)
    op.execute("""
        ALTER TABLE ticket_merges ADD COLUMN status_id uuid
            CONSTRAINT ticket_merges_status_id_fkey REFERENCES statuses (id) ON DELETE RESTRICT
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE ticket_merges DROP COLUMN status_id")
    op.execute("ALTER TABLE tickets DROP COLUMN status_id")
    op.execute("DROP TABLE statuses")
