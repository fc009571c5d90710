import json
from pathlib import Path
from typing import Any

import pytest

from domain.shared.access import Role
from entrypoints.settings import Environment, Roles, SettingsRefused, load_settings

GOOD = {
    "JWT_SECRET": "kZ8v0pTq3nWc7yRf1sLx5bHd9gMj2uKa",
    "CURSOR_SECRET": "Qe4rT6yU8iO0pA2sD1fG3hJ5kL7zX9cV",
    "DATA_SECRET": "wB3nM7xK1vC9tJ5gF2hR8pL4sD6qZ0yT",
}


class TestDefaults:
    def test_serve_on_this_machine_with_an_embedded_database_and_its_worker(self, tmp_path: Path) -> None:
        settings = load_settings({"DATA_DIR": str(tmp_path)})

        assert (settings.host, settings.port) == ("127.0.0.1", 8000)
        assert settings.is_embedded
        assert settings.runs_worker

    def test_secrets_are_made_up_once_and_readable_by_their_owner_only(self, tmp_path: Path) -> None:
        first = load_settings({"DATA_DIR": str(tmp_path / "data")})
        second = load_settings({"DATA_DIR": str(tmp_path / "data")})

        assert first.jwt_secret == second.jwt_secret != first.cursor_secret
        assert (tmp_path / "data" / "jwt_secret.txt").stat().st_mode & 0o077 == 0

    def test_a_database_of_ones_own_has_its_worker_elsewhere(self) -> None:
        settings = load_settings(GOOD | {"DATABASE_URL": "postgresql://db/tix"})

        assert not settings.is_embedded
        assert not settings.runs_worker


class TestSources:
    def test_the_environment_wins_over_the_file_of_the_environment(self, tmp_path: Path) -> None:
        (tmp_path / ".env.staging").write_text("PORT=9000\nHOST=192.0.2.1\n")

        settings = load_settings(GOOD | {"ENVIRONMENT": "staging", "PORT": "9001"}, folder=tmp_path)

        assert (settings.environment, settings.host, settings.port) == (Environment.STAGING, "192.0.2.1", 9001)

    def test_a_secret_may_stand_in_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "jwt").write_text(GOOD["JWT_SECRET"] + "\n")

        settings = load_settings(GOOD | {"JWT_SECRET": "", "JWT_SECRET_FILE": str(tmp_path / "jwt")})

        assert settings.jwt_secret == GOOD["JWT_SECRET"]

    def test_what_is_empty_counts_as_not_given(self) -> None:
        assert load_settings(GOOD | {"PORT": "", "DATABASE_URL": ""}).port == 8000


class TestRefusal:
    def test_names_every_wrong_setting_at_once_and_no_value(self) -> None:
        wrong = {"PORT": "eighty", "POOL_MAX": "0", "ENVIRONMENT": "moon", "JWT_SECRET_FILE": "/nowhere/at-all"}

        with pytest.raises(SettingsRefused) as refused:
            load_settings(wrong)

        assert set(refused.value.problems) == {"PORT", "POOL_MAX", "ENVIRONMENT", "JWT_SECRET"}
        assert "eighty" not in str(refused.value)
        assert "moon" not in str(refused.value)

    @pytest.mark.parametrize(
        ("name", "secret"),
        [
            ("JWT_SECRET", ""),
            ("CURSOR_SECRET", ""),
            ("DATA_SECRET", ""),
            ("JWT_SECRET", "short"),
            ("JWT_SECRET", "a" * 40),
            ("JWT_SECRET", "your-secret-key-your-secret-key-12345"),
            ("CURSOR_SECRET", GOOD["JWT_SECRET"]),
            ("DATA_SECRET", GOOD["CURSOR_SECRET"]),
        ],
    )
    def test_production_takes_no_missing_short_guessable_or_shared_secret(self, name: str, secret: str) -> None:
        with pytest.raises(SettingsRefused) as refused:
            load_settings(GOOD | {"ENVIRONMENT": "production", name: secret})

        assert set(refused.value.problems) == {name}
        assert not secret or secret not in str(refused.value)

    def test_production_does_not_forget_everything(self) -> None:
        with pytest.raises(SettingsRefused, match="SHELF"):
            load_settings(GOOD | {"ENVIRONMENT": "production", "SHELF": "memory"})

    def test_production_starts_with_good_secrets(self) -> None:
        assert load_settings(GOOD | {"ENVIRONMENT": "production"}).environment is Environment.PRODUCTION


