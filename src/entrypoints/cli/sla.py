"""`tixgenius sla`: what was promised, reckoned anew."""

from typing import Annotated

from cyclopts import App, Parameter

from application.desk.recompute_clocks import RecomputeClocksCommand
from domain.shared.access import Actor
from entrypoints.cli.console import out
from entrypoints.cli.opening import opened_house

app = App(name="sla", help="Service levels.")


@app.command
async def recompute(
    *, all: Annotated[bool, Parameter(help="Finished tickets too, such as imported ones.", negative=())] = False
) -> None:
    """Judge tickets by the policies and calendars there are, from the times at which their clocks ran.

    What is breached on finished tickets is noted on them, and told to nobody. Broken off, it is simply run again.
    """
    async with opened_house() as house:
        verdicts = await house.desk.recompute_clocks(Actor.house(), RecomputeClocksCommand(finished=all))
    out.print(
        f"{verdicts.judged:,} tickets judged, {verdicts.changed:,} changed: "
        f"{verdicts.breached:,} new breaches, {verdicts.withdrawn:,} taken back"
    )
