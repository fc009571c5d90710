"""`tixgenius seed`."""

import sys
from typing import Annotated

from cyclopts import Parameter

from entrypoints.cli.console import complain, out, say
from entrypoints.cli.demo.cast import MEMBERS
from entrypoints.cli.demo.play import play
from entrypoints.cli.demo.stage import set_stage
from entrypoints.cli.first_admin import made_up_password
from entrypoints.cli.opening import opened_house
from entrypoints.settings import Environment, load_settings


async def seed(
    *,
    random_seed: Annotated[int, Parameter(help="Another number tells the stories differently.")] = 1,
    password_stdin: Annotated[
        bool, Parameter(help="Read the password of the demo accounts from standard input.", negative=())
    ] = False,
) -> int:
    """Fill the desk with a small demo: teams, categories, people and 30 tickets in all states.

    What is there already is skipped, so running it again doubles nothing. All demo accounts share one password,
    which is made up and shown once unless you give it. Not for production.
    """
    settings = load_settings()
    if settings.environment is Environment.PRODUCTION:
        complain("A demo has no place in production.")
        return 1
    given = sys.stdin.readline(1_000).rstrip("\r\n") if password_stdin else None
    password = given or made_up_password(settings.password_shortest)
    async with opened_house(settings) as house:
        stage = await set_stage(house, password=password)
        tickets = await play(house.desk, stage, seed=random_seed)
    say(f"{stage.new_accounts} new accounts, {tickets} new tickets; the rest was there already.")
    if stage.new_accounts:
        out.print(f"Log in as {', '.join(member.email for member in MEMBERS)}", markup=False)
        if not given:
            out.print(f"Password: {password}    (shown this once)", markup=False)
    return 0
