"""Every setting of the house, from the environment and `.env.<environment>`; README and .env.example list them."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parseaddr
from enum import EnumType, StrEnum
from itertools import combinations
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, Final, Literal, Self, final, get_args, get_type_hints
from urllib.parse import urlsplit

import msgspec
from dotenv import dotenv_values
from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.shared.access import Role
from entrypoints.provider_settings import GOOGLE, GOOGLE_ISSUER, OidcProviders, ProviderSettings, provider_problems

SECRETS: Final = ("jwt_secret", "cursor_secret", "data_secret")
"""Settings that must be random, each of them different, and that are made up outside production."""

SHORTEST_SECRET: Final = 32
EXAMPLES: Final = ("change-me", "changeme", "secret", "your-", "example", "default", "password")
"""Parts of secrets found in documentation, which therefore are none."""

Seconds = Annotated[float, Meta(gt=0)]
Minutes = Annotated[float, Meta(ge=0.05)]
Positive = Annotated[int, Meta(ge=1)]
Days = Annotated[int, Meta(ge=1, le=3_650)]
Port = Annotated[int, Meta(ge=1, le=65_535)]


REDIS_URL: Final = re.compile(
    r"(rediss?://([^@/?#\s]*@)?(\[[\da-fA-F:.]+\]|[^@:/?#\s\[\]]+)(:\d{1,5})?(/\d*)?|unix://([^@/?#\s]*@)?/[^?#\s]+)(\?\S*)?"
)


class Environment(StrEnum):
    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"


@final
class Roles(frozenset[Role]):
    """Roles as a text names them, with commas between."""

    def __new__(cls, text: str = "") -> Self:
        """ValueError for what is no role."""
        names = [name.strip() for name in text.split(",") if text]
        if not set(names) <= set(Role):
            raise ValueError(f"Roles, with commas between: {', '.join(Role)}.")
        return super().__new__(cls, map(Role, names))


class SettingsRefused(Exception):
    """The house does not start: every wrong or missing setting by name, never a value."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("\n".join(f"{name}: {problem}" for name, problem in problems.items()))
        self.problems = dict(problems)


class Settings(Struct, frozen=True, kw_only=True):
    """One field per environment variable of the same name in upper case.

    Secrets are made up and kept in `data_dir` outside production when they are not given.
    """

    environment: Environment = Environment.DEVELOPMENT
    host: str = "127.0.0.1"
    port: Port = 8000
    workers: Positive = 1
    public_url: str | None = None
    forwarded_allow_ips: str = "127.0.0.1"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    shelf: Literal["postgres", "memory"] = "postgres"
    data_dir: Path = Path(".data")
    database_url: str | None = None
    pool_min: Positive = 2
    pool_max: Positive = 10
    pool_wait: Seconds = 2.0
    statement_timeout: Seconds = 5.0
    redis_url: str | None = None

    embedded_worker: bool | None = None
    job_concurrency: Positive = 4

    jwt_secret: str = ""
    jwt_issuer: str = "tixgenius"
    jwt_audience: str = "tixgenius"
    jwt_algorithm: Literal["HS256", "EdDSA"] = "HS256"
    key_propagation: Seconds = 60.0
    access_token_minutes: Minutes = 15.0
    account_staleness: Seconds = 1.0
    session_idle_days: Days = 7
    session_longest_days: Days = 90
    refresh_grace: Seconds = 10.0
    api_key_days: Days = 365
    cursor_secret: str = ""
    data_secret: str = ""
    password_shortest: Annotated[int, Meta(ge=8, le=64)] = 8
    password_needs_special: bool = False
    registration_discloses: bool = True
    account_failures: Positive = 5
    account_failure_minutes: Positive = 15
    address_failures: Positive = 100
    address_failure_minutes: Positive = 5
    second_factor_roles: Roles = Roles()
    admin_email: str | None = None
    admin_password: str | None = None

    google_client_id: str | None = None
    google_client_secret: str | None = None
    oidc_providers: OidcProviders | None = None

    reopen_days: Positive = 14
    bulk_tickets: Annotated[int, Meta(ge=1, le=500)] = 500
    unmerge_hours: Positive = 24
    csat_enabled: bool = True
    csat_days: Positive = 30
    close_days: Annotated[int, Meta(ge=0, le=3_650)] = 14
    idempotency_hours: Positive = 24
    max_in_flight: Positive = 200
    body_limit: Positive = 1024 * 1024

    mail_from: str = "TixGenius <tixgenius@localhost>"
    smtp_host: str | None = None
    smtp_port: Port = 587
    smtp_user: str | None = None
    smtp_password: str | None = None
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"

    @property
    def is_embedded(self) -> bool:
        """Whether the database is our own, started and stopped with us."""
        return self.shelf == "postgres" and self.database_url is None

    @property
    def runs_worker(self) -> bool:
        """Whether the serving process runs the jobs too."""
        return self.is_embedded if self.embedded_worker is None else self.embedded_worker

    @property
    def address(self) -> str:
        """How callers reach the server, without a slash at the end."""
        host = "localhost" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound
        own = f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
        return (self.public_url or own).rstrip("/")

    @property
    def mailbox(self) -> Path:
        """Where mails lie that go to no server."""
        return self.data_dir / "mailbox"

    @property
    def keeps_mail(self) -> bool:
        """Whether mails stay here, where production would want them sent."""
        return self.smtp_host is None and self.environment is Environment.PRODUCTION

    @property
    def providers(self) -> dict[str, ProviderSettings]:
        """By whom people may log in, by name."""
        others = self.oidc_providers.by_name if self.oidc_providers else {}
        if not self.google_client_id or not self.google_client_secret:
            return others
        google = ProviderSettings(GOOGLE_ISSUER, self.google_client_id, self.google_client_secret)
        return {GOOGLE: google} | others

    def callback_of(self, provider: str) -> str:
        """Where a provider sends browsers back to: the very address that is registered there."""
        return f"{self.address}/api/v1/auth/{provider}/callback"

    def on_database(self, url: str) -> Self:
        """The same settings with the database that now runs; our own one keeps its worker in the serving process."""
        return replace(self, database_url=url, embedded_worker=self.runs_worker)


