"""Timers and deadlines: rows that are armed, fired, missed, and caught up with."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine import runtime
from engine.clock import BRUSSELS
from engine.definitions.model import EventKind, NodeKind
from engine.errors import StepFailedError
from engine.runtime.moments import Span, instant_of, literal_span, read_cycle, read_span
from tests.support.diagrams import boundary, catch, define, draw, node, user
from tests.support.playing import NOW, Case, Terms

TIMER, MESSAGE = EventKind.TIMER, EventKind.MESSAGE


def brussels(*parts: int) -> datetime:
    """Give an instant by the clock on the wall in Brussels."""
    return datetime(*parts, tzinfo=BRUSSELS).astimezone(UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("length", "start", "due"),
    [
        ("P1D", brussels(2026, 3, 28, 9), brussels(2026, 3, 29, 9)),
        ("PT24H", brussels(2026, 3, 28, 9), brussels(2026, 3, 29, 10)),
        ("P1D", brussels(2026, 10, 24, 9), brussels(2026, 10, 25, 9)),
        ("PT24H", brussels(2026, 10, 24, 9), brussels(2026, 10, 25, 8)),
        ("P1D", brussels(2026, 3, 28, 2, 30), brussels(2026, 3, 29, 3, 30)),
        ("P1M", brussels(2026, 1, 31, 9), brussels(2026, 2, 28, 9)),
        ("P1Y", brussels(2028, 2, 29, 9), brussels(2029, 2, 28, 9)),
        ("P1M", brussels(2026, 3, 15, 9), brussels(2026, 4, 15, 9)),
        ("P2W", brussels(2026, 1, 5, 9), brussels(2026, 1, 19, 9)),
        ("P1DT1H", brussels(2026, 3, 28, 9), brussels(2026, 3, 29, 10)),
    ],
)
def test_days_and_months_follow_the_wall_clock_and_hours_do_not(
    length: str, start: datetime, due: datetime
) -> None:
    span = read_span(length)

    assert span is not None
    assert span.after(start) == due


@pytest.mark.parametrize("text", ["", "P", "PT", "14 days", "P1H", "1D", "P1.5M"])
def test_what_is_no_duration_is_not_read_as_one(text: str) -> None:
    assert read_span(text) is None


def test_a_literal_duration_keeps_days_and_hours_apart() -> None:
    assert literal_span('duration("PT24H")') == Span(exact=timedelta(hours=24))
    assert literal_span('"P1D"') == Span(days=1)
    assert literal_span("duration(x)") is None


@pytest.mark.parametrize(
    ("value", "instant"),
    [
        (date(2026, 7, 15), brussels(2026, 7, 15)),
        (datetime(2026, 7, 15, 9), brussels(2026, 7, 15, 9)),
        (datetime(2026, 7, 15, 9, tzinfo=UTC), datetime(2026, 7, 15, 9, tzinfo=UTC)),
        ("2026-07-15", brussels(2026, 7, 15)),
        ("2026-07-15T09:00", brussels(2026, 7, 15, 9)),
        ("2026-07-15T09:00:00Z", datetime(2026, 7, 15, 9, tzinfo=UTC)),
        ("P1D", NOW + timedelta(days=1)),
        (timedelta(days=2, hours=1), NOW + timedelta(days=2, hours=1)),
    ],
)
def test_a_timer_takes_dates_moments_and_durations(
    value: object, instant: datetime
) -> None:
    assert instant_of(value, NOW) == instant


@pytest.mark.parametrize("value", [None, "soon", True, ["P1D"]])
def test_a_timer_refuses_what_is_no_moment(value: object) -> None:
    with pytest.raises(StepFailedError):
        instant_of(value, NOW)


@pytest.mark.parametrize("text", ["P1D", "R3", "R3/1D", "R/PT0S", "0 0 9 * * ?", "R-1/P1D"])
def test_what_is_no_cycle_is_refused(text: str) -> None:
    with pytest.raises(StepFailedError):
        read_cycle(text)


def test_a_monthly_cycle_does_not_creep_to_the_front_of_the_month() -> None:
    cycle, anchor = read_cycle("R/P1M"), brussels(2026, 1, 31, 9)

    points = [cycle.point(anchor, index).astimezone(BRUSSELS).day for index in (1, 2, 3)]

    assert points == [28, 31, 30]


@pytest.mark.parametrize("span", ["PT7M", "PT36H", "P1D", "P1M", "P1Y2M3DT4H"])
def test_after_an_outage_a_cycle_goes_on_at_the_next_point_of_its_grid(span: str) -> None:
    cycle, now = read_cycle(f"R/{span}"), NOW + timedelta(days=1234, hours=5)

    index = cycle.next_after(NOW, 1, now)

    assert index is not None
    assert cycle.point(NOW, index) > now >= cycle.point(NOW, index - 1)


def test_a_timer_is_a_row_and_fires_when_it_is_told() -> None:
    process = draw("start -> w\nw -> a", w=catch(TIMER, timer=("duration", '"P14D"')))
    case = Case(define(process)).start()
    (armed,) = case.steps[0].timers_armed
    assert armed.due_at == NOW + timedelta(days=14)

    step = case.fire("w")

    assert step.timers_disarmed[0].how == "fired"
    assert case.open() == ["a"]


def test_only_the_timer_that_is_fired_fires_even_when_others_are_due() -> None:
    process = draw(
        "start -> a\na -> end\nx -> b\ny -> c",
        x=boundary("a", TIMER, timer=("duration", '"P1D"'), interrupting=False),
        y=boundary("a", TIMER, timer=("duration", '"P1D"'), interrupting=False),
    )
    case = Case(define(process)).start()
    case.now += timedelta(days=9)

    case.fire("y")

    assert case.open() == ["a", "c"]
    assert case.open("timer") == ["x"]


def test_a_stale_timer_is_nothing() -> None:
    process = draw(
        "start -> a\na -> b\nx -> c", x=boundary("a", TIMER, timer=("duration", '"P1D"'))
    )
    case = Case(define(process)).start()
    place = case.place("timer", "x")
    case.complete("a")

    fired = runtime.fire_timer(case.compiled, case.state, place, **case._around())

    assert fired is None


def test_a_cycle_is_one_row_for_each_next_firing_and_ends() -> None:
    process = draw(
        "start -> a\na -> end\nx -> note",
        x=boundary("a", TIMER, timer=("cycle", '"R3/P7D"'), interrupting=False),
    )
    case = Case(define(process)).start()
    due = []
    for occurrence in (1, 2, 3):
        ((place, row),) = case.rows["timer"].items()
        assert place.occurrence == occurrence
        due.append(row.due_at)
        case.fire("x")

    assert due == [NOW + timedelta(days=7 * week) for week in (1, 2, 3)]
    assert case.open("timer") == []
    assert case.open() == ["a", "note", "note", "note"]


def test_a_cycle_fires_once_after_an_outage() -> None:
    process = draw(
        "start -> a\na -> end\nx -> note",
        x=boundary("a", TIMER, timer=("cycle", '"R/P1D"'), interrupting=False),
    )
    case = Case(define(process)).start()
    case.now += timedelta(days=10, hours=1)

    case.fire("x")

    assert case.open() == ["a", "note"]
    ((_, row),) = case.rows["timer"].items()
    assert row.due_at == NOW + timedelta(days=11)


def test_a_deadline_opens_with_its_task_and_is_met_when_it_is_done() -> None:
    task = user(due='deadline("report")', due_deadline="report")
    law = Terms(days={"report": 90})
    case = Case(define(draw("start -> a\na -> b", a=task)), law=law)
    case.facts[("", "started_on")] = date(2026, 1, 5)

    case.start()
    assert case.steps[0].tasks_opened[0].due_on == date(2026, 4, 5)
    assert case.steps[0].deadlines_opened[0].name == "report"
    step = case.complete("a")

    assert [(closed.name, closed.how) for closed in step.deadlines_closed] == [
        ("report", "met")
    ]


def test_the_timer_of_a_deadline_fires_when_its_last_day_is_over() -> None:
    case = _with_deadline()
    (armed,) = case.steps[0].timers_armed
    assert (armed.due_at, armed.deadline) == (brussels(2026, 2, 5), "reply")

    step = case.fire("late")

    assert step.deadlines_closed[0].how == "missed"
    assert case.open() == ["warn"]


def test_a_deadline_at_the_boundary_is_met_when_the_task_is_done() -> None:
    case = _with_deadline()

    step = case.complete("a")

    assert [closed.how for closed in step.deadlines_closed] == ["met"]
    assert [closed.how for closed in step.timers_disarmed] == ["cancelled"]


def test_a_deadline_is_waived_when_its_task_is_taken_away() -> None:
    case = _with_deadline()

    step = case.deliver("moved")

    assert [closed.how for closed in step.deadlines_closed] == ["waived"]


def test_a_deadline_behind_an_event_gateway_is_met_by_the_other_event() -> None:
    process = draw(
        "start -> g\ng -> late\ng -> answer\nlate -> a\nanswer -> b",
        g=node(NodeKind.EVENT_GATEWAY),
        late=catch(TIMER, deadline="reply"),
        answer=catch(MESSAGE),
    )
    law = Terms(days={"reply": 30})
    case = Case(define(process), law=law, started_on=date(2026, 1, 5)).start()

    step = case.deliver("answer")

    assert [closed.how for closed in step.deadlines_closed] == ["met"]


def test_a_deadline_without_its_start_names_the_element() -> None:
    task = user(due='deadline("report")', due_deadline="report")

    with pytest.raises(StepFailedError) as failure:
        Case(define(draw("start -> a", a=task)), law=Terms(days={"report": 1})).start()

    assert failure.value.element == "a"


def _with_deadline() -> Case:
    process = draw(
        "start -> a\na -> done\nlate -> warn\nmoved -> gone",
        late=boundary("a", TIMER, deadline="reply"),
        moved=boundary("a", MESSAGE),
    )
    law = Terms(days={"reply": 30})
    return Case(define(process), law=law, started_on=date(2026, 1, 5)).start()
