"""Tickets in the order of their due times, and words found in what has been said about them.

Comments are written anew, once. Tickets are not: their order by due time is an index over an expression.
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

WORDS = "to_tsvector('simple', left(body, 100000))"
PUBLIC = f"tsvector GENERATED ALWAYS AS (CASE WHEN NOT is_internal THEN {WORDS} ELSE NULL END) STORED"
INTERNAL = f"tsvector GENERATED ALWAYS AS (CASE WHEN is_internal THEN {WORDS} ELSE NULL END) STORED"
DUE = "coalesce(due_at, '9999-12-31 23:59:59.999999+00'::timestamptz)"

NEW = {
    "comments_public_search_idx": "comments USING gin (public_search) WHERE public_search IS NOT NULL",
    "comments_internal_search_idx": "comments USING gin (internal_search) WHERE internal_search IS NOT NULL",
    "tickets_due_rank_id_idx": f"tickets ({DUE}, id) INCLUDE (due_at)",
    "tickets_due_idx": f"tickets (status, {DUE}, id) INCLUDE (due_at) WHERE status NOT IN ('resolved', 'closed')",
}


def upgrade() -> None:
    added = f"ADD COLUMN IF NOT EXISTS public_search {PUBLIC}, ADD COLUMN IF NOT EXISTS internal_search {INTERNAL}"
    op.execute(f"ALTER TABLE comments {added}")  # stands also if the building of indexes is killed
    with op.get_context().autocommit_block():
        for name, definition in NEW.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {definition}")


def downgrade() -> None:
    for name in NEW:
        op.execute(f"DROP INDEX IF EXISTS {name}")
    op.execute("ALTER TABLE comments DROP COLUMN internal_search, DROP COLUMN public_search")
