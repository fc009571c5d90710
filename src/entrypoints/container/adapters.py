"""Everything that is neither a rule nor storage."""

from datetime import timedelta

from dependency_injector import containers, providers

from adapters.argon2.hasher import Argon2PasswordHasher
from adapters.bcrypt.hashes import BcryptHashes
from adapters.email.addresses import ValidatedEmailAddresses
from adapters.fernet.seal import FernetSeal
from adapters.hmac.mac import HmacSha256
from adapters.hmac.rating_links import HmacRatingLinks
from adapters.hmac.refresh_tokens import HmacRefreshTokens
from adapters.hmac.session_tokens import HmacSessionTokens
from adapters.jwt.key_ring import JwtKeyRing
from adapters.jwt.tokens import JwtAccessTokens
from adapters.mailbox.folder import MailboxFolder
from adapters.markdown.prose import MarkdownProse
from adapters.oidc.provider import OidcProvider
from adapters.smtp.mailer import SmtpMailer
from adapters.system.clock import SystemClock
from adapters.system.ids import UuidIds
from adapters.system.secrets import RandomSecrets
from adapters.totp.codes import Rfc6238Codes
from adapters.zxcvbn.common_passwords import ZxcvbnCommonPasswords
from application.desk.rating_letters import RatingLetters
from application.identity.letters import Letters
from application.identity.ports import IdentityProviders
from application.identity.second_factor_letters import SecondFactorLetters
from application.identity.totp_secrets import TotpSecrets
from application.shared.ports import Clock
from domain.identity.credentials import PasswordPolicy
from domain.identity.failures import FailureLimits
from domain.identity.second_factor import SecondFactorPolicy
from domain.identity.session import SessionPolicy
from domain.identity.signing_key import KeyPolicy
from entrypoints.settings import Settings


def _carrier(smtp_host: str | None) -> str:
    return "smtp" if smtp_host else "folder"


def _identity_providers(settings: Settings, clock: Clock) -> IdentityProviders:
    return {
        name: OidcProvider(
            issuer=stated.issuer,
            client_id=stated.client_id,
            client_secret=stated.client_secret,
            redirect_uri=settings.callback_of(name),
            clock=clock,
        )
        for name, stated in settings.providers.items()
    }


class Adapters(containers.DeclarativeContainer):
    settings = providers.Dependency(instance_of=Settings)

    clock = providers.Singleton(SystemClock)
    ids = providers.Singleton(UuidIds)
    hasher = providers.Singleton(Argon2PasswordHasher, old=providers.List(providers.Singleton(BcryptHashes)))
    common_passwords = providers.Singleton(ZxcvbnCommonPasswords)
    addresses = providers.Singleton(ValidatedEmailAddresses)
    policy = providers.Singleton(
        PasswordPolicy,
        shortest=settings.provided.password_shortest,
        needs_special=settings.provided.password_needs_special,
    )
    key_policy = providers.Singleton(
        KeyPolicy,
        lifetime=providers.Callable(timedelta, minutes=settings.provided.access_token_minutes),
        propagation=providers.Callable(timedelta, seconds=settings.provided.key_propagation),
    )
    key_ring = providers.Singleton(
        JwtKeyRing, secret=settings.provided.jwt_secret, algorithm=settings.provided.jwt_algorithm
    )
    tokens = providers.Singleton(
        JwtAccessTokens,
        ring=key_ring,
        issuer=settings.provided.jwt_issuer,
        audience=settings.provided.jwt_audience,
        lifetime=key_policy.provided.lifetime,
        clock=clock,
    )
    refresh_tokens = providers.Singleton(HmacRefreshTokens, secret=settings.provided.jwt_secret)
    session_tokens = providers.Singleton(HmacSessionTokens, secret=settings.provided.jwt_secret)
    rating_links = providers.Singleton(HmacRatingLinks, secret=settings.provided.jwt_secret)
    rating_window = providers.Callable(timedelta, days=settings.provided.csat_days)
    session_policy = providers.Singleton(
        SessionPolicy,
        idle=providers.Callable(timedelta, days=settings.provided.session_idle_days),
        longest=providers.Callable(timedelta, days=settings.provided.session_longest_days),
        grace=providers.Callable(timedelta, seconds=settings.provided.refresh_grace),
    )
    failure_limits = providers.Singleton(
        FailureLimits,
        of_account=settings.provided.account_failures,
        account_window=providers.Callable(timedelta, minutes=settings.provided.account_failure_minutes),
        of_caller=settings.provided.address_failures,
        caller_window=providers.Callable(timedelta, minutes=settings.provided.address_failure_minutes),
    )
    api_key_lifetime = providers.Callable(timedelta, days=settings.provided.api_key_days)
    secrets = providers.Singleton(RandomSecrets)
    prose = providers.Singleton(MarkdownProse)
    seal = providers.Singleton(FernetSeal, secret=settings.provided.data_secret, clock=clock)
    audit_mac = providers.Singleton(HmacSha256, secret=settings.provided.data_secret, purpose="audit seals")
    totp_secrets = providers.Singleton(TotpSecrets, seal, providers.Singleton(Rfc6238Codes, issuer="TixGenius"))
    second_factor_policy = providers.Singleton(SecondFactorPolicy, settings.provided.second_factor_roles)
    mailbox = providers.Singleton(
        MailboxFolder, settings.provided.mailbox, sender=settings.provided.mail_from, clock=clock, ids=ids
    )
    mailer = providers.Selector(
        providers.Callable(_carrier, settings.provided.smtp_host),
        folder=mailbox,
        smtp=providers.Singleton(
            SmtpMailer,
            host=settings.provided.smtp_host,
            port=settings.provided.smtp_port,
            user=settings.provided.smtp_user,
            password=settings.provided.smtp_password,
            security=settings.provided.smtp_tls,
            sender=settings.provided.mail_from,
            clock=clock,
            ids=ids,
        ),
    )
    identity_providers = providers.Singleton(_identity_providers, settings=settings, clock=clock)
    letters = providers.Singleton(Letters, settings.provided.address)
    second_factor_letters = providers.Singleton(SecondFactorLetters, settings.provided.address)
    rating_letters = providers.Singleton(RatingLetters, settings.provided.address, settings.provided.csat_days)
