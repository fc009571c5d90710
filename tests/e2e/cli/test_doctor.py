import re

import psycopg
from psycopg.conninfo import make_conninfo

from tests.support.command_line import Typed
from tests.support.redis import RedisServer

DEAD_JOB = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts)
    VALUES ('default', 'react', '{"transaction": "1"}', 'failed', 9)
"""
UNATTENDED_JOB = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, scheduled_at)
    VALUES ('default', 'react', '{"transaction": "1"}', 'todo', now() - interval '1 hour')
"""


class TestDoctor:
    def test_finds_nothing_where_all_is_well(self, here: Typed) -> None:
        done = here("doctor")
        assert done.code == 0
        assert all(line.startswith("✓ ") for line in done.out.splitlines())
        for subject in (
            "settings",
            "database",
            "driver",
            "schema",
            "audit record",
            "jobs",
            "dead letters",
            "disk",
            "clock",
        ):
            assert subject in done.out

    def test_finds_jobs_that_nobody_does_and_jobs_that_nobody_could_do(self, here: Typed, clean_database: str) -> None:
        with psycopg.connect(clean_database) as connection:
            connection.execute(DEAD_JOB)
            connection.execute(UNATTENDED_JOB)
        done = here("doctor")
        assert done.code == 1
        assert re.search("✗ jobs: 1 waiting, the oldest 36.. s late: does a worker run?", done.out)
        assert "✗ dead letters: 1; see: tixgenius jobs failed" in done.out

    def test_finds_a_house_that_may_change_what_was_recorded(self, here: Typed, clean_database: str) -> None:
        assert re.search(r"✓ audit record: \w+_app may add and change nothing\n", here("doctor").out)
        done = here("doctor", DATABASE_URL=make_conninfo(clean_database, options="-c role=none"))
        assert done.code == 1
        assert re.search(
            r"✗ audit record: (\w+) may change what was recorded; run: tixgenius migrate"
            r' \(where it may make no role, after: CREATE ROLE "\1_app" ROLE "\1"\)\n',
            done.out,
        )

    def test_says_why_the_database_does_not_answer(self, typed: Typed) -> None:
        done = typed("doctor", DATABASE_URL="postgresql://nobody:secret7@127.0.0.1:1/none")
        assert done.code == 1
        assert "✗ database: " in done.out
        assert "Connection refused" in done.out
        assert "secret7" not in done.out + done.err

    def test_says_whether_the_cache_answers(self, here: Typed, shared_redis: RedisServer) -> None:
        assert "✓ cache" not in here("doctor").out
        done = here("doctor", REDIS_URL=shared_redis.url)
        assert done.code == 0
        assert re.search(r"✓ cache: Redis \d", done.out)
        done = here("doctor", REDIS_URL="redis://:secret7@127.0.0.1:1")
        assert done.code == 1
        assert "✗ cache: REDIS_URL does not answer; the database is asked instead" in done.out
        assert "secret7" not in done.out + done.err

    def test_says_where_mails_go_and_that_production_sends_none(self, here: Typed) -> None:
        assert "✓ mail: into .data/mailbox" in here("doctor").out
        assert "✓ mail: to mail.example.com:587" in here("doctor", SMTP_HOST="mail.example.com").out
        secrets = {
            "JWT_SECRET": "kZ8v0pTq3nWc7yRf1sLx5bHd9gMj2uKa",
            "CURSOR_SECRET": "Qe4rT6yU8iO0pA2sD1fG3hJ5kL7zX9cV",
            "DATA_SECRET": "wB3nM7xK1vC9tJ5gF2hR8pL4sD6qZ0yT",
        }
        done = here("doctor", ENVIRONMENT="production", **secrets)
        assert (done.code, "✗ mail: into .data/mailbox; nobody gets any without SMTP_HOST" in done.out) == (1, True)

    def test_names_every_setting_that_is_wrong(self, typed: Typed) -> None:
        done = typed("doctor", PORT="http", ENVIRONMENT="production", SHELF="memory")
        assert done.code == 1
        for name in ("PORT", "JWT_SECRET", "CURSOR_SECRET", "DATA_SECRET", "SHELF"):
            assert f"✗ setting {name}: " in done.out


class TestJobs:
    def test_that_failed_for_good_are_listed_and_tried_again(self, here: Typed, clean_database: str) -> None:
        assert here("jobs", "failed").out == "No job has failed for good.\n"
        with psycopg.connect(clean_database) as connection:
            row = connection.execute(f"{DEAD_JOB} RETURNING id").fetchone()
            assert row
            connection.execute("INSERT INTO procrastinate_events (job_id, type) VALUES (%s, 'failed')", row)
        listed = here("jobs", "failed")
        assert listed.code == 0
        assert '{"transaction":"1"}' in listed.out
        assert here("jobs", "retry", str(row[0])).code == 0
        again = here("jobs", "retry", str(row[0]))
        assert (again.code, again.err) == (1, f"tixgenius: There is no dead letter {row[0]}.\n")
