"""Every foreign diagram is loaded or refused for its defect; none is read by halves.

``corpus_expectations.tsv`` keeps for each file the verdict and the rules that refuse it; a
file that is not in it must only be read whole, in time, and with findings that help.
"""

import csv
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.deadlines import DueDate
from engine.decisions import DecisionResult
from engine.definitions.tree import FLOW_NODES, element_id
from engine.errors import StepFailedError
from engine.operations.check import Checked, check_file, with_stand_ins
from engine.runtime import compile_definition, start
from engine.text import Text
from tests.support import corpus

_HERE = Path(__file__).resolve().parent
NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Expected:
    verdict: str
    rules: frozenset[str]


@dataclass(frozen=True)
class Outcome:
    name: str
    checked: Checked
    seconds: float

    @property
    def errors(self) -> frozenset[str]:
        found = self.checked.findings
        return frozenset(each.rule for each in found if each.severity == "error")


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    found = []
    root = corpus.folder()
    for path in sorted(_diagrams(root)):
        name = path.relative_to(root).as_posix()
        raw = path.read_bytes()
        before = time.process_time()
        checked = check_file(raw, file=name)
        found.append(Outcome(name, checked, time.process_time() - before))
    return found


@pytest.fixture(scope="module")
def expected() -> dict[str, Expected]:
    with (_HERE / "corpus_expectations.tsv").open(encoding="utf-8", newline="") as file:
        return {
            row["path"]: Expected(row["verdict"], frozenset(row["rules"].split()))
            for row in csv.DictReader(file, delimiter="\t")
        }


def test_each_file_gets_its_verdict_for_its_defect(
    outcomes: list[Outcome],
    expected: dict[str, Expected],
    capsys: pytest.CaptureFixture[str],
) -> None:
    counts = Counter(
        (each.name.split("/")[0], str(each.checked.verdict)) for each in outcomes
    )
    with capsys.disabled():
        print()
        for folder in sorted({folder for folder, _ in counts}):
            told = ("loaded", "drawing-only", "refused")
            line = ", ".join(f"{counts[folder, verdict]} {verdict}" for verdict in told)
            print(f"  {folder}: {line}")
    got = {each.name: Expected(each.checked.verdict, each.errors) for each in outcomes}
    known = expected.keys() & got.keys()
    assert {name: expected[name] for name in known} == {name: got[name] for name in known}


def test_each_file_is_checked_within_a_second(outcomes: list[Outcome]) -> None:
    slow = {each.name: each.seconds for each in outcomes if each.seconds > 1}
    assert slow == {}


def test_each_finding_says_where_what_and_what_to_do(outcomes: list[Outcome]) -> None:
    poor = [
        (each.name, finding.rule)
        for each in outcomes
        for finding in each.checked.findings
        if not finding.line
        or finding.file != each.name
        or not all((*finding.message, *finding.remedy))
    ]
    assert poor == []


def test_no_flow_node_of_a_file_is_left_out(outcomes: list[Outcome]) -> None:
    lost = []
    for each in outcomes:
        for diagram in (
            each.checked.definition.diagrams.values() if each.checked.definition else ()
        ):
            read = {
                node for process in diagram.processes.values() for node in process.nodes
            }
            written = {
                element_id(element)
                for element in diagram.tree.iter(*FLOW_NODES)
                if any(True for _ in element.iterancestors("{*}process"))
            }
            lost += [(each.name, node) for node in written - read]
    assert lost == []


def test_each_loaded_file_plays_to_its_end_or_first_wait(outcomes: list[Outcome]) -> None:
    idle = []
    for each in outcomes:
        if each.checked.verdict != "loaded" or each.checked.definition is None:
            continue
        definition = each.checked.definition
        whole = replace(definition, processes=with_stand_ins(definition))
        try:
            step = start(
                compile_definition(whole), facts={}, law=_NoLaw(), now=NOW, case={}
            )
        except StepFailedError as error:
            # A case without any facts may stop at the first expression that reads one.
            if not _reads_facts(each.checked):
                idle.append(f"{each.name}: {error.text.en}")
            continue
        waits = (step.tasks_opened, step.timers_armed, step.messages_awaited, step.outbox)
        if step.ended is None and not any(waits):
            idle.append(each.name)
    assert idle == []


def _diagrams(root: Path) -> Iterator[Path]:
    for path in root.rglob("*"):
        if path.suffix in {".bpmn", ".xml"} and "dmn-tck" not in path.parts:
            yield path


def _reads_facts(checked: Checked) -> bool:
    assert checked.definition is not None
    return any(
        formula.expression.names
        for process in checked.definition.processes.values()
        for node in process.nodes.values()
        for formula in (
            *(process.flows[flow].condition for flow in node.outgoing),
            node.event.timer.formula if node.event and node.event.timer else None,
            node.multi_instance.collection if node.multi_instance else None,
            node.multi_instance.cardinality if node.multi_instance else None,
            *(each.formula for each in (*node.work.script, *node.work.inputs)),
        )
        if formula is not None
    ) or any(
        node.work.decision
        for process in checked.definition.processes.values()
        for node in process.nodes.values()
    )


class _NoLaw:
    """A lone diagram comes without tables of law."""

    def decide(self, decision: str, *_: object, **__: object) -> DecisionResult:
        raise StepFailedError(Text(f"geen {decision}", f"no {decision}"))

    def due(self, deadline: str, *_: object, **__: object) -> DueDate:
        raise StepFailedError(Text(f"geen {deadline}", f"no {deadline}"))

    def last_day(self, deadline: str, scope: str) -> None:
        del deadline, scope
