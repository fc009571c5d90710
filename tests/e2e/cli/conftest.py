from pathlib import Path

import pytest

from tests.support.command_line import CommandLine


@pytest.fixture
def cli(clean_database: str, tmp_path: Path) -> CommandLine:
    """The command line on a migrated, empty database."""
    return CommandLine(tmp_path, DATABASE_URL=clean_database)
