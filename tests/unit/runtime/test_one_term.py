"""A task and the timer on it that are about one term; a case that closes itself."""

from datetime import date

from engine.definitions.model import EventKind
from engine.runtime import waits_alone
from engine.step import Place
from tests.support.diagrams import (
    both,
    boundary,
    catch,
    define,
    draw,
    end,
    handler,
    start,
    user,
)
from tests.support.playing import Case, Terms

TIMER, MESSAGE, ERROR = EventKind.TIMER, EventKind.MESSAGE, EventKind.ERROR
HOUR = ("duration", 'duration("PT1H")')


def reporting() -> Case:
    """Play a task whose due date and boundary timer name the same term."""
    process = draw(
        "start -> a\na -> done\nlate -> warn",
        a=user(due='deadline("report")', due_deadline="report"),
        late=boundary("a", TIMER, deadline="report"),
    )
    law = Terms(days={"report": 90})
    return Case(define(process), law=law, started_on=date(2026, 1, 5)).start()


def test_a_term_of_a_task_and_its_timer_is_opened_once() -> None:
    opened = reporting().steps[0].deadlines_opened

    assert [(one.name, one.place.element) for one in opened] == [("report", "a")]


def test_a_term_whose_timer_takes_the_task_away_is_missed_and_not_waived() -> None:
    case = reporting()

    step = case.fire("late")

    assert [(one.place.element, one.how) for one in step.deadlines_closed] == [
        ("a", "missed")
    ]
    assert case.open() == ["warn"]


def test_a_term_of_a_task_that_is_done_is_met_once() -> None:
    step = reporting().complete("a")

    assert [one.how for one in step.deadlines_closed] == ["met"]


def test_a_message_handler_can_close_the_case_by_an_error() -> None:
    process = draw(
        "start -> a\nstart_moved -> review\nreview -> leave\nstart_close -> gone",
        moved=handler(),
        start_moved=start(MESSAGE, parent="moved", interrupting=False),
        review=user(parent="moved"),
        leave=end(ERROR, parent="moved", event_name="case_closes"),
        closing=handler(),
        start_close=start(ERROR, parent="closing", event_name="case_closes"),
        gone=end(parent="closing"),
    )
    case = Case(define(process)).start()
    case.deliver("start_moved")

    step = case.complete("review", scope="moved:1")

    assert step.ended == "gone"
    assert case.open() == []


def test_a_term_whose_timer_lets_the_task_stand_is_late_and_not_closed() -> None:
    process = draw(
        "start -> a\na -> done\nlate -> warn",
        a=user(due='deadline("report")', due_deadline="report"),
        late=boundary("a", TIMER, deadline="report", interrupting=False),
    )
    law = Terms(days={"report": 90})
    case = Case(define(process), law=law, started_on=date(2026, 1, 5)).start()

    late = case.fire("late").deadlines_closed
    done = case.complete("a").deadlines_closed

    assert [(one.how, one.stands) for one in late] == [("missed", True)]
    assert [(one.how, one.stands) for one in done] == [("met", False)]


def test_a_timer_follows_the_term_of_the_task_that_it_hangs_on() -> None:
    step = reporting().steps[0]

    (timer,), (task,) = step.timers_armed, step.tasks_opened
    assert timer.follows == task.place == step.deadlines_opened[0].place
    assert (timer.deadline, task.deadline) == ("report", "report")


def test_only_a_timer_between_two_flows_waits_alone() -> None:
    process = draw(
        "start -> fork\nfork -> a\nfork -> pause\na -> done\npause -> done\nlate -> warn",
        fork=both(),
        a=user(),
        pause=catch(TIMER, timer=HOUR),
        late=boundary("a", TIMER, timer=HOUR),
    )
    case = Case(define(process)).start()

    alone = {
        place.element: waits_alone(case.compiled, case.state, place)
        for place in case.rows["timer"]
    }
    assert alone == {"pause": True, "late": False}
    gone = Place("", "late", 9)
    assert not waits_alone(case.compiled, case.state, gone)
