"""`tixgenius sessions`: where people are logged in."""

from typing import Annotated

from cyclopts import App, Parameter

from application.identity.end_sessions import EndSessionsCommand
from domain.shared.access import Actor
from entrypoints.cli.console import say
from entrypoints.cli.opening import opened_house

app = App(name="sessions", help="Where people are logged in.")


@app.command
async def end(email: Annotated[str, Parameter(help="The address they log in with.")], /) -> None:
    """Log somebody out everywhere."""
    async with opened_house() as house:
        ended = await house.identity.end_sessions(Actor.house(), EndSessionsCommand(email=email))
    say(f"{email} was logged out of {ended} session{'' if ended == 1 else 's'}.")
