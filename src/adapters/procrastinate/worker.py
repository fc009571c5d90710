import asyncio
import logging
from contextlib import suppress
from typing import Any, Final

from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.worker import Worker
from psycopg import AsyncConnection

from adapters.procrastinate.pace import Pace
from adapters.procrastinate.recovery import Recovery
from adapters.procrastinate.tasks import QUEUE, ReactionTasks
from application.shared.reactions import EventLog, Reactions

log = logging.getLogger(__name__)

AT_NIGHT: Final = "17 4 * * *"
"""In UTC, as cron has it."""

CONNECTIONS: Final = 4
"""For fetching and finishing jobs. Reactions have the pool of the house."""


async def run_worker(database_url: str, *, reactions: Reactions, events: EventLog, pace: Pace | None = None) -> None:
    """Work off jobs until cancelled; those at work then have `pace.grace` seconds to end, or are put back.

    After an outage of the database it goes on by itself, as another worker: what the one before held is put back.
    """
    pace = pace or Pace()
    tasks = ReactionTasks(reactions, events, pace)
    connector = _connector(database_url)
    app = _app(connector, tasks, pace)
    while True:
        try:
            async with app.open_async():
                await _work(app, Recovery(connector, tasks.running, pace), pace)
            log.error("The worker stopped by itself; another starts in %s s", pace.restart)
        except Exception:
            if _is_cancelled():
                raise
            log.exception("The worker failed; another starts in %s s", pace.restart)
        await asyncio.sleep(pace.restart)


def _connector(database_url: str) -> PsycopgConnector:
    return PsycopgConnector(
        conninfo=database_url,
        kwargs={"application_name": "tixgenius worker", "connect_timeout": 5},
        configure=_configure,
        min_size=1,
        max_size=CONNECTIONS,
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


async def _work(app: App, recovery: Recovery, pace: Pace) -> None:
    worker = Worker(
        app,
        concurrency=pace.concurrency,
        fetch_job_polling_interval=pace.poll,
        shutdown_graceful_timeout=pace.grace,
        delete_jobs="successful",
        install_signal_handlers=False,
        update_heartbeat_interval=pace.heartbeat,
        stalled_worker_timeout=pace.stalled_after,
    )
    sweeping = asyncio.create_task(_sweep(worker, recovery, pace))
    try:
        await worker.run()  # type: ignore[no-untyped-call] # not annotated by procrastinate
    finally:
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping


async def _sweep(worker: Worker, recovery: Recovery, pace: Pace) -> None:
    while True:
        try:
            await recovery.sweep(worker.worker_id)
        except Exception:
            log.exception("Looking for jobs that nobody works on failed; another look follows in %s s", pace.sweep)
        await asyncio.sleep(pace.sweep)


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
