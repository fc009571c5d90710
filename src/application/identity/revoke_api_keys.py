from datetime import datetime

from application.identity.ports import IdentityWork
from domain.shared.ids import UserId


async def revoke_api_keys(work: IdentityWork, owner_id: UserId, *, at: datetime) -> None:
    """Those of an account that is suspended or deleted: let back in, its owner makes new ones, knowing which."""
    for key in await work.api_keys.of_user(owner_id):
        await work.api_keys.remove(key.id, key.revoke(at=at))