class TestAddress:
    @pytest.mark.parametrize(
        ("given", "address"),
        [
            ({}, "http://127.0.0.1:8000"),
            ({"HOST": "0.0.0.0", "PORT": "9000"}, "http://localhost:9000"),  # noqa: S104 - not bound
            ({"HOST": "::1"}, "http://[::1]:8000"),
            ({"PUBLIC_URL": "https://desk.example.com/"}, "https://desk.example.com"),
        ],
        ids=str,
    )
    def test_is_how_callers_reach_the_server(self, given: dict[str, str], address: str) -> None:
        assert load_settings(GOOD | given).address == address

    @pytest.mark.parametrize(
        "given",
        [
            "desk.example.com",
            "ftp://desk.example.com",
            "https://",
            "https://:8000",
            "https://desk.example.com:eighty",
            "https://desk.example.com:0",
            "https://desk..example.com",
            "https://[::1",
        ],
    )
    def test_is_one(self, given: str) -> None:
        with pytest.raises(SettingsRefused) as refused:
            load_settings(GOOD | {"PUBLIC_URL": given})
        assert list(refused.value.problems) == ["PUBLIC_URL"]


class TestRedis:
    @pytest.mark.parametrize(
        "url",
        [
            "redis://localhost",
            "redis://localhost:6379/0",
            "rediss://user:pass@cache.example.com:6380/1?ssl_ca_certs=/etc/ca.pem",
            "redis://:pass@10.0.0.1",
            "redis://[::1]:6379",
            "unix:///run/redis.sock",
            "unix://:pass@/run/redis.sock?db=1",
        ],
    )
    def test_has_an_address(self, url: str) -> None:
        assert load_settings(GOOD | {"REDIS_URL": url}).redis_url == url

    @pytest.mark.parametrize(
        "url",
        ["localhost", "localhost:6379", "http://localhost", "redis://", "redis://host:port", "redis://h/x", "unix://"],
    )
    def test_has_no_other(self, url: str) -> None:
        with pytest.raises(SettingsRefused, match="REDIS_URL") as refused:
            load_settings(GOOD | {"REDIS_URL": url})
        assert url not in str(refused.value).removeprefix("REDIS_URL: No address, such as: redis://localhost:6379/0")


class TestMail:
    @pytest.mark.parametrize("sender", ["desk", "desk@", "@example.com", "Desk"])
    def test_comes_from_an_address(self, sender: str) -> None:
        with pytest.raises(SettingsRefused, match="MAIL_FROM"):
            load_settings(GOOD | {"MAIL_FROM": sender})

    def test_of_production_wants_a_server(self) -> None:
        production = GOOD | {"ENVIRONMENT": "production"}
        assert load_settings(production).keeps_mail
        assert not load_settings(production | {"SMTP_HOST": "mail.example.com"}).keeps_mail
        assert not load_settings(GOOD).keeps_mail


WORK: dict[str, Any] = {"issuer": "https://id.example.com", "clientId": "us", "clientSecret": "hush"}


def of_provider(name: str = "work", **more: Any) -> dict[str, str]:
    return GOOD | {"OIDC_PROVIDERS": json.dumps({name: WORK | more})}


def problems(settings: dict[str, str]) -> dict[str, str]:
    with pytest.raises(SettingsRefused) as refused:
        load_settings(settings)
    assert "hush" not in str(refused.value)
    return refused.value.problems


