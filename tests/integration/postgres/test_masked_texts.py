"""What was recorded before texts were masked is masked, too."""

import psycopg

from adapters.postgres import migrate

RECORDED = """
    INSERT INTO events (id, name, entity_type, entity_id, payload, old_values, new_values, actor_id,
        created_at)
    SELECT gen_random_uuid(), name, 'ticket', gen_random_uuid(), '{}', '{}', '{"body": "Text"}', gen_random_uuid(),
        now()
    FROM unnest(ARRAY['desk.ticket_commented', 'desk.something_else']) AS name
"""


def test_texts_of_comments_leave_the_record(fresh_database_url: str) -> None:
    migrate.downgrade(fresh_database_url, "0017")
    with psycopg.connect(fresh_database_url) as connection:
        connection.execute(RECORDED)
    migrate.upgrade(fresh_database_url)
    with psycopg.connect(fresh_database_url) as connection:
        found = connection.execute("SELECT name, new_values ->> 'body' FROM events ORDER BY name").fetchall()
    assert found == [("desk.something_else", "Text"), ("desk.ticket_commented", "•••")]
