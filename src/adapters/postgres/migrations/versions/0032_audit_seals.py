"""Seals over the record of events; and the record by ticket and by the person it is about.

Indexes are built concurrently, so that the house goes on meanwhile.
"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

REFUSE = """
CREATE OR REPLACE FUNCTION events_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% are append-only: % refused', replace(TG_TABLE_NAME, '_', ' '), lower(TG_OP)
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""
REFUSE_AS_BEFORE = """
CREATE OR REPLACE FUNCTION events_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only: % refused', lower(TG_OP) USING ERRCODE = 'insufficient_privilege';
END
$$;
"""
SEALS = """
CREATE TABLE audit_seals (
    number bigint CONSTRAINT audit_seals_pkey PRIMARY KEY,
    form smallint NOT NULL,
    before bigint NOT NULL,
    event_ids uuid[] NOT NULL,
    event_digests bytea NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    horizon bigint NOT NULL,
    sealed_at timestamptz NOT NULL,
    digest bytea NOT NULL
);
CREATE INDEX audit_seals_last_idx ON audit_seals (last);
CREATE TRIGGER audit_seals_append_only BEFORE UPDATE OR DELETE ON audit_seals
    FOR EACH ROW EXECUTE FUNCTION events_refuse_change();
CREATE TRIGGER audit_seals_no_truncate BEFORE TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse_change();
"""
TICKET = "((payload ->> 'ticket_id')::uuid)"
PERSON = """
    (coalesce(payload ->> 'user_id', payload ->> 'assignee_id', payload ->> 'requester_id')::uuid)
"""
INDEXES = {
    "events_ticket_idx": f"events ({TICKET}, created_at, id) WHERE {TICKET} IS NOT NULL",
    "events_person_idx": f"events ({PERSON}, created_at, id) WHERE {PERSON} IS NOT NULL",
}


def upgrade() -> None:
    op.execute(REFUSE)
    op.execute(SEALS)
    with op.get_context().autocommit_block():
        for name, definition in INDEXES.items():
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
            op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {definition}")


def downgrade() -> None:
    for name in INDEXES:
        op.execute(f"DROP INDEX IF EXISTS {name}")
    op.execute("DROP TABLE audit_seals")
    op.execute(REFUSE_AS_BEFORE)
