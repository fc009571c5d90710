"""SQL by hand, with the work for the database that the house's has."""

from typing import Final

from bench.floors.shapes import COUNTED, Card, Row

_TOTAL: Final = f"(SELECT count(*) FROM (SELECT 1 FROM tickets LIMIT {COUNTED + 1}) AS counted)"
_ROW: Final = ", ".join(name for name in Row.__struct_fields__ if name != "snippet")

CARD: Final = f"SELECT {', '.join(Card.__struct_fields__)} FROM tickets WHERE id = $1"
FIRST: Final = f"SELECT {_ROW}, {_TOTAL} FROM tickets ORDER BY created_at DESC, id DESC LIMIT $1"
NEXT: Final = (
    f"SELECT {_ROW}, {_TOTAL} FROM tickets WHERE (created_at, id) < ($2, $3) ORDER BY created_at DESC, id DESC LIMIT $1"
)

_TICKET: Final = """
    INSERT INTO tickets (id, number, title, description, status, priority, requester_id, channel, tags, version,
        created_at, updated_at, clocks)
    VALUES ($1, nextval('ticket_number'), $2, $3, 'open', $4, $5, 'api', $6, 1, $7, $7, $8::jsonb) RETURNING number
"""
_EVENT: Final = """
    INSERT INTO events (id, name, entity_type, entity_id, payload, old_values, new_values, actor_id, request_id, ip,
        user_agent, created_at)
"""

DEFER: Final = """
    SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('reactions', 'react', 0, NULL, NULL,
        jsonb_build_object('transaction', pg_current_xact_id()::text), NULL)::procrastinate_job_to_defer_v1])
"""
"""The job that will tell of it, as the house defers it."""

TICKET: Final = _TICKET
EVENT: Final = f"""
    WITH happened AS ({_EVENT}
        VALUES ($1, 'desk.ticket_opened', 'ticket', $8, $2::jsonb || jsonb_build_object('number', $11::bigint), $3,
            $4::jsonb || jsonb_build_object('number', $11::bigint), $9, $5, $6, $7, $10))
    {DEFER}
"""
"""Parameters 8 to 11 are ticket, actor, time and number."""

BOTH: Final = f"""
    WITH opened AS ({_TICKET}), happened AS ({_EVENT}
        SELECT $9, 'desk.ticket_opened', 'ticket', $1, $10::jsonb || jsonb_build_object('number', number), $11::jsonb,
            $12::jsonb || jsonb_build_object('number', number), $5, $13, $14, $15, $7
        FROM opened)
    SELECT number, ({DEFER}) FROM opened
"""
