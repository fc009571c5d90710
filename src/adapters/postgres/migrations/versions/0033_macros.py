"""Replies that are given again and again, with what is done along with them."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE macros (
            id uuid CONSTRAINT macros_pkey PRIMARY KEY,
            owner_id uuid CONSTRAINT macros_owner_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
            name text COLLATE "C" NOT NULL,
            name_key text NOT NULL,
            body text NOT NULL,
            is_internal boolean NOT NULL,
            status ticket_status,
            priority ticket_priority,
            tags text[] NOT NULL,
            assigns_to_me boolean NOT NULL,
            version integer NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT macros_owner_id_name_key_key UNIQUE NULLS NOT DISTINCT (owner_id, name_key)
        )
    """)
    op.execute("CREATE INDEX macros_owner_id_name_id_idx ON macros (owner_id, name, id)")
    op.execute("CREATE INDEX macros_owner_id_created_at_id_idx ON macros (owner_id, created_at, id)")


def downgrade() -> None:
    op.execute("DROP TABLE macros")
