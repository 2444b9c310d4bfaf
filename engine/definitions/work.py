"""What an activity does: form, roles, decision, call, script, topic, mappings."""

import re
from pathlib import PurePosixPath

from engine.definitions.formulas import Formulas
from engine.definitions.mappings import Mappings, read_mappings
from engine.definitions.model import Assignment, Binding, Formula, NodeKind, Work
from engine.definitions.scripts import read_script
from engine.definitions.timers import deadline_of, literal
from engine.definitions.tree import child, line_of, reference, tag, text_of
from engine.definitions.vendor import (
    CAMUNDA,
    SPIFF,
    ZEEBE,
    camunda,
    extension,
    inner,
    properties,
)
from engine.text import Text
from engine.xml import Element

_NAMES = re.compile(r"[,\s]+")
_TEXT_LIST = re.compile(r'\[\s*(?:"[^"]*"\s*(?:,\s*"[^"]*"\s*)*)?\]|"[^"]*"')
#: Attributes of Camunda 7 that name code of the engine that ran the diagram.
CODE = ("class", "delegateExpression", "expression")


def read_work(element: Element, kind: NodeKind, formulas: Formulas) -> Work:
    """Read the work of a node; for gateways it is empty."""
    reader = _WorkReader(element, formulas)
    mappings = read_mappings(element, formulas)
    given = properties(element)
    due = reader.moment("dueDate")
    return Work(
        form=reader.form() if kind is NodeKind.USER_TASK else None,
        roles=reader.roles(),
        assignee=reader.assignee(),
        agency=formulas.value(given.get("leidraad:agency", ""), element),
        due=due,
        due_deadline=deadline_of(due),
        follow_up=reader.moment("followUpDate"),
        priority=reader.priority(),
        not_by=_split(given.get("leidraad:notBy", "")),
        decision=reader.decision(),
        called=reader.called(),
        binding=reader.binding(),
        result=reader.result(kind),
        script=reader.script() if kind is NodeKind.SCRIPT_TASK else (),
        topic=reader.topic(kind),
        inputs=(*mappings.inputs, *reader.parameters()),
        outputs=mappings.outputs,
        all_in=reader.passes_all(mappings),
        all_out=mappings.all_out,
        properties=given,
    )


def is_outside_work(element: Element) -> bool:
    """Tell whether a rule or script task is done by a worker or code outside."""
    if extension(element, ZEEBE, "taskDefinition") is not None:
        return True
    if tag(element) != "businessRuleTask" or camunda(element, "decisionRef"):
        return False
    return bool(camunda(element, "topic")) or any(camunda(element, each) for each in CODE)


