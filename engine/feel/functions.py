"""Compiles calls, function definitions and ``instance of``."""

from typing import Any

from engine.feel.builtins import BUILTINS
from engine.feel.calling import invoke, invoke_named
from engine.feel.compiler import Compiler, compiles, variable
from engine.feel.nodes import Call, FunctionOf, InstanceOf, Name
from engine.feel.scope import MISSING, Evaluator, Run, Scope
from engine.feel.types import conforms
from engine.feel.values import Function


@compiles(Call)
def _call(node: Call, compiler: Compiler) -> Evaluator:
    function = _callee(node, compiler)
    arguments = compiler.compile_all(node.arguments)
    names = node.names
    if names is None:
        return lambda scope: invoke(
            function(scope), [argument(scope) for argument in arguments], scope.run
        )
    if len(set(names)) < len(names):
        return lambda _scope: None
    return lambda scope: invoke_named(
        function(scope),
        {name: argument(scope) for name, argument in zip(names, arguments, strict=True)},
        scope.run,
    )


def _callee(node: Call, compiler: Compiler) -> Evaluator:
    if not isinstance(node.function, Name):
        return compiler.compile(node.function)
    name = node.function.name
    if not compiler.is_local(name):
        compiler.functions.add(name)
    builtin = BUILTINS.get(name)
    if builtin is None:
        return variable(name, compiler)

    def shadowed(scope: Scope) -> Any:
        """Find a function of that name nearer than the built-in one."""
        value = scope.find(name)
        if value is MISSING or not (isinstance(value, Function) or callable(value)):
            value = scope.run.functions.get(name, builtin)
        return value

    return shadowed


@compiles(FunctionOf)
def _function(node: FunctionOf, compiler: Compiler) -> Evaluator:
    names = tuple(name for name, _ in node.parameters)
    types = tuple(declared for _, declared in node.parameters)
    with compiler.scope(names):
        body = compiler.compile(node.body)
    if node.external:
        return lambda _scope: Function(names, lambda *_arguments: None)

    def function(scope: Scope) -> Function:
        around = _frozen(scope)

        def call(*arguments: Any) -> Any:
            values: dict[str, Any] = {}
            for name, declared, value in zip(names, types, arguments, strict=True):
                if declared is not None and value is not None:
                    fitting = conforms(value, declared, around.run.types)
                    if not fitting:
                        return None
                values[name] = value
            return body(Scope(values, around))

        return Function(names, call)

    return function


def _frozen(scope: Scope) -> Scope:
    """Keep the local values as they are now: a loop goes on to change them."""
    if isinstance(scope, Run) or scope.parent is None:
        return scope
    return Scope(dict(scope.values), _frozen(scope.parent))


@compiles(InstanceOf)
def _instance_of(node: InstanceOf, compiler: Compiler) -> Evaluator:
    value = compiler.compile(node.value)
    wanted = node.type

    def instance_of(scope: Scope) -> bool | None:
        found = value(scope)
        return conforms(found, wanted, scope.run.types)

    return instance_of
