"""Reads ``scenarios/*.yaml``: Given, then steps that act or expect; a lawyer can read them.

::

    title: "Een erkende vluchteling behaalt het attest"
    source: [S6, S12]
    given:
      now: 2026-01-05T09:00           # Brussels time
      agency: atlas
      person: {given_name: Test, family_name: Voorbeeld, born_on: 1990-01-01}
      facts: {nationality: TST}
    steps:
      - do: intake                    # claim and complete the task of this element
        with: {school_years: 9}
        as: ann                       # optional; another name is another person
      - message: vdab_registered
        with: {registered_on: 2026-02-01}
      - clock: 2026-04-06             # to the start of that day, or an instant, or P30D
      - deliver: registered-letter    # the delivery outside succeeded
      - fail: registered-letter       # the delivery failed for good: an incident
      - retry: send_letter            # a supervisor retries the incident of this element
      - correct: {born_on: 1990-01-02}
        reason: "Paspoort nagekeken"
      - cancel: "Vertrokken naar het buitenland"
      - expect:
          tasks: [{task: intake, role: counsellor, due_on: 2026-04-05}]   # all open ones
          deadlines: {report: {status: open, due_on: 2026-04-05}}
          facts: {code: PLICHT}
          awaits: [vdab_registered]
          timers: [wait_for_place]
          incidents: [send_letter]
          ended: certificate_given    # or cancelled
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import yaml

from engine.clock import BRUSSELS
from engine.errors import Finding, InvalidDefinitionError
from engine.text import Text

_ACTIONS = (
    *("do", "message", "clock", "deliver", "fail", "retry", "correct", "cancel"),
    "expect",
)
_MAX_BYTES = 1_000_000
_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioStep:
    """One thing that happens, or that must hold."""

    line: int
    action: str
    #: The element, name, instant or expectations.
    subject: Any
    answers: Mapping[str, Any] = field(default_factory=dict)
    #: Who does it: a name that stands for one person of the team; empty: anybody.
    who: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story of one case."""

    file: str
    title: str
    source: tuple[str, ...]
    now: datetime
    agency: str
    person: Mapping[str, Any]
    facts: Mapping[str, Any]
    steps: tuple[ScenarioStep, ...]


class _Lines(yaml.SafeLoader):
    """Keeps the line of each mapping under the key ``__line__``; refuses aliases."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        # A few aliases of aliases stand for more than fits in any memory.
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "*alias", mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:  # noqa: FBT001, FBT002
        mapping = super().construct_mapping(node, deep=deep)
        mapping["__line__"] = node.start_mark.line + 1
        return mapping


def read_scenario(raw: bytes, *, file: str) -> Scenario:
    """Read one scenario.

    Raises:
        InvalidDefinitionError: It is no YAML, or lacks a part.
    """
    path = PurePosixPath(file)
    if len(raw) > _MAX_BYTES:
        raise _wrong(path, None, Text("Het bestand is te groot.", "The file is too large."))
    try:
        written = yaml.load(raw, Loader=_Lines)  # noqa: S506  # a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise _wrong(
            path,
            line,
            Text(f"Geen geldige YAML: {error!s:.500}", f"No valid YAML: {error!s:.500}"),
        ) from error
    return _scenario(path, written)


def _scenario(path: PurePosixPath, written: Any) -> Scenario:
    try:
        given = written["given"]
        steps = tuple(_step(path, step) for step in written["steps"])
        return Scenario(
            file=path.name,
            title=str(written["title"]),
            source=tuple(map(str, written.get("source", ()))),
            now=_instant(given["now"]),
            agency=str(given["agency"]),
            person=dict(_plain(given.get("person", {}))),
            facts=dict(_plain(given.get("facts", {}))),
            steps=steps,
        )
    except _UNREADABLE as error:
        raise _wrong(
            path,
            1,
            Text(
                f"Er ontbreekt iets of het is fout: {error}.",
                f"Something is missing or wrong: {error}.",
            ),
        ) from error


def _step(path: PurePosixPath, written: Any) -> ScenarioStep:
    actions = [key for key in _ACTIONS if key in written]
    line = written["__line__"]
    if len(actions) != 1:
        raise _wrong(
            path,
            line,
            Text("Een stap doet precies één ding.", "A step does exactly one thing."),
        )
    unknown = set(written) - {*_ACTIONS, "with", "as", "reason", "__line__"}
    if unknown:
        raise _wrong(
            path,
            line,
            Text(f"Onbekend: {sorted(unknown)}.", f"Unknown: {sorted(unknown)}."),
        )
    return ScenarioStep(
        line=line,
        action=actions[0],
        subject=_plain(written[actions[0]]),
        answers=dict(_plain(written.get("with") or {})),
        who=str(written.get("as", "")),
        reason=str(written.get("reason", "")),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if key != "__line__"}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value


def _instant(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=BRUSSELS)


def _wrong(path: PurePosixPath, line: int | None, message: Text) -> InvalidDefinitionError:
    return InvalidDefinitionError(
        [
            Finding(
                file=path.name,
                line=line,
                element="",
                rule="scenario-field",
                message=message,
                remedy=Text(
                    "Zie docs/howto/scenarios.md voor de vorm.",
                    "See docs/howto/scenarios.md for the form.",
                ),
            )
        ]
    )
