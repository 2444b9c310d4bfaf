"""Diagrams of every editor are read into one vocabulary."""

import pytest

from engine.definitions.bpmn import read_processes
from engine.definitions.diagram import Diagram
from engine.definitions.model import EventKind, Node, NodeKind
from engine.errors import InvalidDefinitionError
from engine.text import Text

_SPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:i18n="http://www.omg.org/spec/BPMN/non-normative/extensions/i18n/1.0" '
)
_CAMUNDA = 'xmlns:c="http://camunda.org/schema/1.0/bpmn" '


def read(body: str, *, before: str = "", spaces: str = "") -> Diagram:
    xml = (
        f'<definitions {_SPACES}{spaces} targetNamespace="urn:t">{before}'
        f'<process id="p" isExecutable="true">{body}</process></definitions>'
    )
    return read_processes(xml.encode(), file="t.bpmn")


def node(body: str, identifier: str = "x", *, before: str = "", spaces: str = "") -> Node:
    diagram = read(body, before=before, spaces=spaces)
    assert diagram.findings == ()
    return diagram.processes["p"].nodes[identifier]


def test_a_flow_without_an_id_gets_one_and_connects_its_nodes() -> None:
    diagram = read(
        '<startEvent id="a"/><userTask id="b"/><sequenceFlow sourceRef="a" targetRef="b"/>'
    )
    process = diagram.processes["p"]
    assert list(process.flows) == ["flow_a_b"]
    assert process.nodes["a"].outgoing == process.nodes["b"].incoming == ("flow_a_b",)


def test_a_node_without_an_id_is_kept() -> None:
    process = read("<startEvent/><userTask name='Vraag'/>").processes["p"]
    kinds = [each.kind for each in process.nodes.values()]
    assert kinds == [NodeKind.START_EVENT, NodeKind.USER_TASK]


def test_any_prefix_reads_alike() -> None:
    xml = (
        b'<q:definitions xmlns:q="http://www.omg.org/spec/BPMN/20100524/MODEL">'
        b'<q:process id="p" isExecutable="1"><q:startEvent id="s"/></q:process>'
        b"</q:definitions>"
    )
    diagram = read_processes(xml, file="t.bpmn")
    assert diagram.main == "p"
    assert diagram.processes["p"].nodes["s"].kind is NodeKind.START_EVENT


def test_the_english_name_is_the_translation() -> None:
    found = node(
        '<userTask id="x" name="Vraag &#10; stellen"><extensionElements>'
        '<i18n:translation target="@name" xml:lang="en">Ask</i18n:translation>'
        "</extensionElements></userTask>"
    )
    assert found.name == Text("Vraag stellen", "Ask")


@pytest.mark.parametrize(
    ("extra", "spaces"),
    [
        (
            (
                '><extensionElements><zeebe:formDefinition formId="f"/>'
                '<zeebe:assignmentDefinition assignee="ana" candidateGroups="r1, r2"/>'
                '<zeebe:taskSchedule dueDate="=deadline(&quot;report&quot;)"/>'
                "</extensionElements></userTask>"
            ),
            "",
        ),
        (
            (
                ' c:formKey="embedded:app:forms/f.html" c:assignee="ana"'
                ' c:candidateGroups="r1,r2" c:dueDate=\'=deadline("report")\'/>'
            ),
            _CAMUNDA,
        ),
        (
            (
                ' c:formRef="f" c:assignee="ana" c:candidateGroups="r1,r2"'
                " c:dueDate='=deadline(\"report\")'/>"
            ),
            'xmlns:c="http://flowable.org/bpmn"',
        ),
    ],
)
def test_a_user_task_says_the_same_in_each_dialect(extra: str, spaces: str) -> None:
    work = node(f'<userTask id="x"{extra}', spaces=spaces).work
    assert work.form == "f"
    assert work.roles == ("r1", "r2")
    assert work.assignee is not None
    assert work.assignee.source == '"ana"'
    assert work.due_deadline == "report"


def test_four_eyes_and_another_agency_are_properties() -> None:
    work = node(
        '<userTask id="x"><extensionElements><zeebe:properties>'
        '<zeebe:property name="leidraad:notBy" value="a b"/>'
        '<zeebe:property name="leidraad:agency" '
        'value="=if far then &quot;hvn&quot; else null"/>'
        "</zeebe:properties></extensionElements></userTask>"
    ).work
    assert work.not_by == ("a", "b")
    assert work.agency is not None
    assert work.agency.expression.names == {"far"}


