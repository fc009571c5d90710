from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.desk.events import TicketLinked, TicketUnlinked
from domain.desk.link import KEPT, LinkCycle, LinkNotFound, LinkToItself, Relation, TicketLink
from domain.shared.ids import LinkId, TicketId
from tests.support.builders import MONDAY, a_link, a_ticket, an_actor

LATER = MONDAY + timedelta(hours=1)
BY = an_actor().user_id


def between(this: TicketId, relation: Relation, other: TicketId) -> tuple[TicketLink, TicketLinked]:
    return TicketLink.between(this, relation, other, id=LinkId(a_ticket().id), by=BY, at=MONDAY)


class TestRelation:
    @pytest.mark.parametrize("relation", Relation)
    def test_said_from_the_other_and_back_is_the_same(self, relation: Relation) -> None:
        assert relation.inverse.inverse is relation
        assert relation.is_directed is (relation is not Relation.RELATES_TO)


class TestBetween:
    @pytest.mark.parametrize("relation", Relation)
    def test_is_one_link_from_whichever_side_it_is_said(self, relation: Relation) -> None:
        one, other = a_ticket().id, a_ticket().id
        said, told = between(one, relation, other)
        turned, _ = between(other, relation.inverse, one)
        assert (said.relation, said.source_id, said.target_id) == (turned.relation, turned.source_id, turned.target_id)
        assert said.relation in KEPT
        assert told == TicketLinked(ticket_id=one, link_id=said.id, relation=relation, other_id=other, at=MONDAY)

    def test_keeps_who_is_what(self) -> None:
        one, other = a_ticket().id, a_ticket().id
        link, _ = between(one, Relation.BLOCKED_BY, other)
        assert (link.source_id, link.relation, link.target_id) == (other, Relation.BLOCKS, one)

    @pytest.mark.parametrize("relation", Relation)
    def test_is_not_of_a_ticket_and_itself(self, relation: Relation) -> None:
        one = a_ticket().id
        with pytest.raises(LinkToItself):
            between(one, relation, one)


class TestUndo:
    @pytest.mark.parametrize("relation", Relation)
    def test_is_told_of_the_ticket_from_which_it_is_undone(self, relation: Relation) -> None:
        one, other = a_ticket().id, a_ticket().id
        link, _ = between(one, relation, other)
        for this, that, said in ((one, other, relation), (other, one, relation.inverse)):
            undone = link.undo(this, at=LATER)
            assert undone == TicketUnlinked(ticket_id=this, link_id=link.id, relation=said, other_id=that, at=LATER)

    def test_is_for_its_own_tickets(self) -> None:
        with pytest.raises(LinkNotFound):
            a_link().undo(a_ticket().id, at=LATER)


class TestCircle:
    @pytest.mark.parametrize("relation", [Relation.PARENT_OF, Relation.BLOCKS, Relation.FOLLOWS])
    def test_is_refused(self, relation: Relation) -> None:
        link = a_link(relation=relation)
        link.require_no_way_back(leads_back=False)
        with pytest.raises(LinkCycle):
            link.require_no_way_back(leads_back=True)

    def test_is_no_matter_where_nothing_waits(self) -> None:
        a_link(relation=Relation.RELATES_TO).require_no_way_back(leads_back=True)


class TestHanded:
    @pytest.mark.parametrize("relation", KEPT)
    def test_leads_to_another_ticket_in_the_place_of_one(self, relation: Relation) -> None:
        link, other = a_link(relation=relation), TicketId(uuid4())
        for old, stays in ((link.source_id, link.target_id), (link.target_id, link.source_id)):
            handed = link.handed(old, other)
            assert handed is not None
            assert {handed.source_id, handed.target_id} == {other, stays}
            assert (handed.id, handed.relation, handed.created_at) == (link.id, link.relation, link.created_at)
            if relation.is_directed:
                assert (handed.source_id == other) == (old == link.source_id)
            else:
                assert handed.source_id < handed.target_id

    @pytest.mark.parametrize("relation", KEPT)
    def test_leads_no_ticket_to_itself(self, relation: Relation) -> None:
        link = a_link(relation=relation)
        assert link.handed(link.source_id, link.target_id) is None
        assert link.handed(link.target_id, link.source_id) is None


class TestCollidesWith:
    @pytest.mark.parametrize("relation", KEPT)
    def test_one_that_says_the_same(self, relation: Relation) -> None:
        link = a_link(relation=relation)
        assert link.collides_with(replace(link, id=LinkId(uuid4())))
        assert not link.collides_with(link)
        assert not link.collides_with(replace(link, id=LinkId(uuid4()), target_id=TicketId(uuid4())))

    @pytest.mark.parametrize("relation", KEPT)
    def test_another_parent(self, relation: Relation) -> None:
        link = a_link(relation=relation)
        other = replace(link, id=LinkId(uuid4()), source_id=TicketId(uuid4()))
        assert link.collides_with(other) == (relation is Relation.PARENT_OF)

    def test_nothing_of_another_kind(self) -> None:
        link = a_link(relation=Relation.BLOCKS)
        assert not link.collides_with(replace(link, id=LinkId(uuid4()), relation=Relation.FOLLOWS))
