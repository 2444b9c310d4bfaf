"""Where facts are read and written: sub-processes, calls, rounds, mappings."""

from decimal import Decimal

import pytest

from engine.definitions.model import EventKind, MultiInstance
from engine.errors import StepFailedError
from engine.step import Place
from tests.support.diagrams import (
    boundary,
    call,
    define,
    draw,
    end,
    feel,
    inside,
    script,
    start,
    user,
    xor,
)
from tests.support.playing import Case


def many(collection: str = "people", **attributes: object) -> MultiInstance:
    """Repeat for each of a list, at once, with the element as ``person``."""
    given = {"sequential": False, "element": "person"} | attributes
    return MultiInstance(collection=feel(collection), **given)  # type: ignore[arg-type]


def test_a_plain_sub_process_shares_the_facts_around_it() -> None:
    process = draw(
        "start -> sub\nstart_in -> a\nsub -> b",
        sub=inside(),
        start_in=start(parent="sub"),
        a=user(parent="sub"),
    )
    case = Case(define(process)).start()
    assert case.place("task", "a") == Place("sub:1", "a", 1)

    step = case.complete("a", x=Decimal(1))

    assert (step.facts[0].scope, step.facts[0].name) == ("", "x")
    assert step.path == ("sub:1/a", "sub", "sub_b")


def test_a_sub_process_with_inputs_keeps_its_facts_but_for_the_outputs() -> None:
    process = draw(
        "start -> sub\na -> end_in\nsub -> b",
        sub=inside(inputs={"twice": "x * 2"}, outputs={"result": "y + twice"}),
        a=user(parent="sub"),
        end_in=end(parent="sub"),
    )
    case = Case(define(process), x=Decimal(2)).start()
    assert case.fact("twice", "sub:1") == Decimal(4)

    case.complete("a", y=Decimal(3))

    assert case.fact("y", "sub:1") == Decimal(3)
    assert case.fact("result") == Decimal(7)
    assert ("", "y") not in case.facts


def test_a_called_diagram_sees_only_its_inputs_unless_all_goes_in() -> None:
    called = draw("start -> s\ns -> x", name="called", s=script(seen="hidden", got="given"))
    mapped = draw("start -> c", c=call("called", inputs={"given": "1"}, all_in=False))
    whole = draw("start -> c", c=call("called", inputs={"given": "1"}, all_in=True))

    closed = Case(define(mapped, called), hidden="secret").start()
    opened = Case(define(whole, called), hidden="secret").start()

    assert closed.fact("seen", "c:1") is None
    assert closed.fact("got", "c:1") == Decimal(1)
    assert opened.fact("seen", "c:1") == "secret"


def test_what_a_called_diagram_writes_comes_out_by_the_mappings() -> None:
    called = draw("start -> x", name="called")
    process = draw("start -> c\nc -> b", c=call("called", outputs={"result": "y"}))
    case = Case(define(process, called)).start()

    step = case.complete("x", y="Y", z="Z")

    assert case.fact("result") == "Y"
    assert ("", "z") not in case.facts
    assert step.path[0] == "c:1/called:x"


def test_all_that_a_called_diagram_writes_comes_out_when_it_says_so() -> None:
    called = draw("start -> x", name="called")
    process = draw("start -> c\nc -> b", c=call("called", inputs={"i": "1"}, all_out=True))
    case = Case(define(process, called)).start()

    case.complete("x", y="Y")

    assert case.fact("y") == "Y"
    assert ("", "i") not in case.facts


def test_a_task_with_inputs_sees_them_and_gives_the_rest_to_the_scope_around() -> None:
    process = draw("start -> a\na -> b", a=user(inputs={"shown": "x + 1"}))
    case = Case(define(process), x=Decimal(1)).start()
    place = case.place("task", "a")
    assert place == Place("a:1", "a", 1)
    assert case.fact("shown", place.scope) == Decimal(2)

    case.complete("a", shown=Decimal(5), y=Decimal(6))

    assert case.fact("shown", "a:1") == Decimal(5)
    assert case.fact("y") == Decimal(6)


def test_a_task_with_outputs_keeps_its_answers_and_gives_what_is_mapped() -> None:
    process = draw("start -> a\na -> b", a=user(outputs={"name": "upper case(typed)"}))
    case = Case(define(process)).start()

    case.complete("a", typed="an")

    assert case.fact("typed", "a:1") == "an"
    assert case.fact("name") == "AN"


def test_rounds_at_once_have_facts_of_their_own_and_collect_them() -> None:
    rounds = many(output_collection="votes", output_element=feel("vote"))
    process = draw("start -> ask\nask -> b", ask=user(multi_instance=rounds))
    case = Case(define(process), people=["an", "bo"]).start()
    assert case.open() == ["ask", "ask"]
    assert case.place("task", "ask", "ask:2") == Place("ask:2", "ask", 1)
    assert case.fact("person", "ask:2") == "bo"

    case.complete("ask", scope="ask:2", vote="no")
    case.complete("ask", scope="ask:1", vote="yes")

    assert case.open() == ["b"]
    assert case.fact("votes") == ["yes", "no"]
    assert ("", "vote") not in case.facts


