"""The kinds of refusal. Every error of the house subclasses one beside the rule that raises it."""

from collections.abc import Mapping
from typing import ClassVar


class Refusal(Exception):
    """Something was asked for and is refused: safe to show, and stable in its `code`.

    `details` maps what was wrong (a field, as the caller spells it) to a sentence about it.
    """

    code: ClassVar[str] = "REFUSED"

    def __init__(self, message: str, details: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = dict(details or {})


class Invalid(Refusal):
    """The input itself is wrong, whatever the state of the house."""

    code = "INVALID_INPUT"


class Unauthenticated(Refusal):
    """Nobody we know is asking."""

    code = "UNAUTHENTICATED"


class Forbidden(Refusal):
    """We know who is asking, and they may not."""

    code = "FORBIDDEN"


class NotFound(Refusal):
    """It does not exist, or not for the one who asks: the two are told apart by nobody."""

    code = "NOT_FOUND"


class Conflict(Refusal):
    """It cannot be done to the thing as it is now."""

    code = "CONFLICT"


class StaleVersion(Conflict):
    """Somebody changed it since the caller looked."""

    code = "STALE_VERSION"


class Unmet(Refusal):
    """Well formed and permitted, but a business rule asks for something that is missing."""

    code = "RULE_UNMET"


class Throttled(Refusal):
    """Too often; again after `retry_after` seconds."""

    code = "THROTTLED"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(Refusal):
    """Something we depend on is down or full; again after `retry_after` seconds."""

    code = "UNAVAILABLE"

    def __init__(self, message: str, *, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after
