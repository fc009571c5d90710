from collections.abc import Sequence
from typing import final

from application.jobs.ports import DeadLetter, DeadLetters, JobNotFound


@final
class MemoryDeadLetters(DeadLetters):
    """There are none: reactions run where their events are committed, without jobs."""

    async def list(self, *, limit: int = 100) -> Sequence[DeadLetter]:  # noqa: ARG002 - none of none
        return ()

    async def retry(self, job_id: int) -> None:
        raise JobNotFound(f"There is no dead letter {job_id}.")
