"""A task and the timer on it that are about one term; a case that closes itself."""

from datetime import date

from engine.definitions.model import EventKind
from tests.support.diagrams import boundary, define, draw, end, handler, start, user
from tests.support.playing import Case, Terms

TIMER, MESSAGE, ERROR = EventKind.TIMER, EventKind.MESSAGE, EventKind.ERROR


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
