"""Messages, signals, errors, escalations, links and conditions."""

import pytest

from engine.definitions.model import EventKind, NodeKind
from engine.errors import ConflictError, StepFailedError
from engine.step import Place
from tests.support.diagrams import (
    both,
    boundary,
    catch,
    define,
    draw,
    end,
    inside,
    node,
    service,
    throw,
    user,
    xor,
)
from tests.support.playing import Case

MESSAGE, SIGNAL, ERROR = EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ERROR
ESCALATION, CONDITIONAL = EventKind.ESCALATION, EventKind.CONDITIONAL


def test_a_message_is_awaited_by_name_and_key_and_its_payload_becomes_facts() -> None:
    process = draw(
        "start -> wait\nwait -> a",
        wait=catch(MESSAGE, event_name="registered", key="case.number"),
    )
    case = Case(define(process)).start()
    (awaited,) = case.steps[0].messages_awaited
    assert (awaited.name, awaited.key) == ("registered", "2026-1")

    case.deliver("wait", school="Sint-Jan")

    assert case.open() == ["a"]
    assert case.fact("school") == "Sint-Jan"


def test_output_mappings_choose_what_a_message_brings() -> None:
    wait = catch(MESSAGE, outputs={"school_name": "upper case(school)"})
    case = Case(define(draw("start -> wait\nwait -> a", wait=wait))).start()

    case.deliver("wait", school="sint-jan", other="dropped")

    assert case.fact("school_name") == "SINT-JAN"
    assert ("", "other") not in case.facts


def test_a_receive_task_waits_for_its_message() -> None:
    process = draw("start -> wait\nwait -> a", wait=node(NodeKind.RECEIVE_TASK))
    case = Case(define(process)).start()

    case.deliver("wait")

    assert case.open() == ["a"]


def test_a_message_that_nobody_waits_for_is_a_conflict() -> None:
    process = draw("start -> wait\nwait -> a", wait=catch(MESSAGE))
    case = Case(define(process)).start()
    case.rows["message"][Place("", "wait", 2)] = None

    case.deliver("wait")

    with pytest.raises(ConflictError):
        case.deliver("wait")


@pytest.mark.parametrize("kind", [throw, end])
def test_a_thrown_message_is_sent_and_the_token_goes_on(kind: object) -> None:
    thrown = kind(MESSAGE, event_name="tell", inputs={"who": "case.number"})  # type: ignore[operator]
    process = draw("start -> tell\nstart -> a", tell=thrown)

    case = Case(define(process)).start()

    (entry,) = case.sent
    assert (entry.topic, entry.payload) == ("tell", {"who": "2026-1"})
    assert case.open() == ["a"]


def test_an_interrupting_boundary_event_takes_the_task_away() -> None:
    process = draw("start -> a\na -> done\nmoved -> other", moved=boundary("a", MESSAGE))
    case = Case(define(process)).start()

    step = case.deliver("moved")

    assert step.tasks_closed[0].how == "cancelled"
    assert case.open() == ["other"]


def test_a_boundary_event_that_does_not_interrupt_can_come_again() -> None:
    process = draw(
        "start -> a\na -> done\nmoved -> note",
        moved=boundary("a", MESSAGE, interrupting=False),
    )
    case = Case(define(process)).start()

    case.deliver("moved")
    case.deliver("moved")
    assert case.open() == ["a", "note", "note"]
    case.complete("a")

    assert case.open("message") == []
    assert case.open() == ["done", "note", "note"]


def test_a_completed_task_takes_its_boundary_events_away() -> None:
    process = draw("start -> a\na -> b\nmoved -> c", moved=boundary("a", MESSAGE))
    case = Case(define(process)).start()

    case.complete("a")

    assert case.open("message") == []


def test_the_first_event_behind_an_event_gateway_decides() -> None:
    process = draw(
        """
        start -> first
        first -> answer
        first -> late
        first -> refused
        answer -> a
        late -> b
        refused -> c
        """,
        first=node(NodeKind.EVENT_GATEWAY),
        answer=catch(MESSAGE),
        late=catch(EventKind.TIMER, timer=("duration", '"P14D"')),
        refused=node(NodeKind.RECEIVE_TASK),
    )
    case = Case(define(process)).start()
    assert case.open("message") == ["answer", "refused"]

    step = case.deliver("refused")

    assert case.open() == ["c"]
    assert case.open("timer") == case.open("message") == []
    assert step.path == ("first", "first_refused", "refused", "refused_c")


