"""Event sub-processes, transactions, and what errors cross."""

import pytest

from engine.definitions.model import EventKind, NodeKind
from tests.support.diagrams import (
    both,
    boundary,
    call,
    define,
    draw,
    end,
    handler,
    inside,
    node,
    start,
    user,
)
from tests.support.playing import Case

MESSAGE, SIGNAL, ERROR = EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ERROR


def test_an_event_sub_process_interrupts_the_process_around_it() -> None:
    process = draw(
        "start -> g\ng -> a\ng -> b\nstart_moved -> close",
        g=both(),
        moved=handler(),
        start_moved=start(MESSAGE, parent="moved"),
        close=user(parent="moved"),
    )
    case = Case(define(process)).start()
    assert case.open("message") == ["start_moved"]

    case.deliver("start_moved", city="Gent")
    assert case.open() == ["close"]

    assert case.complete("close").ended == "close"


def test_an_event_sub_process_that_does_not_interrupt_can_begin_again() -> None:
    process = draw(
        "start -> a\nstart_note -> note",
        noting=handler(),
        start_note=start(MESSAGE, parent="noting", interrupting=False),
        note=user(parent="noting"),
    )
    case = Case(define(process)).start()

    case.deliver("start_note")
    case.deliver("start_note")
    assert case.open() == ["a", "note", "note"]
    case.complete("a")
    assert case.ended is None
    case.complete("note", scope="noting:1")

    assert case.complete("note", scope="noting:2").ended is not None


@pytest.mark.parametrize("last", ["note", "a"])
def test_what_runs_beside_the_flow_does_not_say_how_a_case_ended(last: str) -> None:
    process = draw(
        "start -> a\na -> reached\nstart_note -> note\nnote -> noted",
        reached=end(),
        noting=handler(),
        start_note=start(MESSAGE, parent="noting", interrupting=False),
        note=user(parent="noting"),
        noted=end(parent="noting"),
    )
    case = Case(define(process)).start()
    case.deliver("start_note")

    case.complete("note" if last == "a" else "a")
    assert case.ended is None

    assert case.complete(last).ended == "reached"


def test_what_a_boundary_event_began_beside_the_flow_does_not_say_it_either() -> None:
    process = draw(
        "start -> a\na -> reached\nasked -> note\nnote -> noted",
        a=user(),
        reached=end(),
        asked=boundary("a", MESSAGE, interrupting=False),
        note=user(),
        noted=end(),
    )
    case = Case(define(process)).start()
    case.deliver("asked")
    case.complete("a")
    assert case.ended is None

    assert case.complete("note").ended == "reached"


def test_what_interrupts_the_flow_says_how_a_case_ended() -> None:
    process = draw(
        "start -> a\na -> reached\nstart_note -> note\nnote -> noted\n"
        "start_out -> out\nout -> left",
        reached=end(),
        noting=handler(),
        start_note=start(MESSAGE, parent="noting", interrupting=False),
        note=user(parent="noting"),
        noted=end(parent="noting"),
        leaving=handler(),
        start_out=start(MESSAGE, parent="leaving"),
        out=user(parent="leaving"),
        left=end(parent="leaving"),
    )
    case = Case(define(process)).start()
    case.deliver("start_note")
    case.complete("a")
    case.deliver("start_out")

    assert case.complete("out").ended == "left"


def test_an_event_sub_process_catches_errors_from_inside() -> None:
    process = draw(
        "start -> sub\na -> wrong\nstart_repair -> repair",
        sub=inside(),
        a=user(parent="sub"),
        wrong=end(ERROR, parent="sub", event_name="E"),
        repairing=handler(parent="sub"),
        start_repair=start(ERROR, parent="repairing"),
        repair=user(parent="repairing"),
    )
    case = Case(define(process)).start()

    case.complete("a")
    assert case.open() == ["repair"]

    assert case.complete("repair").ended == "sub"


def test_an_error_in_an_error_handler_goes_outward() -> None:
    process = draw(
        "start -> sub\nstart_in -> wrong\nstart_repair -> again\ncaught -> b",
        sub=inside(),
        start_in=start(parent="sub"),
        wrong=end(ERROR, parent="sub"),
        repairing=handler(parent="sub"),
        start_repair=start(ERROR, parent="repairing"),
        again=end(ERROR, parent="repairing"),
        caught=boundary("sub", ERROR),
    )

    assert Case(define(process)).start().open() == ["b"]


def test_a_cancel_end_leaves_the_transaction_by_its_cancel_event() -> None:
    process = draw(
        "start -> deal\nask -> no\nundone -> b",
        deal=node(NodeKind.TRANSACTION),
        ask=user(parent="deal"),
        no=end(EventKind.CANCEL, parent="deal"),
        undone=boundary("deal", EventKind.CANCEL),
    )
    case = Case(define(process)).start()

    case.complete("ask")

    assert case.open() == ["b"]


def test_an_error_crosses_call_activities() -> None:
    called = draw("start -> x\nx -> wrong", name="called", wrong=end(ERROR, event_name="E"))
    process = draw("start -> c\ncaught -> b", c=call("called"), caught=boundary("c", ERROR))
    case = Case(define(process, called)).start()

    case.complete("x")

    assert case.open() == ["b"]


def test_a_boundary_event_takes_everything_inside_a_sub_process_away() -> None:
    process = draw(
        """
        start -> outer
        start_o -> inner
        a -> end_i
        stop -> b
        """,
        outer=inside(),
        start_o=start(parent="outer"),
        inner=inside(parent="outer"),
        a=user(parent="inner"),
        end_i=end(parent="inner"),
        note=boundary("inner", MESSAGE, parent="outer"),
        stop=boundary("outer", MESSAGE),
    )
    case = Case(define(process)).start()
    assert case.place("task", "a").scope == "outer:1/inner:1"

    case.deliver("stop")

    assert case.open() == ["b"]
    assert case.open("message") == []
