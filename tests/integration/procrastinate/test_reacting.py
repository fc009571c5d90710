"""What an event sets off happens once it is committed, whatever goes wrong meanwhile."""

from dataclasses import replace
from uuid import UUID

import pytest

from adapters.procrastinate.dead_letters import ProcrastinateDeadLetters
from application.jobs.ports import JobAlreadyWaiting, JobNotFound
from application.notifications.queries import NotificationFilter
from application.notifications.when_ticket_assigned import WhenTicketAssigned
from application.shared.page import PageRequest, Sort
from application.shelf import Shelf
from domain.shared.access import HOUSE, Actor, Role
from domain.shared.errors import Unavailable
from tests.integration.procrastinate.conftest import Ask, Working
from tests.integration.procrastinate.eventually import eventually
from tests.integration.procrastinate.reacting import HASTE, Dawdling, Failing, Remembering, assign


async def waiting(ask: Ask) -> list[tuple[str, int]]:
    """Jobs that are neither done nor dead: task and attempts."""
    return await ask("SELECT task_name, attempts FROM procrastinate_jobs WHERE status IN ('todo', 'doing') ORDER BY id")


class TestReactions:
    async def test_run_when_the_event_is_committed(self, shelf: Shelf, working: Working, ask: Ask) -> None:
        async with working(WhenTicketAssigned(shelf.notifications_work)):
            (event,) = await assign(shelf)
            await eventually(lambda: _is_done(ask))
        told = await shelf.notifications.list(
            Actor(event.assignee_id, Role.DEVELOPER), NotificationFilter(), PageRequest(sort=(Sort("createdAt"),))
        )
        assert [row.ticket_id for row in told.items] == [event.ticket_id]

    async def test_never_run_for_what_was_rolled_back(self, shelf: Shelf, working: Working) -> None:
        remembering = Remembering()
        async with working(remembering):
            with pytest.raises(KeyError):
                await assign(shelf, then=KeyError())
            (event,) = await assign(shelf)
            await eventually(lambda: bool(remembering.told))
        assert remembering.told == [event.ticket_id]

    async def test_run_for_each_event_of_a_transaction_in_order(self, shelf: Shelf, working: Working) -> None:
        remembering = Remembering()
        async with working(remembering):
            events = await assign(shelf, tickets=3)
            await eventually(lambda: len(remembering.told) == 3)
        assert remembering.told == [event.ticket_id for event in events]

    async def test_run_for_what_happened_while_no_worker_was_there(self, shelf: Shelf, working: Working) -> None:
        (event,) = await assign(shelf)
        remembering = Remembering()
        async with working(remembering):
            await eventually(lambda: remembering.told == [event.ticket_id])

    async def test_run_on_behalf_of_the_house(self, shelf: Shelf, working: Working) -> None:
        remembering = Remembering()
        async with working(remembering):
            await assign(shelf)
            await eventually(lambda: bool(remembering.told))
        (origin,) = remembering.origins
        assert origin.actor_id == HOUSE
        assert (origin.request_id or "").startswith("job-")


class TestAFailingReaction:
    async def test_is_tried_again_without_the_others(self, shelf: Shelf, working: Working, ask: Ask) -> None:
        dawdling, failing, remembering = Dawdling(seconds=0), Failing(times=2), Remembering()
        async with working(dawdling, failing, remembering):
            (event,) = await assign(shelf)
            await eventually(lambda: _is_done(ask))
        assert failing.tried == 3
        assert dawdling.begun == 1
        assert remembering.told == [event.ticket_id]

    async def test_that_takes_too_long_has_failed(self, shelf: Shelf, working: Working, ask: Ask) -> None:
        dawdling = Dawdling(seconds=60)
        async with working(dawdling, pace=replace(HASTE, reaction_timeout=0.1)):
            await assign(shelf)
            await eventually(lambda: _is_done(ask))
        assert (dawdling.begun, dawdling.ended) == (2, 1)

    async def test_becomes_one_job_however_often_its_transaction_is_told(
        self, shelf: Shelf, working: Working, ask: Ask
    ) -> None:
        (event,) = await assign(shelf)
        again = "INSERT INTO procrastinate_jobs (queue_name, task_name, args) SELECT queue_name, task_name, args"
        await ask(f"{again} FROM procrastinate_jobs")
        await ask(f"{again} FROM procrastinate_jobs LIMIT 1")
        remembering = Remembering()
        async with working(Failing(times=100), remembering, pace=replace(HASTE, first_pause=60.0)):
            await eventually(lambda: _has(remembering.told, event.ticket_id, 3))
            await eventually(lambda: _waits(ask, [("react_again", 0)]))


