import pytest

from domain.desk.ticket import Priority, Status
from entrypoints.cli.readers.vocabulary import Vocabulary


class TestVocabulary:
    @pytest.mark.parametrize("status", Status)
    def test_knows_our_own_statuses(self, status: Status) -> None:
        assert Vocabulary().status(status.value) is status

    @pytest.mark.parametrize("priority", Priority)
    def test_knows_our_own_priorities(self, priority: Priority) -> None:
        assert Vocabulary().priority(priority.value.upper()) is priority

    def test_does_not_care_for_case_hyphens_and_spaces(self) -> None:
        assert Vocabulary().status(" IN-Progress ") is Status.IN_PROGRESS

    @pytest.mark.parametrize(
        "override", ["status=open", "status.x", "colour.x=red", "status.x=nope", "priority.x=open", ""]
    )
    def test_refuses_an_override_that_says_nothing(self, override: str) -> None:
        with pytest.raises(ValueError, match=r"is not"):
            Vocabulary([override])
