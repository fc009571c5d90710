from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from uuid import UUID

from domain.audit.seal import Entry, Seal


class Portion(NamedTuple):
    """Some of what is not sealed yet, in order; `horizon` is the place below which nothing else is left."""

    entries: Sequence[Entry]
    horizon: int


class SealRepository(Protocol):
    """Seals are added and stay."""

    async def newest(self) -> Seal | None:
        """Nobody else seals anything before the work ends."""

    async def unsealed(self, newest: Seal | None, *, limit: int) -> Portion:
        """Events in the newest form that no seal has, as far as nothing can be recorded before them any more.

        Their order is that in which their transactions were numbered, and within one that of their ids.
        """

    async def add(self, seal: Seal) -> None: ...


@dataclass(frozen=True, slots=True)
class AuditWork:
    seals: SealRepository


class Unsealed(NamedTuple):
    """`waiting` events have still to be sealed; those `added` came where everything was sealed already."""

    waiting: int
    added: Sequence[UUID]


class SealQueries(Protocol):
    """For whoever looks whether the record is as it was; it may be large, and is read in portions."""

    def all(self) -> AsyncIterator[Seal]:
        """In the order of their numbers."""

    async def entries(self, seal: Seal) -> Mapping[UUID, Entry]:
        """What is recorded now under the ids of a seal, in its form, if that is known."""

    async def unsealed(self, newest: Seal | None, *, at_most: int) -> Unsealed:
        """What no seal has; no more than so many that were added are told."""
