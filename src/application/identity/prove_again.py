from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from application.identity.attempts import Attempts
from application.identity.check_code import CheckCode
from application.identity.ports import IdentityWork, PasswordHasher
from application.shared.ports import UnitOfWork
from domain.identity.credentials import LONGEST_PASSWORD, WrongPassword
from domain.identity.second_factor import NoSecondFactor, WrongCode
from domain.identity.session import Session
from domain.identity.user import User
from domain.shared.access import Actor, require_person


@dataclass(frozen=True, slots=True)
class Proven:
    """Who has proven it, and the work in which it holds, with their sessions: all of it is locked."""

    work: IdentityWork
    user: User
    sessions: Sequence[Session]


Requirement = Callable[[User], None]
"""Refuses whoever need not prove anything, because nothing would come of it."""


@dataclass(frozen=True, slots=True)
class ProveAgain:
    """Whoever changes their second factor proves once more who they are: by password and, if they have one, by code."""

    uow: UnitOfWork[IdentityWork]
    hasher: PasswordHasher
    attempts: Attempts
    check_code: CheckCode

    @asynccontextmanager
    async def __call__(
        self, actor: Actor, password: str, code: str | None, *, requires: Requirement
    ) -> AsyncIterator[Proven]:
        """WrongPassword, WrongCode, TooManyFailures."""
        require_person(actor)
        async with self.uow() as work:
            known = await work.users.get(actor.user_id)
        requires(known)
        async with self.attempts.of(known.canonical_email):
            if not await self.hasher.verify(password[: LONGEST_PASSWORD + 1], known.password_hash):
                raise _wrong_password()
            async with self.uow() as work:
                sessions = await work.sessions.of_user(actor.user_id)
                user = await work.users.get(actor.user_id)
                if user.password_hash != known.password_hash or not user.is_active:
                    raise _wrong_password()
                requires(user)
                await self._require_code(work, user, code)
                yield Proven(work, user, sessions)

    async def _require_code(self, work: IdentityWork, user: User, code: str | None) -> None:
        if user.second_factor_at is None:
            return
        if code is None:
            raise WrongCode("Show a code of your second factor too.", {"code": "Missing."})
        if not await self.check_code(work, user, code):
            raise wrong_code()


def nothing(_: User) -> None:
    """Anybody may."""


def a_second_factor(user: User) -> None:
    if user.second_factor_at is None:
        raise NoSecondFactor("You have no second factor.")


def wrong_code() -> WrongCode:
    return WrongCode("That code is wrong, or was used before.", {"code": "Wrong."})


def _wrong_password() -> WrongPassword:
    return WrongPassword("That is not the current password.", {"currentPassword": "Wrong."})
