"""Where the work at hand comes from: recorded with every event, told to nobody else."""

from contextvars import ContextVar
from uuid import UUID

from msgspec import Struct

from domain.shared.access import HOUSE


class Origin(Struct, frozen=True):
    """Who caused a change and through which request; `api_key_id` where a program did it in their name."""

    actor_id: UUID = HOUSE
    request_id: str | None = None
    ip: str | None = None
    user_agent: str | None = None
    api_key_id: UUID | None = None


origin: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 - frozen
"""Set by the entry point for the task at hand; what nobody set is done by the house."""