@pytest.mark.parametrize(
    ("definition", "kind", "source"),
    [
        ("<timeDuration>P14D</timeDuration>", "duration", 'duration("P14D")'),
        ("<timeDuration>'P2W'</timeDuration>", "duration", 'duration("P14D")'),
        ('<timeDuration>="PT1H"</timeDuration>', "duration", 'duration("PT1H")'),
        ("<timeDuration>=waiting time</timeDuration>", "duration", "waiting time"),
        ("<timeDuration>${wait}</timeDuration>", "duration", "wait"),
        ("<timeDate>2027-03-31</timeDate>", "date", 'date("2027-03-31")'),
        (
            "<timeDate>2027-03-31T09:00:00Z</timeDate>",
            "date",
            'date and time("2027-03-31T09:00:00Z")',
        ),
        ("<timeCycle>R3/P7D</timeCycle>", "cycle", '"R3/P7D"'),
    ],
)
def test_a_timer_is_read_however_it_is_written(
    definition: str, kind: str, source: str
) -> None:
    diagram = read(
        f'<boundaryEvent id="x" attachedToRef="t"><timerEventDefinition>{definition}'
        '</timerEventDefinition></boundaryEvent><task id="t"/>'
        '<dataObject id="d" name="waiting time"/>'
    )
    assert diagram.findings == ()
    event = diagram.processes["p"].nodes["x"].event
    assert event is not None
    assert event.timer is not None
    assert (event.timer.kind, event.timer.formula.source) == (kind, source)
    assert event.timer.formula.expression.source == source


def test_a_timer_that_is_a_deadline_names_it() -> None:
    found = node(
        '<intermediateCatchEvent id="x"><timerEventDefinition>'
        '<timeDate>=deadline("report")</timeDate>'
        "</timerEventDefinition></intermediateCatchEvent>"
    )
    assert found.event is not None
    assert found.event.timer is not None
    assert found.event.timer.deadline == "report"


@pytest.mark.parametrize("text", ["two weeks", "0 0/5 * * * ?", "P", "PT", "P1Y2D", "2027"])
def test_a_timer_that_says_no_time_is_found(text: str) -> None:
    diagram = read(
        '<intermediateCatchEvent id="x"><timerEventDefinition>'
        f"<timeDuration>{text}</timeDuration>"
        "</timerEventDefinition></intermediateCatchEvent>"
    )
    assert [each.rule for each in diagram.findings] == ["timer-syntax"]
    assert diagram.findings[0].element == "x"


@pytest.mark.parametrize(
    ("script", "attributes", "read_as"),
    [
        ("a = 1\n\n// two\nb = [a,\n  2]", "", [("a", "1"), ("b", "[a,\n  2]")]),
        ("var a = b == 1 && c;", ' scriptFormat="javascript"', [("a", "b = 1 and c")]),
        ('execution.setVariable("a", 3);', ' scriptFormat="groovy"', [("a", "3")]),
        ("b + 1", ' c:resultVariable="a" scriptFormat="groovy"', [("a", "b + 1")]),
        ("a = not b", ' scriptFormat="python"', [("a", "not(b = true)")]),
    ],
)
def test_plain_assignments_of_a_script_are_read(
    script: str, attributes: str, read_as: list[tuple[str, str]]
) -> None:
    work = node(
        f'<scriptTask id="x"{attributes}><script>{script.replace("&", "&amp;")}</script>'
        "</scriptTask>",
        spaces=_CAMUNDA,
    ).work
    assert [(each.target, each.formula.source) for each in work.script] == read_as


def test_a_zeebe_script_writes_its_result() -> None:
    work = node(
        '<scriptTask id="x"><extensionElements>'
        '<zeebe:script expression="=a + 1" resultVariable="b"/>'
        "</extensionElements></scriptTask>"
    ).work
    assert [(each.target, each.formula.source) for each in work.script] == [("b", "a + 1")]


def test_a_decision_names_its_result_and_binding() -> None:
    zeebe = node(
        '<businessRuleTask id="x"><extensionElements><zeebe:calledDecision '
        'decisionId="d" resultVariable="r" bindingType="latest"/>'
        "</extensionElements></businessRuleTask>"
    ).work
    camunda = node(
        '<businessRuleTask id="x" c:decisionRef="d" c:resultVariable="r" '
        'c:decisionRefBinding="latest"/>',
        spaces=_CAMUNDA,
    ).work
    assert (zeebe.decision, zeebe.result, zeebe.binding) == ("d", "r", "latest")
    assert (camunda.decision, camunda.result, camunda.binding) == ("d", "r", "latest")


def test_work_of_a_foreign_engine_is_done_outside() -> None:
    job = node(
        '<businessRuleTask id="x"><extensionElements><zeebe:taskDefinition type="t"/>'
        "</extensionElements></businessRuleTask>"
    )
    code = node('<serviceTask id="x" c:class="org.example.Send"/>', spaces=_CAMUNDA)
    assert (job.kind, job.work.topic) == (NodeKind.SERVICE_TASK, "t")
    assert (code.kind, code.work.topic) == (NodeKind.SERVICE_TASK, "x")


