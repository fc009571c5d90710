import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, final

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.worker import Worker
from psycopg import AsyncConnection

from adapters.procrastinate.pace import Pace
from adapters.procrastinate.recovery import Recovery
from adapters.procrastinate.tasks import QUEUE, ReactionTasks
from application.shared.reactions import EventLog, Reactions
from application.shared.schedule import Scheduled

log = logging.getLogger(__name__)

WAIT: Final = 5.0
"""Seconds for a connection."""

OVERTIME: Final = 10.0
"""Seconds after the grace in which a worker must have ended."""

AT_NIGHT: Final = "17 4 * * *"
"""In UTC, as cron has it."""

CONNECTIONS: Final = 4
"""For fetching and finishing jobs. Reactions have the pool of the house."""


async def run_worker(
    database_url: str,
    *,
    reactions: Reactions,
    events: EventLog,
    schedule: Sequence[Scheduled] = (),
    pace: Pace | None = None,
) -> None:
    """Work off jobs until cancelled; those at work then have `pace.grace` seconds to end, or are put back.

    What is scheduled becomes a job each time it is due. After an outage of the database it goes on by itself, as
    another worker: what the one before held is put back.
    """
    pace = pace or Pace()
    tasks = ReactionTasks(reactions, events, pace)
    connector = _connector(database_url)
    app = _app(connector, tasks, pace)
    for scheduled in schedule:
        tasks.register_scheduled(app, scheduled)
    while not _is_cancelled():
        try:
            async with _opened(app):
                await _work(_Worker(app, pace), Recovery(connector, tasks.running, pace), pace)
            log.error("The worker stopped by itself; another starts in %s s", pace.restart)
        except Exception:
            log.exception("The worker failed; another starts in %s s", pace.restart)
        await asyncio.sleep(pace.restart)


@asynccontextmanager
async def _opened(app: App) -> AsyncIterator[None]:
    """Closed again even where opening is cancelled: tasks of a pool half open would outlast the loop's last breath."""
    try:
        await app.open_async()
        yield
    finally:
        await app.close_async()


def _connector(database_url: str) -> PsycopgConnector:
    return PsycopgConnector(
        conninfo=database_url,
        kwargs={"application_name": "tixgenius worker", "connect_timeout": 5},
        configure=_configure,
        min_size=1,
        max_size=CONNECTIONS,
        timeout=WAIT,
    )


async def _configure(connection: AsyncConnection[Any]) -> None:
    """Spare each job two waits for the disk: a status that a power cut takes away costs a repeat, which is harmless."""
    await connection.set_autocommit(True)
    await connection.execute("SET synchronous_commit = off")


def _app(connector: PsycopgConnector, tasks: ReactionTasks, pace: Pace) -> App:
    app = App(connector=connector)
    tasks.register(app)

    # More than housekeeping: without anything periodic, procrastinate stops watching its heartbeat and its listener.
    @app.periodic(cron=AT_NIGHT)
    @app.task(name="forget_old_jobs", queue=QUEUE, pass_context=True)
    async def forget_old_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
        await context.app.job_manager.delete_old_jobs(
            24 * pace.keep_dead_days, include_failed=True, include_cancelled=True, include_aborted=True
        )

    return app


@final
class _Worker(Worker):
    """Tells when it is about to end, whoever or whatever makes it."""

    def __init__(self, app: App, pace: Pace) -> None:
        super().__init__(
            app,
            concurrency=pace.concurrency,
            fetch_job_polling_interval=pace.poll,
            shutdown_graceful_timeout=pace.grace,
            delete_jobs="successful",
            install_signal_handlers=False,
            update_heartbeat_interval=pace.heartbeat,
            stalled_worker_timeout=pace.stalled_after,
        )
        self.ending = asyncio.Event()

    def stop(self) -> None:
        super().stop()  # type: ignore[no-untyped-call] # not annotated by procrastinate
        self.ending.set()


async def _work(worker: _Worker, recovery: Recovery, pace: Pace) -> None:
    """Run one worker to its end, and no longer than it may take for that.

    Nothing here counts on a cancellation to arrive. Before Python 3.12, `asyncio.wait_for` loses one that comes just
    when its result does, and all parts of a worker wait for database connections by it.
    """
    if _is_cancelled():
        return
    running = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call] # not annotated by procrastinate
    sweeping = asyncio.create_task(_sweep(worker, recovery, pace))
    ending = asyncio.create_task(worker.ending.wait())
    try:
        await asyncio.wait({running, ending}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        worker.stop()
        sweeping.cancel()
        _, late = await asyncio.wait({running, sweeping, ending}, timeout=pace.grace + OVERTIME)
        for task in late:
            log.error("%s does not end and is left alone", task)
            task.cancel()
    if not late:
        running.result()


async def _sweep(worker: Worker, recovery: Recovery, pace: Pace) -> None:
    while not _is_cancelled():
        try:
            await recovery.sweep(worker.worker_id)
        except Exception:
            log.exception("Looking for jobs that nobody works on failed; another look follows in %s s", pace.sweep)
        if not _is_cancelled():  # else it would sleep over a cancellation that got lost
            await asyncio.sleep(pace.sweep)


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
