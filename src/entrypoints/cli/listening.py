"""The place in the network where the server will answer."""

import errno
import socket
from contextlib import ExitStack
from typing import Final

from domain.shared.errors import Conflict

_REASONS: Final = {
    errno.EADDRINUSE: "is in use already",
    errno.EACCES: "is reserved for the administrator of this machine",
    errno.EADDRNOTAVAIL: "is no address of this machine",
}


class AddressNotFree(Conflict):
    code = "CLI_ADDRESS_NOT_FREE"


def bound(host: str, port: int) -> socket.socket:
    """A socket that holds the address but does not listen yet. AddressNotFree when it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with ExitStack() as unless_it_goes_well:
            holder = unless_it_goes_well.enter_context(socket.socket(family, kind, protocol))
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            holder.bind(address)
            holder.set_inheritable(True)
            unless_it_goes_well.pop_all()
            return holder
    except OSError as problem:
        raise not_free(host, port, problem) from None


def not_free(host: str, port: int, problem: OSError) -> AddressNotFree:
    reason = _REASONS.get(problem.errno or 0, f"cannot be used ({problem.strerror})")
    return AddressNotFree(f"Port {port} on {host} {reason}. Choose others with --port and --host.")
