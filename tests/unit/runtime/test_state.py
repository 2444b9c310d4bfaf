"""The state: small, of live tokens only, the same wherever it is loaded."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import orjson
import pytest

from engine import runtime
from engine.definitions.model import EventKind, MultiInstance, NodeKind
from engine.errors import StepFailedError
from engine.runtime import compile_definition
from tests.support.diagrams import (
    both,
    boundary,
    call,
    catch,
    define,
    draw,
    feel,
    handler,
    inside,
    node,
    some,
    start,
    user,
    xor,
)
from tests.support.playing import Case

WIDE = draw(
    """
    start -> m
    m -> split
    split -> a
    split -> sub
    split -> each
    split -> called
    start_in -> b
    a -> join
    sub -> join
    each -> join
    called -> join
    join -> check
    check -> again
    again -> m: more
    again -> end: default
    late -> reminder
    start_note -> note
    """,
    m=xor(),
    split=some(),
    join=some(),
    again=xor(),
    sub=inside(),
    start_in=start(parent="sub"),
    b=user(parent="sub"),
    each=user(
        multi_instance=MultiInstance(
            sequential=False, collection=feel("[1, 2, 3]"), element="number"
        )
    ),
    called=call("called"),
    late=boundary("a", EventKind.TIMER, timer=("cycle", '"R/P7D"'), interrupting=False),
    noting=handler(),
    start_note=start(EventKind.MESSAGE, parent="noting", interrupting=False),
    note=user(parent="noting"),
)
CALLED = draw("start -> x\nx -> end", name="called")


def play_round(case: Case, *, more: bool) -> None:
    """Do every task of one round of the wide diagram."""
    case.fire("late")
    case.complete("reminder")
    for element in ("x", "each", "each", "each", "b", "a"):
        case.complete(element)
    case.complete("check", more=more)


def test_a_state_of_thirty_live_tokens_is_smaller_than_8_kb() -> None:
    flows = "\n".join(f"start -> t{number}\nt{number} -> end" for number in range(30))
    case = Case(define(draw(flows))).start()

    assert len(case.open()) == 30
    assert len(case.state) < 1024


def test_a_state_does_not_grow_with_the_history() -> None:
    case = Case(define(WIDE, CALLED)).start()
    play_round(case, more=True)
    once = len(case.state)

    for _ in range(100):
        play_round(case, more=True)

    assert len(case.state) <= once + 40  # the counters have more digits


def test_a_state_is_json_without_facts() -> None:
    case = Case(define(draw("start -> a\na -> b"))).start()
    case.complete("a", secret="of a person")

    assert b"secret" not in case.state
    assert b"person" not in case.state
    assert orjson.loads(case.state)[0] == 1


def test_a_state_of_another_definition_is_refused() -> None:
    case = Case(define(draw("start -> a\na -> b"))).start()
    other = compile_definition(replace(define(draw("start -> a")), digest="another"))
    case.compiled = other

    with pytest.raises(StepFailedError, match="another version"):
        case.complete("a")


def test_eight_threads_play_one_definition_and_leave_it_as_it_was() -> None:
    compiled = compile_definition(define(WIDE, CALLED))
    before = compiled.digest()

    def play(_: int) -> tuple[str | None, list[str]]:
        case = Case(compiled).start()
        for more in (True, True, False):
            play_round(case, more=more)
        return case.ended, case.path

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(play, range(16)))

    assert compiled.digest() == before
    assert all(result == results[0] for result in results)


def test_the_digest_sees_a_change_of_the_structure() -> None:
    compiled = compile_definition(define(WIDE, CALLED))
    before = compiled.digest()

    compiled.main.task_specs["a"].boundaries.clear()

    assert compiled.digest() != before


def test_compiling_twice_gives_the_same_structure_in_every_process() -> None:
    script = (
        "from tests.unit.runtime.test_state import WIDE, CALLED, define\n"
        "from engine.runtime import compile_definition\n"
        "print(compile_definition(define(WIDE, CALLED)).digest())"
    )

    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert answers == {compile_definition(define(WIDE, CALLED)).digest() + "\n"}


@pytest.mark.parametrize("order", ["abc", "acb", "bac", "bca", "cab", "cba"])
@pytest.mark.parametrize("second", ["abc", "acb", "bac", "bca", "cab", "cba"])
@pytest.mark.parametrize("gateway", [both, some])
def test_joins_in_loops_wait_for_all_in_every_order(
    gateway: object, order: str, second: str
) -> None:
    process = draw(
        """
        start -> m
        m -> split
        split -> a
        split -> b
        split -> c
        a -> join
        b -> join
        c -> join
        join -> decide
        decide -> x
        x -> m: again
        x -> end: default
        """,
        m=xor(),
        split=gateway(),  # type: ignore[operator]
        join=gateway(),  # type: ignore[operator]
        x=xor(),
    )
    case = Case(define(process)).start()
    for round_order, again in ((order, True), (second, True), (order, False)):
        for done, element in enumerate(round_order, start=1):
            assert "decide" not in case.open()
            assert len(case.open()) == 4 - done
            case.complete(element)
        assert case.open() == ["decide"]
        case.complete("decide", again=again)

    assert case.ended == "end"


def test_inclusive_joins_that_wait_for_each_other_do_not_wait_for_ever() -> None:
    process = draw(
        """
        start -> g
        g -> a
        g -> b
        a -> one
        b -> two
        one -> p
        p -> two
        p -> end_1
        two -> q
        q -> one
        q -> end_2
        """,
        g=both(),
        one=some(),
        two=some(),
        p=user(),
        q=user(),
    )
    case = Case(define(process)).start()

    case.complete("a")
    case.complete("b")

    assert case.open() == ["p"]


def test_an_event_gateway_survives_saving() -> None:
    process = draw(
        "start -> g\ng -> m\ng -> t\nm -> a\nt -> b",
        g=node(NodeKind.EVENT_GATEWAY),
        m=catch(EventKind.MESSAGE),
        t=catch(EventKind.TIMER, timer=("duration", '"P1D"')),
    )
    case = Case(define(process)).start()

    case.fire("t")

    assert case.open() == ["b"]
    assert case.path[-3:] == ["g_t", "t", "t_b"]


def test_the_same_call_on_the_same_state_gives_the_same_step() -> None:
    case = Case(define(WIDE, CALLED)).start()
    place = case.place("task", "x")
    around = case._around()

    first = runtime.complete_task(case.compiled, case.state, place, {}, **around)

    assert first == runtime.complete_task(case.compiled, case.state, place, {}, **around)
