"""What tickets are to each other: parts, blockers, and of the same kind."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TYPE ticket_relation AS ENUM (
            'parent_of', 'child_of', 'blocks', 'blocked_by', 'follows', 'followed_by', 'relates_to'
        )
    """)
    op.execute("""
        CREATE TABLE ticket_links (
            id uuid CONSTRAINT ticket_links_pkey PRIMARY KEY,
            relation ticket_relation NOT NULL,
            source_id uuid NOT NULL
                CONSTRAINT ticket_links_source_id_fkey REFERENCES tickets (id) ON DELETE RESTRICT,
            target_id uuid NOT NULL
                CONSTRAINT ticket_links_target_id_fkey REFERENCES tickets (id) ON DELETE RESTRICT,
            created_by uuid NOT NULL
                CONSTRAINT ticket_links_created_by_fkey REFERENCES users (id) ON DELETE RESTRICT,
            created_at timestamptz NOT NULL,
            CONSTRAINT ticket_links_relation_source_id_target_id_key UNIQUE (relation, source_id, target_id)
        )
    """)
    op.execute("""
        CREATE UNIQUE INDEX ticket_links_one_parent_idx ON ticket_links (target_id) WHERE relation = 'parent_of'
    """)
    op.execute("CREATE INDEX ticket_links_source_id_created_at_id_idx ON ticket_links (source_id, created_at, id)")
    op.execute("""
        CREATE INDEX tickets_resolved_idx ON tickets (id, resolved_at) WHERE status = 'resolved'
    """)
    op.execute("CREATE INDEX ticket_links_target_id_created_at_id_idx ON ticket_links (target_id, created_at, id)")


def downgrade() -> None:
    op.execute("DROP INDEX tickets_resolved_idx")
    op.execute("DROP TABLE ticket_links")
    op.execute("DROP TYPE ticket_relation")
