"""What people are unhappy with, and what became of it."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TYPE complaint_status AS ENUM ('submitted', 'under_review', 'resolved', 'dismissed')")
    op.execute("""
        CREATE TABLE complaints (
            id uuid CONSTRAINT complaints_pkey PRIMARY KEY,
            ticket_id uuid CONSTRAINT complaints_ticket_id_fkey REFERENCES tickets (id) ON DELETE RESTRICT,
            complainant_id uuid NOT NULL
                CONSTRAINT complaints_complainant_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
            about_id uuid,
            subject text NOT NULL,
            text text NOT NULL,
            status complaint_status NOT NULL,
            resolution text,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX complaints_created_at_id_idx ON complaints (created_at, id)")
    op.execute("""
        CREATE INDEX complaints_complainant_id_created_at_id_idx ON complaints (complainant_id, created_at, id)
    """)
    op.execute("""
        CREATE INDEX complaints_ticket_id_created_at_id_idx ON complaints (ticket_id, created_at, id)
        WHERE ticket_id IS NOT NULL
    """)
    op.execute("CREATE INDEX complaints_status_created_at_id_idx ON complaints (status, created_at, id)")


def downgrade() -> None:
    op.execute("DROP TABLE complaints")
    op.execute("DROP TYPE complaint_status")
