"""A job is never lost and never stays at work for ever, however its worker ends."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from adapters.pgserver.running import running
from adapters.postgres.events import PostgresEventLog
from adapters.postgres.migrate import upgrade
from adapters.postgres.pool import Pool, open_pool
from adapters.postgres.shelf import postgres_shelf
from adapters.procrastinate import worker
from adapters.procrastinate.dead_letters import ProcrastinateDeadLetters
from adapters.procrastinate.recovery import Recovery
from adapters.procrastinate.worker import run_worker
from adapters.system.ids import UuidIds
from application.shared.ports import Reaction
from application.shelf import Shelf
from tests.integration.procrastinate.conftest import Ask, Working
from tests.integration.procrastinate.eventually import eventually
from tests.integration.procrastinate.reacting import (
    AWAITED,
    HASTE,
    Dawdling,
    Remembering,
    assign,
    to_an_assignment,
)

ROOT: Final = Path(__file__).parents[3]


@asynccontextmanager
async def another_process(database_url: str, *reactions: str) -> AsyncIterator[Process]:
    """A worker that can be killed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(Path(__file__).with_name("worker_process.py")), database_url, *reactions),
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        stdout=PIPE,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def said(process: Process) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()


async def jobs(ask: Ask) -> list[tuple[str, str]]:
    return await ask("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id")


async def no_jobs(ask: Ask) -> bool:
    return not await jobs(ask)


class TestAKilledWorker:
    async def test_leaves_its_job_to_the_next(
        self, shelf: Shelf, working: Working, ask: Ask, clean_database: str
    ) -> None:
        (event,) = await assign(shelf)
        async with another_process(clean_database, "Stuck") as process:
            assert await said(process)
            assert await jobs(ask) == [("react", "doing")]
            process.send_signal(signal.SIGKILL)
            await process.wait()
        assert await jobs(ask) == [("react", "doing")]
        remembering = Remembering()
        async with working(remembering):
            await eventually(lambda: remembering.told == [event.ticket_id])
            await eventually(lambda: no_jobs(ask))

    async def test_leaves_its_job_to_one_that_works_beside_it(
        self, shelf: Shelf, working: Working, clean_database: str
    ) -> None:
        remembering = Remembering()
        async with another_process(clean_database, "Stuck") as process:
            (event,) = await assign(shelf)
            assert await said(process)
            async with working(remembering):
                await asyncio.sleep(2 * HASTE.stalled_after)
                assert remembering.told == []  # while the other lives, its job is its own
                process.send_signal(signal.SIGKILL)
                await eventually(lambda: remembering.told == [event.ticket_id])

    async def test_is_not_killed_again_for_ever(self, shelf: Shelf, ask: Ask, clean_database: str) -> None:
        """The reaction that kills becomes a dead letter, and those that stood behind it run."""
        await assign(shelf)
        for _ in range(1 + HASTE.crashes):
            async with another_process(clean_database, "Deadly", "Sound") as process:
                await process.wait()
                assert process.returncode == -signal.SIGKILL
        async with another_process(clean_database, "Deadly", "Sound") as process:
            await eventually(lambda: _is_given_up(ask))
            assert process.returncode is None
        (letter,) = await ProcrastinateDeadLetters(clean_database).list()
        assert letter.args["reaction"] == "integration.Deadly"
        assert letter.attempts == HASTE.crashes


