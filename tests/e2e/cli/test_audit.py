import re

from adapters.postgres.append_only import as_owner
from tests.support.command_line import Typed

HEAD = re.compile(r"head: ([0-9a-f]{64})\n")


class TestVerify:
    def test_finds_what_was_done_to_the_record(self, here: Typed, clean_database: str) -> None:
        here("keys", "list")
        whole = here("audit", "verify")
        assert whole.code == 0
        assert whole.out.startswith("1 events in 1 seals are as they were sealed, 1 of them just now.\n")
        head = HEAD.search(whole.out)
        assert head
        assert here("audit", "verify", "--head", head[1]).code == 0

        with as_owner(clean_database) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("UPDATE events SET name = 'identity.nothing_happened'")
        changed = here("audit", "verify")
        assert changed.code == 1
        assert re.fullmatch(
            r"tixgenius: Event [-0-9a-f]{36}, number 1, in seal 1, is not as it was sealed\.\n", changed.err
        )

        with as_owner(clean_database) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("DELETE FROM audit_seals")
            connection.execute("DELETE FROM events")
        assert here("audit", "verify").code == 0
        gone = here("audit", "verify", "--head", head[1])
        assert (gone.code, "The head that was noted is none" in gone.err) == (1, True)

    def test_takes_a_head_as_it_is_shown(self, here: Typed) -> None:
        wrong = here("audit", "verify", "--head", "abc")
        assert (wrong.code, wrong.err) == (1, "tixgenius: A head has 64 characters, 0 to 9 and a to f.\n")