class TestProviders:
    def test_there_are_none_unless_stated(self) -> None:
        assert load_settings(GOOD).providers == {}

    def test_google_takes_two_settings(self) -> None:
        settings = load_settings(GOOD | {"GOOGLE_CLIENT_ID": "us", "GOOGLE_CLIENT_SECRET": "hush"})
        [(name, google)] = settings.providers.items()
        assert (name, google.issuer) == ("google", "https://accounts.google.com")
        assert (google.client_id, google.client_secret) == ("us", "hush")

    def test_send_browsers_back_to_the_public_address(self) -> None:
        settings = load_settings(of_provider() | {"PUBLIC_URL": "https://desk.example.com/"})
        assert settings.callback_of("work") == "https://desk.example.com/api/v1/auth/work/callback"

    def test_stand_beside_each_other(self) -> None:
        google = {"GOOGLE_CLIENT_ID": "us", "GOOGLE_CLIENT_SECRET": "hush"}
        assert list(load_settings(of_provider() | google).providers) == ["google", "work"]

    @pytest.mark.parametrize(
        ("given", "missing"),
        [("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"), ("GOOGLE_CLIENT_SECRET", "GOOGLE_CLIENT_ID")],
    )
    def test_stated_by_half_are_refused(self, given: str, missing: str) -> None:
        assert problems(GOOD | {given: "hush"}) == {missing: f"Missing, while {given} is given."}

    def test_stated_twice_are_refused(self) -> None:
        google = {"GOOGLE_CLIENT_ID": "us", "GOOGLE_CLIENT_SECRET": "hush"}
        assert list(problems(of_provider("google") | google)) == ["OIDC_PROVIDERS"]

    @pytest.mark.parametrize("text", ["hush", "[]", '{"work": "hush"}', '{"work": {}}', "7"])
    def test_that_cannot_be_read_are_refused(self, text: str) -> None:
        assert list(problems(GOOD | {"OIDC_PROVIDERS": text})) == ["OIDC_PROVIDERS"]

    @pytest.mark.parametrize("name", ["", "Work", "sessions", "identities", "a/b", "-", "x" * 31])
    def test_have_names_for_addresses(self, name: str) -> None:
        assert list(problems(of_provider(name))) == ["OIDC_PROVIDERS"]

    @pytest.mark.parametrize("member", ["issuer", "clientId", "clientSecret"])
    @pytest.mark.parametrize("value", ["", None, "with space"])
    def test_state_everything_and_nothing_else(self, member: str, value: str | None) -> None:
        stated: dict[str, Any] = {member: value}
        assert problems(of_provider(**stated))["OIDC_PROVIDERS"].startswith("work: ")
        assert problems(of_provider(more="hush"))["OIDC_PROVIDERS"].startswith("work: ")

    @pytest.mark.parametrize(
        "issuer",
        [
            "http://id.example.com",
            "http://localhost.example.com",
            "ftp://localhost",
            "id.example.com",
            "https://",
            "https://id.example.com?a=b",
            "https://id.example.com#a",
            "https://us:hush@id.example.com",
        ],
    )
    def test_have_issuers_that_are_encrypted(self, issuer: str) -> None:
        assert list(problems(of_provider(issuer=issuer))) == ["OIDC_PROVIDERS"]

    @pytest.mark.parametrize("issuer", ["http://localhost:9000", "http://127.0.0.1:9000", "http://[::1]:9000"])
    def test_of_this_machine_are_for_development(self, issuer: str) -> None:
        assert load_settings(of_provider(issuer=issuer)).providers["work"].issuer == issuer
        assert list(problems(of_provider(issuer=issuer) | {"ENVIRONMENT": "staging"})) == ["OIDC_PROVIDERS"]

    def test_need_https_in_production(self) -> None:
        production = of_provider() | {"ENVIRONMENT": "production"}
        assert list(problems(production)) == ["PUBLIC_URL"]
        assert load_settings(production | {"PUBLIC_URL": "https://desk.example.com"}).providers


class TestRoles:
    def test_are_named_with_commas_between(self) -> None:
        settings = load_settings(GOOD | {"SECOND_FACTOR_ROLES": "admin, manager"})
        assert settings.second_factor_roles == frozenset({Role.ADMIN, Role.MANAGER})

    def test_are_none_unless_named(self) -> None:
        assert load_settings(GOOD).second_factor_roles == Roles() == frozenset()

    @pytest.mark.parametrize("text", ["chief", "admin,", ",", " ", "admin;manager"])
    def test_that_there_are_not_are_refused(self, text: str) -> None:
        with pytest.raises(SettingsRefused) as refused:
            load_settings(GOOD | {"SECOND_FACTOR_ROLES": text})
        assert list(refused.value.problems) == ["SECOND_FACTOR_ROLES"]
        assert "admin, manager, agent" in refused.value.problems["SECOND_FACTOR_ROLES"]
