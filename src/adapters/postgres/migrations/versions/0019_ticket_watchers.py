"""Who is told what happens to which tickets."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE ticket_watchers (
            id uuid CONSTRAINT ticket_watchers_pkey PRIMARY KEY,
            ticket_id uuid NOT NULL
                CONSTRAINT ticket_watchers_ticket_id_fkey REFERENCES tickets (id) ON DELETE RESTRICT,
            user_id uuid NOT NULL
                CONSTRAINT ticket_watchers_user_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
            added_by uuid NOT NULL,
            created_at timestamptz NOT NULL,
            CONSTRAINT ticket_watchers_ticket_id_user_id_key UNIQUE (ticket_id, user_id)
        )
    """)
    op.execute("""
        CREATE INDEX ticket_watchers_user_id_created_at_ticket_id_idx
        ON ticket_watchers (user_id, created_at, ticket_id)
    """)


def downgrade() -> None:
    op.execute("DROP TABLE ticket_watchers")
