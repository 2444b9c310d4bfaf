"""Keeps the tests on this machine: only loopback and Unix sockets may be reached."""

import ipaddress
import socket
import sys
from typing import Any


class OutsideError(Exception):
    """A test tried to reach another machine."""


def stay_inside() -> None:
    """Refuse, from now on in this process, every connection that leaves the machine."""
    sys.addaudithook(_check)


def _check(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo" and not _is_inside(str(arguments[0] or "localhost")):
        raise OutsideError(f"Only loopback may be reached, not {arguments[0]}.")
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        if arguments[0].family in {socket.AF_INET, socket.AF_INET6} and not _is_inside(
            address[0]
        ):
            raise OutsideError(f"Only loopback may be reached, not {address[0]}.")


def _is_inside(host: str) -> bool:
    if host in {"localhost", "localhost.localdomain"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
