"""Links by which resolutions are rated, computed from the ticket and when it was resolved."""

from datetime import UTC, datetime, timedelta
from typing import Final, final
from uuid import UUID

from adapters.hmac.signed import Signed
from application.desk.ports import RatingLinks, Resolution
from domain.desk.rating import RatingLinkRefused
from domain.shared.ids import TicketId

_ID: Final = 16
_TIME: Final = 9
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@final
class HmacRatingLinks(RatingLinks):
    def __init__(self, *, secret: str) -> None:
        self._signed = Signed(secret, b"rating links", length=_ID + _TIME)

    def issue(self, ticket_id: TicketId, resolved_at: datetime) -> str:
        return self._signed.write(ticket_id.bytes + ((resolved_at - _EPOCH) // _MICROSECOND).to_bytes(_TIME))

    def read(self, token: str) -> Resolution:
        named = self._signed.read(token)
        if named is None:
            raise RatingLinkRefused("There is nothing to rate by this link.")
        resolved_at = _EPOCH + int.from_bytes(named[_ID:]) * _MICROSECOND
        return Resolution(TicketId(UUID(bytes=named[:_ID])), resolved_at)
