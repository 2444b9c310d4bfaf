"""Input and output mappings of all dialects, and what a call passes on."""

from dataclasses import dataclass

from engine.definitions.formulas import Formulas
from engine.definitions.model import Assignment, Formula
from engine.definitions.scripts import read_script
from engine.definitions.tree import children, line_of, reference, text_of
from engine.definitions.vendor import CAMUNDA, SPIFF, ZEEBE, extension, extensions, inner
from engine.xml import Element, local_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Mappings:
    """What goes into an activity and what comes out of it."""

    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    all_in: bool = False
    all_out: bool = False


def read_mappings(element: Element, formulas: Formulas) -> Mappings:
    """Read ``zeebe:ioMapping``, ``camunda:inputOutput``, ``camunda:in``/``out``, pre- and
    post-scripts of SpiffWorkflow, and data associations of BPMN itself.
    """  # noqa: D205  # one sentence
    reader = _Reader(element, formulas)
    reader.zeebe()
    reader.camunda()
    reader.call()
    reader.spiff()
    reader.associations()
    return Mappings(
        inputs=tuple(reader.inputs),
        outputs=tuple(reader.outputs),
        all_in=reader.all_in,
        all_out=reader.all_out,
    )


class _Reader:
    def __init__(self, element: Element, formulas: Formulas) -> None:
        self._element = element
        self._formulas = formulas
        self.inputs: list[Assignment] = []
        self.outputs: list[Assignment] = []
        self.all_in = False
        self.all_out = False

    def zeebe(self) -> None:
        holder = extension(self._element, ZEEBE, "ioMapping")
        for name, into in (("input", self.inputs), ("output", self.outputs)):
            for each in inner(holder, name):
                formula = self._formulas.value(each.get("source", ""), each)
                self._add(into, each.get("target", ""), formula)

    def camunda(self) -> None:
        holder = extension(self._element, CAMUNDA, "inputOutput")
        for each in inner(holder, "inputParameter"):
            self._add(self.inputs, each.get("name", ""), self._parameter(each))
        for each in inner(holder, "outputParameter"):
            self._add(self.outputs, each.get("name", ""), self._parameter(each))

    def call(self) -> None:
        for each in extensions(self._element, CAMUNDA, "in"):
            self.all_in = self.all_in or each.get("variables") == "all"
            self._pass(self.inputs, each)
        for each in extensions(self._element, CAMUNDA, "out"):
            self.all_out = self.all_out or each.get("variables") == "all"
            self._pass(self.outputs, each)
        called = extension(self._element, ZEEBE, "calledElement")
        if called is not None:
            self.all_in = called.get("propagateAllParentVariables", "true") != "false"
            self.all_out = called.get("propagateAllChildVariables", "false") == "true"

    def spiff(self) -> None:
        for name, into in (("preScript", self.inputs), ("postScript", self.outputs)):
            for each in extensions(self._element, SPIFF, name):
                text = text_of(each)
                into.extend(read_script(text, each, self._formulas, language="python"))

    def associations(self) -> None:
        for name, into in (
            ("dataInputAssociation", self.inputs),
            ("dataOutputAssociation", self.outputs),
        ):
            for each in children(self._element, name):
                self._association(each, into)

    def _association(self, association: Element, into: list[Assignment]) -> None:
        source = self._data(reference(association, "sourceRef"))
        target = self._data(reference(association, "targetRef"))
        plain = not children(association, "assignment", "transformation")
        if source and target and source != target and plain:
            formula = self._formulas.feel(source, association)
            self._add(into, target, formula)

    def _data(self, reference_: str) -> str:
        """Give the name under which a data element is a fact; empty when it has none."""
        element = self._formulas.tree.find(reference_) if reference_ else None
        if element is None:
            return ""
        name = (element.get("name") or "").strip()
        return name if name.isidentifier() else ""

    def _pass(self, into: list[Assignment], each: Element) -> None:
        target = each.get("target", "")
        if source := each.get("source", ""):
            self._add(into, target, self._formulas.expression(source, each))
        elif source := each.get("sourceExpression", ""):
            self._add(into, target, self._formulas.value(source, each))

    def _parameter(self, parameter: Element) -> Formula | None:
        nested = list(parameter)
        if not nested:
            text = (parameter.text or "").strip()
            found = self._formulas.value(text, parameter)
            return found or Formula(source='""', line=line_of(parameter))
        kind = local_name(nested[0])
        if kind == "script":
            text, language = text_of(nested[0]), nested[0].get("scriptFormat", "")
            return self._formulas.expression(text, parameter, language=language)
        return self._structure(kind, nested[0])

    def _structure(self, kind: str, element: Element) -> Formula | None:
        if kind == "list":
            parts = [
                self._formulas.value((each.text or "").strip(), each) for each in element
            ]
            written = ", ".join(part.source for part in parts if part is not None)
            return self._formulas.feel(f"[{written}]", element)
        entries = []
        for each in inner(element, "entry"):
            value = self._formulas.value((each.text or "").strip(), each)
            entries.append(f'"{each.get("key", "")}": {value.source if value else "null"}')
        return self._formulas.feel("{" + ", ".join(entries) + "}", element)

    def _add(self, into: list[Assignment], target: str, formula: Formula | None) -> None:
        if target and formula is not None:
            into.append(Assignment(target=target, formula=formula))
