import asyncio
from dataclasses import replace
from random import Random
from uuid import uuid4

import pytest

from adapters.markdown.prose import MarkdownProse
from application.desk.add_comment import AddComment, AddCommentCommand
from application.desk.queries.merges import MergeCard
from application.shared.ports import Clock, Ids
from application.shelf import Shelf
from domain.desk.access import TicketScope
from domain.desk.link import Relation
from domain.desk.merge import MergedOn, MergeIntoPart, MergeNotFound, TicketMerge
from domain.desk.ticket import AlreadyMerged, Status, Ticket, TicketNotFound
from domain.shared.access import Actor, Role
from domain.shared.ids import MergeId, UserId
from tests.support.builders import (
    MONDAY,
    a_comment,
    a_link,
    a_profile,
    a_team,
    a_user,
    a_watcher,
    acting,
    an_assignment,
)
from tests.support.merging import ALL, Merging, there_and_back
from tests.support.shelves import GivingWay, stock

HOUSE = Actor.house()


@pytest.fixture
async def desk(shelf: Shelf, clock: Clock, ids: Ids) -> Merging:
    return await Merging.on(shelf, clock, ids)


class TestRoundTrip:
    async def test_keeps_every_field(self, desk: Merging) -> None:
        source, target = await desk.tickets(2)
        turn = an_assignment(ticket_id=source.id, assignee_id=desk.agent.id, assigned_by=desk.agent.id)
        merge, _ = TicketMerge.of(
            replace(source, status=Status.RESOLVED, resolution="Done.", resolved_at=MONDAY, tags=("red", "blue")),
            replace(target, requester_id=desk.agent.id),
            id=MergeId(uuid4()),
            turn_id=turn.id,
            by=desk.agent.id,
            at=MONDAY,
        )
        merge = replace(merge, closed_at=MONDAY)
        await stock(desk.shelf, turn, merge)
        assert await desk.current(source) == merge
        assert await desk.current(target) is None

    async def test_is_current_until_it_is_undone(self, desk: Merging) -> None:
        source, target = await desk.tickets(2)
        await desk.merge(source, target)
        merge = await desk.current(source)
        assert merge is not None
        async with desk.shelf.desk_work() as work:
            assert await work.merges.current(source.id) == merge
            await work.merges.save(replace(merge, undone_at=MONDAY))
        assert await desk.current(source) is None


class TestCard:
    async def test_shows_what_went_along(self, desk: Merging) -> None:
        source, target, other = await desk.tickets(3)
        said = [a_comment(ticket_id=source.id, author_id=desk.agent.id) for _ in range(3)]
        went = a_link(relation=Relation.BLOCKS, source_id=source.id, target_id=other.id, created_by=desk.agent.id)
        stays = a_link(relation=Relation.BLOCKS, source_id=source.id, target_id=target.id, created_by=desk.agent.id)
        await stock(desk.shelf, *said, went, stays)
        await desk.merge(source, target)
        merge = await desk.current(source)
        assert merge is not None
        assert await desk.shelf.merges.card(HOUSE, source.id) == MergeCard(
            id=merge.id,
            ticket_id=source.id,
            into_id=target.id,
            into_number=target.number,
            is_across=False,
            merged_by=desk.agent.id,
            moved={"comments": 3, "links": 1},
            left_links=1,
            created_at=merge.created_at,
        )

    async def test_of_nothing_is_empty(self, desk: Merging) -> None:
        source, target = await desk.tickets(2)
        await desk.merge(source, target)
        card = await desk.shelf.merges.card(HOUSE, source.id)
        assert (card.moved, card.left_links) == ({}, 0)

    async def test_is_there_while_the_ticket_is_merged(self, desk: Merging) -> None:
        source, target = await desk.tickets(2)
        for ticket in (source, target):
            with pytest.raises(MergeNotFound):
                await desk.shelf.merges.card(HOUSE, ticket.id)
        await desk.merge(source, target)
        await desk.unmerge(source)
        with pytest.raises(MergeNotFound):
            await desk.shelf.merges.card(HOUSE, source.id)

    async def test_is_for_whoever_knows_of_both(self, desk: Merging) -> None:
        team, developer = a_team(), a_user(role=Role.DEVELOPER)
        await stock(desk.shelf, team, developer)
        [mine], [foreign, other] = await desk.tickets(1, requester_id=developer.id), await desk.tickets(2)
        await desk.merge(mine, foreign, across=True)
        await desk.merge(other, foreign)
        with pytest.raises(MergeNotFound):
            await desk.shelf.merges.card(acting(developer), mine.id)
        with pytest.raises(TicketNotFound):
            await desk.shelf.merges.card(acting(developer), other.id)
        assert (await desk.shelf.merges.card(HOUSE, mine.id)).is_across


