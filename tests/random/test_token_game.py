"""The runtime plays diagrams made by chance just as the token game of the standard."""

from collections import Counter
from contextlib import nullcontext
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import StepFailedError
from engine.runtime import compile_definition
from tests.support.diagrams import Drawn
from tests.support.playing import Case
from tests.support.random_diagrams import Block, Drawing, blocks, large_block
from tests.support.token_game import TokenGame

MOST_ACTIONS = 200


class Match:
    """One diagram played twice, move by move: by the runtime and by the token game."""

    def __init__(self, block: Block, seed: int) -> None:
        self.drawing = Drawing(block)
        self.chance = Random(seed)
        processes = self.drawing.processes
        definition = Drawn(processes=processes, main="main")
        self.stuck = False
        self.case = Case(compile_definition(definition))
        self.game = TokenGame(processes, "main")

    def play(self) -> int:
        """Play until the end, or long enough; give the number of moves."""
        self._choose()
        self.game.begin()
        self.case.start()
        self._compare()
        for moves in range(MOST_ACTIONS):
            if self.game.over or self.stuck:
                return moves
            self._choose()
            self._move()
            if not self.stuck:
                self._compare()
        return MOST_ACTIONS

    def _choose(self) -> None:
        """Let chance decide for every gateway, in the facts and in the game."""
        for split, (kind, ways) in self.drawing.splits.items():
            numbers = [n for n in range(ways) if self.chance.random() < 0.5] or [0]
            if kind == "xor":
                numbers = [self.chance.randrange(ways)]
            self.game.choices[split] = numbers
            decimals = [Decimal(number) for number in numbers]
            self.case.facts[("", split)] = decimals if kind == "or" else decimals[0]

    def _move(self) -> None:
        tasks, events = sorted(self.game.tasks()), sorted(self.game.events())
        self.game.fired.clear()
        move = self.chance.choice(tasks + events)
        scope, _, last = move.rpartition("/")
        element = last.split(":", maxsplit=1)[0]
        kind = "message" if move in events else "task"
        (self.game.happen if kind == "message" else self.game.complete)(move)
        rows = self.case.rows[kind]
        self.case.rows[kind] = dict(sorted(rows.items(), key=lambda r: str(r[0]) != move))
        stuck = not (self.game.over or self.game.tasks() or self.game.events())
        with pytest.raises(StepFailedError, match="stuck") if stuck else nullcontext():
            if kind == "message":
                self.case.deliver(element)
            else:
                self.case.complete(element, scope)
        self.stuck = stuck

    def _compare(self) -> None:
        rows = self.case.rows
        assert {str(place) for place in rows["task"]} == set(self.game.tasks())
        assert {str(place) for place in rows["message"]} == set(self.game.events())
        assert (self.case.ended is not None) == self.game.over
        flows = [
            part.rpartition("/")[2].rpartition(":")[2] for part in self.case.steps[-1].path
        ]
        known = {flow for p in self.drawing.processes.values() for flow in p.flows}
        assert Counter(flow for flow in flows if flow in known) == self.game.fired


@pytest.mark.parametrize("batch", range(8))
def test_large_diagrams_are_played_as_the_token_game(batch: int) -> None:
    moves = 0
    for seed in range(batch * 50, batch * 50 + 50):
        block = large_block(Random(seed), 5)
        moves += Match(block, seed).play()

    assert moves > 500


@settings(
    max_examples=300,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(block=blocks, seed=st.integers(0, 2**32))
def test_small_diagrams_are_played_as_the_token_game(block: Block, seed: int) -> None:
    Match(block, seed).play()
