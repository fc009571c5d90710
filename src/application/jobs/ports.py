from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from application.shared.messages import Message
from domain.shared.errors import Conflict, NotFound


class JobNotFound(NotFound):
    code = "JOBS_NOT_FOUND"


class JobAlreadyWaiting(Conflict):
    code = "JOBS_ALREADY_WAITING"


class DeadLetter(Message, frozen=True, kw_only=True):
    """A job that was tried as often as it may be and never ended well."""

    id: int
    task: str
    args: dict[str, Any]
    attempts: int
    failed_at: datetime


class DeadLetters(Protocol):
    async def list(self, *, limit: int = 100) -> Sequence[DeadLetter]:
        """The latest first."""

    async def retry(self, job_id: int) -> None:
        """Have it tried once more. JobNotFound unless it is dead, JobAlreadyWaiting while its like waits anyway."""