class TestDeadLetters:
    async def test_are_what_failed_too_often(
        self, shelf: Shelf, working: Working, ask: Ask, clean_database: str
    ) -> None:
        failing, remembering = Failing(times=4), Remembering()
        letters = ProcrastinateDeadLetters(clean_database)
        assert await letters.list() == []
        async with working(failing, remembering):
            (event,) = await assign(shelf)
            await eventually(lambda: _is_done(ask))
            assert failing.tried == 4  # with its transaction, then as often as it may alone
            assert remembering.told == [event.ticket_id]
            (letter,) = await letters.list()
            assert (letter.task, letter.attempts, letter.args["reaction"]) == ("react_again", 3, "integration.Failing")
            assert (await ask("SELECT id FROM events WHERE name = %s", event.name)) == [
                (UUID(letter.args["event_id"]),)
            ]

            await letters.retry(letter.id)
            await eventually(lambda: failing.tried == 5)
            await eventually(lambda: _is_done(ask))
        assert await letters.list() == []

    async def test_are_listed_latest_first_and_only_so_many(self, ask: Ask, clean_database: str) -> None:
        for number in range(3):
            await ask(
                "WITH job AS (INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('q', %s, 'failed')"
                " RETURNING id) INSERT INTO procrastinate_events (job_id, type) SELECT id, 'failed' FROM job",
                f"task {number}",
            )
        letters = ProcrastinateDeadLetters(clean_database)
        assert [letter.task for letter in await letters.list(limit=2)] == ["task 2", "task 1"]

    @pytest.mark.parametrize("job_id", [0, 2**63, -1])
    async def test_cannot_be_retried_when_there_is_none(self, clean_database: str, job_id: int) -> None:
        with pytest.raises(JobNotFound):
            await ProcrastinateDeadLetters(clean_database).retry(job_id)

    async def test_are_not_jobs_that_live(self, shelf: Shelf, ask: Ask, clean_database: str) -> None:
        await assign(shelf)
        ((job_id,),) = await ask("SELECT id FROM procrastinate_jobs")
        with pytest.raises(JobNotFound):
            await ProcrastinateDeadLetters(clean_database).retry(job_id)

    async def test_wait_for_their_like(self, ask: Ask, clean_database: str) -> None:
        await ask("INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock) VALUES ('q', 't', 'same')")
        ((job_id,),) = await ask(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, queueing_lock)"
            " VALUES ('q', 't', 'failed', 'same') RETURNING id"
        )
        with pytest.raises(JobAlreadyWaiting):
            await ProcrastinateDeadLetters(clean_database).retry(job_id)

    async def test_cannot_be_read_without_a_database(self) -> None:
        with pytest.raises(Unavailable):
            await ProcrastinateDeadLetters("postgresql:///none?host=/nowhere").list()


async def _is_done(ask: Ask) -> bool:
    return not await waiting(ask)


async def _waits(ask: Ask, expected: list[tuple[str, int]]) -> bool:
    return await waiting(ask) == expected


def _has(told: list[UUID], ticket_id: UUID, times: int) -> bool:
    return told.count(ticket_id) == times
