import logging
from collections.abc import Set as AbstractSet
from typing import Any, Final, final

from procrastinate import PsycopgConnector
from procrastinate.exceptions import UniqueViolation

from adapters.procrastinate.pace import Pace

log = logging.getLogger(__name__)

_LEFT: Final = """
    FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status = 'doing' AND (
        worker.id IS NULL
        OR worker.last_heartbeat < now() - make_interval(secs => %(stalled_after)s)
        OR job.id = ANY(%(forgotten)s::bigint[])
    )
"""
FIND: Final = f"SELECT job.id, job.task_name {_LEFT}"
_LOCKED: Final = f"""
    WITH one AS (SELECT job.id, job.attempts {_LEFT} AND job.id = %(id)s FOR UPDATE OF job SKIP LOCKED)
"""
PUT_BACK: Final = f"""
    {_LOCKED} SELECT CASE WHEN attempts + 1 >= %(crashes)s
        THEN procrastinate_finish_job_v1(id, 'failed', false)::text
        ELSE procrastinate_retry_job_v2(
            id, now() + make_interval(secs => random() * %(pause)s * 2 ^ attempts), NULL, NULL, NULL
        )::text END
    FROM one
"""  # noqa: S608 - all of it is ours
"""At random moments: what was at work beside a job that kills workers shall not be so at every attempt."""

DROP: Final = f"{_LOCKED} SELECT procrastinate_finish_job_v1(id, 'succeeded', true) FROM one"  # noqa: S608 - all of it is ours
MINE: Final = "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = %(worker)s"


@final
class Recovery:
    """Puts back the jobs that nobody works on any more, which procrastinate leaves to its users.

    Not a job itself: that could be left as well, and then nobody would look. Jobs whose worker died too often are given
    up. `running` are the ids of those at work in this process.
    """

    def __init__(self, connector: PsycopgConnector, running: AbstractSet[int], pace: Pace) -> None:
        self._connector = connector
        self._running = running
        self._pace = pace
        self._suspects: frozenset[int] = frozenset()

    async def sweep(self, worker_id: int | None) -> None:
        """Look once; `worker_id` is that of this process."""
        values: dict[str, Any] = {
            "stalled_after": self._pace.stalled_after,
            "crashes": self._pace.crashes,
            "pause": self._pace.first_pause,
            "forgotten": list(await self._forgotten(worker_id)),
        }
        for job in await self._connector.execute_query_all_async(FIND, **values):
            log.warning("Nobody works on job %s (%s) any more", job["id"], job["task_name"])
            try:
                await self._connector.execute_query_all_async(PUT_BACK, **values, id=job["id"])
            except UniqueViolation:  # its like is waiting anyway
                await self._connector.execute_query_all_async(DROP, **values, id=job["id"])

    async def _forgotten(self, worker_id: int | None) -> frozenset[int]:
        """Jobs said to be ours at which we are not, twice in a row: their end could not be written down."""
        rows = await self._connector.execute_query_all_async(MINE, worker=worker_id)
        idle = frozenset(row["id"] for row in rows) - self._running
        forgotten, self._suspects = idle & self._suspects, idle
        return forgotten
