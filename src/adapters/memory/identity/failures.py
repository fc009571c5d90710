from collections.abc import Sequence
from datetime import datetime
from typing import final

from application.identity.ports import FailureCounts, Place
from domain.identity.failures import Bucket


@final
class MemoryFailureCounts(FailureCounts):
    """Beside the rows of transactions, which roll back. Never waits, so that each call is atomic."""

    def __init__(self) -> None:
        self._taken: dict[bytes, tuple[int, datetime]] = {}

    async def take(self, buckets: Sequence[Bucket], *, at: datetime) -> Sequence[Place]:
        self._taken = {key: (taken, until) for key, (taken, until) in self._taken.items() if until > at}
        places: list[Place] = []
        for bucket in buckets:
            taken, until = self._taken.get(bucket.key, (0, at + bucket.window))
            places.append(Place(bucket, until, taken < bucket.places))
            if taken >= bucket.places:
                break
            self._taken[bucket.key] = taken + 1, until
        return places

    async def give_back(self, places: Sequence[Place]) -> None:
        for place in places:
            taken, until = self._taken.get(place.bucket.key, (0, None))
            if until == place.until and taken:
                self._taken[place.bucket.key] = taken - 1, until

    async def clear(self, bucket: Bucket) -> None:
        self._taken.pop(bucket.key, None)
