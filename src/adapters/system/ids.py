from typing import Any, final

from uuid_utils.compat import uuid7

from application.shared.ports import Ids


@final
class UuidIds(Ids):
    def new(self) -> Any:
        return uuid7()
