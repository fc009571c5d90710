"""What the house does by itself, again and again."""

from collections.abc import Awaitable, Callable

from msgspec import Struct


class Scheduled(Struct, frozen=True):
    """`cron` is in UTC. `name` is known to jobs that wait and is never renamed.

    `run` may be cut off anywhere and be run again, also while nothing is left to do.
    """

    name: str
    cron: str
    run: Callable[[], Awaitable[object]]