class TestTicket:
    async def test_leads_on_for_whoever_can_follow(self, desk: Merging) -> None:
        customer = a_user()
        await stock(desk.shelf, customer)
        [theirs], [source, target] = await desk.tickets(1, requester_id=customer.id), await desk.tickets(2)
        await desk.merge(source, target)
        await desk.merge(theirs, target, across=True)
        for who, ticket, sees in (
            (HOUSE, theirs, target.id),
            (HOUSE, source, target.id),
            (acting(desk.requester), source, target.id),
            (acting(customer), theirs, None),
        ):
            assert (await desk.shelf.tickets.card(who, ticket.id)).merged_into_id == sees
        for requester, shown in ((customer, [None]), (desk.requester, [target.id, None])):
            own = await desk.shelf.own_desk.tickets(acting(requester), ALL)
            assert [ticket.merged_into_id for ticket in own.items] == shown


class TestComments:
    async def test_go_along_as_they_are(self, desk: Merging) -> None:
        source, target = await desk.tickets(2)
        said = [
            a_comment(ticket_id=source.id, author_id=author, is_internal=is_internal)
            for author, is_internal in ((desk.agent.id, False), (desk.agent.id, True), (desk.requester.id, False))
        ]
        await stock(desk.shelf, *said)
        await desk.merge(source, target)
        assert await desk.said(source) == []
        seen = [(row.id, row.author_id, row.is_internal, row.ticket_id) for row in await desk.comments(target)]
        assert seen == [(one.id, one.author_id, one.is_internal, target.id) for one in said]
        assert len(await desk.said(target, acting(desk.requester))) == 2

    async def test_to_others_stay_where_only_those_read_them(self, desk: Merging) -> None:
        customer = a_user()
        await stock(desk.shelf, customer)
        [source], [target] = await desk.tickets(1, requester_id=customer.id), await desk.tickets(1)
        public = a_comment(ticket_id=source.id, author_id=customer.id, body="My number is 4711.")
        note = a_comment(ticket_id=source.id, author_id=desk.agent.id, body="Is upset.", is_internal=True)
        await stock(desk.shelf, public, note)
        await desk.merge(source, target, across=True)
        assert await desk.said(source, acting(customer)) == [public.body]
        assert await desk.said(target, acting(desk.requester)) == []
        assert await desk.said(target) == [note.body]
        await desk.unmerge(source)
        assert (await desk.said(source), await desk.said(target)) == ([public.body, note.body], [])

    async def test_that_came_later_stay(self, desk: Merging) -> None:
        source, target = await desk.tickets(2)
        await stock(desk.shelf, a_comment(ticket_id=source.id, author_id=desk.agent.id, body="Before."))
        await desk.merge(source, target)
        await stock(desk.shelf, a_comment(ticket_id=target.id, author_id=desk.agent.id, body="After."))
        await desk.unmerge(source)
        assert (await desk.said(source), await desk.said(target)) == (["Before."], ["After."])


class TestWatchers:
    async def test_go_along_but_for_those_who_watch_both(self, desk: Merging) -> None:
        source, target = await desk.tickets(2)
        both, one = a_user(), a_user()
        watching = [a_watcher(ticket_id=ticket.id, user_id=both.id) for ticket in (source, target)]
        await stock(desk.shelf, both, one, *watching, a_watcher(ticket_id=source.id, user_id=one.id))
        await desk.merge(source, target)
        assert (await watchers(desk, source), await watchers(desk, target)) == ({both.id}, {both.id, one.id})
        await desk.unmerge(source)
        assert (await watchers(desk, source), await watchers(desk, target)) == ({both.id, one.id}, {both.id})

    async def test_stay_across_requesters(self, desk: Merging) -> None:
        """Else they could take along the id of a ticket that is not for them to know of."""
        [source], [target] = await desk.tickets(1, requester_id=desk.agent.id), await desk.tickets(1)
        await stock(desk.shelf, a_watcher(ticket_id=source.id, user_id=desk.agent.id))
        await desk.merge(source, target, across=True)
        assert (await watchers(desk, source), await watchers(desk, target)) == ({desk.agent.id}, set())

    async def test_stay_where_they_came_back_meanwhile(self, desk: Merging) -> None:
        source, target = await desk.tickets(2)
        watcher = a_watcher(ticket_id=source.id, user_id=desk.agent.id)
        await stock(desk.shelf, watcher)
        await desk.merge(source, target)
        await stock(desk.shelf, a_watcher(ticket_id=source.id, user_id=desk.agent.id))
        await desk.unmerge(source)
        assert await watchers(desk, source) == await watchers(desk, target) == {desk.agent.id}


