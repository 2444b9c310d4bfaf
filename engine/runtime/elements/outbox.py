"""What a case asks of, or tells, the outside."""

from typing import Literal

from engine.runtime.elements.mappings import inputs
from engine.runtime.tokens import Token
from engine.step import OutboxEntry
from engine.text import Text


def post(token: Token, kind: Literal["service", "send"]) -> None:
    """Put an entry in the outbox, with the mapped inputs as its payload."""
    node = token.task_spec.node
    entry = OutboxEntry(
        place=token.place,
        kind=kind,
        topic=node.work.topic or (node.event.name if node.event else "") or node.id,
        title=node.name if node.name.nl else Text(node.id, node.id),
        payload=inputs(token, token.scope),
    )
    token.play.record.outbox.append(entry)
