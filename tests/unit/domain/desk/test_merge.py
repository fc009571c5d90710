from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.desk.events import TicketMerged, TicketMoved, TicketUnmerged
from domain.desk.merge import (
    MergeAcrossRequesters,
    MergedOn,
    MergeIntoItself,
    MergeIntoPart,
    Pair,
    TicketMerge,
    UnmergeWindowOver,
    require_no_part,
    require_two,
)
from domain.desk.ticket import MOST_TAGS, AlreadyMerged, Status, Ticket, TicketClosed
from domain.shared.ids import MergeId, TicketId, UserId
from tests.support.builders import MONDAY, a_ticket

LATER = MONDAY + timedelta(hours=1)
ONE_DAY = timedelta(hours=24)
REQUESTER = UserId(uuid4())
BY = UserId(uuid4())


def own_ticket(**what_matters: Any) -> Ticket:
    return a_ticket(**({"requester_id": REQUESTER} | what_matters))


def merged(source: Ticket, target: Ticket) -> tuple[TicketMerge, Pair]:
    return TicketMerge.of(source, target, id=MergeId(uuid4()), turn_id=None, by=BY, at=LATER)


class TestOf:
    @pytest.mark.parametrize("status", [status for status in Status if status is not Status.CLOSED])
    def test_closes_the_source_whatever_its_status(self, status: Status) -> None:
        source, target = own_ticket(status=status), own_ticket()
        _, pair = merged(source, target)
        told = TicketMerged(ticket_id=source.id, source_id=source.id, target_id=target.id, at=LATER)
        moved = TicketMoved(ticket_id=source.id, old=status, new="closed", at=LATER)
        assert pair.of_source == (told, moved)
        assert pair.source == replace(
            source,
            status=Status.CLOSED,
            merged_into_id=target.id,
            resolution=f"Merged into #{target.number}.",
            closed_at=LATER,
            version=2,
            updated_at=LATER,
        )

    def test_moves_nothing_that_is_closed_already(self) -> None:
        _, pair = merged(own_ticket(status=Status.CLOSED, closed_at=MONDAY), own_ticket())
        assert [type(event) for event in pair.of_source] == [TicketMerged]
        assert pair.source.closed_at == MONDAY

    @pytest.mark.parametrize("status", [status for status in Status if status is not Status.CLOSED])
    def test_leaves_the_target_as_it_is_but_for_its_tags(self, status: Status) -> None:
        source, target = own_ticket(tags=("one", "two")), own_ticket(tags=("two", "three"), status=status)
        merge, pair = merged(source, target)
        assert pair.target == replace(target, tags=("two", "three", "one"), version=2, updated_at=LATER)
        assert pair.of_target == TicketMerged(ticket_id=target.id, source_id=source.id, target_id=target.id, at=LATER)
        assert merge.tags == ("one",)

    @pytest.mark.parametrize("room", [0, 1])
    def test_gives_the_target_no_more_tags_than_it_can_have(self, room: int) -> None:
        target = own_ticket(tags=tuple(map(str, range(MOST_TAGS - room))))
        _, pair = merged(own_ticket(tags=("one", "two")), target)
        assert pair.target.tags == (*target.tags, "one", "two")[:MOST_TAGS]

    def test_takes_no_tag_from_a_target_that_was_imported_with_too_many(self) -> None:
        target = own_ticket(tags=tuple(map(str, range(MOST_TAGS + 5))))
        _, pair = merged(own_ticket(tags=("one",)), target)
        assert pair.target.tags == target.tags

    def test_refuses_a_source_that_is_merged(self) -> None:
        with pytest.raises(AlreadyMerged):
            merged(own_ticket(status=Status.CLOSED, merged_into_id=TicketId(uuid4())), own_ticket())

    def test_refuses_a_target_that_is_merged(self) -> None:
        with pytest.raises(AlreadyMerged):
            merged(own_ticket(), own_ticket(status=Status.CLOSED, merged_into_id=TicketId(uuid4())))

    def test_refuses_a_target_that_is_closed(self) -> None:
        with pytest.raises(TicketClosed):
            merged(own_ticket(), own_ticket(status=Status.CLOSED))

    def test_names_no_ticket_of_somebody_else(self) -> None:
        merge, pair = merged(own_ticket(tags=("one",)), a_ticket(number=77_777))
        assert merge.is_across
        assert merge.tags == pair.target.tags == ()
        assert pair.source.resolution == "Merged into another ticket."


