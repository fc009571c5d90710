import re

import psycopg

from tests.support.command_line import Typed

AGED = "UPDATE signing_keys SET created_at = created_at - interval '{0}', signs_from = signs_from - interval '{0}'"


class TestKeys:
    def test_are_rotated_once_at_a_time_and_seen(self, here: Typed, clean_database: str) -> None:
        first = here("keys", "list")
        assert first.code == 0
        assert re.search(r"HS256 +signs +[-\d]+ [:\d]+ +[-\d]+ [:\d]+ +the next", first.out)

        rotated = here("keys", "rotate")
        assert rotated.code == 0
        assert re.fullmatch(r"Key [-0-9a-f]{36} signs from [-\d]+ [:\d]+ UTC on\.\n", rotated.err)
        assert re.findall(r"HS256 +(\w+)", here("keys", "list").out) == ["signs", "next"]

        again = here("keys", "rotate")
        assert again.code == 1
        assert re.fullmatch(r"tixgenius: The key before is still accepted, until [-\d]+ [:\d]+ UTC\.\n", again.err)

        with psycopg.connect(clean_database) as connection:
            connection.execute(AGED.format("5 minutes").encode())
        assert re.findall(r"HS256 +(\w+)", here("keys", "list").out) == ["accepted", "signs"]
        with psycopg.connect(clean_database) as connection:
            connection.execute(AGED.format("1 hour").encode())
        assert re.findall(r"HS256 +(\w+)", here("keys", "list").out) == ["forgotten", "signs"]
        assert here("keys", "rotate").code == 0
        assert re.findall(r"EdDSA +(\w+)", here("keys", "list", JWT_ALGORITHM="EdDSA").out) == ["signs", "next"]

    def test_are_looked_after(self, here: Typed, clean_database: str) -> None:
        assert "✓ signing key: none yet; the next start makes one" in here("doctor").out
        here("keys", "list")
        assert "✓ signing key: HS256, in use for 0 days" in here("doctor").out
        with psycopg.connect(clean_database) as connection:
            connection.execute(AGED.format("366 days").encode())
        old = here("doctor", JWT_ALGORITHM="EdDSA")
        assert (old.code, "✗ signing key: EdDSA, in use for 366 days; run: tixgenius keys rotate" in old.out) == (
            1,
            True,
        )

    def test_are_signed_by_one_of_two_algorithms(self, here: Typed) -> None:
        wrong = here("keys", "list", JWT_ALGORITHM="none")
        assert (wrong.code, wrong.err) == (1, "tixgenius: JWT_ALGORITHM: Not one of: HS256, EdDSA.\n")
