import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, final
from uuid import UUID

from procrastinate import App, JobContext
from procrastinate.exceptions import AlreadyEnqueued

from adapters.procrastinate.backoff import Backoff
from adapters.procrastinate.pace import Pace
from application.shared.origin import Origin, origin
from application.shared.reactions import EventLog, Reactions, RecordedEvent
from application.shared.schedule import Scheduled

log = logging.getLogger(__name__)

QUEUE: Final = "reactions"
REACT: Final = "react"
REACT_AGAIN: Final = "react_again"


@final
class ReactionTasks:
    """What the jobs do. `running` are the ids of those at work in this process."""

    def __init__(self, reactions: Reactions, events: EventLog, pace: Pace) -> None:
        self._reactions = reactions
        self._events = events
        self._pace = pace
        self.running: set[int] = set()

    def register(self, app: App) -> None:
        backoff = Backoff(self._pace)
        app.task(name=REACT, queue=QUEUE, pass_context=True, retry=backoff)(self.react)
        app.task(name=REACT_AGAIN, queue=QUEUE, pass_context=True, retry=backoff)(self.react_again)

    def register_scheduled(self, app: App, scheduled: Scheduled) -> None:
        """Workers of other processes have it too: one of them does it each time, and never two at once."""

        async def run(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes it
            with self._at_work(context):
                await scheduled.run()

        task = app.task(
            name=scheduled.name,
            queue=QUEUE,
            pass_context=True,
            lock=scheduled.name,
            queueing_lock=scheduled.name,
            retry=Backoff(self._pace),
        )
        app.periodic(cron=scheduled.cron)(task(run))

    async def react(self, context: JobContext, *, transaction: str) -> None:
        """Run all that the events of a transaction set off; one that raises becomes a job of its own.

        At a second attempt all of them do, because it may be one of them that ended the first, and the worker with it.
        """
        with self._at_work(context):
            for event in await self._events.of_transaction(transaction):
                for reaction in self._reactions.to(event.name):
                    if context.job.attempts:
                        await self._leave_once(context.app, event.id, reaction)
                    else:
                        await self._try(context.app, event, reaction)

    async def react_again(self, context: JobContext, *, event_id: str, reaction: str) -> None:
        with self._at_work(context):
            event = await self._events.one(UUID(event_id))
            if event is None:
                raise LookupError(f"There is no event {event_id}.")
            await self._run(event, reaction)

    async def _try(self, app: App, event: RecordedEvent, reaction: str) -> None:
        try:
            await self._run(event, reaction)
        except Exception:
            log.exception("%s to %s %s failed and will be tried again", reaction, event.name, event.id)
            await self._leave(app, event.id, reaction)

    async def _run(self, event: RecordedEvent, reaction: str) -> None:
        async with asyncio.timeout(self._pace.reaction_timeout):
            await self._reactions.run(reaction, event)

    async def _leave(self, app: App, event_id: UUID, reaction: str) -> None:
        """Make it a job of its own, unless that waits already. When it runs, the one that leaves it has ended."""
        job = app.configure_task(
            REACT_AGAIN,
            queue=QUEUE,
            queueing_lock=_twin(event_id, reaction),
            schedule_in={"milliseconds": round(self._pace.first_pause * 1000)},
        )
        with suppress(AlreadyEnqueued):
            await job.defer_async(event_id=str(event_id), reaction=reaction)

    async def _leave_once(self, app: App, event_id: UUID, reaction: str) -> None:
        """The same, unless an earlier attempt did so, whatever became of that job since."""
        if not await app.job_manager.list_jobs_async(queueing_lock=_twin(event_id, reaction)):
            await self._leave(app, event_id, reaction)

    @contextmanager
    def _at_work(self, context: JobContext) -> Iterator[None]:
        job_id = context.job.id or 0
        origin.set(Origin(request_id=f"job-{job_id}"))
        self.running.add(job_id)
        try:
            yield
        finally:
            self.running.discard(job_id)


def _twin(event_id: UUID, reaction: str) -> str:
    """What two jobs for the same purpose have in common."""
    return f"{event_id}:{reaction}"
