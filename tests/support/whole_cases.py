"""What must hold of a case after whatever was done to it: rows, tokens and record agree."""

from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection, Table, bindparam, select

from engine import feel, runtime
from engine.definitions.model import EventKind
from engine.operations import Leidraad
from engine.step import Place
from engine.store import incidents
from engine.store.tables import (
    cases,
    deadline,
    draft,
    fact,
    history,
    incident,
    message_wait,
    outbox,
    reminder,
    task,
    timer,
)
from tests.support.whole_terms import terms_are_followed

_RUNNING = ("running", "starting")
_PENDING = ("waiting", "leased", "failed")
_OF_A_CASE = {
    table: select(table)
    .where(table.c.case_id == bindparam("case"))
    .order_by(*table.primary_key.columns)
    for table in (
        *(deadline, fact, history, incident, message_wait, outbox, reminder, task),
        timer,
    )
}


@dataclass
class Watch:
    """Looks at cases again and again; what was written once must stay."""

    leidraad: Leidraad
    _history: dict[int, list[Any]] = field(default_factory=dict)
    _versions: dict[tuple[str, int], int] = field(default_factory=dict)

    def look(self, case_ids: list[int]) -> None:
        """Fail when anything is wrong with one of the cases."""
        with self.leidraad.reading() as connection:
            for case_id in case_ids:
                self._look(connection, case_id)

    def _look(self, connection: Connection, case_id: int) -> None:
        row = connection.execute(select(cases).where(cases.c.case_id == case_id)).one()
        rows = _Rows(connection, case_id)
        self._grows(rows, row)
        rows.facts_can_be_read()
        rows.incidents_are_about_something(connection, row)
        rows.drafts_are_of_open_tasks()
        if row.status in _RUNNING:
            if not self.waits_for_a_condition(connection, row):
                rows.has_something_to_wait_for(row)
        else:
            rows.has_nothing_open()
        if row.status == "running":
            self._tokens_agree(connection, rows, row)
            terms_are_followed(self.leidraad, connection, case_id)

    def waits_for_a_condition(self, connection: Connection, row: Any) -> bool:
        """Whether a token waits for facts that a correction may still change."""
        if row.status != "running":
            return False
        levels = self.leidraad.published.version(
            connection, row.definition_id
        ).compiled.levels
        elements = [
            levels[number].elements[token[0]].node
            for number, _, _, tokens in orjson.loads(row.state)[2]
            for token in tokens
        ]
        return any(
            node.event is not None and node.event.kind is EventKind.CONDITIONAL
            for node in elements
        )

    def _grows(self, rows: "_Rows", row: Any) -> None:
        known = self._history.get(row.case_id, [])
        assert rows.history[: len(known)] == known, "history was changed"
        self._history[row.case_id] = rows.history
        versions = [("case", row.case_id, row.version)]
        versions += [("task", one.task_id, one.version) for one in rows.tasks]
        for kind, key, version in versions:
            assert version >= self._versions.get((kind, key), 0), "a version went back"
            self._versions[kind, key] = version

    def _tokens_agree(self, connection: Connection, rows: "_Rows", row: Any) -> None:
        """Compare the rows with what the tokens would give up when all is taken away."""
        version = self.leidraad.published.version(connection, row.definition_id)
        step = runtime.cancel(version.compiled, row.state)
        assert {one.place for one in step.tasks_closed} == rows.places(rows.open_tasks)
        assert {one.place for one in step.timers_disarmed} == rows.places(rows.timers)
        assert {one.place for one in step.messages_dropped} == rows.places(rows.waits)
        assert {one.place for one in step.outbox_withdrawn} == rows.places(rows.asked)
        terms = {(one.place, one.name) for one in step.deadlines_closed}
        running = {(_place(one), one.name) for one in rows.deadlines}
        assert running <= terms, "a term runs at which no token stands"
        known = {(_place(one), one.name) for one in rows.all_deadlines}
        assert terms <= known, "a term was dropped"


class _Rows:
    """The rows of one case."""

    def __init__(self, connection: Connection, case_id: int) -> None:
        def read(table: Table) -> list[Any]:
            return list(connection.execute(_OF_A_CASE[table], {"case": case_id}))

        self.tasks = read(task)
        self.open_tasks = [one for one in self.tasks if one.status == "open"]
        self.timers = read(timer)
        self.waits = read(message_wait)
        self.all_deadlines = read(deadline)
        self.deadlines = [one for one in self.all_deadlines if one.status == "open"]
        self.reminders = [one for one in read(reminder) if one.status == "planned"]
        self.asked = [
            one for one in read(outbox) if one.kind == "service" and one.status in _PENDING
        ]
        self.incidents = read(incident)
        self.open_incidents = [one for one in self.incidents if one.status == "open"]
        self.history = read(history)
        self.facts = read(fact)
        ids = [one.task_id for one in self.tasks]
        drafted = select(draft.c.task_id).where(draft.c.task_id.in_(ids))
        self.drafts = set(connection.scalars(drafted))

    @staticmethod
    def places(found: list[Any]) -> set[Place]:
        """Give where rows stand; two at one place are one too many."""
        places = {_place(one) for one in found}
        assert len(places) == len(found), "two rows at one place"
        return places

    def facts_can_be_read(self) -> None:
        """Read every fact and every entry of the history."""
        for one in self.facts:
            feel.load(one.value)
        for one in self.history:
            feel.load(one.detail)

    def has_something_to_wait_for(self, row: Any) -> None:
        """A running case waits for somebody, something, or a supervisor."""
        waits = [self.open_tasks, self.timers, self.waits, self.asked, self.open_incidents]
        assert any(waits), "nobody will ever touch this case again"
        if row.status == "starting":
            assert [one.kind for one in self.open_incidents] == ["start"]

    def drafts_are_of_open_tasks(self) -> None:
        """What was typed for a task that is gone is gone too."""
        assert self.drafts <= {one.task_id for one in self.open_tasks}

    def has_nothing_open(self) -> None:
        """A closed case waits for nothing, but a letter may still be on its way."""
        assert not self.open_tasks
        assert not self.timers
        assert not self.waits
        assert not self.deadlines
        assert not self.reminders
        assert not self.asked
        assert not self.drafts
        assert {one.kind for one in self.open_incidents} <= {"delivery", "acknowledgement"}

    def incidents_are_about_something(self, connection: Connection, row: Any) -> None:
        """Open incidents can be retried, solved ones hold nothing about anybody."""
        assert row.has_incident == bool(self.open_incidents)
        for one in self.incidents:
            if one.status == "open":
                assert incidents.still_matters(
                    connection, row.case_id, one.kind, _place(one), status=row.status
                ), f"nothing is left to do at {one.element}"
            else:
                assert one.material == "{}"
        for one in self.timers:
            failed = one.status == "failed"
            stuck = [
                each
                for each in self.open_incidents
                if each.kind == "timer" and _place(each) == _place(one)
            ]
            assert not failed or stuck, "a timer failed and nobody knows"


def _place(row: Any) -> Place:
    return Place(row.scope, row.element, row.occurrence)