class TestRequireIntended:
    def test_refuses_to_bring_requesters_together_by_mistake(self) -> None:
        merge, _ = merged(own_ticket(), a_ticket())
        with pytest.raises(MergeAcrossRequesters) as refused:
            merge.require_intended(across_requesters=False)
        assert refused.value.details.keys() == {"acrossRequesters"}
        merge.require_intended(across_requesters=True)

    @pytest.mark.parametrize("across_requesters", [True, False])
    def test_asks_nothing_where_one_person_asked_for_both(self, *, across_requesters: bool) -> None:
        merge, _ = merged(own_ticket(), own_ticket())
        merge.require_intended(across_requesters=across_requesters)


class TestUndo:
    @pytest.mark.parametrize("status", Status)
    def test_makes_both_what_they_were(self, status: Status) -> None:
        source = own_ticket(status=status, resolution="Restarted.", resolved_at=MONDAY, tags=("one",))
        target = own_ticket(tags=("two",))
        merge, pair = merged(source, target)
        undone, apart = merge.undo(pair.source, pair.target, at=LATER + ONE_DAY, within=ONE_DAY)
        assert undone == replace(merge, undone_at=LATER + ONE_DAY)
        assert apart.source == replace(source, version=3, updated_at=LATER + ONE_DAY)
        assert apart.target == replace(target, version=3, updated_at=LATER + ONE_DAY)
        told = TicketUnmerged(ticket_id=source.id, source_id=source.id, target_id=target.id, at=LATER + ONE_DAY)
        assert apart.of_source[0] == told
        assert apart.of_target == replace(told, ticket_id=target.id)
        assert len(apart.of_source) == (1 if status is Status.CLOSED else 2)

    def test_keeps_what_the_target_became_meanwhile(self) -> None:
        merge, pair = merged(own_ticket(tags=("one",)), own_ticket(tags=("two",)))
        meanwhile, _ = pair.target.edit(at=LATER, title="Better said", tags=("three", "one"))
        _, apart = merge.undo(pair.source, meanwhile, at=LATER, within=ONE_DAY)
        assert (apart.target.title, apart.target.tags) == ("Better said", ("three",))

    def test_refuses_what_comes_too_late(self) -> None:
        merge, pair = merged(own_ticket(), own_ticket())
        late = LATER + ONE_DAY + timedelta(microseconds=1)
        with pytest.raises(UnmergeWindowOver, match="24 hours"):
            merge.undo(pair.source, pair.target, at=late, within=ONE_DAY)

    def test_refuses_while_the_target_is_merged_itself(self) -> None:
        merge, pair = merged(own_ticket(), own_ticket())
        _, further = merged(pair.target, own_ticket())
        with pytest.raises(MergedOn):
            merge.undo(pair.source, further.source, at=LATER, within=ONE_DAY)


class TestTicket:
    @pytest.mark.parametrize("status", Status)
    def test_moves_nowhere_while_it_is_merged(self, status: Status) -> None:
        _, pair = merged(own_ticket(), own_ticket())
        with pytest.raises(AlreadyMerged):
            pair.source.move_to(status, at=LATER, resolution="Restarted.")


class TestTickets:
    def test_are_two(self) -> None:
        require_two(TicketId(uuid4()), TicketId(uuid4()))
        one = TicketId(uuid4())
        with pytest.raises(MergeIntoItself):
            require_two(one, one)

    def test_are_no_whole_and_its_part(self) -> None:
        require_no_part(is_part=False)
        with pytest.raises(MergeIntoPart):
            require_no_part(is_part=True)
