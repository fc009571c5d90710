"""The command line `tixgenius`."""

from typing import NoReturn


def main() -> NoReturn:
    from entrypoints.cli.commands import main as run  # noqa: PLC0415 - who needs a reader alone gets no whole house

    run()
