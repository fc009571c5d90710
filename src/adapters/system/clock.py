from datetime import UTC, datetime
from typing import final

from application.shared.ports import Clock


@final
class SystemClock(Clock):
    def now(self) -> datetime:
        return datetime.now(UTC)
