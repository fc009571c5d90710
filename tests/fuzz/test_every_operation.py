"""Every operation, tried as every role and as nobody: no failure of ours, and nothing that is not documented."""

import asyncio
from collections.abc import Collection
from typing import Final

import pytest
from dependency_injector import providers

from domain.identity.signing_key import SigningKeys
from domain.shared.access import PERMISSIONS, Role
from entrypoints.container.adapters import Adapters
from entrypoints.settings import Settings
from tests.fuzz.amounts import THOROUGH
from tests.fuzz.documented import callable_by
from tests.fuzz.trial import IN_SEQUENCE, ONE_BY_ONE, Tokens, Trial, try_out
from tests.fuzz.world import World, settle
from tests.support.builders import first_session

ALIKE: Final = {permissions: role for role, permissions in list(PERMISSIONS.items())[::-1]}
"""The first role of each that may do the same: at the door the others are nothing new."""

ROLES: Final = [None, *(PERMISSIONS if THOROUGH else ALIKE.values())]


_OF_PASSWORDS: Final = {
    "POST /api/v1/auth/password/change",
    "POST /api/v1/users/me/email",
    "POST /api/v1/auth/second-factor",
    "POST /api/v1/auth/second-factor/confirm",
    "POST /api/v1/auth/second-factor/recovery-codes",
    "DELETE /api/v1/auth/second-factor",
}
"""They ask for a password, of which the actor has none: a new one would end the access token of the whole trial."""

_OF_PROVIDERS: Final = {
    "GET /api/v1/auth/{provider}",
    "GET /api/v1/auth/{provider}/callback",
    "POST /api/v1/auth/{provider}/link",
}
"""No provider is known to the house here; tests/e2e/browser goes to one."""

UNDONE: Final = _OF_PASSWORDS | _OF_PROVIDERS


@pytest.mark.timeout(6 * 3600 if THOROUGH else 600)
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "nobody")
def test_answers_as_documented_and_lets_do_what_may_be_done(house_settings: Settings, role: Role | None) -> None:
    trial = _sound_trial(house_settings, role, ONE_BY_ONE)
    unmet = {
        label
        for label in callable_by(role) - UNDONE
        if not any(200 <= status < 300 for status in trial.statuses[label])
    }
    assert not unmet, "never done, though they may"


@pytest.mark.timeout(6 * 3600 if THOROUGH else 600)
@pytest.mark.parametrize("role", ROLES, ids=lambda role: role or "nobody")
def test_answers_as_documented_from_step_to_step(house_settings: Settings, role: Role | None) -> None:
    _sound_trial(house_settings, role, IN_SEQUENCE)


def _sound_trial(house_settings: Settings, role: Role | None, phases: Collection[str]) -> Trial:
    """A trial in a world of its own that found nothing."""
    assert house_settings.database_url
    world = asyncio.run(settle(house_settings.database_url, role or Role.CUSTOMER))
    trial = try_out(house_settings, world, _tokens(house_settings, world, role), phases)
    print(trial.summary())  # noqa: T201 - shown when it fails, or with -s
    assert not trial.findings, trial.report()
    assert not trial.errors, trial.report()
    assert all(trial.phases.get(phase) for phase in phases)
    return trial


def _tokens(settings: Settings, world: World, role: Role | None) -> Tokens:
    adapters = Adapters(settings=providers.Object(settings))
    adapters.key_ring().hold(SigningKeys.of([world.signing_key], adapters.key_policy()))
    asking, leaving = (
        adapters.tokens().issue(user, first_session(user).id) if role else None for user in (world.actor, world.leaver)
    )
    return Tokens(asking, leaving, adapters.refresh_tokens().issue(world.unused))
