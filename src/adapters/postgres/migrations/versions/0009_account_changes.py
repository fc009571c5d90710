"""Whoever remembers accounts is told of every change to what is remembered, whichever way it came."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TELL = """
CREATE FUNCTION tell_of_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('account_changed', OLD.id || ' ' || pg_current_xact_id());
    RETURN NULL;
END
$$;
CREATE TRIGGER users_tell AFTER UPDATE ON users FOR EACH ROW
    WHEN ((OLD.role, OLD.team_id, OLD.is_active, OLD.access_version)
          IS DISTINCT FROM (NEW.role, NEW.team_id, NEW.is_active, NEW.access_version))
    EXECUTE FUNCTION tell_of_account();
CREATE TRIGGER sessions_tell AFTER UPDATE ON sessions FOR EACH ROW
    WHEN ((OLD.user_id, OLD.access_version, OLD.expires_at, OLD.ended_at)
          IS DISTINCT FROM (NEW.user_id, NEW.access_version, NEW.expires_at, NEW.ended_at))
    EXECUTE FUNCTION tell_of_account();
CREATE TRIGGER sessions_tell_gone AFTER DELETE ON sessions FOR EACH ROW
    WHEN (OLD.ended_at IS NULL AND OLD.expires_at > now())
    EXECUTE FUNCTION tell_of_account();
"""

SILENCE = """
DROP TRIGGER sessions_tell_gone ON sessions;
DROP TRIGGER sessions_tell ON sessions;
DROP TRIGGER users_tell ON users;
DROP FUNCTION tell_of_account();
"""


def upgrade() -> None:
    op.execute(TELL)


def downgrade() -> None:
    op.execute(SILENCE)