class _WorkReader:
    def __init__(self, element: Element, formulas: Formulas) -> None:
        self._element = element
        self._formulas = formulas

    def form(self) -> str | None:
        zeebe = extension(self._element, ZEEBE, "formDefinition")
        given = ""
        if zeebe is not None:
            given = zeebe.get("formId") or zeebe.get("formKey") or ""
        given = given or camunda(self._element, "formRef")
        given = given or camunda(self._element, "formKey")
        given = given or properties(self._element).get("formJsonSchemaFilename", "")
        return _form_name(given) or None

    def roles(self) -> tuple[str, ...]:
        zeebe = extension(self._element, ZEEBE, "assignmentDefinition")
        given = zeebe.get("candidateGroups", "") if zeebe is not None else ""
        given = given or camunda(self._element, "candidateGroups")
        if not given.startswith("="):
            return _split(given)
        if _TEXT_LIST.fullmatch(given[1:].strip()):
            return tuple(re.findall(r'"([^"]*)"', given))
        self._not_constant(given)
        return ()

    def assignee(self) -> Formula | None:
        zeebe = extension(self._element, ZEEBE, "assignmentDefinition")
        given = zeebe.get("assignee", "") if zeebe is not None else ""
        given = given or camunda(self._element, "assignee")
        return self._formulas.value(given, self._element)

    def moment(self, name: str) -> Formula | None:
        """Read a due or follow-up date: ISO 8601 text or an expression."""
        zeebe = extension(self._element, ZEEBE, "taskSchedule")
        given = zeebe.get(name, "") if zeebe is not None else ""
        given = given or camunda(self._element, name)
        source = literal(given, "date") or literal(given, "duration")
        if source is not None:
            return Formula(source=source, line=line_of(self._element), written=given)
        return self._formulas.expression(given, self._element)

    def priority(self) -> Formula | None:
        zeebe = extension(self._element, ZEEBE, "priorityDefinition")
        given = zeebe.get("priority", "") if zeebe is not None else ""
        given = given or camunda(self._element, "priority")
        return self._formulas.expression(given, self._element)

    def decision(self) -> str:
        zeebe = extension(self._element, ZEEBE, "calledDecision")
        given = zeebe.get("decisionId", "") if zeebe is not None else ""
        given = given or camunda(self._element, "decisionRef")
        given = given or text_of(extension(self._element, SPIFF, "calledDecisionId"))
        return self._constant(given)

    def called(self) -> str:
        if tag(self._element) != "callActivity":
            return ""
        zeebe = extension(self._element, ZEEBE, "calledElement")
        given = zeebe.get("processId", "") if zeebe is not None else ""
        given = self._constant(given or self._element.get("calledElement", "").strip())
        if ":" in given and given.split(":", 1)[0] in self._element.nsmap:
            return given.split(":", 1)[1]
        return given

    def binding(self) -> Binding | None:
        given = ""
        for name in ("calledDecision", "calledElement"):
            zeebe = extension(self._element, ZEEBE, name)
            if zeebe is not None:
                given = given or zeebe.get("bindingType", "")
        given = given or camunda(self._element, "decisionRefBinding")
        given = given or camunda(self._element, "calledElementBinding")
        if given == "latest":
            return "latest"
        return "deployment" if given else None

    def result(self, kind: NodeKind) -> str:
        if kind is NodeKind.SCRIPT_TASK:
            return ""
        zeebe = extension(self._element, ZEEBE, "calledDecision")
        given = zeebe.get("resultVariable", "") if zeebe is not None else ""
        operator = extension(self._element, SPIFF, "serviceTaskOperator")
        if operator is not None:
            given = given or operator.get("resultVariable", "")
        return given or camunda(self._element, "resultVariable")

    def script(self) -> tuple[Assignment, ...]:
        zeebe = extension(self._element, ZEEBE, "script")
        if zeebe is not None:
            formula = self._formulas.expression(zeebe.get("expression", ""), zeebe)
            target = zeebe.get("resultVariable", "")
            return (Assignment(target=target, formula=formula),) if formula else ()
        script = child(self._element, "script")
        return read_script(
            text_of(script),
            self._element if script is None else script,
            self._formulas,
            language=self._element.get("scriptFormat", ""),
            result=camunda(self._element, "resultVariable"),
        )

    def topic(self, kind: NodeKind) -> str:
        definition = extension(self._element, ZEEBE, "taskDefinition")
        given = definition.get("type", "") if definition is not None else ""
        given = given or camunda(self._element, "topic") or self._event_topic()
        operator = extension(self._element, SPIFF, "serviceTaskOperator")
        if operator is not None:
            given = given or operator.get("id", "")
        given = self._constant(given)
        if given or kind not in {NodeKind.SERVICE_TASK, NodeKind.SEND_TASK}:
            return given
        message = self._formulas.tree.find(reference(self._element, "messageRef"))
        named = message.get("name", "") if message is not None else ""
        return named or self._element.get("id", "")

    def parameters(self) -> tuple[Assignment, ...]:
        """Read what SpiffWorkflow hands to a service."""
        operator = extension(self._element, SPIFF, "serviceTaskOperator")
        found = []
        for holder in inner(operator, "parameters"):
            for each in inner(holder, "parameter"):
                formula = self._formulas.expression(each.get("value", ""), each)
                if formula is not None:
                    found.append(Assignment(target=each.get("id", ""), formula=formula))
        return tuple(found)

    def passes_all(self, mappings: Mappings) -> bool:
        """Tell whether a called process sees all facts; in Camunda 7 only what it says."""
        if tag(self._element) != "callActivity" or mappings.all_in:
            return True
        if extension(self._element, ZEEBE, "calledElement") is not None:
            return False
        return not any(space in CAMUNDA for space in self._element.nsmap.values())

    def _event_topic(self) -> str:
        definition = child(self._element, "messageEventDefinition")
        return camunda(definition, "topic") if definition is not None else ""

    def _constant(self, given: str) -> str:
        """Give a name that must be known before the case runs."""
        given = given.strip()
        quoted = re.fullmatch(r'=\s*"([^"]*)"', given)
        if quoted:
            return quoted.group(1)
        if given.startswith(("=", "${", "#{")):
            self._not_constant(given)
            return ""
        return given

    def _not_constant(self, given: str) -> None:
        self._formulas.findings.append(
            self._formulas.tree.finding(
                "name-not-fixed",
                self._element,
                Text(
                    f"'{given[:60]}' wordt pas bekend als het dossier loopt.",
                    f"'{given[:60]}' is known only when the case runs.",
                ),
                Text(
                    "Schrijf de naam zelf, of splits de weg met een gateway.",
                    "Write the name itself, or split the way with a gateway.",
                ),
            )
        )


def _split(given: str) -> tuple[str, ...]:
    return tuple(each for each in _NAMES.split(given.strip()) if each)


def _form_name(given: str) -> str:
    if given.startswith(("=", "${", "#{")):
        return ""
    name = PurePosixPath(given.rsplit(":", 1)[-1])
    return name.stem if name.suffix in {".json", ".form", ".html"} else name.name
