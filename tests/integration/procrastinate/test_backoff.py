from asyncio import CancelledError
from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.jobs import Job

from adapters.procrastinate.backoff import Backoff
from adapters.procrastinate.pace import Pace


def a_job(*, attempts: int) -> Job:
    return Job(id=1, queue="q", lock=None, queueing_lock=None, task_name="t", attempts=attempts)


class TestBackoff:
    @pytest.mark.parametrize(("attempts", "pause"), [(0, 2), (1, 4), (2, 8), (8, 512), (20, 3_600)])
    def test_pauses_double_up_to_an_hour(self, attempts: int, pause: float) -> None:
        assert Backoff(Pace()).pause(attempts) == pause

    def test_waits_that_long(self) -> None:
        decision = Backoff(Pace()).get_retry_decision(exception=KeyError(), job=a_job(attempts=3))
        assert decision is not None
        assert decision.retry_at is not None
        assert timedelta(seconds=15) < decision.retry_at - datetime.now(UTC) <= timedelta(seconds=16)

    def test_the_tenth_attempt_is_the_last(self) -> None:
        backoff = Backoff(Pace())
        assert backoff.get_retry_decision(exception=KeyError(), job=a_job(attempts=8))
        assert backoff.get_retry_decision(exception=KeyError(), job=a_job(attempts=9)) is None

    def test_what_the_end_of_its_worker_stopped_runs_again_at_once(self) -> None:
        decision = Backoff(Pace()).get_retry_decision(exception=CancelledError(), job=a_job(attempts=50))
        assert decision is not None
        assert decision.retry_at is not None
        assert decision.retry_at <= datetime.now(UTC)
