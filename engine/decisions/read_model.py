"""Reads the elements of a decision model in the order in which they need each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.decisions.boxed import (
    BoxedContext,
    BoxedList,
    Conditional,
    FeelLiteral,
    Invocation,
    Relation,
)
from engine.decisions.model import (
    Decision,
    DecisionModel,
    InputData,
    Knowledge,
    Requirements,
    Service,
)
from engine.decisions.read_logic import LogicReader
from engine.decisions.read_notes import intended_gap
from engine.decisions.reading import Reading, child, children
from engine.decisions.requirements import References, in_order
from engine.decisions.scope import Boxed
from engine.decisions.table import DecisionTable
from engine.decisions.types import ANY, Types
from engine.text import Text
from engine.xml import Element, line_of, local_name

__all__ = ["ModelReader"]

_TRANSLATION = "{http://www.omg.org/spec/BPMN/non-normative/extensions/i18n/1.0}translation"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(slots=True)
class ModelReader:
    """Collects the elements of one file."""

    root: Element
    reading: Reading
    types: Types
    inputs: dict[str, InputData] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    knowledge: dict[str, Knowledge] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)

    def read(self, file: str) -> DecisionModel:
        """Read all elements; what is wrong becomes findings, and the model unusable."""
        elements = self._elements()
        references = References(
            findings=self.reading.findings,
            namespace=self.root.get("namespace") or "",
            inputs=_of_kind(elements, "inputData"),
            decisions=_of_kind(elements, "decision"),
            knowledge=_of_kind(elements, "businessKnowledgeModel", "decisionService"),
        )
        for element_id, element in references.inputs.items():
            self.inputs[element_id] = self._input(element_id, element)
        logic = LogicReader(self.reading, self.types)
        required = {
            element_id: references.requirements(element)
            for element_id, element in elements.items()
        }
        for element_id, element in references.knowledge.items():
            if local_name(element) == "decisionService":
                self.services[element_id] = self._service(element_id, element, references)
        for element_id in in_order(self._needs(required), elements, self.reading.findings):
            element = elements[element_id]
            if local_name(element) == "decision":
                decision = self._decision(element_id, element, required[element_id], logic)
                self.decisions[element_id] = decision
            elif local_name(element) == "businessKnowledgeModel":
                called = self._knowledge(element_id, element, required[element_id], logic)
                self.knowledge[element_id] = called
        return self._model(file, references)

    def _model(self, file: str, references: References) -> DecisionModel:
        if not (self.decisions or self.knowledge or self.reading.findings.listed):
            self.reading.findings.add(
                "decision-logic",
                self.root,
                "Het bestand bevat geen beslissing.",
                "The file holds no decision.",
            )
        return DecisionModel(
            id=self.root.get("id") or "",
            name=self.root.get("name") or "",
            namespace=references.namespace,
            file=file,
            decisions={
                element_id: self.decisions[element_id]
                for element_id in references.decisions
                if element_id in self.decisions
            },
            inputs=self.inputs,
            knowledge=self.knowledge,
            services=self.services,
            types=self.types,
        )

    def _elements(self) -> dict[str, Element]:
        """Give the elements of the graph by id, or by name where they have none."""
        known: dict[str, Element] = {}
        for element in children(self.root, "import", *_KINDS):
            element_id = element.get("id") or element.get("name") or ""
            if local_name(element) == "import":
                self._refuse_import(element)
            elif element_id and element_id not in known:
                known[element_id] = element
            elif not element.get("id"):
                self.reading.findings.add(
                    "decision-id",
                    element,
                    f"{local_name(element)} heeft geen eigen id of naam.",
                    f"{local_name(element)} has no id or name of its own.",
                )
        return known

    def _refuse_import(self, element: Element) -> None:
        named = element.get("name") or element.get("namespace") or ""
        self.reading.findings.add(
            "decision-import",
            element,
            f"Het bestand voert {named} in; elk bestand staat op zichzelf.",
            f"The file imports {named}; each file stands on its own.",
        )

    def _needs(self, required: Mapping[str, Requirements]) -> dict[str, list[str]]:
        needs = {}
        for element_id, requires in required.items():
            service = self.services.get(element_id)
            outputs = service.outputs if service else ()
            needs[element_id] = [*requires.decisions, *requires.knowledge, *outputs]
        return needs

    def _input(self, element_id: str, element: Element) -> InputData:
        return InputData(
            id=element_id,
            name=_variable(element),
            type=self._type(element),
            line=line_of(element),
        )

    def _type(self, element: Element) -> str:
        variable = child(element, "variable")
        if variable is None:
            return ANY
        return self.reading.type(variable, variable.get("typeRef"))

    def _decision(
        self, element_id: str, element: Element, requires: Requirements, logic: LogicReader
    ) -> Decision:
        given = self._names(element, requires)
        type_name = self._type(element)
        boxed = logic.inside(element, given, type_name)
        variable = _variable(element)
        declared = {self.inputs[name].name for name in requires.inputs}
        reads = boxed.reads - (given - declared)
        outer = {name for needed in requires.decisions for name in self._read(needed)}
        columns = boxed.outputs if isinstance(boxed, DecisionTable) else ()
        outputs = tuple(column.name or variable for column in columns) or (variable,)
        return Decision(
            id=element_id,
            name=Text(element.get("name") or element_id, _english(element)),
            variable=variable,
            aliases=_aliases(element, element_id, outputs),
            type=type_name,
            feel_type=self._feel_type(type_name, boxed),
            logic=boxed,
            requires=requires,
            inputs=tuple(sorted(reads | outer)),
            outputs=outputs,
            line=line_of(element),
            intended_gap=intended_gap(self.root, element_id),
        )

    def _feel_type(self, type_name: str, boxed: Boxed) -> str:
        if type_name != ANY:
            return self.types.feel_name(type_name)
        match boxed:
            case DecisionTable():
                return self.types.feel_name(boxed.result_type)
            case BoxedContext(type="Any") if all(entry.name for entry in boxed.entries):
                return "context"
            case BoxedList() | Relation():
                return "list"
            case BoxedContext() | FeelLiteral() | Invocation() | Conditional():
                return self.types.feel_name(boxed.type)
            case _:
                return ANY

    def _read(self, element_id: str) -> tuple[str, ...]:
        decision = self.decisions.get(element_id)
        return decision.inputs if decision is not None else ()

    def _knowledge(
        self, element_id: str, element: Element, requires: Requirements, logic: LogicReader
    ) -> Knowledge:
        body = child(element, "encapsulatedLogic")
        given = self._names(element, requires)
        function = logic.function(element if body is None else body, given)
        return Knowledge(
            id=element_id,
            name=_variable(element),
            parameters=function.parameters,
            type=self._type(element),
            logic=function.body,
            requires=requires,
        )

    def _service(
        self, element_id: str, element: Element, references: References
    ) -> Service:
        def listed(kind: str, among: Mapping[str, Element]) -> tuple[str, ...]:
            found = children(element, kind)
            return tuple(name for each in found for name in references.one(each, among))

        outputs = listed("outputDecision", references.decisions)
        if not outputs:
            self.reading.findings.add(
                "decision-logic",
                element,
                f"De beslissingsdienst {element_id} heeft geen uitvoer.",
                f"The decision service {element_id} has no output.",
            )
        return Service(
            id=element_id,
            name=_variable(element),
            type=self._type(element),
            outputs=outputs,
            input_decisions=listed("inputDecision", references.decisions),
            inputs=listed("inputData", references.inputs),
        )

    def _names(self, element: Element, requires: Requirements) -> frozenset[str]:
        """Give the names that the requirements of an element bring into sight."""
        names = [self.inputs[name].name for name in requires.inputs]
        aliases: set[str] = set()
        for required in requires.decisions:
            if required in self.decisions:
                names += [self.decisions[required].variable]
                aliases |= set(self.decisions[required].aliases)
        for required in requires.knowledge:
            called = self.knowledge.get(required) or self.services.get(required)
            names += [called.name] if called is not None else []
        for name in {name for name in names if names.count(name) > 1}:
            self.reading.findings.add(
                "decision-name",
                element,
                f"Twee vereiste elementen heten {name}.",
                f"Two required elements are called {name}.",
            )
        return frozenset(names) | aliases


_KINDS = ("inputData", "decision", "businessKnowledgeModel", "decisionService")


def _of_kind(elements: Mapping[str, Element], *kinds: str) -> dict[str, Element]:
    return {
        element_id: element
        for element_id, element in elements.items()
        if local_name(element) in kinds
    }


def _variable(element: Element) -> str:
    """Give the name by which expressions read an element."""
    variable = child(element, "variable")
    declared = variable.get("name") if variable is not None else ""
    return declared or element.get("name") or element.get("id") or ""


def _aliases(
    element: Element, element_id: str, outputs: tuple[str, ...]
) -> tuple[str, ...]:
    """Give the further names of a result: its id, and outputs if it has no variable."""
    if child(element, "variable") is not None:
        return (element_id,)
    return (element_id, *outputs)


def _english(element: Element) -> str:
    for translation in element.iter(_TRANSLATION):
        if translation.get(_XML_LANG) == "en" and translation.get("target") == "@name":
            return (translation.text or "").strip()
    return ""
