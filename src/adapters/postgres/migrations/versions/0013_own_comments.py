"""What somebody said, by them: for whoever takes along what is kept about them."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX comments_author_id_created_at_id_idx ON comments (author_id, created_at, id)")


def downgrade() -> None:
    op.execute("DROP INDEX comments_author_id_created_at_id_idx")
