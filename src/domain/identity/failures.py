"""How often somebody may be wrong about a secret, before being right does not help either for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, IPv6Network, ip_address
from math import ceil
from typing import Final, Self

from domain.shared.errors import Throttled

ONE_CALLER: Final = 64
"""Bits of an IPv6 address that tell callers apart: whoever has one has the whole network (RFC 6177)."""


class TooManyFailures(Throttled):
    """The right password is refused too, and an address that nobody has is refused alike."""

    code = "IDENTITY_TOO_MANY_FAILURES"

    @classmethod
    def until(cls, end: datetime, *, at: datetime) -> Self:
        return cls("Too many failed attempts. Try again later.", retry_after=max(1, ceil((end - at).total_seconds())))


@dataclass(frozen=True, slots=True)
class Bucket:
    """Holds so many failures within a window, which begins with the first of them and never grows."""

    key: bytes
    places: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class FailureLimits:
    """How much one account and one caller may get wrong."""

    of_account: int = 5
    account_window: timedelta = timedelta(minutes=15)
    of_caller: int = 100
    caller_window: timedelta = timedelta(minutes=5)

    def account(self, canonical_email: str) -> Bucket:
        """One for all doors. Whether anybody has the address makes no difference."""
        return Bucket(_key("account", canonical_email), self.of_account, self.account_window)

    def caller(self, ip: str | None, *, purpose: str) -> Sequence[Bucket]:
        """None for who asks through no network."""
        return () if ip is None else (Bucket(_key(purpose, _network(ip)), self.of_caller, self.caller_window),)


def _key(purpose: str, whose: str) -> bytes:
    return sha256(f"{purpose}\0{whose}".encode("utf-8", "surrogatepass")).digest()


def _network(ip: str) -> str:
    """Where a caller can have any address, what these have in common."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((address, ONE_CALLER), strict=False))
