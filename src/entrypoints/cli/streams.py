"""Files that `-` stands in for."""

from pathlib import Path

from cyclopts import Parameter


def file_or_stream(help: str) -> Parameter:
    """A file by its name, or `-`; a name that looks like an option is a mistyped one."""
    return Parameter(help=help, allow_leading_hyphen=True, validator=_no_option)


def _no_option(_: object, path: Path) -> None:
    if path.name.startswith("-") and path != Path("-"):
        raise ValueError(f"There is no option {path}; a file of that name is ./{path}")
