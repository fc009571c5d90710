from dataclasses import dataclass

from application.desk.route_everywhere import RouteEverywhere
from application.shared.ports import Happened


@dataclass(frozen=True, slots=True)
class WhenPolicyChanges:
    """Hand out what waited for another policy, and for those below, which may inherit it."""

    route: RouteEverywhere

    async def __call__(self, happened: Happened) -> None:  # noqa: ARG002 - whichever category it was
        await self.route()
