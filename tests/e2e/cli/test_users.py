import pytest

from tests.support.command_line import CommandLine, Typed

PASSWORD = "A good long one 7"


class TestCreateAdmin:
    def test_makes_somebody_admin_once(self, cli: CommandLine, here: Typed) -> None:
        call = ("users", "create-admin", "--email", "boss@example.com", "--password-stdin")
        made = cli.run(*call, input=f"{PASSWORD}\nnot read\n")
        assert (made.code, made.err) == (0, "boss@example.com is an admin now.\n")
        listed = here("users", "list", "--role", "admin").out
        assert listed.count("boss@example.com") == 1
        assert PASSWORD not in made.out + made.err + listed

        again = here(*call, input=PASSWORD)
        assert (again.code, again.err) == (1, "tixgenius: Somebody has this address already. (email: Taken.)\n")

    def test_refuses_what_the_policy_refuses_and_addresses_that_are_none(self, here: Typed) -> None:
        weak = here("users", "create-admin", "--email", "boss@example.com", "--password-stdin", input="short\n")
        assert weak.code == 1
        assert weak.err.startswith("tixgenius: The password is too weak. (password: Needs: at least 8 characters,")
        wrong = here("users", "create-admin", "--email", "nobody", "--password-stdin", input=PASSWORD)
        assert wrong.code == 1
        assert "email" in wrong.err
        assert len(wrong.err.splitlines()) == 1

    def test_asks_for_a_password_on_standard_input_where_nobody_can_type(self, here: Typed) -> None:
        done = here("users", "create-admin", "--email", "boss@example.com")
        assert (done.code, "--password-stdin" in done.err) == (2, True)


class TestList:
    def test_shows_who_is_asked_for(self, here: Typed) -> None:
        for email in ("boss@example.com", "second@example.com"):
            here("users", "create-admin", "--email", email, "--password-stdin", input=PASSWORD)
        here("users", "suspend", "second@example.com")
        for call, shown in (
            (("--active",), {"boss@example.com"}),
            (("--no-active",), {"second@example.com"}),
            (("--search", "SECOND@"), {"second@example.com"}),
            (("--role", "customer"), set()),
            (("--role", "admin", "--active", "--search", "second"), set()),
            ((), {"boss@example.com", "second@example.com"}),
        ):
            listed = here("users", "list", *call)
            assert {line.split()[0] for line in listed.out.splitlines()[1:]} == shown, call


class TestAccount:
    """What an operator does to one, named by its address in any spelling."""

    def test_is_suspended_and_let_in_again(self, here: Typed) -> None:
        admins(here, "boss@example.com", "second@example.com")
        done = here("users", "suspend", "Second@Example.com", "--reason", "Left.")
        assert (done.code, done.out, done.err) == (0, "", "Second@Example.com is suspended.\n")
        again = here("users", "suspend", "second@example.com")
        assert (again.code, again.err) == (1, "tixgenius: This account is suspended already.\n")
        done = here("users", "reinstate", "second@example.com")
        assert (done.code, done.err) == (0, "second@example.com can log in again.\n")
        again = here("users", "reinstate", "second@example.com")
        assert (again.code, again.err) == (1, "tixgenius: This account is not suspended.\n")

    def test_gets_another_role(self, here: Typed) -> None:
        admins(here, "boss@example.com", "second@example.com")
        done = here("users", "set-role", "second@example.com", "agent")
        assert (done.code, done.err) == (0, "second@example.com is agent now.\n")
        assert "second@example.com" in here("users", "list", "--role", "agent").out
        wrong = here("users", "set-role", "second@example.com", "king")
        assert (wrong.code, "king" in wrong.err) == (2, True)

    def test_of_the_last_admin_stays_one(self, here: Typed) -> None:
        admins(here, "boss@example.com")
        for call in (("suspend", "boss@example.com"), ("set-role", "boss@example.com", "agent")):
            refused = here("users", *call)
            assert (refused.code, refused.err) == (1, "tixgenius: This is the last active admin.\n")

    def test_gets_another_password(self, here: Typed) -> None:
        admins(here, "boss@example.com")
        call = ("users", "reset-password", "boss@example.com", "--password-stdin")
        done = here(*call, input="Another long one 8\n")
        assert (done.code, done.err) == (0, "boss@example.com has a new password.\n")
        assert here(*call, input="short\n").err.startswith("tixgenius: The password is too weak.")

    def test_is_mailed_a_link_for_another_password(self, here: Typed) -> None:
        admins(here, "boss@example.com", "second@example.com")
        done = here("users", "reset-password", "boss@example.com")
        assert (done.code, "mail" in done.err) == (0, True)
        here("users", "suspend", "second@example.com")
        refused = here("users", "reset-password", "second@example.com")
        assert refused.code == 1
        assert refused.err == "tixgenius: The account is suspended, or never had a password to reset.\n"

    @pytest.mark.parametrize(
        "call", [("suspend",), ("reinstate",), ("set-role", "agent"), ("reset-password",)], ids=lambda call: call[0]
    )
    def test_that_nobody_has_is_named(self, here: Typed, call: tuple[str, ...]) -> None:
        verb, *more = call
        unknown = here("users", verb, "nobody@example.com", *more)
        assert (unknown.code, unknown.out) == (1, "")
        assert unknown.err == "tixgenius: There is no account with the address nobody@example.com.\n"


def admins(here: Typed, *emails: str) -> None:
    for email in emails:
        here("users", "create-admin", "--email", email, "--password-stdin", input=PASSWORD)
