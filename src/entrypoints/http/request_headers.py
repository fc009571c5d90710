from typing import Any


def headers(scope: Any, name: bytes) -> list[bytes]:
    """Every value of a request's header, in order."""
    return [value for key, value in scope["headers"] if key == name]


def cookies(scope: Any, name: str) -> list[str]:
    """Every value of a request's cookie; there should be one."""
    pairs = (piece.partition(b"=") for line in headers(scope, b"cookie") for piece in line.split(b";"))
    return [value.strip().decode("latin-1") for key, equals, value in pairs if equals and key.strip() == name.encode()]
