"""Comments can be edited, hidden and removed, and name people; what they said before is kept."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE comments
            ADD COLUMN mentions jsonb NOT NULL DEFAULT '[]',
            ADD COLUMN version integer NOT NULL DEFAULT 1,
            ADD COLUMN edited_at timestamptz,
            ADD COLUMN removed_at timestamptz
    """)
    op.execute("""
        CREATE TABLE comment_revisions (
            id uuid CONSTRAINT comment_revisions_pkey PRIMARY KEY,
            comment_id uuid NOT NULL
                CONSTRAINT comment_revisions_comment_id_fkey REFERENCES comments (id) ON DELETE RESTRICT,
            version integer NOT NULL,
            body text NOT NULL,
            written_at timestamptz NOT NULL,
            created_at timestamptz NOT NULL
        )
    """)
    op.execute("""
        CREATE INDEX comment_revisions_comment_id_created_at_id_idx ON comment_revisions (comment_id, created_at, id)
    """)


def downgrade() -> None:
    op.execute("DROP TABLE comment_revisions")
    op.execute("""
        ALTER TABLE comments
            DROP COLUMN mentions, DROP COLUMN version, DROP COLUMN edited_at, DROP COLUMN removed_at
    """)
