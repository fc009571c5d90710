"""The house as it opened: people, the desk, notifications, events, kept answers."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TYPES = """
CREATE TYPE user_role AS ENUM ('admin', 'manager', 'agent', 'developer', 'editor', 'viewer', 'customer');
CREATE TYPE user_tier AS ENUM ('guest', 'regular', 'premium');
CREATE TYPE experience_level AS ENUM ('junior', 'mid', 'senior', 'lead');
CREATE TYPE ticket_status AS ENUM ('open', 'in_progress', 'pending', 'resolved', 'closed', 'reopened');
CREATE TYPE ticket_priority AS ENUM ('low', 'medium', 'high', 'critical');
CREATE TYPE ticket_channel AS ENUM ('api', 'email', 'cli', 'agent');
CREATE TYPE assignment_status AS ENUM ('assigned', 'accepted', 'rejected', 'reassigned', 'completed');
"""

PEOPLE = """
CREATE TABLE users (
    id uuid CONSTRAINT users_pkey PRIMARY KEY,
    email text COLLATE "C" NOT NULL,
    canonical_email text NOT NULL CONSTRAINT users_canonical_email_key UNIQUE,
    password_hash text,
    first_name text NOT NULL,
    last_name text COLLATE "C" NOT NULL,
    name text NOT NULL,
    search_key text NOT NULL,
    phone text,
    role user_role NOT NULL,
    tier user_tier NOT NULL,
    is_active boolean NOT NULL,
    team_id uuid,
    last_login_at timestamptz,
    anonymised_at timestamptz,
    access_version integer NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX users_created_at_id_idx ON users (created_at, id);
CREATE INDEX users_updated_at_id_idx ON users (updated_at, id);
CREATE INDEX users_team_id_idx ON users (team_id);

CREATE TABLE teams (
    id uuid CONSTRAINT teams_pkey PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    name_key text NOT NULL CONSTRAINT teams_name_key_key UNIQUE,
    description text NOT NULL,
    lead_id uuid CONSTRAINT teams_lead_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
ALTER TABLE users ADD CONSTRAINT users_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE RESTRICT;

CREATE TABLE developer_profiles (
    user_id uuid CONSTRAINT developer_profiles_pkey PRIMARY KEY
        CONSTRAINT developer_profiles_user_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
    specializations text[] NOT NULL,
    experience_level experience_level NOT NULL,
    github_username text,
    slack_id text,
    time_zone text NOT NULL,
    availability jsonb NOT NULL,
    capacity integer NOT NULL CONSTRAINT developer_profiles_capacity_check CHECK (capacity >= 0),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
"""

DESK = """
CREATE TABLE categories (
    id uuid CONSTRAINT categories_pkey PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    name_key text NOT NULL,
    parent_id uuid CONSTRAINT categories_parent_id_fkey REFERENCES categories (id) ON DELETE RESTRICT,
    team_id uuid CONSTRAINT categories_team_id_fkey REFERENCES teams (id) ON DELETE RESTRICT,
    is_active boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT categories_parent_id_name_key_key UNIQUE NULLS NOT DISTINCT (parent_id, name_key)
);
CREATE INDEX categories_team_id_idx ON categories (team_id);

CREATE SEQUENCE ticket_number;
CREATE TABLE tickets (
    id uuid CONSTRAINT tickets_pkey PRIMARY KEY,
    number bigint NOT NULL CONSTRAINT tickets_number_key UNIQUE,
    title text COLLATE "C" NOT NULL,
    description text NOT NULL,
    status ticket_status NOT NULL,
    priority ticket_priority NOT NULL,
    category_id uuid CONSTRAINT tickets_category_id_fkey REFERENCES categories (id) ON DELETE RESTRICT,
    team_id uuid CONSTRAINT tickets_team_id_fkey REFERENCES teams (id) ON DELETE RESTRICT,
    assignee_id uuid CONSTRAINT tickets_assignee_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
    requester_id uuid NOT NULL CONSTRAINT tickets_requester_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
    channel ticket_channel NOT NULL,
    tags text[] NOT NULL,
    resolution text,
    external_key text CONSTRAINT tickets_external_key_key UNIQUE,
    due_at timestamptz,
    first_response_at timestamptz,
    resolved_at timestamptz,
    closed_at timestamptz,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    search tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A') ||
        setweight(to_tsvector('simple', left(description, 100000)), 'B')
    ) STORED
);
CREATE INDEX tickets_created_at_id_idx ON tickets (created_at, id);
CREATE INDEX tickets_updated_at_id_idx ON tickets (updated_at, id);
CREATE INDEX tickets_priority_id_idx ON tickets (priority, id);
CREATE INDEX tickets_title_id_idx ON tickets (title, id);
CREATE INDEX tickets_status_created_at_id_idx ON tickets (status, created_at, id);
CREATE INDEX tickets_requester_id_created_at_id_idx ON tickets (requester_id, created_at, id);
CREATE INDEX tickets_assignee_id_created_at_id_idx ON tickets (assignee_id, created_at, id);
CREATE INDEX tickets_team_id_created_at_id_idx ON tickets (team_id, created_at, id);
CREATE INDEX tickets_category_id_created_at_id_idx ON tickets (category_id, created_at, id);
CREATE INDEX tickets_tags_idx ON tickets USING gin (tags);
CREATE INDEX tickets_search_idx ON tickets USING gin (search);

CREATE TABLE comments (
    id uuid CONSTRAINT comments_pkey PRIMARY KEY,
    ticket_id uuid NOT NULL CONSTRAINT comments_ticket_id_fkey REFERENCES tickets (id) ON DELETE RESTRICT,
    author_id uuid NOT NULL CONSTRAINT comments_author_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
    body text NOT NULL,
    is_internal boolean NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX comments_ticket_id_created_at_id_idx ON comments (ticket_id, created_at, id);

CREATE TABLE assignments (
    id uuid CONSTRAINT assignments_pkey PRIMARY KEY,
    ticket_id uuid NOT NULL CONSTRAINT assignments_ticket_id_fkey REFERENCES tickets (id) ON DELETE RESTRICT,
    assignee_id uuid NOT NULL CONSTRAINT assignments_assignee_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
    assigned_by uuid NOT NULL,
    status assignment_status NOT NULL,
    notes text NOT NULL,
    reason text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX assignments_ticket_id_created_at_id_idx ON assignments (ticket_id, created_at, id);
CREATE UNIQUE INDEX assignments_one_active_idx ON assignments (ticket_id) WHERE status IN ('assigned', 'accepted');
"""

RECORDS = """
CREATE TABLE notifications (
    id uuid CONSTRAINT notifications_pkey PRIMARY KEY,
    recipient_id uuid NOT NULL CONSTRAINT notifications_recipient_id_fkey REFERENCES users (id) ON DELETE RESTRICT,
    kind text NOT NULL,
    ticket_id uuid CONSTRAINT notifications_ticket_id_fkey REFERENCES tickets (id) ON DELETE RESTRICT,
    text text NOT NULL,
    created_at timestamptz NOT NULL,
    read_at timestamptz
);
CREATE INDEX notifications_recipient_id_created_at_id_idx ON notifications (recipient_id, created_at, id);

CREATE TABLE events (
    id uuid CONSTRAINT events_pkey PRIMARY KEY,
    name text NOT NULL,
    entity_type text NOT NULL,
    entity_id uuid NOT NULL,
    payload jsonb NOT NULL,
    old_values jsonb NOT NULL,
    new_values jsonb NOT NULL,
    actor_id uuid NOT NULL,
    request_id text,
    ip text,
    user_agent text,
    created_at timestamptz NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX events_created_at_id_idx ON events (created_at, id);
CREATE INDEX events_entity_type_entity_id_created_at_idx ON events (entity_type, entity_id, created_at);
CREATE INDEX events_actor_id_created_at_id_idx ON events (actor_id, created_at, id);
CREATE INDEX events_transaction_idx ON events (transaction);

CREATE TABLE idempotency_keys (
    user_id uuid NOT NULL,
    key text NOT NULL,
    operation text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);
"""

# Whoever must all the same (a restore, a test that starts afresh) sets session_replication_role, for which the
# application has no right unless it runs as a superuser.
APPEND_ONLY = """
CREATE FUNCTION events_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only: % refused', lower(TG_OP) USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION events_refuse_change();
CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse_change();
"""

AWAY = """
ALTER TABLE users DROP CONSTRAINT users_team_id_fkey;
DROP TABLE idempotency_keys, events, notifications, assignments, comments, tickets, categories, developer_profiles,
    teams, users;
DROP FUNCTION events_refuse_change;
DROP SEQUENCE ticket_number;
DROP TYPE user_role, user_tier, experience_level, ticket_status, ticket_priority, ticket_channel, assignment_status;
"""


def upgrade() -> None:
    for part in (TYPES, PEOPLE, DESK, RECORDS, APPEND_ONLY):
        op.execute(part)


def downgrade() -> None:
    op.execute(AWAY)
