"""The mail server of a demonstration: it listens on loopback and keeps what it gets."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

#: Bytes of a message that is taken.
_LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail:
    """A mail as it came in."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    body: str


class _Handler:
    def __init__(self, keep: Callable[[ReceivedMail], None]) -> None:
        self._keep = keep

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take one message; called by the server."""
        message = message_from_bytes(envelope.original_content, policy=policy.default)
        self._keep(_received(message, envelope))
        return "250 OK"

    async def handle_exception(self, _error: Exception) -> str:
        """Ask for the message again later: what went wrong here may pass."""
        return "451 Local error in processing"


def _received(message: EmailMessage, envelope: Any) -> ReceivedMail:
    body = message.get_body(("plain",))
    return ReceivedMail(
        message_id=str(message["Message-ID"] or ""),
        sender=str(envelope.mail_from or ""),
        recipients=tuple(envelope.rcpt_tos),
        subject=str(message["Subject"] or ""),
        body=body.get_content() if body is not None else "",
    )


class Receiver:
    """A mail server in a thread of this process, on a free port of loopback."""

    def __init__(self, keep: Callable[[ReceivedMail], None]) -> None:
        self._bound = socket.create_server(("127.0.0.1", 0))
        self._controller = _Controller(_Handler(keep), self._bound)

    def start(self) -> int:
        """Listen; gives the port."""
        self._controller.start()
        port: int = self._bound.getsockname()[1]
        return port

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop()


class _Controller(Controller):
    """Listens on a socket that is bound already, so that the port is surely free."""

    def __init__(self, handler: _Handler, bound: socket.socket) -> None:
        host, port = bound.getsockname()
        super().__init__(handler, hostname=host, port=port, data_size_limit=_LARGEST)
        self._bound = bound

    def _create_server(self) -> Coroutine[Any, Any, asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._bound)
