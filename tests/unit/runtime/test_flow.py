"""Tasks, gateways, scripts and decisions: how a case goes from one wait to the next."""

from datetime import date
from decimal import Decimal

import pytest

from engine import runtime
from engine.definitions.model import EventKind, StandardLoop
from engine.errors import ConflictError, StepFailedError
from engine.step import Place
from tests.support.diagrams import (
    both,
    define,
    draw,
    end,
    feel,
    rule,
    script,
    service,
    some,
    user,
    xor,
)
from tests.support.playing import Case, Terms


def test_a_task_opens_with_the_role_of_its_lane() -> None:
    process = draw(
        "start -> intake\nintake -> end", intake=user(lane="desk", form="intake")
    )

    case = Case(define(process, desk="intake_desk")).start()

    (opened,) = case.steps[0].tasks_opened
    assert opened.place == Place("", "intake", 1)
    assert (opened.role, opened.form, opened.priority) == ("intake_desk", "intake", 50)


def test_candidate_groups_win_over_the_lane() -> None:
    process = draw("start -> a", a=user(lane="desk", roles=("planner", "counsellor")))

    case = Case(define(process, desk="intake_desk")).start()

    assert case.steps[0].tasks_opened[0].role == "planner"


def test_a_task_carries_assignee_agency_due_date_priority_and_four_eyes() -> None:
    task = user(
        assignee="worker",
        agency='if case.agency = "atlas" then "hvn" else null',
        due='duration("P14D")',
        priority="80",
        not_by=("judge",),
    )
    case = Case(define(draw("start -> a", a=task)), worker="an").start()

    (opened,) = case.steps[0].tasks_opened

    assert (opened.assignee, opened.agency, opened.priority) == ("an", "hvn", 80)
    assert (opened.due_on, opened.not_by) == (date(2026, 1, 19), ("judge",))


def test_answers_become_facts_and_lead_the_way() -> None:
    process = draw(
        """
        start -> ask
        ask -> choose
        choose -> young: age < 18
        choose -> adult: default
        """,
        choose=xor(),
    )
    case = Case(define(process)).start()

    step = case.complete("ask", age=Decimal(17))

    assert case.open() == ["young"]
    assert case.fact("age") == Decimal(17)
    assert step.path == ("ask", "ask_choose", "choose", "choose_young")


def test_a_task_without_a_way_out_ends_the_case() -> None:
    case = Case(define(draw("start -> last"))).start()

    assert case.complete("last").ended == "last"


def test_no_true_condition_names_gateway_conditions_and_kinds_but_no_values() -> None:
    process = draw(
        """
        start -> choose
        choose -> a: income > 1000
        choose -> b: region = "north"
        """,
        choose=xor(),
    )

    with pytest.raises(StepFailedError) as failure:
        Case(define(process), income=Decimal(666)).start()

    assert failure.value.element == "choose"
    assert "income > 1000 (income: number)" in failure.value.text.en
    assert 'region = "north" (region: ?)' in failure.value.text.en
    assert "666" not in failure.value.text.en


def test_a_condition_that_is_no_boolean_fails() -> None:
    process = draw("start -> g\ng -> a: 1 + 1\ng -> b: default", g=xor())

    with pytest.raises(StepFailedError, match=r"1 \+ 1"):
        Case(define(process)).start()


def test_a_single_flow_without_a_condition_is_taken_when_no_other_is() -> None:
    process = draw("start -> g\ng -> a\ng -> b: yes = true", g=xor())

    assert Case(define(process), yes=True).start().open() == ["b"]
    assert Case(define(process), yes=False).start().open() == ["a"]


def test_an_inclusive_gateway_takes_every_true_way_and_waits_for_just_those() -> None:
    process = draw(
        """
        start -> split
        split -> a: x > 1
        split -> b: x > 2
        split -> c: x > 3
        a -> join
        b -> join
        c -> join
        join -> after
        """,
        split=some(),
        join=some(),
    )
    case = Case(define(process), x=Decimal(3)).start()
    assert case.open() == ["a", "b"]

    case.complete("b")
    assert case.open() == ["a"]
    case.complete("a")
    assert case.open() == ["after"]


def test_several_flows_out_of_a_task_split_and_conditions_filter_them() -> None:
    process = draw(
        """
        start -> a
        a -> always
        a -> sometimes: x = 1
        a -> never: x = 2
        """
    )
    case = Case(define(process), x=Decimal(1)).start()

    case.complete("a")

    assert case.open() == ["always", "sometimes"]


