"""Duplicates that were merged into other tickets, and what went along."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE tickets ADD COLUMN merged_into_id uuid
            CONSTRAINT tickets_merged_into_id_fkey REFERENCES tickets (id) ON DELETE RESTRICT
    """)
    op.execute("""
        CREATE TABLE ticket_merges (
            id uuid CONSTRAINT ticket_merges_pkey PRIMARY KEY,
            source_id uuid NOT NULL
                CONSTRAINT ticket_merges_source_id_fkey REFERENCES tickets (id) ON DELETE RESTRICT,
            target_id uuid NOT NULL
                CONSTRAINT ticket_merges_target_id_fkey REFERENCES tickets (id) ON DELETE RESTRICT,
            is_across boolean NOT NULL,
            status ticket_status NOT NULL,
            resolution text,
            resolved_at timestamptz,
            closed_at timestamptz,
            turn_id uuid
                CONSTRAINT ticket_merges_turn_id_fkey REFERENCES assignments (id) ON DELETE RESTRICT,
            tags text[] NOT NULL,
            merged_by uuid NOT NULL,
            created_at timestamptz NOT NULL,
            undone_at timestamptz
        )
    """)
    op.execute("""
        CREATE UNIQUE INDEX ticket_merges_one_current_idx ON ticket_merges (source_id) WHERE undone_at IS NULL
    """)
    op.execute("""
        CREATE TABLE merged_things (
            merge_id uuid NOT NULL
                CONSTRAINT merged_things_merge_id_fkey REFERENCES ticket_merges (id) ON DELETE RESTRICT,
            kind text NOT NULL,
            thing_id uuid NOT NULL,
            CONSTRAINT merged_things_pkey PRIMARY KEY (merge_id, kind, thing_id)
        )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE merged_things")
    op.execute("DROP TABLE ticket_merges")
    op.execute("ALTER TABLE tickets DROP COLUMN merged_into_id")
