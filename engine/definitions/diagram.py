"""What one BPMN file holds: processes to run, pools and lanes to show, findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.definitions.model import Formula, Process
from engine.definitions.tree import Tree
from engine.errors import Finding
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of the file; ``correlation`` narrows which one a case waits for."""

    id: str
    name: str
    line: int | None
    correlation: Formula | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A pool; ``process`` is empty for a closed one (an outside party)."""

    id: str
    name: Text
    line: int | None
    process: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """A file as read: nothing is left out, what cannot be read is in ``findings``."""

    file: str
    #: In file order, by id.
    processes: Mapping[str, Process]
    #: The process that runs: the first executable one that no other one here calls.
    main: str | None
    #: By id.
    messages: Mapping[str, Message] = field(default_factory=dict)
    participants: tuple[Participant, ...] = ()
    #: Editor or engine the file was made for: "zeebe", "camunda", "spiffworkflow" or "".
    dialect: str = ""
    findings: tuple[Finding, ...] = ()
    #: The elements themselves, for the rules about how the file is written.
    tree: Tree

    @property
    def executable(self) -> bool:
        """Whether a process is marked as executable; else the file is a drawing."""
        return any(process.executable for process in self.processes.values())

    @property
    def by_the_book(self) -> bool:
        """Whether the file is held to the letter of BPMN.

        One of a known engine is held to what that engine takes; one of no engine that
        declares its expression language means what it says.
        """
        return not self.dialect and bool(self.tree.root.get("expressionLanguage"))

    @property
    def runnable(self) -> list[Process]:
        """The executable processes; of a drawing all, to say what keeps it from running."""
        found = [process for process in self.processes.values() if process.executable]
        return found or list(self.processes.values())
