"""Hours of the week, as bodies state them."""

from collections.abc import Iterable
from datetime import time
from typing import Annotated

from msgspec import Meta

from domain.desk.window import Window
from entrypoints.http.body import Body


class WindowBody(Body, frozen=True):
    """A stretch of a weekday (0 is Monday), in the time zone beside it. One until 00:00 lasts to the end of the day."""

    weekday: Annotated[int, Meta(ge=0, le=6)]
    start: Annotated[time, Meta(tz=False)]
    end: Annotated[time, Meta(tz=False)]


Windows = Annotated[tuple[WindowBody, ...], Meta(max_length=50)]


def windows_of(bodies: Iterable[WindowBody]) -> tuple[Window, ...]:
    return tuple(Window(body.weekday, body.start, body.end) for body in bodies)
