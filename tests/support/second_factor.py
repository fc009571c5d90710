"""Somebody's app, and how it came to know its secret."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from adapters.totp.codes import Rfc6238Codes
from application.identity.confirm_second_factor import ConfirmSecondFactorCommand
from application.identity.offer_second_factor import OfferSecondFactorCommand
from domain.shared.access import Actor
from domain.shared.ids import SessionId
from tests.support.house import SmallHouse

CODES: Final = Rfc6238Codes(issuer="TixGenius")


@dataclass(frozen=True)
class App:
    secret: str

    def code(self, at: datetime, *, ahead: int = 0) -> str:
        """What it shows then, or so many steps later."""
        return CODES.at(self.secret, int(at.timestamp()) // 30 + ahead)

    def wrong_code(self, at: datetime) -> str:
        """One that is of no step around then."""
        right = {self.code(at, ahead=ahead) for ahead in range(-3, 4)}
        return next(code for number in range(8) if (code := f"{number:06}") not in right)


async def enrolled(house: SmallHouse, actor: Actor, password: str) -> tuple[App, list[str]]:
    """Somebody's second factor, just confirmed, and its recovery codes; the code of the moment is used up.

    Asked for through their first session unless the actor names another, so that this one stays.
    """
    actor = replace(actor, session_id=actor.session_id or SessionId(actor.user_id))
    offered = await house.identity.offer_second_factor(actor, OfferSecondFactorCommand(current_password=password))
    app = App(offered.secret)
    confirmed = await house.identity.confirm_second_factor(
        actor, ConfirmSecondFactorCommand(code=app.code(house.clock.time))
    )
    return app, confirmed.recovery_codes
