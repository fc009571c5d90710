"""`tixgenius users`: accounts, as far as an operator needs them."""

import getpass
import sys
from typing import Annotated, Final

from cyclopts import App, Parameter
from rich.table import Table

from application.identity.create_user import CreateUserCommand
from application.identity.queries import UserFilter
from domain.shared.access import Actor, Role
from entrypoints.cli.console import complain, out, say
from entrypoints.cli.opening import opened_house
from entrypoints.cli.pages import every

app = App(name="users", help="People with an account.")

LONGEST_LINE: Final = 1_000
"""Characters of a password line that are read; the policy allows far fewer."""


@app.command
async def create_admin(
    *,
    email: Annotated[str, Parameter(help="The address that logs in.")],
    password_stdin: Annotated[
        bool, Parameter(help="Read the password from the first line of standard input.", negative=())
    ] = False,
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
async def list_users(*, role: Annotated[tuple[Role, ...], Parameter(help="Only these roles.")] = ()) -> None:
    """List the accounts, oldest first."""
    table = Table("email", "name", "role", "active", "last login", box=None)
    async with opened_house() as house:
        async for user in every(house.identity.users.list, UserFilter(role=role)):
            seen = user.last_login_at.isoformat(sep=" ", timespec="minutes") if user.last_login_at else "never"
            table.add_row(user.email, user.name, user.role, "yes" if user.is_active else "no", seen)
    out.print(table, markup=False)


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
