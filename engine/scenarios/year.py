"""A year of an agency's life: newcomers come in, a staff works, the clock goes on.

Everything is chosen by one seed. The clock moves from instant to instant of what is due
(`pass_time`), and people act at two moments of each working day. What happens is looked
at after each act and each instant, by whoever watches.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Protocol

from engine.clock import brussels_date, start_of_day
from engine.deadlines import Calendar
from engine.definitions.definition import Definition
from engine.definitions.model import Node, NodeKind
from engine.operations.import_register import import_register
from engine.operations.move_clock import pass_time
from engine.operations.register_file import RawLine
from engine.people import SYSTEM
from engine.queries.case_state import fired_in
from engine.queries.news import (
    AwaitedMessage,
    Happened,
    NewIncident,
    News,
    NewTask,
    Since,
    awaited,
    news,
    running_case,
)
from engine.scenarios.coverage import Coverage, coverage
from engine.scenarios.diary import Act, Diary
from engine.scenarios.newcomers import generate
from engine.scenarios.office import Office
from engine.scenarios.staff import Staff
from engine.scenarios.term_work import TermWork

#: Kinds of history in which a case made a step.
STEPS = frozenset(
    {
        *("case_opened", "task_completed", "timer_fired"),
        *("message_received", "message_delivered", "condition_met"),
    }
)
_CLOSED = frozenset({"case_ended", "case_cancelled"})
_ONE_DAY = timedelta(days=1)
#: Share of the newcomers that come in on one day while places are free.
_WAVE = 5
#: How often a task lies until its last day is over, and by how many days at most.
_LIES, _LATE = 0.06, 40
#: How often a task is claimed some time before it is done.
_EARLY = 0.1
#: How often what may come at any time comes at all, and what is waited for.
_AT_ANY_TIME, _WAITED_FOR = 0.25, 0.85
#: Days that they are waited for, on average.
_RARE_DAYS, _USUAL_DAYS = 150.0, 25.0
#: Days between two things out of the ordinary in one case, on average.
_ODD_DAYS = 50.0
_HIRES, _LEAVES = 0.02, 0.08
_STRAY = frozenset({NodeKind.BOUNDARY_EVENT, NodeKind.START_EVENT})


class UnexplainedError(Exception):
    """A step failed that nobody made fail."""


class Watcher(Protocol):
    """Looks whether all is well; raises when it is not."""

    def step(self, case_ids: Collection[int]) -> None:
        """Look at cases in which something happened just now."""

    def caught_up(self, now: datetime) -> None:
        """Look at all cases: everything that was due up to now is done."""

    def week(self, now: datetime) -> None:
        """Look at all cases more closely, once a week."""

    def end(self, now: datetime) -> None:
        """Look at everything for the last time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPlan:
    """How to play a year."""

    seed: int
    starts_on: date
    #: Cases that run at a time; who leaves is followed by a newcomer.
    caseload: int
    days: int = 365


@dataclass(slots=True, kw_only=True)
class YearReport:
    """What came of a year."""

    plan: YearPlan
    #: Entries of the history by kind.
    happened: Counter[str] = field(default_factory=Counter)
    #: Acts of the staff.
    done: Counter[str] = field(default_factory=Counter)
    #: Trajectory and how its case ended; still running ones apart.
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    #: Incidents by kind, all of them explained.
    incidents: Counter[str] = field(default_factory=Counter)
    #: Lines of the register by result.
    lines: Counter[str] = field(default_factory=Counter)
    #: What of each trajectory was reached, and what never.
    coverage: dict[str, Coverage] = field(default_factory=dict)
    #: Days that cases were open until they ended.
    durations: list[float] = field(default_factory=list)
    #: Days that all cases together were open.
    days_open: float = 0.0

    @property
    def steps(self) -> int:
        """How often a case made a step."""
        return sum(self.happened[kind] for kind in STEPS)

    @property
    def case_years(self) -> float:
        """Years that all cases together were open."""
        return self.days_open / 365


def play_year(
    office: Office,
    plan: YearPlan,
    watcher: Watcher,
    *,
    also: Iterable[tuple[datetime, Act]] = (),
) -> YearReport:
    """Play a year in an office, from the morning of its first day.

    Args:
        office: An office in which nothing happened yet.
        plan: The seed, the days and the number of cases.
        watcher: Looks at what happens.
        also: What else is done at which instant, for instance a change of law.

    Raises:
        UnexplainedError: A step failed.
        EngineError: An operation refused what it must accept; a note says what.
    """
    year = _Year(office, plan, watcher)
    year.play(also)
    return year.report


