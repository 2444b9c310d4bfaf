"""What the runtime cannot play is refused by name, line and remedy; the rest compiles."""

import pytest

from engine.definitions.model import (
    EventKind,
    MultiInstance,
    Node,
    NodeKind,
    Process,
    StandardLoop,
)
from engine.errors import InvalidDefinitionError, StepFailedError
from engine.runtime import compare, compile_definition, refusals
from tests.support.diagrams import (
    both,
    boundary,
    call,
    catch,
    define,
    draw,
    end,
    handler,
    inside,
    node,
    start,
    throw,
    user,
    xor,
)
from tests.support.playing import Case

KIND = NodeKind


@pytest.mark.parametrize(
    ("flows", "nodes", "rule", "element"),
    [
        (
            "start -> x",
            {"x": node(KIND.COMPLEX_GATEWAY)},
            "runtime-complex-gateway",
            "x",
        ),
        ("start -> x", {"x": node(KIND.AD_HOC_SUB_PROCESS)}, "runtime-ad-hoc", "x"),
        (
            "start -> x",
            {"x": throw(EventKind.COMPENSATION)},
            "runtime-compensation-event",
            "x",
        ),
        (
            "start -> a",
            {"x": boundary("a", EventKind.COMPENSATION)},
            "runtime-compensation-event",
            "x",
        ),
        ("start -> x", {"x": catch(EventKind.MULTIPLE)}, "runtime-multiple-event", "x"),
        (
            "start -> x",
            {"x": node(KIND.CATCH_EVENT)},
            "runtime-event-without-definition",
            "x",
        ),
        (
            "start -> x",
            {"x": catch(EventKind.TIMER)},
            "runtime-event-without-expression",
            "x",
        ),
        (
            "start -> x\nx -> a\nx -> b",
            {"x": xor()},
            "runtime-flow-without-condition",
            "x",
        ),
        (
            "start -> x\nx -> a",
            {"x": node(KIND.EVENT_GATEWAY)},
            "runtime-event-gateway-target",
            "x",
        ),
        (
            "start -> x",
            {"x": user(multi_instance=MultiInstance(sequential=True))},
            "runtime-rounds-without-number",
            "x",
        ),
        (
            "start -> x",
            {"x": user(loop=StandardLoop(condition=None))},
            "runtime-endless-loop",
            "x",
        ),
        (
            "start -> x",
            {"x": throw(EventKind.LINK, event_name="L")},
            "runtime-link-without-end",
            "x",
        ),
        ("start -> x", {"x": call("")}, "runtime-call-without-process", "x"),
        ("start -> x", {"x": call("gone")}, "runtime-called-process-missing", "x"),
        (
            "start -> x\na -> b\nb -> a",
            {"x": inside(), "a": user(parent="x"), "b": user(parent="x")},
            "runtime-no-start",
            "x",
        ),
        (
            "start -> x\na -> b",
            {"h": handler(), "a": user(parent="h"), "b": user(parent="h")},
            "runtime-no-start",
            "h",
        ),
        (
            "start -> a",
            {"x": boundary("gone", EventKind.MESSAGE)},
            "runtime-boundary-without-activity",
            "x",
        ),
        (
            "start -> sub\nstart -> b",
            {"sub": inside(), "b": user(parent="sub")},
            "runtime-flow-between-levels",
            "start_b",
        ),
        (
            "start -> a\nstart_h -> b",
            {
                "h": handler(),
                "start_h": start(parent="h"),
                "b": user(parent="h"),
            },
            "runtime-event-without-definition",
            "start_h",
        ),
    ],
)
def test_it_is_refused_by_name(
    flows: str, nodes: dict[str, Node], rule: str, element: str
) -> None:
    with pytest.raises(InvalidDefinitionError) as refused:
        compile_definition(define(draw(flows, name="process", **nodes)))

    found = {finding.rule: finding for finding in refused.value.findings}
    assert rule in found
    assert found[rule].element == element
    assert found[rule].file == "process.bpmn"
    assert found[rule].message.nl
    assert found[rule].remedy.en


def test_all_refusals_come_at_once() -> None:
    process = draw(
        "start -> x\nx -> y", x=node(KIND.COMPLEX_GATEWAY), y=node(KIND.AD_HOC_SUB_PROCESS)
    )

    assert [finding.element for finding in refusals(process)] == ["x", "y"]


def test_what_can_be_played_is_not_refused() -> None:
    process = draw(
        "start -> a\na -> b\na -> c: x\nsub -> b\ndo -> z\nc -> sub",
        sub=inside(),
        do=user(parent="sub"),
        z=end(EventKind.TERMINATE, parent="sub"),
        e=boundary("sub", EventKind.ERROR),
    )

    assert refusals(process) == []


def test_every_flow_node_is_compiled() -> None:
    whole = draw(
        "start -> sub\nstart_in -> a\nsub -> end",
        sub=inside(),
        start_in=start(parent="sub"),
        a=user(parent="sub"),
    )
    compiled = compile_definition(define(whole))
    assert compare(whole, compiled) == []

    extra = Process(
        id=whole.id,
        name=whole.name,
        line=1,
        file=whole.file,
        executable=True,
        nodes={**whole.nodes, "lost": draw("start -> lost").nodes["lost"]},
        flows=whole.flows,
    )

    assert [finding.element for finding in compare(extra, compiled)] == ["lost"]


def test_a_diagram_without_a_start_event_begins_at_what_nothing_leads_to() -> None:
    case = Case(define(draw("a -> b\nc -> b"))).start()

    assert case.open() == ["a", "c"]


def test_an_empty_sub_process_is_done_at_once() -> None:
    case = Case(define(draw("start -> box\nbox -> a", box=inside()))).start()

    assert case.open() == ["a"]


def test_a_case_that_can_never_go_on_is_an_incident() -> None:
    process = draw(
        "start -> x\nx -> a: yes\nx -> b: default\na -> join\nb -> join\njoin -> end",
        x=xor(),
        join=both(),
    )
    case = Case(define(process), yes=True).start()

    with pytest.raises(StepFailedError, match="stuck") as failure:
        case.complete("a")

    assert failure.value.element == "join"
