"""API keys, kept as digests; and by which of them something was done."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

API_KEYS = """
CREATE TABLE IF NOT EXISTS api_keys (
    id uuid CONSTRAINT api_keys_pkey PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT api_keys_user_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
    name text NOT NULL,
    scopes jsonb NOT NULL,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz
);
CREATE INDEX IF NOT EXISTS api_keys_user_id_created_at_id_idx ON api_keys (user_id, created_at, id);
ALTER TABLE events ADD COLUMN IF NOT EXISTS api_key_id uuid;
"""
INDEX = "events_api_key_id_created_at_id_idx"
BY_KEY = "events (api_key_id, created_at, id) WHERE api_key_id IS NOT NULL"

AWAY = """
ALTER TABLE events DROP COLUMN api_key_id;
DROP TABLE api_keys;
"""


def upgrade() -> None:
    """What exists already is left of one that broke off: an index is not built within a transaction."""
    op.execute(API_KEYS)
    with op.get_context().autocommit_block():
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")
        op.execute(f"CREATE INDEX CONCURRENTLY {INDEX} ON {BY_KEY}")


def downgrade() -> None:
    op.execute(AWAY)
