"""Taking in a register feed: each line becomes a case, a message, or a reported nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from engine.clock import brussels_date
from engine.definitions.facts import Fact
from engine.errors import (
    EngineError,
    InvalidDataError,
)
from engine.operations.leidraad import Leidraad
from engine.operations.register_file import RawLine
from engine.operations.register_lines import read_line
from engine.operations.take_line import AGENCY, CHOICE, take_line
from engine.people import Actor, may_import_register
from engine.store import definitions
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProblem:
    """What is wrong with a line; ``field`` is empty where the whole line is meant."""

    line: int
    field: str
    text: Text


@dataclass(slots=True)
class ImportReport:
    """What came of a feed."""

    #: opened, changed, unchanged, no-target-group, closed-before, taken-before.
    results: Counter[str] = field(default_factory=Counter)
    problems: list[LineProblem] = field(default_factory=list)
    #: Lines that opened nothing because they are no target group, with the reason.
    outside: list[tuple[int, str]] = field(default_factory=list)


def import_register(
    leidraad: Leidraad,
    actor: Actor,
    lines: Iterable[RawLine],
    *,
    on_line: Callable[[], object] = lambda: None,
) -> ImportReport:
    """Take in the lines of a feed, each in its own transaction.

    A line that was taken before opens nothing twice, also when two processes import it
    at once. The trajectory is chosen by the decision ``trajectory_choice`` of the law,
    whose row is kept with the line and in the history of the case. A line for somebody
    with a running case is a message to it; nothing of a line is kept when no such case
    awaits the message, and the report tells so.

    Raises:
        NotAllowedError: The actor may not import.
        InvalidDataError: The law has no table that chooses the trajectory or the agency.
    """
    may_import_register(actor)
    _must_have_tables(leidraad)
    declared = start_facts(leidraad)
    report = ImportReport()
    for raw in lines:
        try:
            _take(leidraad, raw, declared, report)
        except EngineError as error:
            report.problems += _problems(raw.number, error)
        on_line()
    return report


def _must_have_tables(leidraad: Leidraad) -> None:
    with leidraad.reading() as connection:
        _, law = leidraad.published.law(connection)
    lacking = ", ".join({CHOICE, AGENCY} - set(law.decisions))
    if lacking:
        raise InvalidDataError(
            Text(
                f"De wet heeft geen beslissingstabel ‘{lacking}’; publiceer ze eerst.",
                f"The law has no decision table ‘{lacking}’; publish it first.",
            )
        )


def start_facts(leidraad: Leidraad) -> dict[str, Fact]:
    """Give the start facts of all live trajectories by name: the columns of a feed."""
    found: dict[str, Fact] = {}
    with leidraad.reading() as connection:
        for trajectory in definitions.live_trajectories(connection):
            version = leidraad.published.live(connection, trajectory)
            for fact in version.definition.writers:
                if fact.origin == "start":
                    found.setdefault(fact.name, fact)
    return found


def _problems(line: int, error: EngineError) -> list[LineProblem]:
    if isinstance(error, InvalidDataError) and error.fields:
        return [
            LineProblem(line=line, field=name, text=text)
            for name, texts in sorted(error.fields.items())
            for text in texts
        ]
    return [LineProblem(line=line, field="", text=error.text)]


def _take(
    leidraad: Leidraad, raw: RawLine, declared: Mapping[str, Fact], report: ImportReport
) -> None:
    with leidraad.database.writing() as connection:
        now = leidraad.now(connection)
        line = read_line(raw, declared, brussels_date(now))
        taken = take_line(leidraad, connection, line, now)
    report.results[taken.result] += 1
    if taken.result == "no-target-group":
        report.outside.append((raw.number, taken.reason))
