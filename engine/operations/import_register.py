"""Taking in a register feed: each line becomes a case, a message, or a reported nothing."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.decisions import DecisionResult, evaluate
from engine.definitions.facts import Fact
from engine.errors import EngineError, InvalidDataError, StepFailedError
from engine.ids import AgencyId
from engine.operations.advance import advance
from engine.operations.leidraad import Leidraad
from engine.operations.open_case import Opening, open_in, open_stuck
from engine.operations.register_lines import RawLine, RegisterLine, read_line
from engine.operations.send_message import deliver
from engine.people import SYSTEM, Actor, may_import_register
from engine.store import Connection, cases, definitions, persons, rows, waits
from engine.text import Text

#: Decisions of the law that every feed needs.
CHOICE = "trajectory_choice"
AGENCY = "responsible_agency"
MESSAGE = "register_change"

_MOVED = frozenset({"municipality", "region"})
_STATUS = frozenset(
    {"residence_card", "stay_reason", "nationality", "nationality_group", "register"}
)


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
    on_line: Callable[[], None] = lambda: None,
) -> ImportReport:
    """Take in the lines of a feed, each in its own transaction.

    A line that was taken before opens nothing twice. The trajectory is chosen by the
    decision ``trajectory_choice`` of the law, whose row is kept with the line and in the
    history of the case. A line for somebody with a running case is a message to it.

    Raises:
        NotAllowedError: The actor may not import.
        InvalidDataError: The law has no table that chooses the trajectory or the agency.
    """
    may_import_register(actor)
    declared = start_facts(leidraad)
    report = ImportReport()
    for raw in lines:
        try:
            result = _take(leidraad, raw, declared, report)
        except EngineError as error:
            report.problems += _problems(raw.number, error)
        else:
            report.results[result] += 1
        on_line()
    return report


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
) -> str:
    line = read_line(raw, declared)
    try:
        with leidraad.database.writing() as connection:
            return _take_in(leidraad, connection, raw, line, report)
    except StepFailedError as error:
        with leidraad.database.writing() as connection:
            return _keep_stuck(leidraad, connection, raw, line, error)


def _take_in(
    leidraad: Leidraad,
    connection: Connection,
    raw: RawLine,
    line: RegisterLine,
    report: ImportReport,
) -> str:
    if rows.line_result(connection, raw.digest) is not None:
        return "taken-before"
    person_id = persons.find(connection, line.register_key)
    running = [] if person_id is None else cases.running_of(connection, person_id)
    if person_id is not None and running:
        result = _change(leidraad, connection, line, running)
        persons.change(connection, person_id, line.person.as_row())
        _note(leidraad, connection, raw, line, result, {"case_id": running[0]})
        return result
    chosen = _decide(leidraad, connection, CHOICE, line)
    trajectory, reason = _choice(chosen)
    if trajectory is None:
        report.outside.append((raw.number, reason))
        _note(leidraad, connection, raw, line, "no-target-group", _used(chosen))
        return "no-target-group"
    if person_id is not None and cases.had(connection, person_id, trajectory):
        _note(leidraad, connection, raw, line, "closed-before", {"person_id": person_id})
        return "closed-before"
    opening = _opening(leidraad, connection, line, trajectory, chosen)
    case_id = open_in(leidraad, connection, SYSTEM, opening)
    _note(leidraad, connection, raw, line, "opened", {"case_id": case_id, **_used(chosen)})
    return "opened"


def _keep_stuck(
    leidraad: Leidraad,
    connection: Connection,
    raw: RawLine,
    line: RegisterLine,
    error: StepFailedError,
) -> str:
    person_id = persons.find(connection, line.register_key)
    if person_id is not None and cases.running_of(connection, person_id):
        raise error
    chosen = _decide(leidraad, connection, CHOICE, line)
    trajectory, _ = _choice(chosen)
    if trajectory is None:
        raise error
    opening = _opening(leidraad, connection, line, trajectory, chosen)
    case_id = open_stuck(leidraad, connection, SYSTEM, opening, error)
    _note(leidraad, connection, raw, line, "opened", {"case_id": case_id, **_used(chosen)})
    return "opened"


def _decide(
    leidraad: Leidraad, connection: Connection, decision: str, line: RegisterLine
) -> DecisionResult:
    version, law = leidraad.published.law(connection)
    model = law.decisions.get(decision)
    if model is None:
        raise InvalidDataError(
            Text(
                f"De wet heeft geen beslissingstabel ‘{decision}’.",
                f"The law has no decision table ‘{decision}’.",
            )
        )
    result = evaluate(model, decision, line.facts, now=leidraad.now(connection))
    return DecisionResult(
        decision=result.decision,
        value=result.value,
        rows=result.rows,
        version=version,
        reference_on=result.reference_on,
    )


def _choice(chosen: DecisionResult) -> tuple[str | None, str]:
    value = chosen.value if isinstance(chosen.value, dict) else {}
    trajectory = value.get("trajectory")
    reason = str(value.get("reason") or "")
    return (None if trajectory in (None, "none") else str(trajectory)), reason


def _opening(
    leidraad: Leidraad,
    connection: Connection,
    line: RegisterLine,
    trajectory: str,
    chosen: DecisionResult,
) -> Opening:
    agency = line.agency or str(_decide(leidraad, connection, AGENCY, line).value or "")
    version = leidraad.published.live(connection, trajectory)
    known = {fact.name for fact in version.definition.writers if fact.origin == "start"}
    return Opening(
        trajectory=trajectory,
        agency=AgencyId(agency),
        person=line.person,
        register_key=line.register_key,
        facts={name: value for name, value in line.facts.items() if name in known},
        reason=_used(chosen),
    )


def _used(chosen: DecisionResult) -> dict[str, Any]:
    return {
        "decision": chosen.decision,
        "version": chosen.version,
        "rows": [{"table": row.table, "row": str(row.row)} for row in chosen.rows],
    }


def _change(
    leidraad: Leidraad, connection: Connection, line: RegisterLine, running: list[int]
) -> str:
    result = "unchanged"
    for case_id in running:
        row = cases.lock(connection, case_id)
        ready = advance(leidraad, connection, row, leidraad.now(connection))
        known = cases.top_facts(ready.surroundings["facts"])
        changed = {
            name: value for name, value in line.facts.items() if known.get(name) != value
        }
        places = waits.waits_for(connection, case_id, MESSAGE, "")
        if not (changed or line.change) or not places:
            continue
        declared = ready.version.definition.messages[MESSAGE].fields
        payload = {name: value for name, value in changed.items() if name in declared}
        if "kind" in declared:
            payload["kind"] = line.change or _kind(changed)
        deliver(ready, places[0], MESSAGE, payload, account_id=None)
        result = "changed"
    return result


def _kind(changed: Mapping[str, Any]) -> str:
    if _MOVED & set(changed):
        return "move"
    return "new_status" if _STATUS & set(changed) else "other"


def _note(
    leidraad: Leidraad,
    connection: Connection,
    raw: RawLine,
    line: RegisterLine,
    result: str,
    detail: Mapping[str, Any],
) -> None:
    rows.add_line(
        connection,
        {
            "line_digest": raw.digest,
            "register_key": line.register_key,
            "person_id": persons.find(connection, line.register_key),
            "case_id": detail.get("case_id"),
            "result": result,
            "decision": feel.dump(
                {
                    key: value
                    for key, value in detail.items()
                    if key in ("decision", "version", "rows")
                }
            ),
            "imported_at": leidraad.now(connection),
        },
    )
