from dataclasses import replace

from entrypoints.cli.doctor import told_of
from entrypoints.container.checkup import Record

OWNER = Record(user="tix", may_change=True, cure='CREATE ROLE "tix_app" ROLE "tix"')


class TestToldOf:
    def test_says_what_gets_a_login_a_role(self) -> None:
        assert told_of(OWNER) == (
            "tix may change what was recorded; run: tixgenius migrate"
            ' (where it may make no role, after: CREATE ROLE "tix_app" ROLE "tix")'
        )

    def test_names_the_login_that_is_there_for_the_house(self) -> None:
        assert told_of(replace(OWNER, instead="tix_app")) == (
            "tix may change what was recorded; it is for migrating: serve and work as tix_app"
        )

    def test_has_no_fault_to_find_with_what_only_adds(self) -> None:
        assert told_of(replace(OWNER, user="tix_app", may_change=False)) == "tix_app may add and change nothing"
