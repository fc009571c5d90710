import pytest

from tests.support.command_line import Typed

OWNER = "boss@example.com"


@pytest.fixture(autouse=True)
def owner(here: Typed) -> None:
    here("users", "create-admin", "--email", OWNER, "--password-stdin", input="A good long one 7")


def made(here: Typed) -> str:
    done = here("api-keys", "create", OWNER, "--name", "Report", "--scope", "tickets:read", "--scope", "desk:read")
    assert done.code == 0, done.err
    return done.out.strip()


class TestCreate:
    def test_prints_the_key_and_nothing_else(self, here: Typed) -> None:
        key = made(here)
        assert (key[:4], len(key), key.split()) == ("tix_", 87, [key])
        listed = here("api-keys", "list", OWNER)
        assert [*listed.out.splitlines()[1].split()][1:4] == ["Report", "desk:read", "tickets:read"]
        assert listed.out.split()[-1] == "never"
        assert key not in listed.out

    @pytest.mark.parametrize(
        ("more", "code", "said"),
        [
            (("--scope", "users:write"), 2, "users:write"),
            ((), 2, "scope"),
            (("--scope", "tickets:read", "--days", "366"), 1, "Must lie in the next 365 days."),
            (("--scope", "tickets:read", "--days", "0"), 2, "days"),
            (("--scope", "tickets:read", "--name", " "), 2, "A name has 1 to 100 characters."),
        ],
    )
    def test_says_what_is_wrong(self, here: Typed, more: tuple[str, ...], code: int, said: str) -> None:
        name = () if "--name" in more else ("--name", "Report")
        refused = here("api-keys", "create", OWNER, *name, *more)
        assert (refused.code, refused.out, said in refused.err) == (code, "", True), refused.err


class TestRevoke:
    @pytest.mark.parametrize("spelled", ["id", "prefix"])
    def test_ends_a_key(self, here: Typed, spelled: str) -> None:
        prefix = made(here)[:36]
        name = here("api-keys", "list", OWNER).out.splitlines()[1].split()[0] if spelled == "id" else prefix
        done = here("api-keys", "revoke", name)
        assert (done.code, done.err.startswith("The key ")) == (0, True)
        assert len(here("api-keys", "list", OWNER).out.splitlines()) == 1
        again = here("api-keys", "revoke", name)
        assert (again.code, again.err) == (1, "tixgenius: There is no such API key.\n")

    def test_knows_what_an_id_looks_like(self, here: Typed) -> None:
        wrong = here("api-keys", "revoke", "nonsense")
        assert (wrong.code, wrong.err) == (2, "tixgenius: This is neither the id of a key nor how one begins.\n")


def test_an_owner_that_nobody_is_is_named(here: Typed) -> None:
    for call in (("list",), ("create", "--name", "Report", "--scope", "desk:read")):
        unknown = here("api-keys", call[0], "nobody@example.com", *call[1:])
        assert (unknown.code, unknown.out) == (1, "")
        assert unknown.err == "tixgenius: There is no account with the address nobody@example.com.\n"
