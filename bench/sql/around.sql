-- What hangs on tickets: comments, assignments, events, notifications. There are as many comments as tickets; those of a
-- ticket stand in its discussion, the second as an internal note. Some words are in public replies or in notes alone.
INSERT INTO comments (id, ticket_id, author_id, body, is_internal, created_at)
SELECT bench.id_of(bench.born(n) + k * interval '1 hour', format('comment %s.%s', n, k)), bench.ticket(n), bench.person(n % 200),
    bench.words(n * 7 + k, 12) || CASE WHEN bench.chance(n * 7 + k, 9) < 0.1 THEN ' printer' ELSE '' END
        || CASE WHEN n % 4500 <> 23 THEN '' WHEN k = 1 THEN ' lantern' ELSE ' whisper' END
        || CASE WHEN bench.chance(n * 7 + k, 14) >= 0.4 THEN '' WHEN k = 2 THEN ' gossip' ELSE ' thanks' END, k = 2, bench.born(n) + k * interval '1 hour'
FROM generate_series(1, bench.tickets()) AS n, generate_series(1, CASE WHEN n % 10000 = 9 THEN 300 ELSE n % 3 END) AS k;

INSERT INTO assignments (id, ticket_id, assignee_id, assigned_by, status, notes, created_at, updated_at)
SELECT bench.id_of(bench.born(n), 'turn ' || n), bench.ticket(n), bench.person(n % 200), bench.person(n % 200),
    CASE WHEN n > bench.tickets() * 0.97 THEN 'accepted' ELSE 'completed' END::assignment_status, '', bench.born(n), bench.born(n)
FROM generate_series(1, bench.tickets()) AS n WHERE n % 3 > 0;

INSERT INTO events (id, name, entity_type, entity_id, payload, old_values, new_values, actor_id, request_id, created_at, transaction)
SELECT bench.id_of(bench.born(n), format('event %s.%s', n, k)),
    CASE n % 50 WHEN 7 THEN 'desk.ticket_other_' || n % 31 ELSE (ARRAY['desk.ticket_opened', 'desk.ticket_assigned'])[k] END, 'ticket', bench.ticket(n), jsonb_build_object('ticket_id', bench.ticket(n), 'assignee_id', bench.person(n % 200)),
    '{}', '{"status": "open"}', bench.person(CASE k WHEN 1 THEN 252 + n % (bench.users() - 252) ELSE n % 200 END), 'request-' || n, bench.born(n),
    (n * 2 + k)::text::xid8
FROM generate_series(1, bench.tickets()) AS n, generate_series(1, 1 + n % 2) AS k;

INSERT INTO notifications (id, recipient_id, kind, ticket_id, text, created_at, read_at)
SELECT bench.id_of(bench.born(n), 'notification ' || n), bench.person(n % 200), (ARRAY['assigned', 'commented'])[1 + n / 200 % 2], bench.ticket(n),
    'Something happened', bench.born(n), CASE WHEN bench.chance(n, 9) < 0.99 THEN bench.born(n) END
FROM generate_series(1, bench.tickets()) AS n WHERE n % 2 = 0;
