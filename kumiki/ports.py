"""Which TCP ports can be used."""

import errno
import secrets
import socket
from contextlib import suppress

BACKLOG = 2048
LOWEST, HIGHEST = 10_240, 32_000
"""Below the ports that the kernel gives to outgoing connections: 32768 and up, unless it was told otherwise."""

ATTEMPTS = 1000


def free_port(host: str = "127.0.0.1") -> int:
    """A port on which nobody listens now, and which the kernel gives to no outgoing connection meanwhile."""
    for _ in range(ATTEMPTS):
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        with socket.socket() as probe, suppress(OSError):
            probe.bind((host, port))
            return port
    raise OSError(errno.EADDRINUSE, "No port was found to be free", host)


def listening_socket(host: str, port: int) -> socket.socket | None:
    """A socket that listens already, or None where somebody else has the port.

    Only listening reserves a port: until then another process may bind it too. Who connects early waits to be answered.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            return None
        raise
    listener.setblocking(False)
    return listener
