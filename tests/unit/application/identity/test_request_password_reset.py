from datetime import timedelta
from typing import Any

import pytest

from application.shared.reactions import RecordedEvent
from domain.identity.events import NOBODY
from domain.identity.one_time_token import ISSUED_A_DAY
from domain.shared.access import HOUSE
from domain.shared.errors import Unavailable
from tests.support.builders import a_user
from tests.support.house import SmallHouse
from tests.unit.application.identity.mailed import EMAIL, customer, forget, token_in_mail

REQUESTED, ISSUED = "identity.password_reset_requested", "identity.one_time_token_issued"


class TestRequestPasswordReset:
    @pytest.mark.parametrize("spelling", [EMAIL, " CUSTOMER@Example.com"])
    async def test_mails_a_token_to_the_address_of_the_account(self, house: SmallHouse, spelling: str) -> None:
        await customer(house)
        await forget(house, spelling)
        [mail] = house.mailer.sent
        assert (mail.to, mail.subject) == (EMAIL, "Set a new password")
        assert f"http://127.0.0.1:8000/reset-password#token={house.secrets.made[0]}" in mail.text

    async def test_is_recorded_without_the_secret(self, house: SmallHouse) -> None:
        actor = await customer(house)
        await forget(house)
        assert house.happened == [REQUESTED, ISSUED]
        entries = await house.record()
        assert {entry.entity_id for entry in entries} == {actor.user_id}
        assert house.secrets.made[0] not in str(entries) + str(house.recorded)

    @pytest.mark.parametrize("state", [{"is_active": False}, {"password_hash": None}], ids=str)
    async def test_mails_nothing_to_who_may_not_log_in(self, house: SmallHouse, state: dict[str, Any]) -> None:
        await customer(house, **state)
        await forget(house)
        assert (house.mailer.sent, house.happened) == ([], [REQUESTED])

    async def test_of_an_unknown_address_is_recorded_as_nobodys(self, house: SmallHouse) -> None:
        await forget(house, "nobody@example.com")
        assert (house.mailer.sent, house.happened) == ([], [REQUESTED])
        [entry] = await house.record()
        assert (entry.entity_id, entry.old_values, entry.new_values) == (NOBODY, {}, {})

    async def test_mails_so_many_a_day(self, house: SmallHouse) -> None:
        await customer(house)
        await customer(house, email="other@example.com")
        for _ in range(ISSUED_A_DAY + 3):
            await forget(house)
        assert len(house.mailer.sent) == ISSUED_A_DAY
        await forget(house, "other@example.com")
        assert house.mailer.sent[-1].to == "other@example.com"
        house.clock.skip(timedelta(days=1))
        await forget(house)
        assert len(house.mailer.sent) == ISSUED_A_DAY + 2


class TestReaction:
    async def test_tried_again_mails_another_token_that_counts_as_the_same(self, house: SmallHouse) -> None:
        actor = await customer(house)
        payload = {"user_id": str(actor.user_id), "at": house.clock.now().isoformat()}
        recorded = RecordedEvent(a_user().id, REQUESTED, payload, HOUSE)
        [reaction] = house.reactions.to(REQUESTED)
        house.mailer.away = True
        for _ in range(ISSUED_A_DAY + 1):
            with pytest.raises(Unavailable):
                await house.reactions.run(reaction, recorded)
        house.mailer.away = False
        await house.reactions.run(reaction, recorded)
        assert house.happened == [ISSUED]
        assert token_in_mail(house) == house.secrets.made[-1]
