from asyncio import CancelledError
from math import ldexp
from typing import Final, final

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

from adapters.procrastinate.pace import Pace

_AT_ONCE: Final = 0.0


@final
class Backoff(BaseRetryStrategy):
    """Again and again after pauses that double, until the attempts are used up.

    What only the end of its worker stopped runs again at once, however often.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, CancelledError):
            return _in(_AT_ONCE)
        if job.attempts + 1 >= self._pace.attempts:
            return None
        return _in(self.pause(job.attempts))

    def pause(self, attempts: int) -> float:
        """Seconds to wait after so many attempts before the one that failed."""
        return min(ldexp(self._pace.first_pause, attempts), self._pace.longest_pause)


def _in(seconds: float) -> RetryDecision:
    return RetryDecision(retry_in={"milliseconds": round(seconds * 1000)})
