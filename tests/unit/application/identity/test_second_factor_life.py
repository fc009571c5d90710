"""A second factor through any life at all, beside an oracle that remembers every code that was ever good."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from application.identity.confirm_second_factor import ConfirmSecondFactorCommand
from application.identity.log_in import LogInCommand
from application.identity.offer_second_factor import OfferSecondFactorCommand
from application.identity.remove_lost_second_factor import RemoveLostSecondFactorCommand
from application.identity.remove_second_factor import RemoveSecondFactorCommand
from application.identity.renew_recovery_codes import RenewRecoveryCodesCommand
from domain.identity.second_factor import (
    NoSecondFactor,
    NothingToConfirm,
    SecondFactorRefused,
    SecondFactorRequired,
    WrongCode,
)
from domain.shared.access import Role
from entrypoints.settings import Settings
from tests.support.house import SmallHouse
from tests.support.second_factor import App
from tests.unit.application.identity.mailed import EMAIL, OLD, customer

kinds = st.sampled_from(["app", "app", "app", "paper", "paper", "spent", "wrong", "nothing"])
aheads = st.sampled_from([0, 0, 0, -1, 1, -2, 2])
seldom = st.sampled_from([False, False, False, False, True])
"""So that there is one to log in with, as a rule."""


@dataclass
class Oracle:
    """`taken` is the newest step of which the app's code was good for something."""

    app: App | None = None
    taken: int = 0
    offered: App | None = None
    offered_until: datetime | None = None
    left: list[str] = field(default_factory=list)
    spent: list[str] = field(default_factory=list)

    def shown(self, kind: str, ahead: int, at: datetime) -> tuple[str | None, bool]:
        """What somebody shows, and whether it proves anything."""
        step = int(at.timestamp()) // 30 + ahead
        if kind == "app" and self.app:
            return self.app.code(at, ahead=ahead), abs(ahead) <= 1 and step > self.taken
        if kind == "paper" and self.left:
            return self.left[0], True
        if kind == "spent" and self.spent:
            return self.spent[-1], False
        return (None, False) if kind == "nothing" else ("not a code", False)

    def use(self, code: str | None, ahead: int, at: datetime) -> None:
        if code in self.left:
            self.left.remove(code)
            self.spent.append(code)
        else:
            self.taken = int(at.timestamp()) // 30 + ahead

    def lose(self) -> None:
        self.app, self.offered, self.spent, self.left = None, None, self.spent + self.left, []


