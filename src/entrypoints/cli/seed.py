"""`tixgenius seed`."""

import sys
from datetime import timedelta
from typing import Annotated, Final

from cyclopts import Parameter

from application.desk.recompute_clocks import RecomputeClocksCommand
from domain.shared.access import Actor
from entrypoints.cli.console import complain, out, say
from entrypoints.cli.demo.cast import MEMBERS
from entrypoints.cli.demo.clock import StoryClock
from entrypoints.cli.demo.play import play
from entrypoints.cli.demo.stage import set_stage
from entrypoints.cli.first_admin import made_up_password
from entrypoints.cli.opening import opened_house
from entrypoints.settings import Environment, load_settings

BEFORE: Final = timedelta(days=91)
"""How long before today the stage is set, which is before the first ticket."""


async def seed(
    *,
    random_seed: Annotated[int, Parameter(help="Another number tells the stories differently.")] = 1,
    password_stdin: Annotated[
        bool, Parameter(help="Read the password of the demo accounts from standard input.", negative=())
    ] = False,
) -> int:
    """Fill the desk with a demo: teams, people, calendars, promises and 200 tickets of the last 90 days.

    Their history ends when the command begins. What is there already is skipped, so running it again doubles nothing.
    All demo accounts share one password, which is made up and shown once unless you give it. Not for production.
    """
    settings = load_settings()
    if settings.environment is Environment.PRODUCTION:
        complain("A demo has no place in production.")
        return 1
    given = sys.stdin.readline(1_000).rstrip("\r\n") if password_stdin else None
    password = given or made_up_password(settings.password_shortest)
    clock = StoryClock()
    today = clock.now()
    async with opened_house(settings, clock=clock) as house:
        clock.turn_to(today - BEFORE)
        stage = await set_stage(house, password=password, years=[today.year - 1, today.year, today.year + 1])
        tickets = await play(house.desk, stage, clock, seed=random_seed, today=today)
        clock.turn_to(today)
        await house.desk.recompute_clocks(Actor.house(), RecomputeClocksCommand(finished=True))
    say(f"{stage.new_accounts} new accounts, {tickets} new tickets; the rest was there already.")
    if stage.new_accounts:
        out.print(f"Log in as {', '.join(member.email for member in MEMBERS)}", markup=False)
        if not given:
            out.print(f"Password: {password}    (shown this once)", markup=False)
    return 0
