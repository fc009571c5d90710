import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.identity.credentials import LONGEST_PASSWORD, PasswordPolicy, WeakPassword, canonical_email

RULES: dict[str, Callable[[str], bool]] = {
    "at least 8 characters": lambda text: len(text) >= 8,
    "at most 128 characters": lambda text: len(text) <= 128,
    "an upper-case letter": lambda text: bool(re.search("[A-Z]", text)),
    "a lower-case letter": lambda text: bool(re.search("[a-z]", text)),
    "a digit": lambda text: bool(re.search("[0-9]", text)),
    "a special character": lambda text: bool(re.search("[^A-Za-z0-9]", text)),
    "not a common password": lambda text: text != "Passw0rd!",
}
passwords = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=140)


def never(_password: str) -> bool:
    return False


def broken_rules(policy: PasswordPolicy, password: str, is_common: Callable[[str], bool] = never) -> list[str]:
    try:
        policy.check(password, is_common=is_common)
    except WeakPassword as refusal:
        return refusal.details["password"].removeprefix("Needs: ").removesuffix(".").split(", ")
    return []


class TestCanonicalEmail:
    @pytest.mark.parametrize(
        "spelling",
        [
            "strasse@example.com",
            " Strasse@Example.COM\n",
            "STRASSE@EXAMPLE.COM",
            "stra\N{LATIN SMALL LETTER SHARP S}e@example.com",
            "\N{FULLWIDTH LATIN SMALL LETTER S}trasse@example.com",
            "\N{NO-BREAK SPACE}strasse@example.com",
        ],
    )
    def test_is_one_for_all_spellings(self, spelling: str) -> None:
        assert canonical_email(spelling) == "strasse@example.com"

    def test_is_one_for_composed_and_decomposed_letters(self) -> None:
        composed, decomposed = "zo\N{LATIN SMALL LETTER E WITH DIAERESIS}@example.com", "zoe\u0308@example.com"
        assert canonical_email(decomposed) == canonical_email(composed)

    def test_keeps_different_addresses_apart(self) -> None:
        assert canonical_email("one@example.com") != canonical_email("two@example.com")

    @given(st.text())
    @example("\N{ACUTE ACCENT}@example.com")  # becomes a space and a mark, so that space must go after it
    @example("\N{GREEK YPOGEGRAMMENI}\u0301")
    def test_is_its_own_canonical_spelling(self, text: str) -> None:
        assert canonical_email(canonical_email(text)) == canonical_email(text)

    @given(st.text())
    def test_has_no_space_around_it(self, text: str) -> None:
        assert canonical_email(f" {text}\t") == canonical_email(text) == canonical_email(text).strip()


class TestPasswordPolicy:
    @given(passwords)
    @example("Passw0rd!")
    @example("")
    @example("Aa1!" * 32)
    @example("Aa1!" * 32 + "x")
    def test_names_every_broken_rule_at_once_and_no_other(self, password: str) -> None:
        broken = broken_rules(PasswordPolicy(needs_special=True), password, lambda text: text == "Passw0rd!")
        assert broken == [rule for rule, holds in RULES.items() if not holds(password)]

    @given(passwords)
    def test_asks_for_a_special_character_only_if_so_configured(self, password: str) -> None:
        assert "a special character" not in broken_rules(PasswordPolicy(), password)

    @given(shortest=st.integers(1, 40), length=st.integers(0, 40))
    def test_asks_for_the_configured_length(self, shortest: int, length: int) -> None:
        broken = broken_rules(PasswordPolicy(shortest=shortest), "x" * length)
        assert (f"at least {shortest} characters" in broken) == (length < shortest)

    def test_counts_letters_of_every_script(self) -> None:
        assert broken_rules(PasswordPolicy(), "\N{CYRILLIC CAPITAL LETTER DE}\N{CYRILLIC SMALL LETTER A}123456") == []

    def test_allows_what_owasp_asks_for(self) -> None:
        assert LONGEST_PASSWORD >= 64

    def test_tells_nothing_of_the_password(self) -> None:
        with pytest.raises(WeakPassword) as refused:
            PasswordPolicy().check("secret", is_common=never)
        assert "secret" not in f"{refused.value} {refused.value.details}"
