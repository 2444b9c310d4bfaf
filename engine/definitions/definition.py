"""A trajectory as read: everything that a version of it consists of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from engine.deadlines.term import Terms
from engine.decisions import DecisionModel
from engine.definitions.bundle import Bundle
from engine.definitions.diagram import Diagram
from engine.definitions.facts import Fact
from engine.definitions.model import Process
from engine.definitions.trajectory import DeclaredMessage, Trajectory
from engine.errors import Finding
from engine.forms import Form
from engine.text import Text


@dataclass(frozen=True, kw_only=True)
class LawTables:
    """The tables of law: decisions and terms, read by reference date when used."""

    files: Bundle = field(default_factory=Bundle)
    #: Models by the id of each decision in them.
    decisions: Mapping[str, DecisionModel] = field(default_factory=dict)
    terms: Terms = field(default_factory=Terms)
    #: Days on which an agency is closed, by its id, and why.
    closing_days: Mapping[str, Mapping[date, Text]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over the files."""
        return self.files.digest


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One version of a trajectory; user tasks have their form and role filled in."""

    id: str
    title: Text
    #: SHA-256 over the files.
    digest: str
    settings: Trajectory
    #: By file name.
    diagrams: Mapping[str, Diagram]
    #: All processes of all diagrams, by id.
    processes: Mapping[str, Process]
    #: Id of the process that a new case starts; empty when there is none to run.
    main: str
    #: Role by lane id, for every lane of the diagrams.
    roles: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    #: The trajectory's own terms; those of the law are in `LawTables`.
    terms: Terms = field(default_factory=Terms)
    #: The trajectory's own models, by the id of each decision in them.
    decisions: Mapping[str, DecisionModel] = field(default_factory=dict)
    #: Messages that ``trajectory.toml`` declares, by name.
    messages: Mapping[str, DeclaredMessage] = field(default_factory=dict)
    #: Declared facts by name; the first who declares one names its type.
    facts: Mapping[str, Fact] = field(default_factory=dict)
    #: Everything that writes a fact, also under a name that was declared before.
    writers: tuple[Fact, ...] = ()
    files: Bundle = field(default_factory=Bundle)
    #: What the readers of the files found; the rules add theirs (see ``check``).
    findings: tuple[Finding, ...] = ()
    #: Whether this is a trajectory folder; else files that somebody just looks at.
    is_trajectory: bool = True
    #: The law that it was read with.
    law: LawTables = field(default_factory=LawTables)
