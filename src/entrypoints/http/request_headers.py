from typing import Any


def headers(scope: Any, name: bytes) -> list[bytes]:
    """Every value of a request's header, in order."""
    return [value for key, value in scope["headers"] if key == name]
