"""`tixgenius users`: accounts, as far as an operator needs them."""

import getpass
import sys
from typing import Annotated, Final

from cyclopts import App, Parameter
from rich.table import Table

from application.identity.create_user import CreateUserCommand
from application.identity.edit_user import EditUserCommand
from application.identity.offer_password_reset import OfferPasswordResetCommand
from application.identity.queries import UserFilter
from application.identity.reinstate_user import ReinstateUserCommand
from application.identity.suspend_user import SuspendUserCommand
from domain.shared.access import Actor, Role
from entrypoints.cli.console import complain, out, say
from entrypoints.cli.opening import opened_house
from entrypoints.cli.pages import every

app = App(name="users", help="People with an account.")

Email = Annotated[str, Parameter(help="The address they log in with.")]
FromStdin = Annotated[bool, Parameter(help="Read the password from the first line of standard input.", negative=())]

LONGEST_LINE: Final = 1_000
"""Characters of a password line that are read; the policy allows far fewer."""


@app.command
async def create_admin(
    *,
    email: Annotated[str, Parameter(help="The address that logs in.")],
    password_stdin: FromStdin = False,
) -> int:
    """Create an account that may do everything. Asks for the password unless it comes by --password-stdin."""
    password = _password(from_stdin=password_stdin)
    if password is None:
        return 2
    async with opened_house() as house:
        command = CreateUserCommand(email=email, password=password, role=Role.ADMIN)
        await house.identity.create_user(Actor.house(), command)
    say(f"{email} is an admin now.")
    return 0


@app.command(name="list")
async def list_users(
    *,
    role: Annotated[tuple[Role, ...], Parameter(help="Only these roles.")] = (),
    active: Annotated[bool | None, Parameter(help="Only those that can log in, or those that cannot.")] = None,
    search: Annotated[str | None, Parameter(help="Only those with this in their name or address.")] = None,
) -> None:
    """List the accounts, oldest first."""
    table = Table("email", "name", "role", "active", "last login", box=None)
    async with opened_house() as house:
        async for user in every(house.identity.users.list, UserFilter(role=role, is_active=active, search=search)):
            seen = user.last_login_at.isoformat(sep=" ", timespec="minutes") if user.last_login_at else "never"
            table.add_row(user.email, user.name, user.role, "yes" if user.is_active else "no", seen)
    out.print(table, markup=False)


@app.command
async def suspend(
    email: Email,
    /,
    *,
    reason: Annotated[str, Parameter(help="Why; it is mailed to them.")] = "By decision of whoever runs it.",
) -> None:
    """Shut somebody out at once: their sessions and API keys end."""
    async with opened_house() as house:
        user_id = await house.identity.find_user(Actor.house(), email)
        await house.identity.suspend_user(Actor.house(), SuspendUserCommand(user_id=user_id, reason=reason))
    say(f"{email} is suspended.")


@app.command
async def reinstate(email: Email, /) -> None:
    """Let somebody in again who was suspended."""
    async with opened_house() as house:
        user_id = await house.identity.find_user(Actor.house(), email)
        await house.identity.reinstate_user(Actor.house(), ReinstateUserCommand(user_id=user_id))
    say(f"{email} can log in again.")


@app.command
async def set_role(email: Email, role: Annotated[Role, Parameter(help="What they are from now on.")], /) -> None:
    """Give somebody another role; they are logged out everywhere."""
    async with opened_house() as house:
        user_id = await house.identity.find_user(Actor.house(), email)
        await house.identity.edit_user(Actor.house(), EditUserCommand(user_id=user_id, role=role))
    say(f"{email} is {role} now.")


@app.command
async def reset_password(email: Email, /, *, password_stdin: FromStdin = False) -> None:
    """Mail somebody a link for a new password, or set the one on standard input; they are logged out everywhere."""
    async with opened_house() as house:
        user_id = await house.identity.find_user(Actor.house(), email)
        if not password_stdin:
            await house.identity.offer_password_reset(Actor.house(), OfferPasswordResetCommand(user_id=user_id))
            say(f"A mail with a link goes to {email}, by the server or worker that runs the jobs.")
            return
        password = _password(from_stdin=True)
        await house.identity.edit_user(Actor.house(), EditUserCommand(user_id=user_id, password=password))
    say(f"{email} has a new password.")


def _password(*, from_stdin: bool) -> str | None:
    if from_stdin:
        return sys.stdin.readline(LONGEST_LINE).rstrip("\r\n")
    if not sys.stdin.isatty():
        complain("Give the password on standard input, with --password-stdin.")
        return None
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        complain("These were two different passwords.")
        return None
    return password
