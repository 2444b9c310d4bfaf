"""A mail server on loopback that keeps what it receives: a real SMTP conversation."""

import asyncio
import socket
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(kw_only=True)
class Mailbox:
    """A running mail server and the messages that it took, oldest first."""

    host: str
    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    #: Answers to give before mail is taken again, for instance ``["451 Try later"]``.
    refusals: list[str] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - aiosmtpd asks for this name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take one message, or refuse it as told; called by the server."""
        if self.refusals:
            return self.refusals.pop(0)
        message = message_from_bytes(
            envelope.original_content or b"", policy=policy.default
        )
        self.messages.append(message)
        return "250 OK"


class _Controller(Controller):
    """Listens on a socket that is bound already, so that the port is surely free."""

    def __init__(self, handler: object, bound: socket.socket) -> None:
        host, port = bound.getsockname()
        super().__init__(handler, hostname=host, port=port)
        self._bound = bound

    def _create_server(self) -> Coroutine[Any, Any, asyncio.AbstractServer]:
        return self.loop.create_server(self._factory_invoker, sock=self._bound)


@contextmanager
def listening(handler: object) -> Iterator[int]:
    """Run a mail server with a handler of aiosmtpd; gives its port on loopback."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        controller = _Controller(handler, bound)
        controller.start()
        try:
            yield bound.getsockname()[1]
        finally:
            controller.stop()


@contextmanager
def receiving() -> Iterator[Mailbox]:
    """Run a mail server for as long as the block lasts."""
    mailbox = Mailbox(host="127.0.0.1", port=0)
    with listening(mailbox) as port:
        mailbox.port = port
        yield mailbox
