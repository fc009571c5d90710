from enum import StrEnum


class Tier(StrEnum):
    """What somebody is to the company that sells: prices and promises go by it."""

    GUEST = "guest"
    REGULAR = "regular"
    PREMIUM = "premium"
