import pytest

from adapters.email.addresses import ValidatedEmailAddresses
from adapters.zxcvbn.common_passwords import ZxcvbnCommonPasswords
from application.identity.errors import MalformedEmail


class TestValidatedEmailAddresses:
    def test_keeps_the_spelling_but_not_the_space_nor_the_case_of_the_domain(self) -> None:
        assert ValidatedEmailAddresses().normalise(" Desk@Example.COM ") == "Desk@example.com"

    @pytest.mark.parametrize(
        "text", ["", "desk", "desk@", "@example.com", "a@b@example.com", "desk@exa mple.com", "a\n@b.com"]
    )
    def test_refuses_what_is_no_address_and_names_the_field(self, text: str) -> None:
        with pytest.raises(MalformedEmail) as refused:
            ValidatedEmailAddresses().normalise(text)

        assert set(refused.value.details) == {"email"}


class TestZxcvbnCommonPasswords:
    def test_knows_the_common_ones_in_whatever_case(self) -> None:
        assert "Password1" in ZxcvbnCommonPasswords()
        assert "xKv9-tulip-Ravine" not in ZxcvbnCommonPasswords()
