"""Query strings taken apart: every parameter once, each with a value that is text."""

from urllib.parse import unquote_to_bytes


def parameters(query: bytes, wrong: dict[str, str]) -> dict[str, str]:
    """Name to value; what is no such parameter goes to `wrong`, by its name."""
    stated: dict[str, str] = {}
    for piece in query.split(b"&") if query else ():
        raw_name, _, raw_value = piece.partition(b"=")
        name, value = _text(raw_name), _text(raw_value)
        shown = (name or "?")[:100]
        if name is None or value is None:
            wrong[shown] = "Not UTF-8 text."
        elif "\0" in name + value:
            wrong[shown.replace("\0", "?")] = "Holds NUL."
        elif not value:
            wrong[shown] = "Empty."
        elif name in stated:
            wrong[shown] = "Stated more than once."
        else:
            stated[name] = value
    return stated


def _text(raw: bytes) -> str | None:
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return None
