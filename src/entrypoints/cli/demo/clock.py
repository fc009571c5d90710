from datetime import UTC, datetime
from typing import final

from application.shared.ports import Clock


@final
class StoryClock(Clock):
    """Shows the time of the story that is being told; until one is, the time it is."""

    def __init__(self) -> None:
        self._shown: datetime | None = None

    def now(self) -> datetime:
        return self._shown or datetime.now(UTC)

    def turn_to(self, at: datetime) -> None:
        self._shown = at
