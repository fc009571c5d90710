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
