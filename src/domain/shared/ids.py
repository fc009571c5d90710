"""Identities of everything that has one. All are UUIDs, new ones of version 7 so that they sort by birth."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, NewType
from uuid import UUID

UserId = NewType("UserId", UUID)
TeamId = NewType("TeamId", UUID)
CategoryId = NewType("CategoryId", UUID)
CalendarId = NewType("CalendarId", UUID)
SlaPolicyId = NewType("SlaPolicyId", UUID)
TicketId = NewType("TicketId", UUID)
TimeEntryId = NewType("TimeEntryId", UUID)
ComplaintId = NewType("ComplaintId", UUID)
RatingId = NewType("RatingId", UUID)
CommentId = NewType("CommentId", UUID)
AssignmentId = NewType("AssignmentId", UUID)
RevisionId = NewType("RevisionId", UUID)
DraftId = NewType("DraftId", UUID)
MacroId = NewType("MacroId", UUID)
NotificationId = NewType("NotificationId", UUID)
LinkId = NewType("LinkId", UUID)
WatcherId = NewType("WatcherId", UUID)
StatusId = NewType("StatusId", UUID)
MergeId = NewType("MergeId", UUID)
ViewId = NewType("ViewId", UUID)
SessionId = NewType("SessionId", UUID)
ApiKeyId = NewType("ApiKeyId", UUID)
SigningKeyId = NewType("SigningKeyId", UUID)
InvitationId = NewType("InvitationId", UUID)
ExternalIdentityId = NewType("ExternalIdentityId", UUID)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def stable_id(at: datetime, *key: str, place: int | None = None) -> UUID:
    """A version 7 UUID (RFC 9562) born at `at`, the same for the same key and time: what is brought in twice is one.

    Of those born in the same millisecond, the ones with a lower `place` sort first, up to 4,096 of them.
    """
    milliseconds = (at - _EPOCH) // _MILLISECOND & (2**48 - 1)
    digest = int.from_bytes(sha256("\0".join(key).encode("utf-8", "surrogatepass")).digest()[:10])
    rand_a = digest >> 68 if place is None else place & (2**12 - 1)
    rand_b = digest & (2**62 - 1)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)
