-- People, categories and tickets, the same on every machine: MD5 instead of chance.
-- The setting bench.tickets says how many; one a minute from 2024 on, so that what a benchmark opens is newer than all of them.
CREATE FUNCTION pg_temp.id_of(born timestamptz, key text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM born) * 1000)::bigint), 12, '0')
        || '7' || substr(md5(key), 1, 3) || '8' || substr(md5(key), 4, 15))::uuid
$$;
CREATE FUNCTION pg_temp.words(seed bigint, count int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg((ARRAY[
        'printer', 'invoice', 'refund', 'login', 'password', 'screen', 'blank', 'error', 'payment', 'failed', 'after',
        'update', 'cannot', 'open', 'export', 'report', 'slow', 'page', 'mobile', 'order', 'missing', 'email', 'twice',
        'account', 'locked', 'upload', 'image', 'broken', 'link', 'button', 'search', 'empty', 'result', 'address',
        'change', 'currency', 'wrong', 'total', 'discount', 'code', 'expired', 'timeout', 'server', 'message', 'shown',
        'again', 'since', 'yesterday', 'please', 'help', 'urgent', 'customer', 'waiting', 'number', 'ticket', 'team',
        'calendar', 'sync', 'device', 'language', 'setting'
    ])[1 + ('x' || substr(md5(seed || '.' || word), 1, 7))::bit(28)::int % 61], ' ' ORDER BY word)
    FROM generate_series(1, count) AS word
$$;

INSERT INTO users (id, email, canonical_email, first_name, last_name, name, search_key, role, tier, is_active,
    access_version, version, created_at, updated_at)
SELECT pg_temp.id_of('2024-01-01Z', address), address, address, role, n::text, role || ' ' || n, role || ' ' || address,
    role::user_role, 'regular', true, 1, 1, '2024-01-01Z', '2024-01-01Z'
FROM (SELECT n, role, format('%s.%s@example.com', role, n) AS address FROM (
    SELECT n, CASE WHEN n = 1 THEN 'admin' WHEN n <= 10 THEN 'agent' ELSE 'customer' END AS role
    FROM generate_series(1, 500) AS n) AS people) AS addressed;

-- Everybody is logged in, by a session of their own id.
INSERT INTO sessions (id, user_id, access_version, counter, created_at, last_used_at, expires_at)
SELECT id, id, 1, 0, created_at, created_at, '2126-01-01Z' FROM users;

INSERT INTO categories (id, name, name_key, is_active, created_at, updated_at)
SELECT pg_temp.id_of('2024-01-01Z', 'category ' || n), 'Category ' || n, 'category ' || n, true, '2024-01-01Z', '2024-01-01Z'
FROM generate_series(1, 20) AS n;

INSERT INTO tickets (id, number, title, description, status, priority, category_id, assignee_id, requester_id, channel,
    tags, version, created_at, updated_at)
SELECT pg_temp.id_of(born, 'ticket ' || n), nextval('ticket_number'), pg_temp.words(n, 6), pg_temp.words(n + 7, 60),
    (enum_range(NULL::ticket_status))[1 + n % 6], (enum_range(NULL::ticket_priority))[1 + n / 6 % 4],
    CASE WHEN n % 3 > 0 THEN pg_temp.id_of('2024-01-01Z', 'category ' || 1 + n % 20) END,
    CASE WHEN n % 6 IN (1, 2) THEN pg_temp.id_of('2024-01-01Z', format('agent.%s@example.com', 2 + n % 9)) END,
    pg_temp.id_of('2024-01-01Z', format('customer.%s@example.com', 11 + n % 490)),
    (enum_range(NULL::ticket_channel))[1 + n % 4], coalesce(string_to_array(pg_temp.words(n + 3, n % 4), ' '), '{}'),
    1 + n % 5, born, born + n % 1000 * interval '1 second'
FROM (SELECT n, timestamptz '2024-01-01Z' + n * interval '1 minute' + n % 1000 * interval '1 millisecond' AS born
    FROM generate_series(1, current_setting('bench.tickets')::int) AS n) AS numbered;