def test_a_call_passes_what_it_says() -> None:
    zeebe = node(
        '<callActivity id="x"><extensionElements><zeebe:calledElement processId="q" '
        'propagateAllParentVariables="false"/><zeebe:ioMapping>'
        '<zeebe:input source="=a" target="b"/><zeebe:output source="=c" target="d"/>'
        "</zeebe:ioMapping></extensionElements></callActivity>"
    ).work
    camunda = node(
        '<callActivity id="x" calledElement="q"><extensionElements>'
        '<c:in source="a" target="b"/><c:out sourceExpression="${c}" target="d"/>'
        "</extensionElements></callActivity>",
        spaces=_CAMUNDA,
    ).work
    for work in (zeebe, camunda):
        assert work.called == "q"
        assert [(each.target, each.formula.source) for each in work.inputs] == [("b", "a")]
        assert [(each.target, each.formula.source) for each in work.outputs] == [("d", "c")]
        assert not work.all_in


def test_rounds_are_read_in_each_dialect() -> None:
    zeebe = node(
        '<task id="x"><multiInstanceLoopCharacteristics isSequential="true">'
        '<extensionElements><zeebe:loopCharacteristics inputCollection="=list" '
        'inputElement="one" outputCollection="all" outputElement="=answer"/>'
        "</extensionElements></multiInstanceLoopCharacteristics></task>"
    ).multi_instance
    camunda = node(
        '<task id="x"><multiInstanceLoopCharacteristics isSequential="true" '
        'c:collection="list" c:elementVariable="one"/></task>',
        spaces=_CAMUNDA,
    ).multi_instance
    for found in (zeebe, camunda):
        assert found is not None
        assert found.sequential
        assert found.collection is not None
        assert (found.collection.source, found.element) == ("list", "one")


def test_a_message_event_says_which_message() -> None:
    found = node(
        '<receiveTask id="x" messageRef="m"/>',
        before='<message id="m" name="registered"><extensionElements>'
        '<zeebe:subscription correlationKey="=number"/></extensionElements></message>',
    )
    assert found.event is not None
    assert (found.event.kind, found.event.name) == (EventKind.MESSAGE, "registered")
    assert found.event.correlation is not None
    assert found.event.correlation.source == "number"


def test_the_innermost_lane_counts_and_is_inherited() -> None:
    process = read(
        '<laneSet><lane id="outer"><flowNodeRef>x</flowNodeRef><childLaneSet>'
        '<lane id="inner" name="Team"><flowNodeRef>x</flowNodeRef></lane></childLaneSet>'
        '</lane></laneSet><subProcess id="x"><userTask id="y"/></subProcess>'
        '<boundaryEvent id="z" attachedToRef="x"/>'
    ).processes["p"]
    assert {each.id: each.lane for each in process.nodes.values()} == {
        "x": "inner",
        "y": "inner",
        "z": "inner",
    }


def test_the_process_that_nobody_calls_is_the_main_one() -> None:
    xml = (
        f'<definitions {_SPACES} targetNamespace="urn:t">'
        '<collaboration><participant id="other" name="Buiten"/>'
        '<participant id="pool" processRef="second"/></collaboration>'
        '<process id="first" isExecutable="true"/>'
        '<process id="second" isExecutable="true">'
        '<callActivity id="c" calledElement="first"/></process></definitions>'
    )
    diagram = read_processes(xml.encode(), file="t.bpmn")
    assert diagram.main == "second"
    assert [each.process for each in diagram.participants] == ["", "second"]


def test_an_expression_is_found_with_its_line_and_element() -> None:
    diagram = read(
        '<exclusiveGateway id="g"/>\n<sequenceFlow id="f" sourceRef="g" targetRef="g">\n'
        "<conditionExpression>${bean.ask()}</conditionExpression></sequenceFlow>"
    )
    (found,) = diagram.findings
    assert (found.rule, found.element, found.line) == ("expression-language", "f", 3)
    assert "JUEL" in found.message.en


def test_data_with_blanks_in_its_name_is_one_name() -> None:
    diagram = read(
        '<dataObject id="d" name="Vacation Approval"/><sequenceFlow id="f" sourceRef="g" '
        'targetRef="g"><conditionExpression>Vacation Approval = "Approved"'
        '</conditionExpression></sequenceFlow><exclusiveGateway id="g"/>'
    )
    condition = diagram.processes["p"].flows["f"].condition
    assert condition is not None
    assert condition.expression.names == {"Vacation Approval"}


def test_xpath_over_data_objects_is_translated() -> None:
    condition = (
        read(
            '<sequenceFlow id="f" sourceRef="g" targetRef="g"><conditionExpression>'
            "bpmn:getDataObject('clarified') = 'yes'</conditionExpression></sequenceFlow>"
        )
        .processes["p"]
        .flows["f"]
        .condition
    )
    assert condition is not None
    assert condition.source == 'clarified = "yes"'


@pytest.mark.parametrize("raw", [b"", b"<a", b"<a/>", b"\xff\xfe", b"<!DOCTYPE a><a/>"])
def test_what_is_no_diagram_is_refused_with_a_finding(raw: bytes) -> None:
    with pytest.raises(InvalidDefinitionError) as refused:
        read_processes(raw, file="t.bpmn")
    assert refused.value.findings[0].remedy.nl
