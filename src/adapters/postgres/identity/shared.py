"""Account states out of a cache that many machines share, which need not be trusted to know what is new."""

import hashlib
from datetime import timedelta
from typing import Final, final
from uuid import UUID

import msgspec

from adapters.postgres.identity.accounts import PostgresAccountStates
from adapters.postgres.identity.changes import AccountChanges, Reading
from application.identity.ports import AccountState, AccountStates
from application.shared.ports import Cache

_SHAPE: Final = hashlib.sha256(repr(msgspec.inspect.type_info(Reading)).encode()).hexdigest()[:12]
_KEY: Final = f"tixgenius:account:{_SHAPE}:"
"""Processes of different versions share nothing: what one leaves out, another might take for its default."""

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Reading)


@final
class SharedAccountStates(AccountStates):
    """Takes what another process has read, as long as nothing is known to have changed since."""

    def __init__(
        self, states: PostgresAccountStates, cache: Cache, changes: AccountChanges, *, keep: timedelta
    ) -> None:
        self._states = states
        self._cache = cache
        self._changes = changes
        self._keep = keep

    async def of(self, session_id: UUID) -> AccountState | None:
        if not self._changes.are_heard:
            return await self._states.of(session_id)
        key = f"{_KEY}{session_id}"
        reading = _understood(await self._cache.get(key))
        if reading and reading.session_id == session_id and self._changes.are_in(reading):
            return reading.state
        reading = await self._states.read(session_id)
        if reading is None:
            return None
        await self._cache.put(key, _ENCODER.encode(reading), keep=self._keep)
        return reading.state


def _understood(kept: bytes | None) -> Reading | None:
    try:
        return _DECODER.decode(kept) if kept else None
    except msgspec.DecodeError:
        return None
