from tests.support.command_line import Typed


class TestEnd:
    def test_logs_somebody_out_everywhere(self, here: Typed) -> None:
        here("users", "create-admin", "--email", "boss@example.com", "--password-stdin", input="A good long one 7\n")
        done = here("sessions", "end", "Boss@Example.com")
        assert (done.code, done.err) == (0, "Boss@Example.com was logged out of 0 sessions.\n")

    def test_knows_who_there_is(self, here: Typed) -> None:
        unknown = here("sessions", "end", "nobody@example.com")
        assert (unknown.code, unknown.err) == (1, "tixgenius: There is no such user.\n")
