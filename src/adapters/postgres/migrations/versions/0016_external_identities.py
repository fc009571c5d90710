"""Who people are at OpenID providers; and which sign-ins were finished, so that none is twice."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE external_identities (
            id uuid CONSTRAINT external_identities_pkey PRIMARY KEY,
            issuer text NOT NULL,
            subject text NOT NULL,
            user_id uuid NOT NULL
                CONSTRAINT external_identities_user_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
            email text,
            created_at timestamptz NOT NULL,
            last_used_at timestamptz NOT NULL,
            CONSTRAINT external_identities_issuer_subject_key UNIQUE (issuer, subject)
        )
    """)
    op.execute(
        "CREATE INDEX external_identities_user_id_created_at_id_idx ON external_identities (user_id, created_at, id)"
    )
    op.execute("""
        CREATE TABLE sign_ins (
            digest bytea CONSTRAINT sign_ins_pkey PRIMARY KEY,
            expires_at timestamptz NOT NULL
        )
    """)
    op.execute("CREATE INDEX sign_ins_expires_at_idx ON sign_ins (expires_at)")


def downgrade() -> None:
    op.execute("DROP TABLE sign_ins")
    op.execute("DROP TABLE external_identities")