def test_several_flows_into_a_task_each_bring_a_token() -> None:
    process = draw("start -> g\ng -> a\ng -> b\na -> m\nb -> m", g=both())
    case = Case(define(process)).start()

    case.complete("a")
    case.complete("b")

    assert case.open() == ["m", "m"]
    assert {place.occurrence for place in case.rows["task"]} == {1, 2}


def test_a_script_gives_facts_in_order() -> None:
    process = draw("start -> s\ns -> a", s=script(half="x / 2", quarter="half / 2"))

    case = Case(define(process), x=Decimal(8)).start()

    assert (case.fact("half"), case.fact("quarter")) == (Decimal(4), Decimal(2))


def test_a_decision_is_recorded_and_becomes_a_fact() -> None:
    process = draw("start -> r\nr -> a", r=rule("triage", result="route"))
    law = Terms(decisions={"triage": lambda facts: f"for {facts['age']}"})

    case = Case(define(process), law=law, age=Decimal(17)).start()

    (used,) = case.steps[0].decisions
    assert (used.place, used.result.version) == (Place("", "r", 1), "latest")
    assert case.fact("route") == "for 17"


def test_a_decision_without_a_result_name_gives_each_output_as_a_fact() -> None:
    process = draw("start -> r\nr -> a", r=rule("triage", inputs={"years": "age + 1"}))
    law = Terms(decisions={"triage": lambda f: {"x": f["years"], "y": len(f) > 1}})

    case = Case(define(process), law=law, age=Decimal(17)).start()

    assert (case.fact("x"), case.fact("y")) == (Decimal(18), True)
    assert ("", "years") not in case.facts


def test_a_service_task_holds_the_token_until_it_is_acknowledged() -> None:
    process = draw(
        "start -> letter\nletter -> a",
        letter=service("registered-letter", inputs={"to": "name"}, result="receipt"),
    )
    case = Case(define(process), name="An").start()
    (entry,) = case.steps[0].outbox
    assert (entry.kind, entry.topic) == ("service", "registered-letter")
    assert entry.payload == {"to": "An"}
    assert case.open() == []

    case.acknowledge("letter", "R-1")

    assert case.open() == ["a"]
    assert case.fact("receipt") == "R-1"


def test_a_standard_loop_repeats_its_task() -> None:
    loop = StandardLoop(condition=feel("more"), maximum=3)
    case = Case(define(draw("start -> a\na -> b", a=user(loop=loop)))).start()

    case.complete("a", more=True)
    assert [place.occurrence for place in case.rows["task"]] == [2]
    case.complete("a", more=False)

    assert case.open() == ["b"]


def test_a_standard_loop_may_be_tested_before_the_first_round() -> None:
    loop = StandardLoop(condition=feel("more"), test_before=True)
    case = Case(define(draw("start -> a\na -> b", a=user(loop=loop))), more=False).start()

    assert case.open() == ["b"]


def test_a_terminate_end_takes_everything_away() -> None:
    process = draw(
        "start -> g\ng -> a\ng -> b\na -> stop", g=both(), stop=end(EventKind.TERMINATE)
    )
    case = Case(define(process)).start()

    step = case.complete("a")

    assert step.ended == "stop"
    assert [closed.how for closed in step.tasks_closed] == ["completed", "cancelled"]


def test_a_diagram_that_runs_round_is_stopped() -> None:
    process = draw("start -> m\nm -> s\ns -> m", m=xor(), s=script(x="1"))

    with pytest.raises(StepFailedError, match="1000 steps without a wait"):
        Case(define(process)).start()


def test_a_failing_step_leaves_the_state_as_it_was() -> None:
    process = draw("start -> a\na -> g\ng -> b: x = 1\ng -> c: x = 2", g=xor())
    case = Case(define(process)).start()
    with pytest.raises(StepFailedError):
        case.complete("a", x=Decimal(3))

    case.complete("a", x=Decimal(2))

    assert case.open() == ["c"]


def test_completing_what_is_not_open_is_a_conflict() -> None:
    case = Case(define(draw("start -> a"))).start()

    with pytest.raises(ConflictError):
        runtime.complete_task(
            case.compiled, case.state, Place("", "a", 2), {}, **case._around()
        )


def test_a_cancelled_case_closes_every_row() -> None:
    process = draw("start -> g\ng -> a\ng -> letter", g=both(), letter=service())
    case = Case(define(process)).start()

    step = case.cancel()

    assert [closed.how for closed in step.tasks_closed] == ["cancelled"]
    assert len(step.outbox_withdrawn) == 1
    assert step.ended == ""
