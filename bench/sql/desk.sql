-- People, teams, categories and tickets. Hashes of the row's number stand in for chance, so that every machine gets the same.
-- The setting bench.tickets says how many. What makes lists hard is as in a desk of some years: hardly any ticket is still
-- open, those are the newest but for a few stragglers, and customers, teams and developers have very different shares.
INSERT INTO teams (id, name, name_key, description, created_at, updated_at)
SELECT bench.id_of('2022-01-01Z', 'team ' || n), 'Team ' || n, 'team ' || n, '', '2022-01-01Z', '2022-01-01Z'
FROM generate_series(0, 19) AS n;

INSERT INTO users (id, email, canonical_email, first_name, last_name, name, search_key, role, tier, is_active, team_id,
    access_version, version, created_at, updated_at)
SELECT bench.id_of(born, 'user ' || n), address, address, given, family, given || ' ' || family,
    given || ' ' || family || E'\n' || address, role::user_role, 'regular', n % 50 > 0,
    CASE role WHEN 'developer' THEN bench.id_of('2022-01-01Z', 'team ' || n % 20) END, 1, 1, born, born + n % 90 * interval '1 day'
FROM (
    SELECT n, bench.born(n) - interval '1 year' AS born, bench.word((4096 * bench.chance(n, 1))::int) AS given, bench.word((4096 * bench.chance(n, 2))::int) AS family,
        CASE WHEN n < 200 THEN 'developer' WHEN n < 240 THEN 'agent' WHEN n < 250 THEN 'manager' WHEN n < 252 THEN 'admin'
            ELSE 'customer' END AS role, format('u%s@example.com', n) AS address
    FROM generate_series(0, bench.users() - 1) AS n
) AS people;

-- Everybody is logged in, by a session of their own id.
INSERT INTO sessions (id, user_id, access_version, counter, created_at, last_used_at, expires_at)
SELECT id, id, 1, 0, created_at, created_at, '2126-01-01Z' FROM users;

INSERT INTO developer_profiles (user_id, specializations, experience_level, time_zone, availability, absences, capacity, created_at, updated_at)
SELECT bench.id_of(bench.born(n) - interval '1 year', 'user ' || n), ARRAY['python'], 'senior', 'UTC', '[]', '[]', n % 12,
    bench.born(n), bench.born(n)
FROM generate_series(0, 199) AS n;

INSERT INTO categories (id, name, name_key, team_id, is_active, created_at, updated_at)
SELECT bench.id_of('2022-01-01Z', 'category ' || n), 'Category ' || n, 'category ' || n,
    bench.id_of('2022-01-01Z', 'team ' || n % 20), true, '2022-01-01Z', '2022-01-01Z'
FROM generate_series(0, 59) AS n;

INSERT INTO tickets (id, number, title, description, status, priority, category_id, team_id, assignee_id, requester_id, channel, tags,
    external_key, version, created_at, updated_at, due_at, first_response_at, resolved_at, closed_at)
SELECT bench.ticket(n), n, bench.words(n, 5),
    bench.words(n + 700000001, 20 + n % 15) || CASE WHEN bench.chance(n, 3) < 0.45 THEN ' printer' ELSE '' END
        || CASE WHEN n % 900 = 17 THEN ' refund' ELSE '' END || CASE WHEN n % 5000 = 41 THEN ' quantum' ELSE '' END,
    status::ticket_status,
    (enum_range(NULL::ticket_priority))[1 + width_bucket(bench.chance(n, 4), ARRAY[0.3, 0.8, 0.95])],
    bench.id_of('2022-01-01Z', 'category ' || team + 20 * (n % 3)),
    CASE WHEN n % 10 > 0 THEN bench.id_of('2022-01-01Z', 'team ' || team) END,
    CASE WHEN status <> 'open' AND n % 19 > 0 THEN bench.person(team + 20 * (n % 10)) END,
    bench.person(252 + floor((bench.users() - 252) * bench.chance(n, 6) ^ 2)::int),
    (enum_range(NULL::ticket_channel))[1 + n % 4],
    CASE WHEN n % 3 = 0 THEN '{}' ELSE ARRAY['tag' || floor(40 ^ bench.chance(n, 7))] END
        || CASE WHEN n % 20000 = 7 THEN ARRAY['seldom'] ELSE '{}' END,
    CASE WHEN n % 10 = 3 THEN 'old-' || n END, 1 + n % 5, bench.born(n), bench.born(n) + bench.chance(n, 8) ^ 2 * interval '9 days',
    CASE WHEN bench.chance(n, 10) < 0.8 THEN bench.born(n) + bench.chance(n, 11) * interval '60 days' END,
    CASE WHEN bench.chance(n, 12) < CASE WHEN status IN ('resolved', 'closed') THEN 0.98 ELSE 0.5 END THEN bench.born(n) + interval '2 hours' END,
    CASE WHEN status IN ('resolved', 'closed') THEN bench.born(n) + bench.chance(n, 13) * interval '5 days' END,
    CASE WHEN status = 'closed' THEN bench.born(n) + interval '12 days' END
FROM (
    SELECT n, floor(20 * bench.chance(n, 5) ^ 2)::int AS team,
        CASE WHEN n > bench.tickets() * 0.97 OR n % 211 = 5
            THEN (ARRAY['open', 'open', 'in_progress', 'in_progress', 'pending', 'reopened'])[1 + n % 6]
            WHEN n % 8 = 0 THEN 'resolved' ELSE 'closed' END AS status
    FROM generate_series(1, bench.tickets()) AS n
) AS numbered;
SELECT setval('ticket_number', bench.tickets());
