"""What is promised of tickets, and by which hours."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE calendars (
            id uuid CONSTRAINT calendars_pkey PRIMARY KEY,
            name text COLLATE "C" NOT NULL,
            name_key text NOT NULL CONSTRAINT calendars_name_key_key UNIQUE,
            time_zone text NOT NULL,
            hours jsonb NOT NULL,
            holidays jsonb NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL
        )
    """)
    op.execute("""
        CREATE TABLE sla_policies (
            id uuid CONSTRAINT sla_policies_pkey PRIMARY KEY,
            name text COLLATE "C" NOT NULL,
            priority ticket_priority,
            category_id uuid CONSTRAINT sla_policies_category_id_fkey REFERENCES categories (id) ON DELETE RESTRICT,
            tier user_tier,
            calendar_id uuid NOT NULL
                CONSTRAINT sla_policies_calendar_id_fkey REFERENCES calendars (id) ON DELETE RESTRICT,
            first_response integer,
            next_response integer,
            resolution integer,
            is_active boolean NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            CONSTRAINT sla_policies_priority_category_id_tier_key
                UNIQUE NULLS NOT DISTINCT (priority, category_id, tier),
            CONSTRAINT sla_policies_promises_check
                CHECK (num_nonnulls(first_response, next_response, resolution) > 0)
        )
    """)
    op.execute("CREATE INDEX sla_policies_calendar_id_idx ON sla_policies (calendar_id)")
    op.execute("CREATE INDEX sla_policies_category_id_idx ON sla_policies (category_id)")


def downgrade() -> None:
    op.execute("DROP TABLE sla_policies")
    op.execute("DROP TABLE calendars")
