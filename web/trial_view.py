"""A test case as its page shows it: what is open, what it waits for, what it knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import queries
from engine.clock import brussels_date
from engine.definitions.definition import Definition
from engine.errors import InvalidDataError
from engine.queries import CaseHead, DeadlineRow, IncidentOfCase, TaskFile, TaskRow, Wait
from engine.scenarios.trial import Trial
from web.case_diagrams import CaseDiagram, case_diagrams
from web.case_facts import FactLine, case_facts
from web.form_view import FormView, form_view
from web.history_lines import HistoryLine, history_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialCase:
    """Everything about the case of a trial."""

    head: CaseHead
    tasks: tuple[TaskRow, ...]
    waits: tuple[Wait, ...]
    incidents: tuple[IncidentOfCase, ...]
    terms: tuple[DeadlineRow, ...]
    facts: list[FactLine]
    history: list[HistoryLine]
    diagrams: list[CaseDiagram]

    @property
    def next_timer(self) -> datetime | None:
        """The instant at which the next timer fires."""
        due = [wait.due_at for wait in self.waits if wait.kind == "timer" and wait.due_at]
        return min(due, default=None)


def look(trial: Trial, definition: Definition) -> TrialCase:
    """Read where the case of a trial stands."""
    actor = trial.supervisor
    today = brussels_date(trial.now)
    with trial.leidraad.reading() as connection:
        head = queries.case_head(connection, actor, trial.case_id)
        return TrialCase(
            head=head,
            tasks=queries.open_tasks_of(connection, actor, head, today=today),
            waits=queries.waits_of(connection, head),
            incidents=queries.incidents_of(connection, head),
            terms=queries.deadlines_of(connection, head, today=today),
            facts=case_facts(connection, actor, head, definition),
            history=history_lines(queries.history_of(connection, head).rows, definition),
            diagrams=case_diagrams(connection, head, definition),
        )


def task_view(
    trial: Trial,
    definition: Definition,
    task_id: int,
    typed: Mapping[str, Any] | None,
    error: InvalidDataError | None,
) -> tuple[TaskFile, FormView | None]:
    """Give a task of a trial and its form, as a colleague of the team sees it.

    Raises:
        NotFoundError: There is no such task.
    """
    actor = trial.supervisor
    with trial.leidraad.reading() as connection:
        file = queries.task_file(connection, actor, task_id, today=brussels_date(trial.now))
        facts = queries.facts_for(connection, file)
    if file.form is None:
        return file, None
    faults = error.fields if error else None
    form = definition.forms[file.form]
    return file, form_view(form, facts, now=trial.now, typed=typed, faults=faults)
