-- Functions that stand in for chance while a database is filled; the schema goes when it is full.
CREATE SCHEMA bench;
CREATE FUNCTION bench.tickets() RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT current_setting('bench.tickets')::int $$;
CREATE FUNCTION bench.users() RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT 252 + greatest(400, current_setting('bench.tickets')::int / 100)
$$;
CREATE FUNCTION bench.chance(n bigint, about int) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
    SELECT (hashint8extended(n, about) & 1048575) / 1048576.0::float8
$$;
CREATE FUNCTION bench.born(n bigint) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT timestamptz '2022-01-01Z' + n * interval '1 minute' + n % 1000 * interval '1 millisecond'
$$;
CREATE FUNCTION bench.id_of(born timestamptz, key text) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM born) * 1000)::bigint), 12, '0')
        || '7' || substr(md5(key), 1, 3) || '8' || substr(md5(key), 4, 15))::uuid
$$;
CREATE FUNCTION bench.ticket(n bigint) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT bench.id_of(bench.born(n), 'ticket ' || n)
$$;
CREATE FUNCTION bench.person(n int) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT bench.id_of(bench.born(n) - interval '1 year', 'user ' || n)
$$;
-- A word of a vocabulary of 4,096 in which the n-th is 1/n as frequent as the first (Zipf). One expression, so that it is inlined.
CREATE FUNCTION bench.word(rank int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT (ARRAY['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'je', 'ki', 'lo', 'mu', 'na', 'pe', 'ri', 'so', 'tu', 'va'])[1 + (rank & 15)]
        || (ARRAY['lan', 'mer', 'nis', 'por', 'rud', 'sal', 'tem', 'vin', 'bol', 'cus', 'dan', 'fel', 'gin', 'hor', 'jun', 'kas'])[1 + (rank >> 4 & 15)]
        || (ARRAY['a', 'e', 'i', 'o', 'u', 'an', 'en', 'in', 'on', 'un', 'as', 'es', 'is', 'os', 'us', 'y'])[1 + (rank >> 8 & 15)]
$$;
CREATE FUNCTION bench.words(seed bigint, count int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(bench.word(floor(4096 ^ bench.chance(seed, place))::int - 1), ' ') FROM generate_series(1, count) AS place
$$;