async def watchers(desk: Merging, ticket: Ticket) -> set[UserId]:
    return {row.user_id for row in (await desk.shelf.watchers.list(HOUSE, ticket.id, ALL)).items}


class TestLinks:
    async def test_lead_to_the_target(self, desk: Merging) -> None:
        source, target, other = await desk.tickets(3)
        link = a_link(relation=Relation.PARENT_OF, source_id=other.id, target_id=source.id, created_by=desk.agent.id)
        await stock(desk.shelf, link)
        await desk.merge(source, target)
        async with desk.shelf.desk_work() as work:
            assert await work.links.of(target.id) == [replace(link, target_id=target.id)]
            assert await work.links.of(source.id) == []

    async def test_that_cannot_go_stay(self, desk: Merging) -> None:
        """To itself, twice, a second parent, in a circle."""
        source, target, one, other, third = await desk.tickets(5)
        stay = [
            a_link(relation=relation, source_id=start.id, target_id=end.id, created_by=desk.agent.id)
            for relation, start, end in (
                (Relation.BLOCKS, source, target),
                (Relation.BLOCKS, source, one),
                (Relation.PARENT_OF, other, source),
                (Relation.FOLLOWS, source, third),
            )
        ]
        there = [
            a_link(relation=relation, source_id=start.id, target_id=end.id, created_by=desk.agent.id)
            for relation, start, end in (
                (Relation.BLOCKS, target, one),
                (Relation.PARENT_OF, third, target),
                (Relation.FOLLOWS, third, target),
            )
        ]
        await stock(desk.shelf, *stay, *there)
        await desk.merge(source, target)
        assert (await desk.shelf.merges.card(HOUSE, source.id)).left_links == 4
        async with desk.shelf.desk_work() as work:
            assert await work.links.of(source.id) == stay

    async def test_that_cannot_go_back_stay(self, desk: Merging) -> None:
        source, target, other = await desk.tickets(3)
        link = a_link(relation=Relation.BLOCKS, source_id=source.id, target_id=other.id, created_by=desk.agent.id)
        await stock(desk.shelf, link)
        await desk.merge(source, target)
        again = a_link(relation=Relation.BLOCKS, source_id=source.id, target_id=other.id, created_by=desk.agent.id)
        await stock(desk.shelf, again)
        await desk.unmerge(source)
        async with desk.shelf.desk_work() as work:
            assert await work.links.of(source.id) == [again]
            assert await work.links.of(target.id) == [replace(link, source_id=target.id)]

    async def test_make_no_ticket_part_of_itself(self, desk: Merging) -> None:
        whole, part, part_of_part = await desk.tickets(3)
        for one, other in ((whole, part), (part, part_of_part)):
            link = a_link(relation=Relation.PARENT_OF, source_id=one.id, target_id=other.id, created_by=desk.agent.id)
            await stock(desk.shelf, link)
        for below in (part, part_of_part):
            with pytest.raises(MergeIntoPart):
                await desk.merge(whole, below)
        await desk.merge(part_of_part, whole)


class TestChain:
    async def test_goes_back_the_way_it_came(self, desk: Merging) -> None:
        first, second, third = await desk.tickets(3)
        await stock(desk.shelf, a_comment(ticket_id=first.id, author_id=desk.agent.id, body="First."))
        await desk.merge(first, second)
        await desk.merge(second, third)
        assert await desk.said(third) == ["First."]
        with pytest.raises(MergedOn):
            await desk.unmerge(first)
        await desk.unmerge(second)
        assert await desk.said(second) == ["First."]
        await desk.unmerge(first)
        assert (await desk.said(first), await desk.said(second)) == (["First."], [])

    @pytest.mark.parametrize("seed", range(12))
    async def test_is_as_if_nothing_had_been(self, shelf: Shelf, clock: Clock, ids: Ids, seed: int) -> None:
        await there_and_back(shelf, clock, ids, Random(seed))  # noqa: S311 - the same each time


