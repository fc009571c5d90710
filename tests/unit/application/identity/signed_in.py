"""What the tests of signing in by a provider share: a browser that goes there and comes back."""

from typing import Any

from application.identity.begin_linking import BeginLinkingCommand
from application.identity.begin_sign_in import BeginSignInCommand
from application.identity.finish_sign_in import FinishSignInCommand, SignedIn
from application.identity.sign_in_flow import Begun
from domain.shared.access import Actor
from tests.support.house import PROVIDER, SmallHouse

EMAIL = "customer@example.com"


async def begun(house: SmallHouse, return_to: str | None = None) -> Begun:
    return await house.identity.begin_sign_in(BeginSignInCommand(provider=PROVIDER, return_to=return_to))


async def linking(house: SmallHouse, actor: Actor) -> Begun:
    return await house.identity.begin_linking(actor, BeginLinkingCommand(provider=PROVIDER, return_to="/account"))


def answer(house: SmallHouse, begun: Begun, code: str, **what_matters: Any) -> FinishSignInCommand:
    """What the browser that began last brings back."""
    usual = {"provider": PROVIDER, "sealed": begun.sealed, "state": house.provider.challenges[-1].state, "code": code}
    return FinishSignInCommand(**{**usual, **what_matters})


async def signed_in(house: SmallHouse, code: str, return_to: str | None = None) -> SignedIn:
    return await house.identity.finish_sign_in(answer(house, await begun(house, return_to), code))
