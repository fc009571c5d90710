"""What the tests of passwords by mail share: somebody, and the token in the last mail with one."""

import re
from typing import Any

from application.identity.request_password_reset import RequestPasswordResetCommand
from domain.shared.access import Actor
from tests.support.builders import a_user
from tests.support.house import SmallHouse

EMAIL, OLD, NEW = "customer@example.com", "Long enough 1", "Longer still 2"


async def customer(house: SmallHouse, **what_matters: Any) -> Actor:
    usual: dict[str, Any] = {"email": EMAIL, "password_hash": f"1:{OLD}"}
    return await house.settle(a_user(**usual | what_matters))


async def forget(house: SmallHouse, email: str = EMAIL) -> None:
    await house.identity.request_password_reset(RequestPasswordResetCommand(email=email))


def token_in_mail(house: SmallHouse) -> str:
    found = [re.search("#token=(.+)", mail.text) for mail in house.mailer.sent]
    return [token[1] for token in found if token][-1]
