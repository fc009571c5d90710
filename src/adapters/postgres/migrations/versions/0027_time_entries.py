"""How long who worked on which tickets."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE time_entries (
            id uuid CONSTRAINT time_entries_pkey PRIMARY KEY,
            ticket_id uuid NOT NULL
                CONSTRAINT time_entries_ticket_id_fkey REFERENCES tickets (id) ON DELETE RESTRICT,
            user_id uuid NOT NULL
                CONSTRAINT time_entries_user_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
            minutes integer NOT NULL CONSTRAINT time_entries_minutes_check CHECK (minutes > 0),
            spent_on date NOT NULL,
            note text NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX time_entries_ticket_id_created_at_id_idx ON time_entries (ticket_id, created_at, id)")
    op.execute("CREATE INDEX time_entries_user_id_created_at_id_idx ON time_entries (user_id, created_at, id)")
    op.execute("CREATE INDEX time_entries_user_id_spent_on_id_idx ON time_entries (user_id, spent_on, id)")
    op.execute("CREATE INDEX time_entries_spent_on_id_idx ON time_entries (spent_on, id)")


def downgrade() -> None:
    op.execute("DROP TABLE time_entries")
