from functools import cached_property
from typing import final

from application.identity.ports import CommonPasswords


@final
class ZxcvbnCommonPasswords(CommonPasswords):
    """The 30,000 passwords most often found in leaks, as the zxcvbn package carries them; case does not matter."""

    def __contains__(self, password: str, /) -> bool:
        return password.casefold() in self._known

    @cached_property
    def _known(self) -> frozenset[str]:
        from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 - 40 ms that only new passwords need

        return frozenset(FREQUENCY_LISTS["passwords"])
