from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.comment import AnsweredMeanwhile, Comment, CommentIsRemoved, CommentRevision, NoteStaysInternal
from domain.desk.events import CommentEdited, CommentHidden, CommentRemoved, PeopleMentioned, TicketCommented
from domain.shared.errors import StaleVersion
from domain.shared.ids import UserId
from tests.support.builders import MONDAY, a_comment, a_revision, a_ticket, a_user

LATER = MONDAY + timedelta(hours=1)
ANNA, BOB, EVE = (a_user().id for _ in range(3))


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


class TestReword:
    def test_says_it_anew_and_keeps_what_it_was(self) -> None:
        comment = a_comment(body="old", mentions=(ANNA,))
        revision_id = a_revision().id
        reworded, event = comment.reword("new", mentions=(BOB,), at=LATER)
        assert reworded == replace(comment, body="new", mentions=(BOB,), version=2, edited_at=LATER)
        assert event == CommentEdited(ticket_id=comment.ticket_id, comment_id=comment.id, at=LATER)
        assert comment.kept(id=revision_id, at=LATER) == CommentRevision(
            id=revision_id, comment_id=comment.id, version=1, body="old", written_at=MONDAY, created_at=LATER
        )

    def test_keeps_since_when_it_was_said_like_this(self) -> None:
        comment = a_comment(edited_at=LATER)
        assert comment.kept(id=a_revision().id, at=LATER + timedelta(hours=1)).written_at == LATER


class TestVersion:
    @pytest.mark.parametrize("expected", [None, 3])
    def test_may_be_any_or_the_one_there_is(self, expected: int | None) -> None:
        a_comment(version=3).require_version(expected)

    def test_refuses_another(self) -> None:
        with pytest.raises(StaleVersion):
            a_comment(version=3).require_version(2)


class TestHide:
    def test_makes_a_note_of_a_reply(self) -> None:
        comment = a_comment()
        hidden, event = comment.hide(at=LATER)
        assert hidden == replace(comment, is_internal=True, version=2)
        assert event == CommentHidden(ticket_id=comment.ticket_id, comment_id=comment.id, at=LATER)

    @pytest.mark.parametrize(("is_internal", "becomes"), [(False, True), (True, True), (False, False)])
    def test_may_be_asked_for(self, *, is_internal: bool, becomes: bool) -> None:
        a_comment(is_internal=is_internal).require_may_be(internal=becomes)

    def test_has_no_way_back(self) -> None:
        with pytest.raises(NoteStaysInternal) as refused:
            a_comment(is_internal=True).require_may_be(internal=False)
        assert list(refused.value.details) == ["internal"]


class TestRemove:
    def test_leaves_that_something_was_said(self) -> None:
        comment = a_comment(mentions=(ANNA,), edited_at=LATER)
        removed, event = comment.remove(at=LATER)
        assert removed == replace(comment, body="", mentions=(), version=2, removed_at=LATER)
        assert event == CommentRemoved(ticket_id=comment.ticket_id, comment_id=comment.id, at=LATER)

    @pytest.mark.parametrize(
        "change",
        [
            lambda comment: comment.remove(at=LATER),
            lambda comment: comment.hide(at=LATER),
            lambda comment: comment.reword("new", mentions=(), at=LATER),
        ],
        ids=["remove", "hide", "reword"],
    )
    def test_is_the_end(self, change: Callable[[Comment], object]) -> None:
        with pytest.raises(CommentIsRemoved):
            change(a_comment(removed_at=MONDAY))


class TestTellMentioned:
    def test_names_the_ticket_and_not_what_was_said(self) -> None:
        ticket = a_ticket(number=9, title="Printer on fire")
        comment = a_comment(mentions=(ANNA, BOB))
        assert comment.tell_mentioned(ticket, at=LATER) == (
            PeopleMentioned(
                ticket_id=ticket.id,
                comment_id=comment.id,
                number=9,
                title="Printer on fire",
                user_ids=(ANNA, BOB),
                at=LATER,
            ),
        )

    @given(st.lists(st.sampled_from([ANNA, BOB, EVE]), unique=True), st.sets(st.sampled_from([ANNA, BOB, EVE])))
    def test_tells_whoever_is_new_and_not_the_author(self, now: list[UserId], before: set[UserId]) -> None:
        comment = a_comment(author_id=EVE, mentions=tuple(now))
        told = [one for event in comment.tell_mentioned(a_ticket(), before=before, at=LATER) for one in event.user_ids]
        assert told == [one for one in now if one not in before and one != EVE]


class TestRequireHeardBy:
    def test_takes_whoever_saw_it_or_what_came_later(self) -> None:
        comment = a_comment()
        comment.require_heard_by(comment)
        comment.require_heard_by(a_comment(created_at=LATER))

    def test_refuses_whoever_saw_nothing_or_what_came_before(self) -> None:
        before = a_comment()
        comment = a_comment()
        for seen in (None, before, a_comment(created_at=MONDAY - timedelta(hours=1))):
            with pytest.raises(AnsweredMeanwhile) as refused:
                comment.require_heard_by(seen)
            assert str(comment.id) in refused.value.details["after"]
