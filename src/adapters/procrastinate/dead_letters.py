from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final, final

from psycopg import AsyncConnection, OperationalError
from psycopg.errors import UniqueViolation
from psycopg.rows import TupleRow

from application.jobs.ports import DeadLetter, DeadLetters, JobAlreadyWaiting, JobNotFound
from domain.shared.errors import Unavailable

LIST: Final = """
    SELECT job.id, job.task_name, job.args, job.attempts, max(event.at) AS failed_at
    FROM procrastinate_jobs job JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'failed'
    WHERE job.status = 'failed' GROUP BY job.id ORDER BY failed_at DESC, job.id DESC LIMIT %s
"""
RETRY: Final = """
    WITH dead AS (SELECT id FROM procrastinate_jobs WHERE id = %s AND status = 'failed' FOR UPDATE)
    SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM dead
"""
"""Locks first: procrastinate's function would also take a job that another retry has got running meanwhile."""


@final
class ProcrastinateDeadLetters(DeadLetters):
    """Rare enough for a connection of its own each time."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url

    async def list(self, *, limit: int = 100) -> Sequence[DeadLetter]:
        async with self._connected() as connection:
            cursor = await connection.execute(LIST, (limit,))
            return [
                DeadLetter(id=job_id, task=task, args=args, attempts=attempts, failed_at=failed_at)
                for job_id, task, args, attempts, failed_at in await cursor.fetchall()
            ]

    async def retry(self, job_id: int) -> None:
        async with self._connected() as connection:
            try:
                found = await connection.execute(RETRY, (job_id,))
            except UniqueViolation:
                raise JobAlreadyWaiting(f"Another job for the same purpose as {job_id} waits already.") from None
            if not found.rowcount:
                raise JobNotFound(f"There is no dead letter {job_id}.")

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection[TupleRow]]:
        try:
            async with await AsyncConnection.connect(self._database_url, connect_timeout=5) as connection:
                yield connection
        except OperationalError as error:
            raise Unavailable("The database does not answer.") from error
