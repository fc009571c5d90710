"""Whoever remembers API keys is told of every change to them, too."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TELL = """
CREATE TRIGGER api_keys_tell AFTER UPDATE ON api_keys FOR EACH ROW
    WHEN ((OLD.user_id, OLD.digest, OLD.scopes, OLD.expires_at)
          IS DISTINCT FROM (NEW.user_id, NEW.digest, NEW.scopes, NEW.expires_at))
    EXECUTE FUNCTION tell_of_account();
CREATE TRIGGER api_keys_tell_gone AFTER DELETE ON api_keys FOR EACH ROW EXECUTE FUNCTION tell_of_account();
"""

SILENCE = """
DROP TRIGGER api_keys_tell_gone ON api_keys;
DROP TRIGGER api_keys_tell ON api_keys;
"""


def upgrade() -> None:
    op.execute(TELL)


def downgrade() -> None:
    op.execute(SILENCE)
