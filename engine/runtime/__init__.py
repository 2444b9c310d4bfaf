"""Plays trajectories; the only package that knows SpiffWorkflow.

::

    compiled = compile_definition(definition)
    step = start(compiled, facts=facts, law=law, now=now, case=case)
    step = complete_task(compiled, state, place, answers, facts=..., law=..., now=...)

Each verb takes the state of a case as bytes and answers with a `Step`: the new state and
all that changed. Nothing is kept between two calls; what fails changes nothing.

Facts and scopes
----------------
Facts are no part of a token. They are given by (scope, name), and what a step writes comes
back as `FactWritten`. Names are read outward from the innermost scope.

- The process, and each plain sub-process inside it, share one scope: the empty one.
- A round of a multi-instance activity, a task with mappings, and a sub-process with input
  mappings have a scope of their own (``element:occurrence``). What is written inside stays
  inside; output mappings and the output collection bring it to the scope around.
- A task with input mappings and without output mappings gives its answers to the scope
  around, but for the names that were mapped in.
- A call activity has a scope of its own. It sees all facts around it when ``all_in``, else
  only its inputs. Its outputs come out by the mappings, or all of them when ``all_out``.

FEEL reads these facts, ``case`` (number, agency, trajectory, opened_on), ``loopCounter``
inside rounds, ``today()``, ``now()`` and ``deadline("name")``.

Places
------
A `Place` has the path of the sub-processes, call activities and rounds around an element as
its scope, also where facts are shared. Occurrences count from 1 in that scope.
"""

from engine.runtime.advance import (
    MOST_STEPS,
    Around,
    acknowledge,
    cancel,
    complete_task,
    deliver_message,
    fail_service,
    fire_timer,
    refresh,
    start,
    waits_alone,
)
from engine.runtime.compile import Compiled, Definition, compare, compile_definition
from engine.runtime.play import Facts
from engine.runtime.refusals import refusals

__all__ = [
    "MOST_STEPS",
    "Around",
    "Compiled",
    "Definition",
    "Facts",
    "acknowledge",
    "cancel",
    "compare",
    "compile_definition",
    "complete_task",
    "deliver_message",
    "fail_service",
    "fire_timer",
    "refresh",
    "refusals",
    "start",
    "waits_alone",
]
