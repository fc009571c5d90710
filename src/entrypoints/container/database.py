"""Which database the house stands on: the one it is given, or its own."""

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.pgserver.folder import folder_for
from adapters.pgserver.running import running
from entrypoints.settings import Settings


@contextmanager
def database(settings: Settings) -> Iterator[Settings]:
    """The settings with a `database_url`, for as long as the block lasts; an embedded server runs that long too."""
    if not settings.is_embedded:
        yield settings
        return
    with running(folder_for(settings.data_dir / "postgres")) as url:
        yield settings.on_database(url)
