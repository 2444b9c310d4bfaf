"""The scenarios of a version: what they tell, and playing them all."""

from dataclasses import dataclass
from threading import Semaphore
from typing import Any

from flask import Blueprint, render_template

from engine.definitions.model import Flow, Process
from engine.errors import ConflictError, Finding, InvalidDefinitionError, NotFoundError
from engine.people import may_propose
from engine.scenarios.folder import FolderOutcome, run_bundle, scenario_files
from engine.scenarios.reading import Scenario, read_scenario
from engine.text import Text
from web import errors
from web.guard import allow
from web.pages.designer import ONLOOKERS
from web.pages.version import Opened, opened, others_of, page
from web.parts import is_fragment
from web.visit import visit

pages = Blueprint("scenario_runs", __name__, url_prefix="/versions/<int:definition_id>")

#: Scenarios play in this process; one series at a time leaves room for everybody else.
_ONE_AT_A_TIME = Semaphore(1)
_LONGEST = 45.0
_BUSY = Text(
    "Er speelt al iemand scenario's. Probeer het over een halve minuut opnieuw.",
    "Somebody is running scenarios already. Try again in half a minute.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The scenarios of a version, as far as they can be read."""

    scenarios: tuple[Scenario, ...]
    findings: tuple[Finding, ...]


@pages.get("/scenarios")
@allow(*ONLOOKERS)
def show(definition_id: int) -> str:
    """List the scenarios."""
    version = opened(definition_id)
    return _page(version, None)


@pages.post("/scenarios")
@allow("designer")
def run(definition_id: int) -> str | tuple[str, int]:
    """Play all scenarios in a database that is thrown away."""
    version = opened(definition_id)
    may_propose(visit().actor, version.row.owner)
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        return _refused(version, _BUSY, errors.status_of(ConflictError(_BUSY)))
    try:
        law = version.definition.law.files
        outcome = run_bundle(
            version.definition.files, law, others=others_of(version), seconds=_LONGEST
        )
    except (InvalidDefinitionError, NotFoundError) as error:
        return _refused(version, error.text, errors.status_of(error))
    finally:
        _ONE_AT_A_TIME.release()
    return _page(version, outcome)


def _refused(version: Opened, fault: Text, status: int) -> tuple[str, int]:
    return _page(version, None, fault=fault), status


def _page(version: Opened, outcome: FolderOutcome | None, fault: Text | None = None) -> str:
    shown: dict[str, Any] = {"outcome": outcome, "fault": fault, "names": _names(version)}
    if is_fragment():
        return render_template("designer/scenario_outcome.html", **shown)
    return page("scenarios.html", version, "scenarios", told=told_of(version), **shown)


def told_of(version: Opened) -> Told:
    """Read the scenarios of a version, and say which cannot be read."""
    files = version.definition.files
    read: list[Scenario] = []
    findings: list[Finding] = []
    for name in scenario_files(files):
        try:
            read.append(read_scenario(files.files[name], file=name))
        except InvalidDefinitionError as error:
            findings.extend(error.findings)
    return Told(scenarios=tuple(read), findings=tuple(findings))


def _names(version: Opened) -> dict[str, Text]:
    """Name the tasks and flows that coverage tells about: ``process:element``."""
    names: dict[str, Text] = {}
    for process in version.definition.processes.values():
        for node in process.nodes.values():
            names[f"{process.id}:{node.id}"] = node.name
        for flow in process.flows.values():
            names[f"{process.id}:{flow.id}"] = (
                flow.name if flow.name.nl else _arrow(process, flow)
            )
    return names


def _arrow(process: Process, flow: Flow) -> Text:
    """Name a flow without a name by where it comes from and leads to."""
    ends = [process.nodes.get(end) for end in (flow.source, flow.target)]
    nl = [node.name.nl or node.id if node else "" for node in ends]
    en = [node.name.en or node.name.nl or node.id if node else "" for node in ends]
    return Text(" → ".join(nl), " → ".join(en))
