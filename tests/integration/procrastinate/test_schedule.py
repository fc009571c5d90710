"""What is scheduled is done each time, by one of several workers, and tried again where it fails."""

import asyncio

from application.shared.schedule import Scheduled
from tests.integration.procrastinate.conftest import Ask, Working
from tests.integration.procrastinate.eventually import eventually

EVERY_SECOND = "* * * * * *"


class TestSchedule:
    async def test_is_kept_by_one_worker_at_a_time(self, working: Working, ask: Ask) -> None:
        at_work, most, done = 0, 0, 0

        async def look_round() -> None:
            nonlocal at_work, most, done
            at_work += 1
            most = max(most, at_work)
            await asyncio.sleep(0.3)
            at_work -= 1
            done += 1

        schedule = [Scheduled("look_round", EVERY_SECOND, look_round)]
        async with working(schedule=schedule), working(schedule=schedule):
            await eventually(lambda: done >= 3)
        assert most == 1
        seconds = await ask("SELECT defer_timestamp, count(*) FROM procrastinate_periodic_defers GROUP BY 1")
        assert {count for _, count in seconds} == {1}

    async def test_goes_on_after_a_failure(self, working: Working) -> None:
        tried = 0

        async def stumble() -> None:
            nonlocal tried
            tried += 1
            if tried == 1:
                raise OSError("The disk is full.")

        async with working(schedule=[Scheduled("stumble", EVERY_SECOND, stumble)]):
            await eventually(lambda: tried >= 3)