class SecondFactorLife(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.house = SmallHouse(settings=Settings(shelf="memory", account_failures=10_000))
        self.house.clock.step = timedelta(0)
        self.oracle = Oracle()

    def teardown(self) -> None:
        self.runner.close()

    @initialize()
    def somebody_is_there(self) -> None:
        self.actor = self.runner.run(customer(self.house))
        self.admin = self.runner.run(self.house.person(Role.ADMIN))

    @property
    def now(self) -> datetime:
        return self.house.clock.time

    def outcome(self, asked: Any, verdict: type[Exception] | None) -> Any:
        if verdict is None:
            return self.runner.run(asked)
        with pytest.raises(verdict) as refused:
            self.runner.run(asked)
        assert refused.type is verdict
        return None

    @rule(seconds=st.sampled_from([1, 15, 30, 30, 45, 90, 599, 600]))
    def time_passes(self, seconds: int) -> None:
        self.house.clock.skip(timedelta(seconds=seconds))

    @rule(kind=kinds, ahead=aheads)
    def somebody_logs_in(self, kind: str, ahead: int) -> None:
        code, is_good = self.oracle.shown(kind, ahead, self.now)
        verdict: type[Exception] | None = None
        if self.oracle.app and not is_good:
            verdict = SecondFactorRequired if code is None else SecondFactorRefused
        self.outcome(self.house.identity.log_in(LogInCommand(email=EMAIL, password=OLD, code=code)), verdict)
        if self.oracle.app and is_good:
            self.oracle.use(code, ahead, self.now)

    @rule(kind=kinds, ahead=aheads)
    def one_is_offered(self, kind: str, ahead: int) -> None:
        code, is_good = self.oracle.shown(kind, ahead, self.now)
        verdict = WrongCode if self.oracle.app and not is_good else None
        wish = OfferSecondFactorCommand(current_password=OLD, code=code)
        offered = self.outcome(self.house.identity.offer_second_factor(self.actor, wish), verdict)
        if offered:
            if self.oracle.app:
                self.oracle.use(code, ahead, self.now)
            self.oracle.offered, self.oracle.offered_until = App(offered.secret), offered.expires_at

    @rule()
    def one_is_set_up(self) -> None:
        if self.oracle.app is None:
            self.one_is_offered("nothing", 0)
            self.it_is_confirmed(0, is_of_the_old=False)

    @rule(ahead=aheads, is_of_the_old=st.sampled_from([False, False, False, True]))
    def it_is_confirmed(self, ahead: int, *, is_of_the_old: bool) -> None:
        oracle = self.oracle
        waits = oracle.offered is not None and oracle.offered_until is not None and self.now < oracle.offered_until
        app = oracle.app if is_of_the_old else oracle.offered
        code = app.code(self.now, ahead=ahead) if app else "123456"
        is_good = waits and app is oracle.offered and abs(ahead) <= 1
        verdict = (None if is_good else WrongCode) if waits else NothingToConfirm
        wish = ConfirmSecondFactorCommand(code=code)
        confirmed = self.outcome(self.house.identity.confirm_second_factor(self.actor, wish), verdict)
        if confirmed:
            lost = oracle.spent + oracle.left
            self.oracle = Oracle(app=app, left=confirmed.recovery_codes, spent=lost)
            self.oracle.use(None, ahead, self.now)

    @rule(kind=kinds, ahead=aheads)
    def recovery_codes_are_renewed(self, kind: str, ahead: int) -> None:
        code, is_good = self.oracle.shown(kind, ahead, self.now)
        wish = RenewRecoveryCodesCommand(current_password=OLD, code=code or "")
        renewed = self.outcome(
            self.house.identity.renew_recovery_codes(self.actor, wish), self._verdict_on_proof(is_good=is_good)
        )
        if renewed:
            self.oracle.use(code, ahead, self.now)
            self.oracle.spent += self.oracle.left
            self.oracle.left = renewed.recovery_codes

    @rule(kind=kinds, ahead=aheads, is_meant=seldom)
    def it_is_removed(self, kind: str, ahead: int, *, is_meant: bool) -> None:
        code, is_good = self.oracle.shown(kind, ahead, self.now)
        if is_good and not is_meant:
            return
        wish = RemoveSecondFactorCommand(current_password=OLD, code=code or "")
        verdict = self._verdict_on_proof(is_good=is_good)
        self.outcome(self.house.identity.remove_second_factor(self.actor, wish), verdict)
        if verdict is None:
            self.oracle.lose()

    @rule(is_meant=seldom)
    def it_is_lost(self, *, is_meant: bool) -> None:
        if not is_meant:
            return
        wish = RemoveLostSecondFactorCommand(user_id=self.actor.user_id)
        self.outcome(self.house.identity.remove_lost_second_factor(self.admin, wish), None)
        if self.oracle.app:
            self.oracle.lose()

    @invariant()
    def card_says_what_there_is(self) -> None:
        if not hasattr(self, "actor"):
            return
        card = self.runner.run(self.house.identity.second_factors.card(self.actor))
        assert (card.active_since is not None, card.recovery_codes_left) == (
            self.oracle.app is not None,
            len(self.oracle.left),
        )

    def _verdict_on_proof(self, *, is_good: bool) -> type[Exception] | None:
        if self.oracle.app is None:
            return NoSecondFactor
        return None if is_good else WrongCode


TestSecondFactorLife = SecondFactorLife.TestCase
