import psycopg

from tests.support.command_line import CommandLine, Typed
from tests.support.issues import counted

STATES = "SELECT title, status::text, priority::text FROM tickets ORDER BY title"
BREACHES = """
    SELECT count(*) FROM tickets, jsonb_array_elements(clocks) AS clock WHERE clock -> 'promise' ->> 'breached_at' <> ''
"""
MERGED = "SELECT count(*) FROM tickets WHERE merged_into_id IS NOT NULL"
DAYS = "SELECT extract(day FROM max(updated_at) - min(created_at)) FROM tickets"


def states(database_url: str) -> list[tuple[str, ...]]:
    with psycopg.connect(database_url) as connection:
        return connection.execute(STATES).fetchall()


def number(database_url: str, question: str) -> int:
    with psycopg.connect(database_url) as connection:
        found = connection.execute(question).fetchone()
    assert found
    return int(found[0])


class TestSeed:
    def test_fills_the_desk_with_the_history_of_90_days_once(
        self, cli: CommandLine, here: Typed, clean_database: str
    ) -> None:
        first = cli.run("seed", "--password-stdin", input="A good long one 7\n")
        assert first.code == 0, first.err
        assert "A good long one 7" not in first.out + first.err
        seeded, counts = states(clean_database), counted(clean_database)
        assert len(seeded) == 200
        assert {status for _, status, _ in seeded} == {
            *("open", "in_progress", "pending", "resolved", "closed", "reopened")
        }
        assert [number(clean_database, question) for question in (BREACHES, MERGED)] == [2, 1]
        assert 80 <= number(clean_database, DAYS) <= 90

        again = here("seed")
        assert (again.code, "0 new accounts, 0 new tickets" in again.err) == (0, True)
        assert "Password" not in again.out
        assert (states(clean_database), counted(clean_database)) == (seeded, counts)

    def test_tells_the_same_stories_everywhere(
        self, here: Typed, typed: Typed, clean_database: str, fresh_database_url: str
    ) -> None:
        here("seed", "--random-seed", "5")
        typed("seed", "--random-seed", "5", DATABASE_URL=fresh_database_url)
        assert states(clean_database) == states(fresh_database_url)
        assert counted(clean_database) == counted(fresh_database_url)

    def test_has_no_place_in_production(self, typed: Typed) -> None:
        secrets = {
            "JWT_SECRET": "qX7" + "kP2wN5vB8" * 5,
            "CURSOR_SECRET": "zT4" + "mR9cL6hJ3" * 5,
            "DATA_SECRET": "vW6" + "fN8dK3gS1" * 5,
        }
        done = typed("seed", ENVIRONMENT="production", DATABASE_URL="postgresql://", **secrets)
        assert (done.code, done.err) == (1, "tixgenius: A demo has no place in production.\n")
