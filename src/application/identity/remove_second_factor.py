from dataclasses import dataclass

from application.identity.end_other_sessions import end_other_sessions
from application.identity.prove_again import ProveAgain, a_second_factor
from application.shared.messages import Code, Command, ShortText
from application.shared.ports import Clock
from domain.identity.second_factor import RoleKeepsSecondFactor, SecondFactorPolicy
from domain.identity.user import User
from domain.shared.access import Actor


class RemoveSecondFactorCommand(Command, frozen=True, kw_only=True):
    current_password: ShortText
    code: Code


@dataclass(frozen=True, slots=True)
class RemoveSecondFactor:
    """Somebody goes back to their password alone, where their role lets them.

    Who is logged in as them elsewhere is logged out, and tokens that were mailed to them end.
    """

    clock: Clock
    policy: SecondFactorPolicy
    prove_again: ProveAgain

    async def __call__(self, actor: Actor, command: RemoveSecondFactorCommand) -> None:
        password, code = command.current_password, command.code
        async with self.prove_again(actor, password, code, requires=self._one_that_may_go) as proven:
            work, user, now = proven.work, proven.user, self.clock.now()
            await work.second_factors.remove(user.id)
            await work.one_time_tokens.remove_all_of(user.id)
            await end_other_sessions(work, proven.sessions, actor.session_id, at=now)
            await work.users.save(*user.disable_second_factor(at=now))

    def _one_that_may_go(self, user: User) -> None:
        a_second_factor(user)
        if self.policy.asks(user.role):
            raise RoleKeepsSecondFactor("Your role asks for a second factor; set up another instead.")
