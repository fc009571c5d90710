from dataclasses import dataclass

from application.desk.recompute_clocks import RecomputeClocks, RecomputeClocksCommand
from application.shared.ports import Happened
from domain.shared.access import Actor


@dataclass(frozen=True, slots=True)
class WhenTermsChanged:
    """Another policy, calendar, tree of categories or tier: unfinished tickets are judged anew."""

    recompute_clocks: RecomputeClocks

    async def __call__(self, happened: Happened) -> None:  # noqa: ARG002 - whatever it was
        await self.recompute_clocks(Actor.house(), RecomputeClocksCommand())