def load_settings(environ: Mapping[str, str] | None = None, *, folder: Path | None = None) -> Settings:
    """Read and check all settings. The environment wins over `.env.<environment>`; `NAME_FILE` names a file with one.

    SettingsRefused names everything that is wrong at once.
    """
    given = dict(os.environ if environ is None else environ)
    environment = given.get("ENVIRONMENT", Environment.DEVELOPMENT)
    file = (folder or Path()) / f".env.{environment}"
    values = {name: value for name, value in dotenv_values(file).items() if value is not None} | given
    problems: dict[str, str] = {}
    fields: dict[str, Any] = {}
    for field, kind in get_type_hints(Settings, include_extras=True).items():
        name = field.upper()
        try:
            if (text := _read(name, values)) is not None:
                fields[field] = msgspec.convert(text, kind, strict=False, dec_hook=_decode)
        except (msgspec.ValidationError, OSError) as problem:
            problems[name] = _without_value(problem, kind)
    settings = Settings(**fields)
    problems |= _unsafe(settings) | _unaddressed(settings) | _of_providers(settings)
    if problems:
        raise SettingsRefused(problems)
    return _with_own_secrets(settings)


def _read(name: str, values: Mapping[str, str]) -> str | Path | None:
    if path := values.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return values.get(name) or None


def _decode(kind: type[Any], text: Any) -> Any:
    """What msgspec does not know by itself: paths."""
    return kind(text)


def _without_value(problem: Exception, kind: Any) -> str:
    if isinstance(problem, OSError):
        return f"The file it names cannot be read ({problem.strerror})."
    choices: list[Any] = list(kind) if isinstance(kind, EnumType) else list(get_args(kind))
    if str(problem).startswith("Invalid enum value"):
        return f"Not one of: {', '.join(choices)}."
    return str(problem).partition(" - at")[0]


def _unaddressed(settings: Settings) -> dict[str, str]:
    """What leads nowhere."""
    problems = {}
    if not all(parseaddr(settings.mail_from)[1].rpartition("@")[::2]):
        problems["MAIL_FROM"] = "No address, such as: TixGenius <desk@example.com>."
    if settings.public_url is not None and not _is_web_address(settings.public_url):
        problems["PUBLIC_URL"] = "No address, such as: https://desk.example.com."
    if settings.redis_url is not None and not REDIS_URL.fullmatch(settings.redis_url):
        problems["REDIS_URL"] = "No address, such as: redis://localhost:6379/0"
    return problems


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        named = (parts.hostname or "").encode("idna")
        return parts.scheme in {"http", "https"} and bool(named) and parts.port != 0
    except ValueError:
        return False


def _unsafe(settings: Settings) -> dict[str, str]:
    """What must not go into production, where nothing is made up."""
    if settings.environment is not Environment.PRODUCTION:
        return {}
    problems = {field.upper(): problem for field in SECRETS if (problem := _weakness(getattr(settings, field)))}
    for first, second in combinations(SECRETS, 2):
        if getattr(settings, first) and getattr(settings, first) == getattr(settings, second):
            problems[second.upper()] = f"Is the same as {first.upper()}."
    if settings.shelf == "memory":
        problems["SHELF"] = "Memory forgets everything; production needs postgres."
    return problems


def _of_providers(settings: Settings) -> dict[str, str]:
    """A provider that is stated by half, or twice, or is not to be trusted with a browser."""
    problems: dict[str, str] = {}
    for one, other in (("google_client_id", "google_client_secret"), ("google_client_secret", "google_client_id")):
        if getattr(settings, one) and not getattr(settings, other):
            problems[other.upper()] = f"Missing, while {one.upper()} is given."
    if settings.google_client_id and settings.oidc_providers and GOOGLE in settings.oidc_providers.by_name:
        problems["OIDC_PROVIDERS"] = "Names google, which GOOGLE_CLIENT_ID does already."
    return problems | dict(
        provider_problems(
            settings.providers,
            in_development=settings.environment is Environment.DEVELOPMENT,
            in_production=settings.environment is Environment.PRODUCTION,
            is_https=settings.address.startswith("https://"),
        )
    )


def _weakness(secret: str) -> str | None:
    if not secret:
        return "Missing. Make one with: openssl rand -base64 48"
    if len(secret) < SHORTEST_SECRET:
        return f"Shorter than {SHORTEST_SECRET} characters."
    if len(set(secret)) < SHORTEST_SECRET // 4 or any(part in secret.casefold() for part in EXAMPLES):
        return "Looks like an example, not like a random secret."
    return None


def _with_own_secrets(settings: Settings) -> Settings:
    """Fill in the secrets nobody gave, the same ones at every start."""
    missing = [field for field in SECRETS if not getattr(settings, field)]
    own = {field: _own_secret(settings.data_dir / f"{field}.txt") for field in missing}
    return replace(settings, **own)


def _own_secret(file: Path) -> str:
    """The secret in the file, made now if there is none; processes that start together end up with the same one."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=file.parent) as draft, suppress(FileExistsError):
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            os.link(draft.name, file)
    return file.read_text()
