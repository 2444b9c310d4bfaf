"""Completing one task against the same rows without the engine, and a bare transaction."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, insert, update
from sqlalchemy.engine import Engine

from engine import runtime
from engine.operations.advance import advance
from engine.operations.complete_task import checked
from engine.scenarios.office import Office
from engine.step import Step
from engine.store import tasks
from engine.store.cases import CaseRow
from engine.store.happening import Happening
from engine.store.write_step import write_step
from tests.bench.common_case import Work
from tests.bench.measuring import Ratio, Timing, in_turns, ratio

_BARE = MetaData()
_STATE = Table(
    "bare_state",
    _BARE,
    Column("id", Integer, primary_key=True),
    Column("version", Integer),
    Column("state", LargeBinary),
)
_ROW = Table(
    "bare_row",
    _BARE,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer),
    Column("text", String),
)


class SameRows:
    """Writes the rows that completing a task writes, worked out beforehand."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._ready: tuple[CaseRow, Step, Happening, Mapping[Any, Any]] | None = None

    def prepare(self) -> None:
        """Work out the step of the next task without writing it."""
        self._work.prepare()
        leidraad = self._work.office.leidraad
        with leidraad.database.writing() as connection:
            one, row = tasks.lock(connection, self._work.task)
            ready = advance(leidraad, connection, row, leidraad.now(connection))
            values = checked(ready, one, self._work.answers)
            step = runtime.complete_task(
                ready.version.compiled, ready.state, one.place, values, **ready.surroundings
            )
            happening = Happening(
                kind="task_completed",
                at=ready.now,
                place=one.place,
                account_id=self._work.actor.account_id,
                detail={"title": {"nl": one.title.nl, "en": one.title.en}},
            )
            self._ready = (row, step, happening, ready.surroundings["facts"])

    def write(self) -> None:
        """Write them in one transaction."""
        assert self._ready is not None
        row, step, happening, facts = self._ready
        with self._work.office.leidraad.database.writing() as connection:
            write_step(connection, row, step, happening, facts)


class Bare:
    """One update of a state of 4 KB and two inserts, with the same library."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._state = b"s" * 4096
        _BARE.create_all(engine)
        with engine.begin() as connection:
            connection.execute(insert(_STATE), {"id": 1, "version": 0, "state": b""})

    def write(self) -> None:
        """Write them in one transaction."""
        with self._engine.begin() as connection:
            connection.execute(
                update(_STATE)
                .where(_STATE.c.id == 1)
                .values(version=_STATE.c.version + 1, state=self._state)
            )
            connection.execute(insert(_ROW), {"case_id": 1, "text": "task_completed"})
            connection.execute(insert(_ROW), {"case_id": 1, "text": "task_opened"})


def measure_task(office: Office, kind: str, limits: tuple[float, float]) -> list[Ratio]:
    """Measure on one database; ``limits`` for the same rows and for the bare ones."""
    work, twin = Work(office), SameRows(Work(office))
    bare = Bare(office.leidraad.database.engine())
    complete, same, plain = Timing(), Timing(), Timing()

    def both() -> None:
        work.prepare()
        twin.prepare()

    for _ in range(40):
        both()
        work.complete()
        twin.write()
        bare.write()
    pairs: list[tuple[Timing, Callable[[], object]]] = [
        (Timing(), both),
        (complete, work.complete),
        (same, twin.write),
        (plain, bare.write),
    ]
    in_turns(pairs, 400)
    return [
        ratio(f"task-{kind}-same-rows", complete, same, limit=limits[0]),
        ratio(f"task-{kind}", complete, plain, limit=limits[1]),
    ]


def measure_history(office: Office) -> Ratio:
    """Compare completing a task with 200 completed ones behind it and with one."""
    old, young = Timing(), Timing()
    long = Work(office)
    for _ in range(200):
        long.prepare()
        long.complete()
    short = [Work(office) for _ in range(60)]
    for work in short:
        work.prepare()
        work.complete()
    for work in short:
        # The same kind of task on both sides: the first one of a next round.
        while _element(work) != _element(long):
            work.prepare()
            work.complete()
        work.prepare()
        long.prepare()
        in_turns([(young, work.complete), (old, long.complete)], 1)
    return ratio("task-history-200-vs-1", old, young, limit=1.2)


def _element(work: Work) -> str:
    with work.office.leidraad.reading() as connection:
        from engine.queries.case_state import case_state

        return case_state(connection, work.case).tasks[0].element
