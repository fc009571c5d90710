from dataclasses import fields
from datetime import timedelta

import pytest

from domain.desk.comment import Comment
from domain.desk.events import TicketCommented
from tests.support.builders import MONDAY, a_comment

LATER = MONDAY + timedelta(hours=1)


class TestWrite:
    @pytest.mark.parametrize("internal", [True, False])
    def test_keeps_the_text_and_tells_all_but_the_text(self, *, internal: bool) -> None:
        expected = a_comment(is_internal=internal, created_at=LATER)
        comment, event = Comment.write(
            id=expected.id,
            ticket_id=expected.ticket_id,
            author_id=expected.author_id,
            body=expected.body,
            is_internal=internal,
            at=LATER,
        )
        assert comment == expected
        assert event == TicketCommented(
            ticket_id=expected.ticket_id,
            comment_id=expected.id,
            author_id=expected.author_id,
            is_internal=internal,
            at=LATER,
        )
        assert expected.body not in [getattr(event, field.name) for field in fields(event)]