def test_rounds_one_by_one_count_themselves() -> None:
    rounds = many(
        sequential=True, output_collection="seen", output_element=feel("loopCounter")
    )
    process = draw("start -> ask\nask -> b", ask=user(multi_instance=rounds))
    case = Case(define(process), people=["an", "bo", "cy"]).start()

    for person in ("an", "bo", "cy"):
        (place,) = case.rows["task"]
        assert case.fact("person", place.scope) == person
        case.complete("ask")

    assert case.fact("seen") == [Decimal(1), Decimal(2), Decimal(3)]
    assert case.open() == ["b"]


def test_a_completion_condition_ends_the_rounds_early() -> None:
    rounds = many(
        completion=feel('vote = "no" or numberOfCompletedInstances >= 2'),
        output_collection="votes",
        output_element=feel("vote"),
    )
    process = draw("start -> ask\nask -> b", ask=user(multi_instance=rounds))
    case = Case(define(process), people=["an", "bo", "cy"]).start()

    case.complete("ask", scope="ask:2", vote="yes")
    step = case.complete("ask", scope="ask:3", vote="no")

    assert [closed.how for closed in step.tasks_closed] == ["completed", "cancelled"]
    assert case.fact("votes") == [None, "yes", "no"]
    assert case.open() == ["b"]


def test_rounds_for_nobody_are_done_at_once() -> None:
    process = draw("start -> ask\nask -> b", ask=user(multi_instance=many()))

    assert Case(define(process), people=[]).start().open() == ["b"]


def test_rounds_by_number() -> None:
    rounds = MultiInstance(sequential=False, cardinality=feel("1 + 2"), element="number")
    process = draw("start -> ask", ask=user(multi_instance=rounds))

    case = Case(define(process)).start()

    assert case.open() == ["ask"] * 3
    assert case.fact("number", "ask:3") == Decimal(3)


def test_rounds_need_a_list() -> None:
    process = draw("start -> ask", ask=user(multi_instance=many()))

    with pytest.raises(StepFailedError) as failure:
        Case(define(process), people="an").start()

    assert failure.value.element == "ask"


def test_rounds_reached_again_are_new_occurrences() -> None:
    process = draw(
        "start -> m\nm -> ask\nask -> x\nx -> m: again\nx -> b: default",
        m=xor(),
        x=xor(),
        ask=user(multi_instance=many()),
    )
    case = Case(define(process), people=["an", "bo"], again=True).start()

    case.complete("ask")
    case.complete("ask")

    assert sorted(place.scope for place in case.rows["task"]) == ["ask:3", "ask:4"]


def test_rounds_of_a_sub_process_are_scopes() -> None:
    process = draw(
        "start -> sub\nstart_in -> a\nsub -> b",
        sub=inside(multi_instance=many(output_collection="all", output_element=feel("x"))),
        start_in=start(parent="sub"),
        a=user(parent="sub"),
    )
    case = Case(define(process), people=["an", "bo"]).start()
    assert case.place("task", "a", "sub:2") == Place("sub:2", "a", 1)

    case.complete("a", scope="sub:1", x=Decimal(1))
    case.complete("a", scope="sub:2", x=Decimal(2))

    assert case.fact("all") == [Decimal(1), Decimal(2)]


def test_rounds_of_a_call_are_closed_scopes() -> None:
    called = draw(
        "start -> s\ns -> x", name="called", s=script(seen="hidden", who="person")
    )
    process = draw(
        "start -> c",
        c=call("called", all_in=False, multi_instance=many(), inputs={"i": "loopCounter"}),
    )

    case = Case(define(process, called), people=["an", "bo"], hidden="h").start()

    assert case.fact("seen", "c:2") is None
    assert case.fact("who", "c:2") == "bo"
    assert case.fact("i", "c:2") == Decimal(2)


def test_a_boundary_event_takes_all_rounds_away() -> None:
    process = draw(
        "start -> ask\nask -> b\nstop -> c",
        ask=user(multi_instance=many()),
        stop=boundary("ask", EventKind.MESSAGE),
    )
    case = Case(define(process), people=["an", "bo", "cy"]).start()
    case.complete("ask")

    step = case.deliver("stop")

    assert [closed.how for closed in step.tasks_closed] == ["cancelled", "cancelled"]
    assert case.open() == ["c"]


def test_a_diagram_that_calls_itself_is_stopped() -> None:
    process = draw("start -> c", name="process", c=call("process"))

    with pytest.raises(StepFailedError, match="inside each other"):
        Case(define(process)).start()
