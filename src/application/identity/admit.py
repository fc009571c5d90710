from dataclasses import dataclass

from application.identity.ports import AccountState, ApiKeyState
from domain.identity.second_factor import SecondFactorPolicy, SecondFactorRequiredForRole
from domain.shared.access import Actor
from domain.shared.grants import Grant
from domain.shared.ids import SessionId


@dataclass(frozen=True, slots=True)
class Admit:
    """Whoever has shown who they are becomes somebody who asks: the last step of each way to show it.

    Whose role asks for a second factor that they have yet to set up is let in where one is `enrolling`, as somebody who
    may do nothing; anywhere else they are refused with SecondFactorRequiredForRole.
    """

    second_factor: SecondFactorPolicy

    def __call__(
        self,
        account: AccountState | ApiKeyState,
        session_id: SessionId | None,
        *,
        enrolling: bool,
        grant: Grant | None = None,
    ) -> Actor:
        must_enrol = not account.has_second_factor and self.second_factor.asks(account.role)
        if must_enrol and not enrolling:
            raise SecondFactorRequiredForRole("Your role asks for a second factor: set one up first.")
        return Actor(account.user_id, account.role, account.team_id, session_id, grant, must_enrol)