class TestManyAtOnce:
    async def test_that_cross_have_one_winner(self, desk: Merging) -> None:
        for _ in range(10):
            one, other = await desk.tickets(2)
            await stock(desk.shelf, *(a_comment(ticket_id=each.id, author_id=desk.agent.id) for each in (one, other)))
            became = await asyncio.gather(desk.merge(one, other), desk.merge(other, one), return_exceptions=True)
            assert sorted(type(outcome).__name__ for outcome in became) == ["AlreadyMerged", "NoneType"]
            merged = [await desk.current(one), await desk.current(other)]
            [merge] = [merge for merge in merged if merge]
            source, target = (one, other) if merge.source_id == one.id else (other, one)
            assert len(await desk.comments(target)) == 2
            assert (await desk.ticket(source.id)).merged_into_id == target.id
            assert (await desk.ticket(target.id)).status is Status.OPEN

    async def test_are_merged_once(self, desk: Merging) -> None:
        source, *targets = await desk.tickets(6)
        became = await asyncio.gather(*(desk.merge(source, target) for target in targets), return_exceptions=True)
        assert [type(outcome) for outcome in became].count(AlreadyMerged) == 4

    async def test_are_taken_back_once(self, desk: Merging) -> None:
        source, target = await desk.tickets(2)
        await stock(desk.shelf, a_comment(ticket_id=source.id, author_id=desk.agent.id))
        await desk.merge(source, target)
        became = await asyncio.gather(*(desk.unmerge(source) for _ in range(5)), return_exceptions=True)
        assert [type(outcome) for outcome in became].count(MergeNotFound) == 4
        assert len(await desk.said(source)) == 1

    async def test_lose_no_comment(self, desk: Merging) -> None:
        """Whoever comments on the source meanwhile is early enough to go along, or is refused."""
        say = AddComment(GivingWay(desk.shelf.desk_work), desk.clock, desk.ids, MarkdownProse())
        for _ in range(10):
            source, target = await desk.tickets(2)
            command = AddCommentCommand(ticket_id=source.id, body="Meanwhile.")
            saying, merging = await asyncio.gather(
                say(acting(desk.requester), command), desk.merge(source, target), return_exceptions=True
            )
            assert merging is None
            assert await desk.said(source) == []
            assert len(await desk.said(target)) == (0 if isinstance(saying, AlreadyMerged) else 1)


class TestTurn:
    async def test_is_had_again_where_there_is_room(self, desk: Merging) -> None:
        source, target = await held(desk, capacity=1)
        await desk.merge(source, target)
        async with desk.shelf.desk_work() as work:
            assert await work.assignments.active(source.id) is None
        await desk.unmerge(source)
        async with desk.shelf.desk_work() as work:
            turn = await work.assignments.active(source.id)
            ticket = await work.tickets.get(source.id, scope=TicketScope.all())
        assert turn is not None
        assert turn.assignee_id == ticket.assignee_id == source.assignee_id

    async def test_is_nobodys_where_there_is_none(self, desk: Merging) -> None:
        source, target = await held(desk, capacity=1)
        await desk.merge(source, target)
        await desk.tickets(1, assignee_id=source.assignee_id)
        await desk.unmerge(source)
        async with desk.shelf.desk_work() as work:
            assert await work.assignments.active(source.id) is None
            assert (await work.tickets.get(source.id, scope=TicketScope.all())).assignee_id is None


async def held(desk: Merging, *, capacity: int) -> tuple[Ticket, Ticket]:
    developer = a_user(role=Role.DEVELOPER)
    await stock(desk.shelf, developer, a_profile(user_id=developer.id, capacity=capacity))
    [source], [target] = await desk.tickets(1, assignee_id=developer.id), await desk.tickets(1)
    await stock(desk.shelf, an_assignment(ticket_id=source.id, assignee_id=developer.id, assigned_by=developer.id))
    return source, target
