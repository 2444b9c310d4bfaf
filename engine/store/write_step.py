"""Writes a Step of the runtime as rows, in the transaction of the operation."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, insert

from engine import feel
from engine.step import Place, Step
from engine.store import cases
from engine.store.cases import CaseRow
from engine.store.happening import Happening
from engine.store.places import placed
from engine.store.tables import history
from engine.store.write_facts import write_facts
from engine.store.write_tasks import close_tasks, open_tasks
from engine.store.write_waits import (
    TermClosed,
    close_deadlines,
    open_deadlines,
    write_messages,
    write_outbox,
    write_timers,
)


def write_step(
    connection: Connection,
    case: CaseRow,
    step: Step,
    happening: Happening,
    facts: Mapping[tuple[str, str], Any],
) -> None:
    """Write all that a step changed; ``facts`` are those before the step.

    Raises:
        StepFailedError: No team of the agency does the role of a task.
        ConflictError: Another transaction changed the case.
    """
    status = "running" if step.ended is None else "ended"
    cases.save_state(
        connection,
        case,
        state=step.state,
        status=status,
        outcome=step.ended,
        at=happening.at,
    )
    write_facts(connection, case, step, happening, facts)
    terms = open_deadlines(connection, case, step.deadlines_opened, happening.at)
    open_tasks(connection, case, step.tasks_opened, happening.at, terms)
    close_tasks(connection, case, step, happening)
    write_timers(connection, case, step, terms)
    write_messages(connection, case, step)
    closed = close_deadlines(connection, case, step, happening.at)
    write_outbox(connection, case, step, happening.at)
    connection.execute(insert(history), _entries(case, step, happening, closed))


def _entries(
    case: CaseRow, step: Step, happening: Happening, terms: Iterable[TermClosed]
) -> list[dict[str, Any]]:
    def entry(kind: str, place: Place, detail: Mapping[str, Any]) -> dict[str, Any]:
        return {
            **placed(case, place),
            "at": happening.at,
            "account_id": happening.account_id,
            "kind": kind,
            "detail": feel.dump(dict(detail)),
        }

    facts = sorted({written.name for written in step.facts})
    own = {**happening.detail, "path": list(step.path)}
    if facts:
        own["facts"] = facts
    entries = [entry(happening.kind, happening.place, own)]
    entries += [
        entry(
            "decision_taken",
            used.place,
            {
                "decision": used.result.decision,
                "version": used.result.version,
                "reference_on": used.result.reference_on,
                "rows": [
                    {
                        "table": row.table,
                        "row": str(row.row),
                        "rule": row.rule_id,
                        "annotations": list(row.annotations),
                    }
                    for row in used.result.rows
                ],
            },
        )
        for used in step.decisions
    ]
    entries += [
        entry(
            "deadline_opened",
            opened.place,
            {"name": opened.name, "due_on": opened.due.due_on},
        )
        for opened in step.deadlines_opened
    ]
    entries += [
        entry(f"deadline_{closed.status}", closed.place, {"name": closed.name})
        for closed in terms
    ]
    if step.ended is not None:
        entries.append(entry("case_ended", Place("", step.ended, 1), {}))
    return entries
