import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desk.ticket import MOST_TAGS, Status, TicketClosed, TooManyTags
from tests.support.builders import MONDAY, a_ticket

TAGS = st.lists(st.sampled_from("abcdef"), unique=True).map(tuple)


class TestTag:
    @given(has=TAGS, add=TAGS, remove=TAGS)
    def test_adds_and_removes_in_order_and_says_when_it_did(
        self, has: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...]
    ) -> None:
        ticket = a_ticket(tags=has)
        tagged, event = ticket.tag(add=add, remove=remove, at=MONDAY)
        assert set(tagged.tags) == (set(has) | set(add)) - set(remove)
        assert [tag for tag in tagged.tags if tag in has] == [tag for tag in has if tag in tagged.tags]
        assert (event is None) == (tagged is ticket) == (tagged.tags == has)

    def test_goes_up_to_a_number(self) -> None:
        full = a_ticket(tags=tuple(str(number) for number in range(MOST_TAGS)))
        with pytest.raises(TooManyTags, match="would carry 31 tags"):
            full.tag(add=("one more",), at=MONDAY)
        assert len(full.tag(add=("one more",), remove=("0",), at=MONDAY)[0].tags) == MOST_TAGS

    def test_takes_some_of_too_many(self) -> None:
        """What was brought in from elsewhere may carry any number."""
        overfull = a_ticket(tags=tuple(str(number) for number in range(40)))
        assert len(overfull.tag(remove=("0",), at=MONDAY)[0].tags) == 39

    def test_leaves_what_is_closed(self) -> None:
        with pytest.raises(TicketClosed):
            a_ticket(status=Status.CLOSED).tag(add=("late",), at=MONDAY)