class TestTheEnd:
    async def test_waits_for_what_is_at_work(self, shelf: Shelf, working: Working, ask: Ask) -> None:
        dawdling = Dawdling(seconds=0.2)
        async with working(dawdling):
            await assign(shelf)
            await eventually(lambda: dawdling.begun == 1)
        assert dawdling.ended == 1
        assert await no_jobs(ask)

    async def test_puts_back_what_takes_too_long(self, shelf: Shelf, working: Working, ask: Ask) -> None:
        dawdling = Dawdling(seconds=60)
        async with working(dawdling, pace=replace(HASTE, attempts=1, reaction_timeout=120)):
            await assign(shelf)
            await eventually(lambda: dawdling.begun == 1)
        assert (dawdling.begun, dawdling.ended) == (1, 0)
        assert await jobs(ask) == [("react", "todo")]
        async with working(dawdling):
            await eventually(lambda: dawdling.ended == 1)
            await eventually(lambda: no_jobs(ask))

    async def test_leaves_no_worker_behind(self, working: Working, ask: Ask) -> None:
        async with working():
            await eventually(lambda: _has_workers(ask, 1))
        assert await _has_workers(ask, 0)

    async def test_comes_when_a_cancellation_is_lost(self, working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
        begun = asyncio.Event()

        async def deaf(_: Recovery, __: int | None) -> None:
            begun.set()
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(60)

        monkeypatch.setattr(Recovery, "sweep", deaf)
        async with asyncio.timeout(10), working():
            await begun.wait()

    async def test_comes_when_a_part_does_not_end(self, working: Working, monkeypatch: pytest.MonkeyPatch) -> None:
        begun, free = asyncio.Event(), asyncio.Event()

        async def stubborn(_: Recovery, __: int | None) -> None:
            begun.set()
            while not free.is_set():
                with suppress(asyncio.CancelledError):
                    await free.wait()

        monkeypatch.setattr(Recovery, "sweep", stubborn)
        monkeypatch.setattr(worker, "OVERTIME", 0.1)
        async with asyncio.timeout(10), working():
            await begun.wait()
        free.set()


class TestForgottenJobs:
    async def test_are_put_back_when_a_living_worker_could_not_write_their_end_down(
        self, working: Working, ask: Ask
    ) -> None:
        async with working():
            await eventually(lambda: _has_workers(ask, 1))
            await ask(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, args) SELECT 'reactions',"
                " 'react', 'doing', id, jsonb_build_object('transaction', '1') FROM procrastinate_workers"
            )
            await eventually(lambda: no_jobs(ask))

    async def test_give_way_to_their_like(self, working: Working, ask: Ask) -> None:
        await ask(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, queueing_lock, args, scheduled_at) VALUES"
            " ('reactions', 'react', 'doing', 'same', '{\"transaction\": \"1\"}', now()),"
            " ('reactions', 'react', 'todo', 'same', '{\"transaction\": \"1\"}', now() + interval '1 day')"
        )
        async with working():
            await eventually(lambda: _only_waits(ask))


class TestAnOutage:
    async def test_of_the_database_only_delays(self, scratch_folder: Path) -> None:
        remembering = Remembering()
        with ExitStack() as server:
            url = server.enter_context(running(scratch_folder))
            upgrade(url)
            async with open_pool(url) as pool, _worker(url, pool, remembering) as task:
                shelf = postgres_shelf(pool, ids=UuidIds(), awaited=AWAITED)
                (before,) = await assign(shelf)
                await eventually(lambda: remembering.told == [before.ticket_id])
                server.close()
                await asyncio.sleep(3 * HASTE.heartbeat)
                server.enter_context(running(scratch_folder))
                (after,) = await assign(shelf)
                await eventually(lambda: remembering.told == [before.ticket_id, after.ticket_id])
                assert not task.done()

    async def test_of_its_heartbeat_makes_room_for_another_worker(self, working: Working, ask: Ask) -> None:
        """Or else its jobs would seem left, and run twice."""
        async with working():
            await eventually(lambda: _has_workers(ask, 1))
            ((first,),) = await ask("SELECT id FROM procrastinate_workers")
            await ask("ALTER FUNCTION procrastinate_update_heartbeat_v1 RENAME TO broken")
            try:
                await eventually(lambda: _is_another(ask, first))
            finally:
                await ask("ALTER FUNCTION broken RENAME TO procrastinate_update_heartbeat_v1")


@asynccontextmanager
async def _worker(url: str, pool: Pool, reaction: Reaction) -> AsyncIterator[asyncio.Task[None]]:
    run = run_worker(url, reactions=to_an_assignment(reaction), events=PostgresEventLog(pool), pace=HASTE)
    task = asyncio.create_task(run)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _is_given_up(ask: Ask) -> bool:
    return await jobs(ask) == [("react_again", "failed")]


async def _only_waits(ask: Ask) -> bool:
    return await jobs(ask) == [("react", "todo")]


async def _has_workers(ask: Ask, number: int) -> bool:
    return await ask("SELECT count(*) FROM procrastinate_workers") == [(number,)]


async def _is_another(ask: Ask, first: int) -> bool:
    return await ask("SELECT id FROM procrastinate_workers WHERE id > %s", first) != []
