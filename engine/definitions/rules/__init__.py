"""Rules about diagrams and trajectories: one a file, each with its page in docs/rules.

A rule has a ``NAME`` and a ``check``. Those in `DRAWING` say what is wrong with a file even
when nobody runs it; those in `RUN` what keeps a diagram from running; those in `TRAJECTORY`
look at all files of a folder together.
"""

from collections.abc import Callable, Iterable
from types import ModuleType

from engine.definitions.definition import Definition
from engine.definitions.diagram import Diagram
from engine.definitions.rules import (
    call_cycle,
    called_process,
    code_missing,
    condition_misplaced,
    condition_missing,
    dangling_reference,
    data_association,
    data_sets,
    dead_end,
    deadline_in_formula,
    deadline_unknown,
    deadlock,
    decision_missing,
    default_missing,
    duplicate_flow,
    duplicate_id,
    end_missing,
    event_gateway,
    event_not_allowed,
    expression_empty,
    fact_two_types,
    flow_crosses_border,
    flow_not_listed,
    form_missing,
    gateway_direction,
    import_unread,
    isolated_node,
    label_missing,
    link_unmatched,
    message_data,
    message_flow,
    message_missing,
    mi_output_clash,
    mi_without_count,
    misplaced_flow,
    mixed_gateway,
    natural_language,
    no_way_out,
    not_executable,
    public_process,
    quantity,
    role_missing,
    shared_event,
    start_missing,
    start_several,
    superfluous_gateway,
    timer_cycle,
    timer_too_long,
    tokens_multiply,
    unknown_fact,
    unreachable_node,
    unsupported_element,
    vendor_ignored,
)
from engine.errors import Finding

__all__ = [
    "DRAWING",
    "NAMES",
    "READERS",
    "RUN",
    "TRAJECTORY",
    "check_definition",
    "check_diagram",
]

DRAWING: tuple[ModuleType, ...] = (
    duplicate_id,
    dangling_reference,
    flow_not_listed,
    flow_crosses_border,
    misplaced_flow,
    event_not_allowed,
    event_gateway,
    gateway_direction,
    condition_misplaced,
    message_flow,
    link_unmatched,
    shared_event,
    public_process,
    quantity,
    import_unread,
    deadlock,
    tokens_multiply,
)
RUN: tuple[ModuleType, ...] = (
    message_data,
    data_association,
    data_sets,
    code_missing,
    condition_missing,
    dead_end,
    default_missing,
    duplicate_flow,
    end_missing,
    expression_empty,
    isolated_node,
    message_missing,
    mi_output_clash,
    mi_without_count,
    mixed_gateway,
    natural_language,
    no_way_out,
    not_executable,
    start_missing,
    start_several,
    superfluous_gateway,
    timer_cycle,
    timer_too_long,
    unreachable_node,
    unsupported_element,
    vendor_ignored,
)
TRAJECTORY: tuple[ModuleType, ...] = (
    decision_missing,
    called_process,
    call_cycle,
    form_missing,
    role_missing,
    label_missing,
    deadline_in_formula,
    deadline_unknown,
    unknown_fact,
    fact_two_types,
)
#: Rules of the reader itself: it cannot read past these.
READERS = (
    "xml-well-formed",
    "xml-doctype",
    "xml-size",
    "not-bpmn",
    "expression-syntax",
    "expression-language",
    "script-language",
    "timer-syntax",
    "timer-missing",
    "name-not-fixed",
)
NAMES = (*READERS, *(rule.NAME for rule in (*DRAWING, *RUN, *TRAJECTORY)))


def check_diagram(diagram: Diagram) -> list[Finding]:
    """Apply the rules about one file; the reader's own findings are not repeated."""
    checks: list[Callable[[Diagram], Iterable[Finding]]]
    checks = [rule.check for rule in (*DRAWING, *RUN)]
    return [finding for check in checks for finding in check(diagram)]


def check_definition(definition: Definition) -> list[Finding]:
    """Apply the rules about a trajectory as a whole."""
    checks: list[Callable[[Definition], Iterable[Finding]]]
    checks = [rule.check for rule in TRAJECTORY]
    return [finding for check in checks for finding in check(definition)]
