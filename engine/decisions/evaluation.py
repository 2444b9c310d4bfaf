"""Evaluates a decision after those that it requires."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from engine.decisions.model import Decision, DecisionModel, Knowledge, Requirements, Service
from engine.decisions.result import DecisionError, DecisionResult
from engine.decisions.scope import Run, Scope, function
from engine.decisions.types import MISMATCH
from engine.feel import FeelEvaluationError, Function, type_of
from engine.text import Text


def evaluate(
    model: DecisionModel, decision_id: str, inputs: Mapping[str, Any], *, now: datetime
) -> DecisionResult:
    """Evaluate a decision, or a decision service, of a model.

    Args:
        model: The model; it is not changed.
        decision_id: Id or name of a decision or decision service.
        inputs: FEEL values by name; what is not given is null, what is not asked for is
            ignored. ``reference_on`` is also kept in the result.
        now: The instant for ``now()`` and ``today()``, aware.

    Raises:
        DecisionError: There is no such decision, an input is of the wrong type or not one
            of the allowed values, or rows of a table conflict.
    """
    run = Run(now=now, types=model.types)
    evaluation = _Evaluation(model, run, inputs)
    try:
        name, value = evaluation.answer(decision_id)
    except (FeelEvaluationError, RecursionError) as error:
        raise _beyond(decision_id) from error
    reference = inputs.get("reference_on")
    return DecisionResult(
        decision=name,
        value=value,
        rows=tuple(run.rows),
        reference_on=reference if type_of(reference) == "date" else None,
    )


class _Evaluation:
    """The results of the decisions of one model for the same inputs."""

    def __init__(
        self,
        model: DecisionModel,
        run: Run,
        inputs: Mapping[str, Any],
        results: Mapping[str, Any] | None = None,
    ) -> None:
        self._model = model
        self._run = run
        self._inputs = inputs
        #: Results by id of the decision.
        self._results: dict[str, Any] = dict(results or {})

    def answer(self, decision_id: str) -> tuple[str, Any]:
        """Give the id and result of a decision or service that goes by an id or name."""
        decision = self._model.find(decision_id)
        if decision is not None:
            return decision.id, self.decided(decision.id)
        service = self._model.find_service(decision_id)
        if service is None:
            raise _no_such_decision(self._model, decision_id)
        return service.id, self.served(service)

    def decided(self, decision_id: str) -> Any:
        """Give the result of a decision, evaluated at most once."""
        if decision_id not in self._results:
            decision = self._model.decisions[decision_id]
            # Inputs are in sight also without an arrow, as the vendors' files expect.
            values = {**self._inputs, **self._required(decision.requires)}
            scope = Scope(run=self._run, owner=decision.id, values=values)
            value = scope.typed(decision.logic.evaluate(scope), decision.type)
            self._results[decision_id] = value
        return self._results[decision_id]

    def served(self, service: Service) -> Any:
        """Give the result of a decision service from the inputs of the same names."""
        given = {name: self._inputs.get(name) for name in _parameters(self._model, service)}
        return self._serve(service, given)

    def _required(self, requires: Requirements) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for decision_id in requires.decisions:
            values |= self._aliases(self._model.decisions[decision_id])
        for decision_id in requires.decisions:
            variable = self._model.decisions[decision_id].variable
            values[variable] = self.decided(decision_id)
        for input_id in requires.inputs:
            values[self._model.inputs[input_id].name] = self._input(input_id)
        return values | self._functions(requires.knowledge)

    def _aliases(self, decision: Decision) -> dict[str, Any]:
        """Name a required result also as the vendors' engines do."""
        value = self.decided(decision.id)
        parts = value if isinstance(value, dict) and len(decision.outputs) > 1 else {}
        return {name: parts.get(name, value) for name in decision.aliases}

    def _input(self, input_id: str) -> Any:
        declared = self._model.inputs[input_id]
        names = (declared.name, declared.id)
        value = next((self._inputs[name] for name in names if name in self._inputs), None)
        coerced = self._model.types.coerce(value, declared.type)
        if coerced is MISMATCH:
            raise DecisionError(
                Text(
                    f"De invoer {declared.name} is geen toegelaten waarde van het type "
                    f"{declared.type}.",
                    f"The input {declared.name} is not an allowed value of type "
                    f"{declared.type}.",
                ),
                decision=declared.id,
            )
        return coerced

    def _functions(self, knowledge: Iterable[str]) -> dict[str, Any]:
        functions: dict[str, Any] = {}
        for element_id in knowledge:
            if element_id in self._model.knowledge:
                called = self._model.knowledge[element_id]
                functions[called.name] = self._knowledge(called)
            else:
                service = self._model.services[element_id]
                functions[service.name] = self._service(service)
        return functions

    def _knowledge(self, called: Knowledge) -> Function:
        def body(arguments: Mapping[str, Any]) -> Any:
            values = {**self._functions(called.requires.knowledge), **arguments}
            scope = Scope(run=self._run, owner=called.id, values=values)
            return scope.typed(called.logic.evaluate(scope), called.type)

        return function(called.parameters, body, self._run)

    def _service(self, service: Service) -> Function:
        def body(arguments: Mapping[str, Any]) -> Any:
            return self._serve(service, arguments)

        return function(_parameters(self._model, service), body, self._run)

    def _serve(self, service: Service, arguments: Mapping[str, Any]) -> Any:
        """Evaluate the decisions of a service, which see nothing but its arguments."""
        decisions = self._model.decisions
        inner = _Evaluation(
            self._model,
            self._run,
            {
                declared.name: arguments.get(declared.name)
                for declared in map(self._model.inputs.__getitem__, service.inputs)
            },
            {
                element_id: arguments.get(decisions[element_id].variable)
                for element_id in service.input_decisions
            },
        )
        results = {
            decisions[element_id].variable: inner.decided(element_id)
            for element_id in service.outputs
        }
        value = results if len(results) > 1 else next(iter(results.values()))
        scope = Scope(run=self._run, owner=service.id, values={})
        return scope.typed(value, service.type)


def _parameters(model: DecisionModel, service: Service) -> dict[str, str]:
    """Give the types of a service's parameters: input data first, then decisions."""
    given = (model.inputs[element_id] for element_id in service.inputs)
    decided = (model.decisions[element_id] for element_id in service.input_decisions)
    return {declared.name: declared.type for declared in given} | {
        decision.variable: decision.type for decision in decided
    }


def _no_such_decision(model: DecisionModel, decision_id: str) -> DecisionError:
    known = ", ".join(model.decisions) or "-"
    return DecisionError(
        Text(
            f"{model.file} heeft geen beslissing {decision_id}; wel: {known}.",
            f"{model.file} has no decision {decision_id}; it has: {known}.",
        ),
        decision=decision_id,
    )


def _beyond(decision_id: str) -> DecisionError:
    return DecisionError(
        Text(
            f"Beslissing {decision_id} vraagt te veel: te diep of te groot.",
            f"Decision {decision_id} wants too much: too deep or too large.",
        ),
        decision=decision_id,
    )