def test_a_signal_reaches_every_waiting_event_of_the_case() -> None:
    process = draw(
        """
        start -> g
        g -> one
        g -> sub
        g -> a
        a -> tell
        one -> b
        two -> c
        """,
        g=both(),
        one=catch(SIGNAL, event_name="closed"),
        sub=inside(),
        two=catch(SIGNAL, event_name="closed", parent="sub"),
        c=user(parent="sub"),
        tell=throw(SIGNAL, event_name="closed"),
    )
    case = Case(define(process)).start()

    case.complete("a")

    assert case.open() == ["b", "c"]
    assert case.open("message") == []


def test_an_error_end_is_caught_by_code_around_its_sub_process() -> None:
    process = draw(
        """
        start -> sub
        fine -> refused
        other -> wrong
        caught -> right
        """,
        sub=inside(),
        fine=user(parent="sub"),
        refused=end(ERROR, event_name="NO_PLACE", parent="sub"),
        other=boundary("sub", ERROR, event_name="SICK"),
        caught=boundary("sub", ERROR, event_name="NO_PLACE"),
    )
    case = Case(define(process)).start()

    case.complete("fine")

    assert case.open() == ["right"]


def test_an_error_end_at_the_top_ends_the_case_with_all_that_is_open() -> None:
    process = draw("start -> g\ng -> a\ng -> b\na -> wrong", g=both(), wrong=end(ERROR))
    case = Case(define(process)).start()

    assert case.complete("a").ended == "wrong"


def test_an_error_that_nobody_catches_below_the_top_fails_by_name() -> None:
    process = draw(
        "start -> sub\na -> wrong",
        sub=inside(),
        a=user(parent="sub"),
        wrong=end(ERROR, event_name="LOST", parent="sub"),
    )
    case = Case(define(process)).start()

    with pytest.raises(StepFailedError, match="LOST") as failure:
        case.complete("a")

    assert (failure.value.scope, failure.value.element) == ("sub:1", "wrong")


def test_a_failing_service_is_caught_on_its_own_boundary() -> None:
    process = draw(
        "start -> s\ns -> a\nwrong -> b",
        s=service(),
        wrong=boundary("s", ERROR, event_name="E1"),
    )
    case = Case(define(process)).start()

    case.fail("s", "E1")

    assert case.open() == ["b"]


def test_a_failing_service_that_nobody_catches_is_an_incident() -> None:
    case = Case(define(draw("start -> s\ns -> a", s=service()))).start()

    with pytest.raises(StepFailedError) as failure:
        case.fail("s", "E1")

    assert failure.value.element == "s"


def test_an_escalation_goes_on_beside_what_it_escalates() -> None:
    process = draw(
        "start -> sub\nshout -> a\nseen -> b",
        sub=inside(),
        shout=throw(ESCALATION, event_name="LATE", parent="sub"),
        a=user(parent="sub"),
        seen=boundary("sub", ESCALATION, interrupting=False),
    )

    case = Case(define(process)).start()

    assert case.open() == ["a", "b"]


def test_an_escalation_that_nobody_catches_does_nothing() -> None:
    process = draw("start -> e\ne -> a", e=throw(ESCALATION, event_name="LATE"))

    assert Case(define(process)).start().open() == ["a"]


def test_a_link_goes_on_at_its_other_side() -> None:
    process = draw(
        "start -> out\nback -> a",
        out=throw(EventKind.LINK, event_name="L"),
        back=catch(EventKind.LINK, event_name="L"),
    )

    assert Case(define(process)).start().open() == ["a"]


def test_a_conditional_event_waits_until_its_condition_holds() -> None:
    process = draw(
        "start -> g\ng -> wait\ng -> a\nwait -> b",
        g=both(),
        wait=catch(CONDITIONAL, when="x > 1"),
    )
    case = Case(define(process), x=1).start()
    assert case.open() == ["a"]

    case.complete("a", x=2)

    assert case.open() == ["b"]


def test_a_conditional_boundary_event_fires_once_each_time_it_becomes_true() -> None:
    process = draw(
        "start -> g\ng -> a\ng -> m\nm -> t\nt -> m\nseen -> b",
        g=both(),
        m=xor(),
        seen=boundary("a", CONDITIONAL, when="x", interrupting=False),
    )
    case = Case(define(process), x=True).start()
    assert case.open() == ["a", "b", "t"]

    case.complete("t", x=True)
    assert case.open() == ["a", "b", "t"]
    case.complete("t", x=False)
    case.complete("t", x=True)

    assert case.open() == ["a", "b", "b", "t"]
