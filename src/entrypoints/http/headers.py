"""What every answer says about itself to browsers (OWASP ASVS 5, 3.4). An answer that says otherwise itself, wins."""

from typing import Final

from entrypoints.settings import Environment, Settings

CONTENT_SECURITY: Final = b"default-src 'none'; frame-ancestors 'none'"

ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", CONTENT_SECURITY),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"vary", b"Accept-Encoding"),
)
_ONE_YEAR: Final = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


def given_headers(settings: Settings) -> tuple[tuple[bytes, bytes], ...]:
    """HSTS is for houses that are reached by HTTPS: on a developer's machine it would lock the browser out."""
    is_https = settings.environment is Environment.PRODUCTION or (settings.public_url or "").startswith("https://")
    return (*ALWAYS, _ONE_YEAR) if is_https else ALWAYS
