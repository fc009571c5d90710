"""A house that nobody could manage gets its first admin."""

import secrets
from contextlib import suppress
from typing import Final

from application.identity.create_user import CreateUserCommand
from application.identity.queries import UserFilter
from application.shared.page import PageRequest, Sort
from domain.identity.user import EmailTaken
from domain.shared.access import Actor, Role
from domain.shared.errors import Invalid
from entrypoints.cli.console import out
from entrypoints.container import House
from entrypoints.settings import SettingsRefused

DEFAULT_EMAIL: Final = "admin@example.com"

_ONE: Final = PageRequest(sort=(Sort("createdAt"),), limit=1)


async def ensure_first_admin(house: House) -> None:
    """Create it from ADMIN_EMAIL and ADMIN_PASSWORD unless there is an admin; a password made up here is shown once.

    SettingsRefused when the given address or password will not do.
    """
    admins = await house.identity.users.list(Actor.house(), UserFilter(role=(Role.ADMIN,)), _ONE)
    if admins.total:
        return
    email = house.settings.admin_email or DEFAULT_EMAIL
    given = house.settings.admin_password
    password = given or made_up_password(house.settings.password_shortest)
    try:
        with suppress(EmailTaken):  # another process was faster
            await house.identity.create_user(
                Actor.house(), CreateUserCommand(email=email, password=password, role=Role.ADMIN)
            )
            out.print(f"First admin: {email}", markup=False)
            if not given:
                out.print(f"Password:    {password}    (shown this once)", markup=False)
    except Invalid as refusal:
        name = "ADMIN_PASSWORD" if "password" in refusal.details else "ADMIN_EMAIL"
        raise SettingsRefused({name: " ".join((refusal.message, *refusal.details.values()))}) from None


def made_up_password(shortest: int) -> str:
    """A random one that every policy accepts: 120 bits at least, and one letter of each kind to be sure."""
    return f"{secrets.token_urlsafe(max(15, shortest))}-Aa1"
