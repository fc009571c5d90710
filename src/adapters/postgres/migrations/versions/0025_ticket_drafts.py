"""What people mean to say about tickets."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE ticket_drafts (
            id uuid CONSTRAINT ticket_drafts_pkey PRIMARY KEY,
            ticket_id uuid NOT NULL
                CONSTRAINT ticket_drafts_ticket_id_fkey REFERENCES tickets (id) ON DELETE RESTRICT,
            author_id uuid NOT NULL
                CONSTRAINT ticket_drafts_author_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
            body text NOT NULL,
            is_internal boolean NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT ticket_drafts_ticket_id_author_id_key UNIQUE (ticket_id, author_id)
        )
    """)
    op.execute("""
        CREATE INDEX ticket_drafts_author_id_created_at_ticket_id_idx
            ON ticket_drafts (author_id, created_at, ticket_id)
    """)


def downgrade() -> None:
    op.execute("DROP TABLE ticket_drafts")