class _Year:
    def __init__(self, office: Office, plan: YearPlan, watcher: Watcher) -> None:
        self._office = office
        self._leidraad = office.leidraad
        self._plan = plan
        self._watcher = watcher
        self._random = Random(plan.seed)  # noqa: S311  # nothing secret about examples
        self._calendar = Calendar.belgian()
        self._diary = Diary(self._calendar)
        self._since = Since()
        self._open: dict[int, tuple[str, datetime]] = {}
        self._planned: set[tuple[int, object]] = set()
        self._came = 0
        office.clock.set(start_of_day(plan.starts_on))
        self._staff = Staff(office, self._random)
        self._terms = TermWork(self._leidraad, self._staff, self._random, self._resume)
        self.report = YearReport(plan=plan)

    def play(self, also: Iterable[tuple[datetime, Act]]) -> None:
        """Go from one plan to the next until the year is over."""
        for instant, act in also:
            self._diary.note(instant, act)
        end = start_of_day(self._plan.starts_on + timedelta(days=self._plan.days))
        self._diary.note(self._diary.at_work(self._now), self._morning)
        self._diary.note(self._now + timedelta(days=7), self._week)
        while (at := self._diary.next_at()) is not None and at < end:
            self._pass(at)
            for act in self._diary.take(at):
                act()
            self._look()
        self._pass(end)
        self._watcher.end(end)
        self._close(end)

    @property
    def _now(self) -> datetime:
        return self._office.clock.now()

    def _pass(self, until: datetime) -> None:
        pass_time(self._leidraad, self._now, until, self._set_clock)
        self._look()
        self._watcher.caught_up(until)

    def _set_clock(self, now: datetime) -> None:
        """Look at what was due at the instant before, and go on to the next one."""
        self._look()
        self._office.clock.set(now)

    def _week(self) -> None:
        self._watcher.week(self._now)
        self._diary.note(self._now + timedelta(days=7), self._week)

    def _morning(self) -> None:
        """Let newcomers in, people come and go; every working day."""
        free = self._plan.caseload - len(self._open)
        if free > 0:
            self._let_in(min(free, max(1, self._plan.caseload // _WAVE)))
        if self._random.random() < _LEAVES:
            self._staff.go_on_leave(self._today + timedelta(days=14))
        if self._random.random() < _HIRES:
            self._staff.hire(self._random.choice(sorted(self._office.teams)))
        tomorrow = self._today + _ONE_DAY
        self._diary.note(self._diary.at_work_on(tomorrow, after=self._now), self._morning)

    @property
    def _today(self) -> date:
        return brussels_date(self._now)

    def _let_in(self, count: int) -> None:
        self._came += 1
        seed = self._plan.seed * 100_000 + self._came
        some = generate(count, seed=seed, today=self._today)
        lines = (RawLine(number=number, values=one) for number, one in enumerate(some))
        taken = import_register(self._leidraad, SYSTEM, lines)
        if taken.problems:
            raise UnexplainedError(taken.problems[0].text.en)
        self.report.lines.update(taken.results)

    def _look(self) -> None:
        """Read what is new, let it be looked at, and plan what people do about it."""
        with self._leidraad.reading() as connection:
            found = news(connection, self._since)
            touched = found.touched
            waits = awaited(connection, touched) if touched else []
        if not touched:
            return
        self._since = found.since
        self._count(found)
        for failed in found.incidents:
            self._explain(failed)
        self._watcher.step(touched)
        for task in found.tasks:
            self._plan_task(task)
        for entry in found.deliveries:
            later = timedelta(days=self._random.randint(0, 3))
            self._plan_act(self._now + later, partial(self._staff.deliver, entry))
        for message in waits:
            self._plan_message(message)

    def _count(self, found: News) -> None:
        for one in found.happened:
            self.report.happened[one.kind] += 1
            if one.kind == "case_opened":
                self._open[one.case_id] = (one.trajectory, one.at)
                self._plan_odd(one.case_id)
            elif one.kind in _CLOSED:
                self._end(one)

    def _end(self, one: Happened) -> None:
        trajectory, opened_at = self._open.pop(one.case_id)
        how = one.element if one.kind == "case_ended" else "(cancelled)"
        self.report.outcomes[trajectory, how] += 1
        days = (one.at - opened_at) / _ONE_DAY
        self.report.durations.append(days)
        self.report.days_open += days

    def _close(self, end: datetime) -> None:
        for trajectory, opened_at in self._open.values():
            self.report.outcomes[trajectory, "(running)"] += 1
            self.report.days_open += (end - opened_at) / _ONE_DAY
        with self._leidraad.reading() as connection:
            for trajectory in {name for name, _ in self.report.outcomes}:
                version = self._leidraad.published.live(connection, trajectory)
                self.report.coverage[trajectory] = coverage(
                    version.definition, fired_in(connection, trajectory)
                )
        self.report.done = self._staff.done

    def _explain(self, failed: NewIncident) -> None:
        """Retry what was made to fail; anything else ends the year."""
        if failed.kind != "delivery" or not self._staff.failed_deliveries[failed.case_id]:
            message = (
                f"seed {self._plan.seed}, {self._now:%Y-%m-%d}, case {failed.case_id}: "
                f"{failed.kind} at {failed.place}: {failed.text.en}"
            )
            raise UnexplainedError(message)
        self._staff.failed_deliveries[failed.case_id] -= 1
        self.report.incidents[failed.kind] += 1
        later = self._now + timedelta(days=self._random.randint(1, 4))
        act = partial(self._staff.retry, failed.case_id, failed.incident_id)
        self._plan_act(later, act)

    def _plan_act(self, earliest: datetime, act: Act) -> None:
        self._diary.note(self._diary.at_work(earliest), lambda: self._do(act))

    def _do(self, act: Act) -> None:
        try:
            act()
        except Exception as error:
            error.add_note(f"seed {self._plan.seed}, {self._now:%Y-%m-%d %H:%M}")
            raise
        self._look()

    def _plan_task(self, task: NewTask) -> None:
        at = self._day_for(task)
        if self._random.random() < _EARLY:
            self._plan_act(self._now, partial(self._staff.take, task.task_id))
        finish = partial(self._staff.finish, task.task_id)
        self._diary.note(
            self._diary.at_work_on(at, after=self._now), lambda: self._do(finish)
        )

    def _day_for(self, task: NewTask) -> date:
        """Choose a day: mostly in time, the longer the term the later in it."""
        random = self._random
        if task.due_on is None:
            return self._today + timedelta(days=random.randint(0, 14))
        left = max((task.due_on - self._today).days, 0)
        if random.random() < _LIES:
            return task.due_on + timedelta(days=random.randint(1, _LATE))
        share = random.random() if left < _LATE else random.triangular(0, 1, 0.9)
        return self._today + timedelta(days=int(left * share))

    def _plan_message(self, message: AwaitedMessage) -> None:
        """Plan when a message comes in, if ever; once for each time it is awaited."""
        known = (message.case_id, message.place)
        if known in self._planned:
            return
        self._planned.add(known)
        is_stray = self._is_stray(message)
        if self._random.random() > (_AT_ANY_TIME if is_stray else _WAITED_FOR):
            return
        days = self._random.expovariate(1 / (_RARE_DAYS if is_stray else _USUAL_DAYS))
        act = partial(self._tell, message)
        self._plan_act(self._now + timedelta(days=days), act)

    def _tell(self, message: AwaitedMessage) -> None:
        self._planned.discard((message.case_id, message.place))
        self._staff.tell(message)

    def _is_stray(self, message: AwaitedMessage) -> bool:
        """Whether it may come at any time, while the case does something else."""
        definition = self._staff.definition(message.definition_id)
        return any(
            node.kind in _STRAY for node in nodes_called(definition, message.place.element)
        )

    def _plan_odd(self, case_id: int) -> None:
        days = self._random.expovariate(1 / _ODD_DAYS)
        self._plan_act(self._now + timedelta(days=days), partial(self._odd, case_id))

    def _odd(self, case_id: int) -> None:
        """Do something out of the ordinary, and plan the next time."""
        with self._leidraad.reading() as connection:
            case = running_case(connection, case_id)
        if case is None:
            return
        staff = self._staff
        (act,) = self._random.choices(
            (staff.note, staff.correct, self._terms.change, staff.cancel),
            weights=(30, 30, 40, 2),
        )
        act(case)
        self._plan_odd(case_id)

    def _resume(self, case_id: int, deadline_id: int, days: int) -> None:
        act = partial(self._terms.resume, case_id, deadline_id)
        self._plan_act(self._now + timedelta(days=days), act)


def nodes_called(definition: Definition, element: str) -> list[Node]:
    """Give the nodes with an id, of whatever diagram of the trajectory."""
    return [
        process.nodes[element]
        for process in definition.processes.values()
        if element in process.nodes
    ]
