"""Diagrams made by chance, with timers, messages and handlers, keep their rows right.

What `Case` checks at each step: no row opens twice or closes without being open, and none
is left when the case ends.
"""

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from engine import runtime
from engine.definitions.model import EventKind, NodeKind
from engine.errors import StepFailedError
from engine.runtime import compile_definition
from engine.runtime.play import Play
from engine.runtime.state import dump, load
from tests.support.diagrams import (
    Drawn,
    boundary,
    catch,
    end,
    handler,
    node,
    service,
    start,
    throw,
)
from tests.support.playing import Case
from tests.support.random_diagrams import Block, Drawing, large_block

EVENTFUL = ("clock", "first_of", "noting", "delivery", "signal", "escalation")
MOST_ACTIONS = 80


class Eventful(Drawing):
    """Draws blocks with events too."""

    def _draw_clock(self, sheet: Any, before: str, after: str, body: Block) -> None:
        box = self._draw_sub(sheet, before, after, body)
        reminder = boundary(
            box, EventKind.TIMER, timer=("cycle", '"R4/P1D"'), interrupting=False
        )
        late = boundary(box, EventKind.TIMER, timer=("duration", '"P30D"'))
        self._draw(sheet, ("task",), sheet.add(reminder, self._name("timer")), after)
        merge = self._gate(sheet, "xor")
        sheet.flow(sheet.add(late, self._name("timer")), merge)
        sheet.flow(merge, sheet.add(end(), self._name("end")))

    def _draw_first_of(self, sheet: Any, before: str, after: str, body: Block) -> None:
        gate = sheet.add(node(NodeKind.EVENT_GATEWAY), self._name("gate"))
        sheet.flow(before, gate)
        timer = catch(EventKind.TIMER, timer=("duration", '"PT5H"'))
        for event in (timer, catch(EventKind.MESSAGE), node(NodeKind.RECEIVE_TASK)):
            name = sheet.add(event, self._name("event"))
            sheet.flow(gate, name)
            self._draw(sheet, body, name, after)

    def _draw_noting(self, sheet: Any, before: str, after: str, body: Block) -> None:
        box = self._draw_sub(sheet, before, after, body)
        around, sheet.parent = sheet.parent, box
        for interrupting in (True, False):
            inner = sheet.add(handler(), self._name("handler"))
            box, sheet.parent = sheet.parent, inner
            event = start(EventKind.MESSAGE, interrupting=interrupting)
            first = sheet.add(event, self._name("start"))
            self._draw(sheet, ("task",), first, sheet.add(end(), self._name("end")))
            sheet.parent = box
        sheet.parent = around

    def _draw_delivery(self, sheet: Any, before: str, after: str, body: Block) -> None:
        box = sheet.add(service(), self._name("service"))
        wrong = sheet.add(boundary(box, EventKind.ERROR), self._name("wrong"))
        sheet.flow(before, box)
        sheet.flow(box, after)
        self._draw(sheet, body, wrong, after)

    def _draw_signal(self, sheet: Any, before: str, after: str, body: Block) -> None:
        waits = sheet.add(catch(EventKind.SIGNAL, event_name="s"), self._name("signal"))
        tells = sheet.add(throw(EventKind.SIGNAL, event_name="s"), self._name("tell"))
        sheet.flow(before, waits)
        sheet.flow(waits, tells)
        self._draw(sheet, body, tells, after)

    def _draw_escalation(self, sheet: Any, before: str, after: str, body: Block) -> None:
        merge = self._gate(sheet, "xor")
        box = self._draw_sub(sheet, before, merge, ("seq", (body, ("raise_it",))))
        event = boundary(box, EventKind.ESCALATION, interrupting=bool(len(box) % 2))
        seen = sheet.add(event, self._name("seen"))
        sheet.flow(seen, merge)
        sheet.flow(merge, after)

    def _draw_raise_it(self, sheet: Any, before: str, after: str) -> None:
        thrown = sheet.add(throw(EventKind.ESCALATION), self._name("raise"))
        sheet.flow(before, thrown)
        sheet.flow(thrown, after)


def choices(drawing: Drawing, chance: Random) -> dict[tuple[str, str], object]:
    """Let chance decide what every gateway reads."""
    facts: dict[tuple[str, str], object] = {}
    for split, (kind, ways) in drawing.splits.items():
        number = Decimal(chance.randrange(ways))
        facts[("", split)] = [number] if kind == "or" else number
    return facts


def act(case: Case, chance: Random) -> None:
    """Do one thing that the outside can do."""
    kind, place = chance.choice(
        [(kind, place) for kind, rows in case.rows.items() for place in rows]
    )
    case.rows[kind] = {place: case.rows[kind].pop(place), **case.rows[kind]}
    if kind == "task":
        case.complete(place.element)
    elif kind == "timer":
        case.fire(place.element)
    elif kind == "message":
        case.deliver(place.element)
    elif chance.random() < 0.5:
        case.acknowledge(place.element)
    else:
        case.fail(place.element, "E")


def saved_again(case: Case) -> bytes:
    """Load the state and save it."""
    play = Play(facts=case.facts, law=case.law, now=case.now, case={})
    return dump(case.compiled, load(case.compiled, case.state, play))


@pytest.mark.parametrize("batch", range(6))
def test_rows_and_state_stay_right_whatever_happens(batch: int) -> None:
    acts = ended = 0
    for seed in range(batch * 25, batch * 25 + 25):
        chance = Random(seed)
        drawing = Eventful(large_block(chance, 5, EVENTFUL * 2))
        definition = Drawn(processes=drawing.processes, main="main")
        case = Case(compile_definition(definition))
        case.facts.update(choices(drawing, chance))
        try:
            case.start()
            while case.ended is None and len(case.steps) < MOST_ACTIONS:
                act(case, chance)
                case.facts.update(choices(drawing, chance))
                assert saved_again(case) == case.state
        except StepFailedError as failure:
            assert "stuck" in failure.text.en  # noqa: PT017
        ended += case.ended is not None
        acts += len(case.steps)
        if case.ended is None:
            case.rows["service"].update(_open_services(case))
            case.cancel()

    assert acts > 100
    assert ended > 3


def _open_services(case: Case) -> dict[Any, Any]:
    """Give back the row of a service whose answer was rolled back."""
    step = runtime.cancel(case.compiled, case.state)
    return {withdrawn.place: withdrawn for withdrawn in step.outbox_withdrawn}
