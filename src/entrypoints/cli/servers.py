"""uvicorn's servers, which say when they are ready."""

import gc
from collections.abc import Callable
from pkgutil import resolve_name
from socket import socket

from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

from entrypoints.cli.doors import HTTP_APP


def settled_app() -> object:
    """The HTTP application, for one process of many."""
    app: object = resolve_name(HTTP_APP)()
    settle()
    return app


def settle() -> None:
    """What exists now stays to the end, so collections need not look at it again."""
    gc.collect()
    gc.freeze()


class AnnouncedServer(Server):
    def __init__(self, config: Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        settle()
        self._announce()


class AnnouncedProcesses(Multiprocess):
    def __init__(self, config: Config, sockets: list[socket], announce: Callable[[], None]) -> None:
        super().__init__(config, sockets)
        self._announce = announce
        self._is_announced = False

    def keep_subprocess_alive(self) -> None:
        """Asked for twice a second."""
        super().keep_subprocess_alive()
        if not self._is_announced and all(process.is_ready() for process in self.processes):
            self._announce()
            self._is_announced = True
