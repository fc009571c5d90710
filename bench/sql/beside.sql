-- What lies beside tickets: what comments said before, drafts, watchers, time, complaints, ratings; and what staff keeps for
-- themselves and others: macros, views. One ticket in 10,000 has hundreds of each, as it has of comments.
INSERT INTO comment_revisions (id, comment_id, version, body, written_at, created_at)
SELECT bench.id_of(bench.born(n) + k * interval '2 hours', format('revision %s.%s', n, k)),
    bench.id_of(bench.born(n) + interval '1 hour', format('comment %s.1', n)), k, bench.words(n * 7 + k, 12),
    bench.born(n) + k * interval '1 hour', bench.born(n) + k * interval '2 hours'
FROM generate_series(1, bench.tickets()) AS n, generate_series(1, CASE WHEN n % 10000 = 9 THEN 300 WHEN n % 6 = 1 THEN 2 ELSE 0 END) AS k;

INSERT INTO ticket_drafts (id, ticket_id, author_id, body, is_internal, created_at, updated_at)
SELECT bench.id_of(bench.born(n), 'draft ' || n), bench.ticket(n), bench.person(n / 5 % 252), bench.words(n, 12), n % 3 = 0, bench.born(n), bench.born(n)
FROM generate_series(1, bench.tickets()) AS n WHERE n % 5 = 0;

INSERT INTO ticket_watchers (id, ticket_id, user_id, added_by, created_at)
SELECT bench.id_of(bench.born(n) + k * interval '1 minute', format('watcher %s.%s', n, k)), bench.ticket(n), bench.person((n + k) % 252),
    bench.person((n + k) % 252), bench.born(n) + k * interval '1 minute'
FROM generate_series(1, bench.tickets()) AS n, generate_series(1, CASE WHEN n % 10000 = 9 THEN 250 ELSE n % 3 END) AS k;

INSERT INTO time_entries (id, ticket_id, user_id, minutes, spent_on, note, created_at, updated_at)
SELECT bench.id_of(bench.born(n) + k * interval '1 hour', format('time %s.%s', n, k)), bench.ticket(n), bench.person(n % 200), 5 + n % 90,
    bench.born(n)::date, '', bench.born(n) + k * interval '1 hour', bench.born(n) + k * interval '1 hour'
FROM generate_series(1, bench.tickets()) AS n, generate_series(1, CASE WHEN n % 10000 = 9 THEN 300 ELSE n % 3 END) AS k;

INSERT INTO complaints (id, ticket_id, complainant_id, subject, text, status, resolution, created_at, updated_at)
SELECT bench.id_of(bench.born(n) + k * interval '1 hour', format('complaint %s.%s', n, k)), CASE WHEN n % 4 < 3 THEN bench.ticket(n) END,
    bench.person(252 + floor((bench.users() - 252) * bench.chance(n, 6) ^ 2)::int), bench.words(n, 4), bench.words(n + 1, 200),
    (CASE WHEN n > bench.tickets() * 0.7 THEN 'submitted' WHEN n % 50 = 9 THEN 'under_review' WHEN n % 3 = 0 THEN 'dismissed' ELSE 'resolved' END)::complaint_status,
    CASE WHEN n <= bench.tickets() * 0.7 AND n % 50 <> 9 THEN 'Sorry.' END, bench.born(n) + k * interval '1 hour', bench.born(n) + k * interval '1 hour'
FROM generate_series(1, bench.tickets()) AS n, generate_series(1, CASE WHEN n % 10000 = 9 THEN 300 WHEN n % 4 = 1 THEN 1 ELSE 0 END) AS k;

INSERT INTO ratings (id, ticket_id, requester_id, resolved_at, score, comment, created_at, updated_at)
SELECT bench.id_of(bench.born(n), 'rating ' || n), bench.ticket(n), bench.person(252 + floor((bench.users() - 252) * bench.chance(n, 6) ^ 2)::int),
    bench.born(n) + interval '1 day', 1 + n % 5, '', bench.born(n), bench.born(n)
FROM generate_series(1, bench.tickets()) AS n WHERE n % 4 = 0;

INSERT INTO macros (id, owner_id, name, name_key, body, is_internal, tags, assigns_to_me, version, created_at, updated_at)
SELECT bench.id_of(bench.born(n), 'macro ' || n), CASE WHEN n % 50 > 0 THEN bench.person(n % 252) END, 'Macro ' || n, 'macro ' || n, bench.words(n, 40),
    n % 2 = 0, '{}', false, 1, bench.born(n), bench.born(n)
FROM generate_series(1, 5000) AS n;

INSERT INTO saved_views (id, name, owner_id, filter, sort, is_shared, team_id, position, created_at, updated_at)
SELECT bench.id_of(bench.born(n), 'view ' || n), 'View ' || n, bench.person(n % 252), '{"status": "open"}', '-createdAt', n % 50 = 0,
    CASE WHEN n % 100 = 0 THEN bench.id_of('2022-01-01Z', 'team ' || n / 100 % 20) END, n % 20, bench.born(n), bench.born(n)
FROM generate_series(1, 5000) AS n;
