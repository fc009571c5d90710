"""Filters of tickets that people come back to."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE saved_views (
            id uuid CONSTRAINT saved_views_pkey PRIMARY KEY,
            name text COLLATE "C" NOT NULL,
            owner_id uuid NOT NULL
                CONSTRAINT saved_views_owner_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
            filter jsonb NOT NULL,
            sort text NOT NULL,
            is_shared boolean NOT NULL,
            team_id uuid
                CONSTRAINT saved_views_team_id_fkey REFERENCES teams (id) ON DELETE RESTRICT,
            position integer NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX saved_views_owner_id_idx ON saved_views (owner_id)")
    op.execute("CREATE INDEX saved_views_shared_idx ON saved_views (team_id) WHERE is_shared")


def downgrade() -> None:
    op.execute("DROP TABLE saved_views")
