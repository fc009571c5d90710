"""Seals over what is recorded, each over the one before: who changes the record and has not the key is found out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NamedTuple, Self
from uuid import UUID

Mac = Callable[[bytes], bytes]
"""A keyed digest of `DIGEST` bytes, which nobody can make who has not the key."""

DIGEST: Final = 32
BEFORE_ALL: Final = b""
"""What the first seal follows."""


class Form(NamedTuple):
    """Which parts of an event are sealed, in order: `documents` are JSON, the others plain."""

    values: tuple[str, ...]
    documents: tuple[str, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        return self.values + self.documents


FORMS: Final[Mapping[int, Form]] = {
    1: Form(
        values=(
            "id",
            "name",
            "entity_type",
            "entity_id",
            "actor_id",
            "request_id",
            "ip",
            "user_agent",
            "api_key_id",
            "created_at",
            "transaction",
        ),
        documents=("payload", "old_values", "new_values"),
    )
}
"""A form is never changed, because seals were made by it; what events gain later is sealed by the next one."""

NEWEST: Final = max(FORMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event as it is recorded: the `parts` of a form as texts, and its `place` in the order of the store."""

    id: UUID
    place: int
    parts: tuple[str | None, ...]

    def digest(self, form: int, mac: Mac) -> bytes:
        """Over digests of the documents rather than these: a text could go one day, and its digest stay."""
        values = len(FORMS[form].values)
        documents = (None if part is None else mac(part.encode()) for part in self.parts[values:])
        plain = (None if part is None else part.encode() for part in self.parts[:values])
        return mac(_framed(*plain, *documents))


class Damage(StrEnum):
    """What can be wrong. A seal that is `MISSING` takes with it the proof of what it sealed."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    SEAL_CHANGED = "seal_changed"
    SEAL_MISSING = "seal_missing"
    HEAD_UNKNOWN = "head_unknown"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first is the one to look at. `position` counts events from 1 in the order in which they were sealed."""

    damage: Damage
    position: int | None = None
    event_id: UUID | None = None
    seal: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Of some events, in order, and of everything that was sealed before.

    `before` counts the events of earlier seals. `first` and `last` are the lowest and the highest place of its own,
    `horizon` the place below which nothing was left to seal.
    """

    number: int
    form: int
    before: int
    event_ids: tuple[UUID, ...]
    event_digests: bytes = field(repr=False)
    first: int
    last: int
    horizon: int
    sealed_at: datetime
    digest: bytes = field(repr=False)

    @classmethod
    def over(cls, entries: Sequence[Entry], *, after: Self | None, horizon: int, at: datetime, mac: Mac) -> Self:
        """Seal entries of the newest form."""
        places = [entry.place for entry in entries]
        stated = cls(
            number=after.number + 1 if after else 1,
            form=NEWEST,
            before=after.before + len(after.event_ids) if after else 0,
            event_ids=tuple(entry.id for entry in entries),
            event_digests=b"".join(entry.digest(NEWEST, mac) for entry in entries),
            first=min(places),
            last=max(places),
            horizon=horizon,
            sealed_at=at,
            digest=BEFORE_ALL,
        )
        return replace(stated, digest=stated._made(after, mac))

    def faults(self, *, after: Self | None, entries: Mapping[UUID, Entry], mac: Mac) -> Iterator[Fault]:
        """What is not as it was when it was sealed, given what is recorded now under the ids of the seal."""
        expected = after.number + 1 if after else 1
        if self.number != expected:
            yield Fault(Damage.SEAL_MISSING, self.before + 1, seal=expected)
        elif self.form not in FORMS or self.digest != self._made(after, mac):
            yield Fault(Damage.SEAL_CHANGED, self.before + 1, seal=self.number)
        if self.form in FORMS:
            yield from self._faults_of_events(entries, mac)

    def _faults_of_events(self, entries: Mapping[UUID, Entry], mac: Mac) -> Iterator[Fault]:
        for index, event_id in enumerate(self.event_ids):
            position, sealed = self.before + index + 1, self.event_digests[index * DIGEST : (index + 1) * DIGEST]
            entry = entries.get(event_id)
            if entry is None:
                yield Fault(Damage.MISSING, position, event_id, self.number)
            elif entry.digest(self.form, mac) != sealed:
                yield Fault(Damage.CHANGED, position, event_id, self.number)

    def _made(self, after: Self | None, mac: Mac) -> bytes:
        numbers = (self.number, self.form, self.before, self.first, self.last, self.horizon)
        stated = ",".join(map(str, numbers)).encode()
        at = self.sealed_at.astimezone(UTC).isoformat().encode()
        previous = after.digest if after else BEFORE_ALL
        return mac(_framed(previous, stated, at, b"".join(one.bytes for one in self.event_ids), self.event_digests))


def _framed(*parts: bytes | None) -> bytes:
    """Parts one after the other so that no two sequences of them look alike; nothing is not the same as empty."""
    return b"".join(b"-" if part is None else b"+%d:%b" % (len(part), part) for part in parts)
