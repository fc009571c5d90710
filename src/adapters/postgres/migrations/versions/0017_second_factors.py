"""Second factors: sealed secrets of apps, recovery codes as digests; whoever remembers accounts is told of them."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


TELL = """
DROP TRIGGER users_tell ON users;
CREATE TRIGGER users_tell AFTER UPDATE ON users FOR EACH ROW
    WHEN ((OLD.role, OLD.team_id, OLD.is_active, OLD.access_version, OLD.second_factor_at)
          IS DISTINCT FROM (NEW.role, NEW.team_id, NEW.is_active, NEW.access_version, NEW.second_factor_at))
    EXECUTE FUNCTION tell_of_account();
"""

TELL_AS_BEFORE = """
DROP TRIGGER users_tell ON users;
CREATE TRIGGER users_tell AFTER UPDATE ON users FOR EACH ROW
    WHEN ((OLD.role, OLD.team_id, OLD.is_active, OLD.access_version)
          IS DISTINCT FROM (NEW.role, NEW.team_id, NEW.is_active, NEW.access_version))
    EXECUTE FUNCTION tell_of_account();
"""


def upgrade() -> None:
    op.execute("ALTER TABLE users ADD COLUMN second_factor_at timestamptz")
    op.execute("""
        CREATE TABLE second_factors (
            user_id uuid CONSTRAINT second_factors_pkey PRIMARY KEY
                CONSTRAINT second_factors_user_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
            sealed_secret text,
            last_step bigint NOT NULL,
            sealed_offer text,
            offered_until timestamptz
        )
    """)
    op.execute("""
        CREATE TABLE recovery_codes (
            user_id uuid CONSTRAINT recovery_codes_user_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
            digest bytea,
            CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, digest)
        )
    """)

    op.execute(TELL)


def downgrade() -> None:
    op.execute(TELL_AS_BEFORE)
    op.execute("DROP TABLE recovery_codes")
    op.execute("DROP TABLE second_factors")
    op.execute("ALTER TABLE users DROP COLUMN second_factor_at")
