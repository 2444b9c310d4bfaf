"""The state of a case as bytes: its live tokens and counters, nothing else.

JSON of nested lists: ``[version, definition, levels]``; a level is ``[number in the
definition, row of its host, counters, tokens]`` and a token ``[element, state, occurrence,
row it hangs on, incoming flow, counters]`` with zeros at the end left out. Rows number the
tokens of all levels in order, from 1. Where the flow reached its end while something still
runs beside it, that end comes last. Definitions are named, never copied. Keep it as bytes
or text: a database that reorders JSON would spoil it.
"""

from typing import Any

import orjson

from engine.runtime.compile import Compiled
from engine.runtime.failure import stop
from engine.runtime.play import Play
from engine.runtime.scope import Scope
from engine.runtime.tokens import Level, Token

_VERSION = 1


def dump(compiled: Compiled, top: Level) -> bytes:
    """Write the live tokens of a case."""
    rows: dict[int, int] = {}
    levels: list[Any] = []
    _dump_level(top, levels, rows)
    ended = top.play.record.ended
    return orjson.dumps([_VERSION, compiled.source, levels, *([ended] if ended else [])])


def load(compiled: Compiled, state: bytes, play: Play) -> Level:
    """Read the live tokens of a case and put them on its definition.

    Raises:
        StepFailedError: The state was written on another definition or version.
    """
    version, source, rows_of_levels, *ended = orjson.loads(state)
    if version != _VERSION or source != compiled.source:
        stop(
            "De toestand van het dossier hoort bij een andere versie van het traject.",
            "The state of the case belongs to another version of the trajectory.",
        )
    play.record.ended = ended[0] if ended else ""
    tokens: list[Token] = []
    levels: list[Level] = []
    for number, host_row, counts, rows in rows_of_levels:
        host = tokens[host_row - 1] if host_row else None
        scope = host.task_spec.inner_scope(host) if host is not None else Scope()
        level = Level(compiled.levels[number], play, scope=scope, host=host)
        level.counts = dict(zip(counts[::2], counts[1::2], strict=True))
        if host is not None:
            host.inner = level
        levels.append(level)
        for row in rows:
            tokens.append(_load_token(level, row, tokens))
    return levels[0]


def _dump_level(level: Level, levels: list[Any], rows: dict[int, int]) -> None:
    host_row = rows[level.host.id] if level.host is not None else 0
    written: list[Any] = []
    counts = [number for pair in level.counts.items() for number in pair]
    levels.append([level.spec.index, host_row, counts, written])
    for token in level.tasks.values():
        rows[token.id] = len(rows) + 1
        written.append(_dump_token(token, rows))
    for token in level.tasks.values():
        if token.inner is not None:
            _dump_level(token.inner, levels, rows)


def _dump_token(token: Token, rows: dict[int, int]) -> list[Any]:
    spec, parent = token.task_spec, token.parent
    via = spec.incoming.index(token.via) + 1 if token.via in spec.incoming else 0
    row = [
        spec.index,
        token.state,
        token.occurrence,
        rows[parent.id] if parent is not None else 0,
        via,
        token.rest or 0,
    ]
    while not row[-1]:
        row.pop()
    return row


def _load_token(level: Level, row: list[Any], tokens: list[Token]) -> Token:
    index, state, occurrence, parent, via, rest = (*row, 0, 0, 0, 0)[:6]
    spec = level.spec.elements[index]
    token = Token(level, spec, parent=tokens[parent - 1] if parent else None)
    token.restore(state, occurrence, spec.incoming[via - 1] if via else "", rest or [])
    return token
