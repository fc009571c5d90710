"""What requesters make of how their tickets were resolved."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE ratings (
            id uuid CONSTRAINT ratings_pkey PRIMARY KEY,
            ticket_id uuid NOT NULL CONSTRAINT ratings_ticket_id_fkey REFERENCES tickets (id) ON DELETE RESTRICT,
            requester_id uuid NOT NULL CONSTRAINT ratings_requester_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
            resolved_at timestamptz NOT NULL,
            score smallint NOT NULL CONSTRAINT ratings_score_check CHECK (score BETWEEN 1 AND 5),
            comment text NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT ratings_ticket_id_resolved_at_key UNIQUE (ticket_id, resolved_at)
        )
    """)
    op.execute("CREATE INDEX ratings_requester_id_created_at_id_idx ON ratings (requester_id, created_at, id)")


def downgrade() -> None:
    op.execute("DROP TABLE ratings")
