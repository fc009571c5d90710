from dataclasses import replace
from datetime import timedelta

from tests.support.builders import MONDAY, a_notification

LATER = MONDAY + timedelta(hours=1)


class TestRead:
    def test_notes_when(self) -> None:
        notification = a_notification()
        assert notification.read(at=LATER) == replace(notification, read_at=LATER)

    def test_counts_the_first_time_only(self) -> None:
        once = a_notification().read(at=MONDAY)
        assert once.read(at=LATER) == once
